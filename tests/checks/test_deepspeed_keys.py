"""Keys of DeepSpeed files that stand wrong, are missing, or belong to another program: what is offered for them."""

from __future__ import annotations

import json

import pytest

from loralint.diagnostics.record import Diagnostic
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source
from tests.checks.grounds import DEEPSPEED

IN_NUMBERS = {
    "train_micro_batch_size_per_gpu": 2,
    "gradient_accumulation_steps": 1,
    "gradient_clipping": 1.0,
    "bf16": {"enabled": True},
    "zero_optimization": {"stage": 2},
}


def found(data: dict[str, object], rule: str = "") -> list[Diagnostic]:
    source = Source("ds.json", json.dumps(data, indent=2).encode())
    run = check_sources([source], Settings(framework="deepspeed"), {"ds.json"})
    return [diagnostic for diagnostic in run.diagnostics if diagnostic.rule == (rule or diagnostic.rule)]


def test_loss_scaling_is_not_moved_into_a_section_that_the_file_does_not_have():
    scaled = {**DEEPSPEED, "bf16": {"enabled": "auto", "loss_scale": 0, "initial_scale_power": 16}}
    (diagnostic,) = found(scaled, "unknown-key")
    assert [edit.operation for fix in diagnostic.fixes for edit in fix.edits] == ["remove", "remove"]
    assert diagnostic.label == "bf16 has no loss scaling"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [("zero3_init_flag", True, "accelerate"), ("gradient_checkpointing", True, "the trainer")],
)
def test_who_reads_a_key_of_another_program_is_said(key, value, told):
    (diagnostic,) = found({**DEEPSPEED, key: value}, "unknown-key")
    (fix,) = diagnostic.fixes
    assert fix.safety == "manual"
    assert f"{told} reads it" in (diagnostic.label or "")
    assert f"{told} reads it" in (fix.advice or "")


def test_a_key_at_the_top_that_says_the_default_of_its_place_is_a_note():
    (diagnostic,) = found({**DEEPSPEED, "memory_efficient_linear": True}, "unknown-key")
    assert diagnostic.severity == "info"
    (diagnostic,) = found({**DEEPSPEED, "round_robin_gradients": True}, "unknown-key")
    assert diagnostic.severity == "warning"


@pytest.mark.parametrize(("ground", "fixes"), [(DEEPSPEED, ["safe"]), (IN_NUMBERS, [])])
def test_a_missing_length_is_left_to_the_program_that_fills_the_file_in(ground, fixes):
    schedule = {"type": "WarmupDecayLR", "params": {"warmup_max_lr": 0.0001, "warmup_num_steps": 10}}
    (diagnostic,) = found({**ground, "scheduler": schedule}, "missing-key")
    assert [fix.safety for fix in diagnostic.fixes] == fixes


@pytest.mark.parametrize(("value", "operations"), [(False, ["remove"]), (True, ["set", "rename"])])
def test_an_old_switch_that_is_off_needs_no_section(value, operations):
    optimizer = {"type": "AdamW", "params": {"lr": "auto"}}
    section = {"stage": 2, "cpu_offload": value}
    (diagnostic,) = found({**DEEPSPEED, "optimizer": optimizer, "zero_optimization": section}, "deprecated-key")
    (fix,) = diagnostic.fixes
    assert [edit.operation for edit in fix.edits] == operations


def test_no_warm_up_becomes_the_shortest_one():
    schedule = {"type": "WarmupLR", "params": {"warmup_max_lr": 0.0001, "warmup_num_steps": 0}}
    (diagnostic,) = found({**IN_NUMBERS, "scheduler": schedule}, "out-of-range")
    (fix,) = diagnostic.fixes
    assert (fix.safety, [edit.value for edit in fix.edits]) == ("unsafe", [1])


FILLED = {
    "optimizer": {"params": {"lr": "auto", "betas": "auto", "eps": "auto", "weight_decay": "auto"}},
    "scheduler": {"params": {"warmup_min_lr": "auto", "warmup_max_lr": "auto", "warmup_num_steps": "auto"}},
}


@pytest.mark.parametrize(("section", "name"), [("optimizer", "AdamW"), ("scheduler", "WarmupLR")])
def test_a_name_in_place_of_a_section_is_written_with_what_the_section_needs(section, name):
    (diagnostic,) = found({**DEEPSPEED, section: name}, "wrong-type")
    (fix,) = diagnostic.fixes
    assert fix.safety == "unsafe"
    assert [edit.value for edit in fix.edits] == [{"type": name, **FILLED[section]}]


@pytest.mark.parametrize(("written", "safety"), [("cpu", "safe"), (True, "unsafe")])
def test_a_device_in_place_of_an_offload_section(written, safety):
    (diagnostic,) = found({**DEEPSPEED, "zero_optimization": {"stage": 2, "offload_optimizer": written}}, "wrong-type")
    (fix,) = diagnostic.fixes
    assert fix.safety == safety
    assert [edit.value for edit in fix.edits] == [{"device": "cpu"}]


@pytest.mark.parametrize(
    "section", [{"scheduler": {"type": "cosine", "params": {}}}, {"optimizer": {}}, {"optimizer": {"type": None}}]
)
def test_a_section_that_the_program_does_without_may_be_left_out(section):
    (name,) = section
    fixes = [fix for one in found({**DEEPSPEED, **section}) for fix in one.fixes]
    assert [(fix.safety, edit.operation, edit.key) for fix in fixes for edit in fix.edits] == [
        ("unsafe", "remove", (name,))
    ]


def test_a_value_at_which_it_stops_becomes_auto_only_where_others_are_filled_in():
    (filled,) = found({**DEEPSPEED, "train_batch_size": 0}, "out-of-range")
    (fixed,) = found({**IN_NUMBERS, "train_batch_size": 0}, "out-of-range")
    assert [edit.value for fix in filled.fixes for edit in fix.edits] == ["auto"]
    assert [edit.operation for fix in fixed.fixes for edit in fix.edits] == ["remove"]

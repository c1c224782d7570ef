"""What is said of a key for which no one key stands, and what is left to the user where several could be meant."""

from __future__ import annotations

import pytest

from loralint.diagnostics.record import Diagnostic
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

BASE = (
    "base_model: x/y\nadapter: lora\nlora_r: 8\nlora_alpha: 16\nlora_target_linear: true\nmicro_batch_size: 1\n"
    "learning_rate: 0.0002\nmax_grad_norm: 1.0\nbf16: true\nval_set_size: 0\n"
)
DATA = "datasets:\n  - path: a/b\n    type: completion\n"


def told(text: str, rule: str = "unknown-key") -> list[Diagnostic]:
    run = check_sources([Source("config.yaml", text.encode())], Settings(), ["config.yaml"])
    return [d for d in run.diagnostics if d.rule == rule]


def test_a_name_without_a_counterpart_is_explained():
    (found,) = told(f"{BASE}{DATA}report_to: tensorboard\n")
    assert [(fix.id, fix.safety) for fix in found.fixes] == [("instead", "manual")]
    assert "`use_tensorboard`" in found.fixes[0].description


@pytest.mark.parametrize(
    ("lines", "severity"),
    [("report_to: none\n", "info"), ("report_to: null\n", "info"), ("report_to: [wandb]\n", "warning")],
)
def test_a_tracker_that_reports_anyway_or_not_at_all_costs_nothing(lines, severity):
    (found,) = told(f"{BASE}{DATA}{lines}")
    assert found.severity == severity


def test_what_the_file_says_already_is_not_to_be_written():
    (found,) = told(f"{BASE}{DATA}use_lora: true\n")
    assert [fix.id for fix in found.fixes] == ["remove"]


def test_columns_are_told_where_they_are_read_and_not_removed():
    (found,) = told(f"{BASE}{DATA}    field_prompt: question\n    field_completion: answer\n")
    assert [(fix.id, fix.safety) for fix in found.fixes] == [("instead", "manual")]


def test_advice_on_sections_stays_when_several_keys_are_told_as_one():
    data = DATA.replace("completion", "alpaca") + "    field_instruction: q\n    field_output: a\n"
    (found,) = told(f"{BASE}{data}")
    assert [fix.id for fix in found.fixes] == ["section"]
    assert "all else that `alpaca` stands for" in str(found.fixes[0].advice)


def test_a_key_that_has_its_place_elsewhere_is_no_slip_for_a_neighbour():
    (found,) = told(f'{BASE}{DATA}special_tokens:\n  eot_tokens: ["<|end|>"]\n')
    assert "did you mean" not in str(found.label)
    assert all(fix.id == "remove" for fix in found.fixes)


def test_the_lists_that_take_a_key_are_named_one_by_one():
    data = DATA.replace("completion", "chat_template")
    test_data = data.replace("datasets", "test_datasets")
    (found,) = told(f"{BASE}{data}{test_data}roles_to_train: [assistant]\n")
    assert found.fixes[0].description.endswith("in each item of `datasets` and `test_datasets`")


def test_a_blank_section_under_an_old_name_is_removed():
    (found,) = told(f"{BASE}{DATA}rope_scaling:\n  type:\n  factor:\n", "deprecated-key")
    assert [(fix.id, fix.safety) for fix in found.fixes] == [("remove", "safe")]
    assert "; use" not in found.message


def test_of_two_old_names_of_one_key_the_user_chooses():
    (found,) = told(f"{BASE}{DATA}flash_attention: true\neager_attention: true\n", "deprecated-key")
    assert [(fix.id, fix.safety) for fix in found.fixes] == [("one", "manual")]


def test_a_new_value_of_an_old_key_takes_the_new_name():
    text = BASE.replace("bf16: true", "bf16: false") + DATA + "flash_attention: true\n"
    (found,) = told(text, "flash-attention-needs-16-bits")
    sdpa = next(fix for fix in found.fixes if fix.id == "sdpa")
    assert [(edit.operation, edit.key, edit.to) for edit in sdpa.edits] == [
        ("set", ("flash_attention",), None),
        ("rename", ("flash_attention",), "attn_implementation"),
    ]

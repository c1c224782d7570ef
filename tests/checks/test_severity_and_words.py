"""What a check says follows its effect: what takes the place of a value, who stops the run, and how loud it is."""

from __future__ import annotations

import json

import pytest

import loralint
from loralint.files.read import Source
from loralint.run import check_sources
from loralint.settings.record import Settings
from tests.checks.grounds import DEEPSPEED


def said(path, text, select=("shape",)):
    run = check_sources([Source(path, text.encode())], Settings(select=select), {path})
    return list(run.diagnostics)


def deepspeed(**changes):
    content = {key: value for key, value in {**DEEPSPEED, **changes}.items() if value != "absent"}
    return said("ds_config.json", json.dumps(content))


@pytest.mark.parametrize(("second", "severity"), [("2", "info"), ("3", "warning")])
def test_a_duplicate_without_a_difference_is_a_note(second, severity):
    text = json.dumps({**DEEPSPEED, "zero_optimization": "HERE"}).replace(
        '"HERE"', f'{{"stage": 2, "stage": {second}}}'
    )
    (told,) = said("ds_config.json", text)
    assert (told.rule, told.severity) == ("duplicate-key", severity)


def test_true_and_one_are_no_duplicates():
    text = json.dumps({**DEEPSPEED, "zero_optimization": "HERE"}).replace('"HERE"', '{"stage": 1, "stage": true}')
    assert "warning" in {d.severity for d in said("ds_config.json", text) if d.rule == "duplicate-key"}


def test_a_wrong_value_says_what_takes_its_place():
    params = {"warmup_num_steps": "auto", "warmup_type": "cosine"}
    (told,) = deepspeed(scheduler={"type": "WarmupLR", "params": params})
    assert told.message == '`scheduler.params.warmup_type` cannot be "cosine": `log` is used instead'


CURRICULUM = {"enabled": True, "curriculum_type": "seqlen", "min_difficulty": 8}


@pytest.mark.parametrize(
    ("value", "fixes"),
    [(CURRICULUM, [("move", "manual")]), ({**CURRICULUM, "enabled": False}, [("remove", "safe")])],
)
def test_an_old_section_that_cannot_be_moved_as_it_is_gets_advice(value, fixes):
    (told,) = deepspeed(curriculum_learning=value)
    assert told.consequence == "refused"
    assert [(fix.id, fix.safety) for fix in told.fixes] == fixes


@pytest.mark.parametrize(("value", "safety"), [({"enabled": False}, "safe"), ({"enabled": True}, "unsafe")])
def test_a_refused_section_is_removed_safely_only_where_it_is_off(value, safety):
    (told,) = deepspeed(amp=value)
    assert [(fix.id, fix.safety) for fix in told.fixes] == [("remove", safety)]


def test_auto_in_another_case_is_put_right_only_where_it_is_filled_in():
    batch, group = deepspeed(gradient_clipping="Auto", zero_optimization={"stage": 3, "sub_group_size": "Auto"})
    assert batch.key == ("gradient_clipping",)
    assert [(fix.safety, fix.edits[0].value) for fix in batch.fixes] == [("safe", "auto")]
    assert all(fix.safety == "unsafe" and fix.edits[0].value != "auto" for fix in group.fixes)


def peft(content):
    return [(d.rule, d.severity) for d in said("adapter_config.json", json.dumps(content))]


def test_without_the_key_that_decides_about_the_others_these_are_not_judged():
    assert peft({"adapter_type": "dual_loop", "architecture": "X", "d_model": 8, "r": 8}) == [("missing-key", "error")]


def test_a_model_config_under_an_adapters_name_is_told_once():
    assert peft({"architectures": ["A"], "model_type": "chatglm", "num_layers": 2}) == [
        ("model-config-in-place", "error")
    ]


def test_another_name_of_the_deciding_key_is_told():
    assert peft({"method": "LORA", "r": 8}) == [("unknown-key", "info"), ("missing-key", "error")]


@pytest.mark.parametrize(("more", "severity"), [("", "info"), ("learning_rate: 0.0002\n", "warning")])
def test_without_training_keys_a_missing_precision_is_a_note(more, severity):
    text = f"model_name_or_path: Qwen/Qwen2.5-0.5B\noutput_dir: out\nuse_peft: true\nbf16: false\nfp16: false\n{more}"
    told = said("sft_config.yaml", text, select=("no-mixed-precision",))
    assert [d.severity for d in told] == [severity]


def test_a_stand_in_that_a_program_fills_in_is_a_note():
    (told,) = said("ds_config.json", '{"train_batch_size": GBSIZE, "zero_optimization": {"stage": 1}}')
    assert (told.rule, told.severity, told.consequence) == ("json-syntax", "info", "refused")
    (wrong,) = said("ds_config.json", '{"train_batch_size": auto, "zero_optimization": {"stage": 1}}')
    assert wrong.severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        '{\n"zero_optimization": {"stage": 1},\n"tensorboard": {\n"output_path": /logs/a\n}\n}',
        '{\n"zero_optimization": {"stage": 1},\n"tensorboard": {\n"job_name": first\n}\n}',
        '{\n"zero_optimization": {"stage": 1}\n"train_batch_size": 8\n}',
        '{\nzero_optimization: {"stage": 1},\n"train_batch_size": 8\n}',
    ],
)
def test_what_is_right_in_hjson_is_a_note_unless_trainer_reads_the_file(text):
    (told,) = said("ds_config.json", text)
    assert (told.rule, told.severity) == ("json-syntax", "info")
    (refused,) = said("ds_config.json", text.replace('"stage": 1', '"stage": 1, "overlap_comm": "auto"'))
    assert (refused.rule, refused.severity) == ("json-syntax", "error")


@pytest.mark.parametrize(
    "text",
    [
        '{"zero_optimization": {"stage": 1}, "tensorboard": {"job_name": first}}',
        '{"zero_optimization": {"stage": 1}, "train_batch_size": 8}\n```',
    ],
)
def test_what_hjson_refuses_as_well_is_an_error(text):
    (told,) = said("ds_config.json", text)
    assert (told.rule, told.severity) == ("json-syntax", "error")


def test_one_number_written_in_two_ways_is_one_number():
    text = "base_model: m/n\nadapter: lora\nlearning_rate: 5e-5\nlearning_rate: 5.0e-5\n"
    assert {d.severity for d in said("config.yaml", text) if d.rule == "duplicate-key"} == {"info"}


def test_a_table_of_choices_is_no_config(tmp_path):
    path = tmp_path / "options.yaml"
    keys = ("base_model", "adapter", "lora_r", "micro_batch_size", "num_epochs")
    path.write_text("".join(f"{key}: [a, b]\n" for key in keys))
    (file,) = loralint.check(str(path)).files
    assert (file.status, file.reason) == ("skipped", "no known framework: its keys hold lists of choices")


AXOLOTL = """base_model: a/b
datasets:
  - {path: a/b, type: alpaca}
micro_batch_size: 1
sequence_len: 8
learning_rate: 1e-4
"""


@pytest.mark.parametrize(("share", "safety"), [("0.1", "manual"), ("0", "unsafe")])
def test_a_slip_is_not_renamed_to_what_is_refused_beside_another_key(share, safety):
    text = f"{AXOLOTL}val_set_size: {share}\neval_datasets:\n  - {{path: a/b, split: test, type: alpaca}}\n"
    (told,) = (d for d in said("config.yaml", text) if d.rule == "unknown-key")
    assert (told.fixes[0].id, told.fixes[0].safety) == ("rename", safety)


@pytest.mark.parametrize("version", [None, 11])
def test_an_old_key_of_a_file_without_a_version_has_no_effect_there(version):
    content = {"model_type": "STABLE_DIFFUSION_15", "training_method": "LORA", "vae_weight_dtype": "FLOAT_16"}
    content = content if version is None else {"__version": version, **content}
    (told,) = (d for d in said("config.json", json.dumps(content)) if d.rule == "deprecated-key")
    where = "in a file without `__version`" if version is None else "any more"
    assert told.message == f"`vae_weight_dtype` has no effect {where}; use `vae.weight_dtype`"


def test_an_empty_text_is_not_offered_as_a_choice():
    (told,) = (d for d in said("config.yaml", f"{AXOLOTL}adapter: bitfit\n") if d.rule == "wrong-value")
    assert str(told.label).startswith("it is one of lora, qlora, ")
    assert not str(told.label).endswith(", ")


@pytest.mark.parametrize(("word", "told"), [("no", "`no`, which YAML reads as false"), ("false", "false")])
def test_a_word_that_yaml_reads_as_false_is_told_as_it_is_written(word, told):
    (found,) = (d for d in said("config.yaml", f"{AXOLOTL}save_strategy: {word}\n") if d.rule == "wrong-type")
    assert found.message.endswith(f", not {told}")


def test_a_word_that_yaml_reads_as_false_keeps_its_meaning_under_the_new_name():
    (found,) = (d for d in said("config.yaml", f"{AXOLOTL}evaluation_strategy: no\n") if d.rule == "deprecated-key")
    assert found.message.endswith("use `eval_strategy` with `no`")


def test_a_word_that_yaml_reads_as_false_is_put_into_quotes_where_it_is_one_of_the_choices():
    (found,) = (d for d in said("config.yaml", f"{AXOLOTL}eval_strategy: no\n") if d.rule == "wrong-type")
    assert [(fix.safety, fix.edits[0].value) for fix in found.fixes] == [("safe", "no")]
    assert found.consequence == "refused"


@pytest.mark.parametrize(("datasets", "severity"), [("", "info"), (" null", "error")])
def test_what_a_form_lacks_is_a_note(datasets, severity):
    text = f"base_model: a/b\ndatasets:{datasets}\nmicro_batch_size: 1\nsequence_len: 8\nlearning_rate:\n"
    found = {
        d.severity for d in said("config.yaml", text, ("shape", "data")) if d.rule in ("missing-key", "no-dataset")
    }
    assert found == {severity}


def test_switching_off_what_a_text_switched_on_changes_the_run():
    (told,) = [d for d in deepspeed(prescale_gradients="false") if d.rule == "truthy-text"]
    assert [fix.safety for fix in told.fixes] == ["unsafe"]

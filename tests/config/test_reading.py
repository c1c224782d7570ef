"""Whose file it is where programs of the user's own read it too: whole or not, what for, and who reads it."""

from __future__ import annotations

import pytest

import loralint
from loralint.config.reading import WHOLE, reading_of
from loralint.knowledge.frameworks import load_framework
from loralint.knowledge.kinds import schema_of_kinds
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax import parse
from loralint.syntax.node import Source

TRL = """output_dir: out
model_name_or_path: m/n
dataset_name: d/e
use_peft: true
lora_r: 16
learning_rate: 0.0002
max_grad_norm: 1.0
"""
PLAIN = "output_dir: out\nper_device_train_batch_size: 4\nnum_train_epochs: 1\nlearning_rate: 2.0e-5\n"
OWN = PLAIN + "model_id: m/n\nrun_tag: demo\n"


def reading(text, path="config.yaml", framework="trainer"):
    known = load_framework(framework)
    document = parse(Source(path, text.encode()), "yaml")
    import yaml

    return reading_of(document, yaml.safe_load(text), known, known.default_version)


def told(text, path="config.yaml", named=True):
    run = check_sources([Source(path, text.encode())], Settings(), named=[path] if named else [])
    return {(d.rule, d.severity) for d in run.diagnostics}


def status(text, path="config.yaml", named=False):
    run = check_sources([Source(path, text.encode())], Settings(), named=[path] if named else [])
    return run.files[0].framework, run.files[0].status


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (TRL, True),
        (PLAIN, True),
        (PLAIN + "num_generations: 8\n", True),  # GRPOConfig
        (PLAIN + "gradient_acumulation_steps: 8\n", True),  # a slip
        (PLAIN + "_comment: mine\n", True),
        (TRL + "lora_rank: 16\nlr: 1.0e-4\n", True),  # habit, beside a mark of TRL
        (OWN, False),
        (PLAIN + "epochs: 3\n", False),  # habit, without one
        (PLAIN.replace("output_dir: out\n", ""), False),
        (TRL + "run_tag: demo\n", False),
    ],
)
def test_a_file_is_whole_where_all_its_names_are_known(text, whole):
    assert reading(text).whole is whole


@pytest.mark.parametrize(
    ("text", "path", "kind"),
    [
        (PLAIN + "num_generations: 8\nscale_rewards: true\n", "config.yaml", "grpo"),
        (PLAIN + "packing: true\n", "config.yaml", "sft"),
        (PLAIN + "desirable_weight: 1.0\n", "config.yaml", "kto"),
        (PLAIN + "beta: 0.1\nmax_length: 512\n", "config.yaml", None),  # DPO or KTO
        (PLAIN + "beta: 0.1\nmax_length: 512\n", "recipes/dpo/config.yaml", "dpo"),
        (PLAIN + "beta: 0.1\nmax_length: 512\n", "my_kto_run.yaml", "kto"),
        (PLAIN, "sft_config.yaml", "sft"),
        (PLAIN, "config.yaml", None),
        (PLAIN + "packing: true\n", "dpo.yaml", "dpo"),  # one key of another kind is a slip
        (PLAIN + "packing: true\neval_packing: true\n", "dpo.yaml", "sft"),  # two come before the name
        (PLAIN + "max_target_length: 64\npredict_with_generate: true\n", "config.yaml", None),  # for sequences, not DPO
        (PLAIN + "num_generations: 8\nscale_rewards: none\npacking: true\n", "config.yaml", "grpo"),
    ],
)
def test_the_kind_is_told_by_the_keys_and_then_by_the_name(text, path, kind):
    assert reading(text, path).kind == kind


def test_the_reader_is_told_by_what_only_it_is_given():
    assert reading(TRL)[2:5] == ("trl", True, "TRL's parser")
    assert reading(PLAIN)[2:5] == (None, False, None)
    assert reading(TRL + "run_tag: demo\n")[2:5] == (None, False, None)


@pytest.mark.parametrize(
    ("text", "path", "kinds"),
    [
        (PLAIN, "config.yaml", ()),
        (PLAIN, "dpo.yaml", ("dpo",)),
        (TRL + "max_length: 512\nbeta: 0.1\n", "config.yaml", ("dpo", "kto")),
        (TRL + "cpo_alpha: 1.0\n", "config.yaml", ("cpo",)),
    ],
)
def test_the_kinds_are_all_that_a_file_may_be_for(text, path, kinds):
    assert reading(text, path).kinds == kinds


def test_the_words_of_a_kind_hold_in_its_files_alone():
    framework = load_framework("trainer")
    keys = schema_of_kinds(framework, framework.default_version, ("sft",), "trl")["properties"]
    assert keys["loss_type"]["default"] == "nll"
    assert "dft" in keys["loss_type"]["enum"]
    assert keys["learning_rate"]["default"] == 2e-05
    assert "x-kinds" not in keys["loss_type"]


def test_of_several_kinds_that_holds_in_which_they_agree():
    framework = load_framework("trainer")
    keys = schema_of_kinds(framework, framework.default_version, ("dpo", "kto"), "trl")["properties"]
    assert keys["beta"]["default"] == 0.1
    assert "enum" not in keys["loss_type"]
    assert "default" not in keys["loss_type"]


def test_a_default_of_a_kind_counts_where_the_reader_shows():
    framework = load_framework("trainer")
    keys = schema_of_kinds(framework, framework.default_version, ("sft",), None)["properties"]
    assert "default" not in keys["learning_rate"]


def test_the_files_of_other_frameworks_are_whole():
    assert reading("base_model: x\nwhatever: 1\n", framework="axolotl") is WHOLE


def test_what_a_file_lacks_is_told_only_of_a_whole_one():
    assert ("clipping-and-precision-unwritten", "warning") in told(PLAIN)
    assert told(OWN) == set()
    assert ("evaluation-steps-unused", "warning") in told(PLAIN + "eval_steps: 50\n")
    assert told(OWN + "eval_steps: 50\n") == set()


def test_the_values_of_any_file_are_judged():
    assert ("clipping-off", "warning") in told(OWN + "max_grad_norm: 0\n")
    assert ("evaluation-steps-unused", "info") in told(OWN + 'eval_steps: 50\neval_strategy: "no"\n')


def test_a_repair_adds_no_key_to_a_file_that_is_not_whole(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(OWN + "evaluation_strategy: epoch\neval_steps: 50\n")
    assert loralint.fix(str(path), unsafe=True).changes == ()


def test_a_slip_in_a_file_that_its_reader_refuses_is_told_so():
    assert ("unknown-key", "error") in told(TRL + "gradient_acumulation_steps: 8\n")
    assert ("unknown-key", "error") in told(TRL + "lr: 1.0e-4\n")
    assert told(PLAIN + "gradient_acumulation_steps: 8\nbf16: true\nmax_grad_norm: 1.0\n") == set()


SHORT = "base_model: m/n\nadapter: lora\nlora_r: 8\n"


def test_a_short_file_is_recognised_in_a_folder_where_all_its_keys_are_known():
    assert status(SHORT) == ("axolotl", "checked")
    assert status(SHORT + "lora_alhpa: 16\n") == ("axolotl", "checked")
    assert status(SHORT + "experiment: one\n") == (None, "skipped")
    assert status(SHORT + "experiment: one\n", named=True) == ("axolotl", "checked")


SCRIPT = """base_model: m/n
dataset: d/e
optim: adamw_torch
target_modules: [q_proj]
task_instruction: Summarize.
max_seq_length: 512
load_in_4bit: true
sequence_len: 2048
num_epochs: 3
"""


@pytest.mark.parametrize("named", [True, False])
def test_a_script_that_calls_its_model_as_a_framework_does_is_nobodys(named):
    assert status(SCRIPT, named=named) == (None, "skipped")
    assert status(SCRIPT + "micro_batch_size: 2\n", named=named) == ("axolotl", "checked")
    assert status(SCRIPT, "axolotl_config.yaml", named) == ("axolotl", "checked")


def test_a_named_file_of_which_little_is_known_is_nobodys():
    own = "base_model: m/n\ntasks: [a]\nswitch: 1\ntrain: {epochs: 3}\n"
    assert status(own, named=True) == (None, "skipped")
    flat = "base_model: m/n\nper_device_train_batch_size: 1\nnum_train_epochs: 1\ntrain_file: a.jsonl\n"
    assert status(flat, named=True) == ("trainer", "checked")


@pytest.mark.parametrize(
    ("path", "text", "framework"),
    [
        ("ds_config.json", '{"fp16": {"enabled": true},}', "deepspeed"),
        ("conf/zero2.json", "{", "deepspeed"),
        ("adapter_config.json", '{"r": 8', "peft"),
        ("axolotl.yml", "base_model: [", "axolotl"),
    ],
)
def test_a_file_with_a_framework_s_own_name_that_cannot_be_parsed_is_told_in_folders(path, text, framework):
    assert status(text, path) == (framework, "failed")


def test_an_adapter_config_is_peft_s_whatever_it_holds():
    assert status('{"adapter_type": "x", "d_model": 8}', "adapter_config.json") == ("peft", "checked")
    assert status('{"fine_tune_type": "lora", "lora_parameters": {}}', "adapter_config.json") == (None, "skipped")
    assert status('{"model": 1,', "data/train.json") == (None, "skipped")


def test_the_one_item_of_a_list_takes_its_place_where_the_right_key_takes_no_list(tmp_path):
    path = tmp_path / "sft.yaml"
    path.write_text(TRL + "dataset_train_splits: [train]\n")
    repair = loralint.fix(str(path), unsafe=True)
    assert repair.changes[0].after.decode().endswith("dataset_train_split: train\n")


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "adapter_config.json",
            '{"fine_tune_type": "lora", "lora_parameters": {"rank": 8}}',
            "fine_tune_type and lora_parameters are keys of MLX-LM",
        ),
        (
            "run.yaml",
            "qwen:\n  base_model: a/b\n  micro_batch_size: 1\n  adapter: lora\n  datasets: []\n",
            "all of it stands under qwen, and Axolotl reads its keys at the top of the file",
        ),
    ],
    ids=["another program's", "a config under one key"],
)
def test_a_file_that_is_passed_over_is_told_with_the_reason(tmp_path, name, text, reason):
    path = tmp_path / name
    path.write_text(text)
    (file,) = loralint.check(str(path)).files
    assert (file.status, file.reason) == ("skipped", f"no known framework: {reason}")


BROKEN = "base_model: a/b\nmicro_batch_size: 1\ndatasets: a.jsonl\n    type: alpaca\n"


@pytest.mark.parametrize(
    ("path", "text", "named", "status"),
    [
        ("run.yaml", BROKEN, False, "failed"),
        (
            "run.json",
            '{"zero_optimization": {"stage": 2}, "train_micro_batch_size_per_gpu": 1,, "x": 1}',
            False,
            "failed",
        ),
        ("run.yaml", BROKEN + "lora_r: {{ rank }}\n", True, "skipped"),
        ("run.yaml", "title: a\n    type: b\n", True, "skipped"),
        ("run.yaml", "base_model: a\n    type: b\n", True, "skipped"),
        ("run.yaml", BROKEN + "compute_environment: x\n", True, "skipped"),
    ],
)
def test_a_file_that_does_not_parse_is_told_by_how_its_lines_begin(path, text, named, status):
    run = check_sources([Source(path, text.encode())], Settings(), {path} if named else ())
    assert [file.status for file in run.files] == [status]

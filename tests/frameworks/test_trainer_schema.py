"""The `trainer` framework: flat files with the arguments of Transformers, TRL and Unsloth."""

from __future__ import annotations

import fnmatch
import json
import os
import subprocess
import sys
from typing import Any

import jsonschema
import pytest
import yaml

import loralint

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "schemas", "trainer")
GENERATOR = os.path.join(ROOT, "schemas", "generate", "trainer.py")
# The python that has Transformers, where it is not the one that runs the tests.
PYTHON = os.environ.get("LORALINT_TRANSFORMERS_PYTHON", sys.executable)


def read(name: str) -> Any:
    with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
        return json.load(stream) if name.endswith(".json") else yaml.safe_load(stream)


SCHEMA = read("5.24.0.json")
FRAMEWORK = read("framework.yaml")
KEYS = SCHEMA["properties"]


def has(config: Any, path: str) -> bool:
    for step in path.split("."):
        if not isinstance(config, dict) or step not in config:
            return False
        config = config[step]
    return True


def points(config: dict[str, Any], name: str = "x.yaml") -> int:
    marks = FRAMEWORK["signature"]
    others = [key for keys in marks["others"].values() for key in keys]
    if any(has(config, key) for key in [*marks["not"], *others]):
        return 0
    named = any(fnmatch.fnmatch(name, pattern) for pattern in marks["names"])
    return (
        sum(3 * has(config, k) for k in marks["distinctive"]) + sum(has(config, k) for k in marks["common"]) + 3 * named
    )


def places(meaning: Any) -> list[str]:
    """The native keys of a concept."""
    return [meaning] if isinstance(meaning, str) else [place["path"] for place in meaning]


def test_it_is_a_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_example_fits_the_schema() -> None:
    example = read("example.yaml")
    jsonschema.validate(example, SCHEMA)
    assert set(example) <= set(KEYS)
    assert points(example) >= 6


def test_a_default_is_known_or_computed_but_not_both() -> None:
    assert not [name for name, key in KEYS.items() if "default" in key and "x-computed" in key]


def test_the_kinds_of_a_key_are_those_of_the_framework() -> None:
    kinds = {"any", *FRAMEWORK["arguments"]["kinds"]}
    for key in KEYS.values():
        assert set(key.get("x-of", ())) <= kinds
        assert set(key.get("x-kinds", ())) <= kinds


@pytest.mark.parametrize(
    ("kind", "key", "default"),
    [
        ("sft", "learning_rate", 2e-05),
        ("dpo", "beta", 0.1),
        ("grpo", "beta", 0.0),
        ("grpo", "remove_unused_columns", False),
        ("kto", "train_sampling_strategy", "sequential"),
        ("any", "gradient_checkpointing", True),
    ],
)
def test_a_class_has_its_own_default(kind: str, key: str, default: object) -> None:
    assert KEYS[key]["x-kinds"][kind]["default"] == default


def test_a_key_of_some_classes_says_which() -> None:
    assert "sft" in KEYS["packing"]["x-of"]
    assert "dpo" not in KEYS["packing"]["x-of"]
    assert "x-of" not in KEYS["learning_rate"]


@pytest.mark.parametrize(
    ("key", "default"),
    [("max_grad_norm", 1.0), ("num_train_epochs", 3.0), ("max_steps", -1), ("lr_scheduler_type", "linear")],
)
def test_a_default_that_all_loaders_share_counts(key: str, default: object) -> None:
    assert KEYS[key]["default"] == default


@pytest.mark.parametrize(
    "key", ["learning_rate", "bf16", "fp16", "optim", "seed", "lora_alpha", "gradient_accumulation_steps"]
)
def test_a_default_that_depends_on_the_loader_is_unknown(key: str) -> None:
    assert "default" not in KEYS[key]
    assert "Unsloth: " in KEYS[key]["x-computed"]


def test_nothing_is_called_unknown_or_wrong() -> None:
    assert (SCHEMA["x-unknown"], SCHEMA["x-wrong"]) == ("keeps", "kept")


@pytest.mark.parametrize(
    "config",
    [
        {"learning_rate": 2e-4, "per_device_train_batch_size": 2, "max_steps": 60, "fp16": True},
        {"model_name_or_path": "x", "use_peft": True, "lora_r": 8},
        {"output_dir": "out", "num_train_epochs": 3, "learning_rate": 1e-4, "bf16": True},
        {"max_seq_length": 2048, "lora_r": 126, "use_rslora": True, "learning_rate": 2e-5},
    ],
)
def test_flat_files_are_recognised_in_folders(config: dict[str, Any]) -> None:
    assert points(config) >= 6


@pytest.mark.parametrize(
    "config",
    [
        {"base_model": "x", "micro_batch_size": 2, "learning_rate": 1e-4, "lora_r": 8, "bf16": "auto", "seed": 1},
        {
            "model_name_or_path": "x",
            "stage": "sft",
            "finetuning_type": "lora",
            "template": "llama3",
            "num_train_epochs": 3,
        },
        {"compute_environment": "LOCAL_MACHINE", "distributed_type": "NO", "mixed_precision": "bf16"},
        {"r": 8, "lora_alpha": 16, "peft_type": "LORA", "lora_dropout": 0.0},
        {"num_train_epochs": 3, "max_steps": 10, "logging_steps": 1, "save_steps": 5, "log_history": []},
        {"zero_optimization": {"stage": 2}, "fp16": {"enabled": True}, "gradient_accumulation_steps": 1},
        {"model": {"_component_": "torchtune.models"}, "batch_size": 2, "seed": 1},
        {"title": "a page", "seed": 3},
    ],
)
def test_files_of_others_are_left_alone(config: dict[str, Any]) -> None:
    assert points(config) < 3


def test_concepts_and_synonyms_lead_to_keys_that_exist() -> None:
    targets = [path for meaning in FRAMEWORK["concepts"].values() for path in places(meaning)]
    assert [path for path in [*targets, *FRAMEWORK["synonyms"].values()] if path.split(".")[0] not in KEYS] == []
    assert [name for name in FRAMEWORK["synonyms"] if name in KEYS] == []


def test_deepspeed_files_are_linked() -> None:
    assert FRAMEWORK["links"]["ds"]["key"] in KEYS
    assert "ds" not in KEYS, "a link may not hide a key"


def test_regenerating_gives_the_same_bytes() -> None:
    probe = subprocess.run(
        [PYTHON, "-c", "import torch, transformers; print(transformers.__version__)"], capture_output=True, check=False
    )
    if not probe.stdout.decode().strip().endswith(SCHEMA["x-version"]):
        pytest.skip(
            f"Transformers {SCHEMA['x-version']} cannot be imported here (LORALINT_TRANSFORMERS_PYTHON names a python)"
        )
    done = subprocess.run([PYTHON, GENERATOR, "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-400:]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("dpo", "label_smoothing_factor"),
        ("kto", "label_smoothing_factor"),
        ("reward", "label_smoothing_factor"),
        ("sft", "truncation_mode"),
        ("cpo", "simpo_gamma"),
        ("tpo", "tpo_l_gamma"),
    ],
)
def test_a_key_that_a_trainer_does_not_always_read_says_why(kind: str, key: str) -> None:
    words = {**KEYS[key], **KEYS[key].get("x-kinds", {}).get("any", {}), **KEYS[key].get("x-kinds", {}).get(kind, {})}
    assert words["x-applies-if"]
    assert words["x-applies-note"]


def test_the_losses_of_dpo_are_one_or_several() -> None:
    assert KEYS["loss_type"]["x-kinds"]["dpo"]["type"] == ["array", "string"]


def test_alternatives_take_the_place_of_a_type() -> None:
    assert "type" not in KEYS["report_to"]
    assert "tensorboard" in KEYS["report_to"]["anyOf"][0]["enum"]


@pytest.mark.parametrize(
    ("key", "word", "value"),
    [
        ("log_level", "x-wrong", "crash"),
        ("seed", "maximum", 2**32 - 1),
        ("warmup_steps", "x-wrong", "refused"),
        ("train_sampling_strategy", "x-wrong", "default"),
        ("adam_beta1", "exclusiveMaximum", 1),
    ],
)
def test_what_a_run_does_with_a_value_is_in_the_schema(key: str, word: str, value: object) -> None:
    assert KEYS[key][word] == value


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("packing: maybe", ("packing", "wrong-type", "refused")),
        ("packing: None", ("packing", "wrong-type", "refused")),
        ("max_length: 2k", ("max_length", "wrong-type", "refused")),
        ("max_length: None", None),
        ("packing: 'yes'", None),
        ("chat_template_path: None", ("chat_template_path", "yaml-surprise", "harm")),
        ("use_vllm: true", ("use_vllm", "foreign-argument", "refused")),
        ("max_seq_length: 512", ("max_seq_length", "foreign-argument", "refused")),
        ("torch_dtype: bfloat16", ("torch_dtype", "foreign-argument", "refused")),
        ("env: {A: b}", None),
    ],
)
def test_what_trl_s_parser_makes_of_a_file(tmp_path: Any, lines: str, told: tuple[str, str, str] | None) -> None:
    assert (told is None) == (loud(tmp_path, "sft.yaml", lines) == [])
    assert told is None or told in loud(tmp_path, "sft.yaml", lines)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("num_generations: 1", ("num_generations", "out-of-range", "refused")),
        ("num_generations: 4.0", ("num_generations", "wrong-type", "crash")),
        ("scale_rewards: 'false'", ("scale_rewards", "wrong-value", "crash")),
        ("scale_rewards: false", None),
        ("generation_kwargs: None", ("generation_kwargs", "wrong-value", "crash")),
        ("vllm_mode: colocated\nuse_vllm: true", ("vllm_mode", "wrong-value", "crash")),
        ("vllm_server_port: 8001", ("vllm_server_port", "inactive-key", "ignored")),
        ("vllm_server_port: 8001\nuse_vllm: false", None),
        ("vllm_server_port: 8001\nuse_vllm: true\nvllm_mode: server", None),
    ],
)
def test_what_grpo_makes_of_a_file(tmp_path: Any, lines: str, told: tuple[str, str, str] | None) -> None:
    found = loud(tmp_path, "grpo.yaml", "reward_funcs: [accuracy_reward]\n" + lines)
    assert found == ([] if told is None else [told])


def loud(folder: Any, name: str, lines: str) -> list[tuple[str, str, str]]:
    """What is said beyond notes of the example with these lines after it."""
    with open(os.path.join(FOLDER, "example.yaml"), encoding="utf-8") as stream:
        (folder / name).write_text(stream.read() + lines + "\n")
    run = loralint.check(str(folder / name))
    return [(".".join(map(str, d.key or ())), d.rule, d.consequence) for d in run.diagnostics if d.severity != "info"]

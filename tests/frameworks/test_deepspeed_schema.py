"""DeepSpeed's schema: what it promises to the checks, and that it is what the generator writes."""

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

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "schemas", "deepspeed")
GENERATOR = os.path.join(ROOT, "schemas", "generate", "deepspeed.py")
# The python that has DeepSpeed, where it is not the one that runs the tests.
PYTHON = os.environ.get("LORALINT_DEEPSPEED_PYTHON", sys.executable)


def read(name: str) -> Any:
    with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
        return json.load(stream) if name.endswith(".json") else yaml.safe_load(stream)


SCHEMA = read("0.19.8.json")
FRAMEWORK = read("framework.yaml")


def at(path: str) -> Any:
    """The schema of a key path; optimizer and scheduler params through the branch of `Type:`."""
    kind, _, path = path.rpartition(":")
    schema = SCHEMA
    for step in path.split("."):
        members = dict(schema.get("properties", {}))
        for part in schema.get("allOf", ()):
            wanted = part["if"]["properties"].get("type", {})
            if kind in wanted.get("enum", [wanted.get("const")]):
                members |= part["then"]["properties"]
        schema = members[step]
        if "$ref" in schema:
            schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] | schema
    return schema


def known(path: str) -> bool:
    try:
        at(path)
    except KeyError:
        return False
    return True


def has(config: Any, path: str) -> bool:
    for step in path.split("."):
        if not isinstance(config, dict) or step not in config:
            return False
        config = config[step]
    return True


def points(config: dict[str, Any], name: str = "x.json") -> int:
    marks = FRAMEWORK["signature"]
    if any(has(config, key) for key in marks["not"]):
        return 0
    named = any(fnmatch.fnmatch(name, pattern) for pattern in marks["names"])
    return (
        sum(3 * has(config, k) for k in marks["distinctive"]) + sum(has(config, k) for k in marks["common"]) + 3 * named
    )


def test_it_is_a_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_example_fits_the_schema_but_for_placeholders() -> None:
    example = {key: value for key, value in read("example.yaml").items() if value != "auto"}
    example["bf16"]["enabled"] = True
    del example["zero_optimization"]["reduce_bucket_size"]
    jsonschema.validate(example, SCHEMA)


@pytest.mark.parametrize(
    ("path", "word", "value"),
    [
        ("gradient_clipping", "default", 1.0),
        ("gradient_accumulation_steps", "default", 1),
        ("zero_optimization.stage", "enum", [0, 1, 2, 3]),
        ("zero_optimization", "x-unknown", "refuses"),
        ("zero_optimization", "x-reads", "pydantic"),
        ("zero_optimization.offload_optimizer.device", "enum", ["none", "cpu", "nvme"]),
        ("zero_optimization.prefetch_bucket_size", "x-alias-of", "zero_optimization.stage3_prefetch_bucket_size"),
        ("zero_optimization.reduce_bucket_size", "exclusiveMinimum", 0),
        ("activation_checkpointing", "x-unknown", "drops"),
        ("optimizer", "x-unknown", "drops"),
        ("optimizer", "default", None),
        ("AdamW:optimizer.params", "x-unknown", "refuses"),
        ("AdamW:optimizer.params", "x-wrong", "crash"),
        ("adamw:optimizer.params.adam_w_mode", "default", True),
        ("Muon:optimizer.params", "x-unknown", "drops"),
        ("WarmupDecayLR:scheduler.params", "required", ["total_num_steps"]),
        ("WarmupDecayLR:scheduler.params.warmup_max_lr", "default", 0.001),
        ("WarmupLR:scheduler.params.warmup_type", "default", "log"),
    ],
)
def test_facts_that_rules_rest_on(path: str, word: str, value: object) -> None:
    assert at(path)[word] == value


@pytest.mark.parametrize(
    ("path", "effect"),
    [
        ("amp", "refused"),
        ("compression_training", "refused"),
        ("zero_optimization.mics_shard_size", "refused"),
        ("zero_optimization.cpu_offload", "works"),
        ("zero_optimization.stage3_gather_fp16_weights_on_model_save", "alias"),
        ("Adam:optimizer.params.max_grad_norm", "refused"),
    ],
)
def test_old_keys_say_what_became_of_them(path: str, effect: str) -> None:
    assert at(path)["x-deprecated"]["effect"] == effect


def test_each_optimizer_knows_its_own_parameters_only() -> None:
    assert known("AdamW:optimizer.params.bias_correction")
    assert not known("AdamW:optimizer.params.adamw_mode")
    assert not known("AdamW:optimizer.params.fused"), "only with torch_adam"
    assert not known("Lion:optimizer.params.eps")
    assert known("SGD:optimizer.params.momentum")
    assert not known("sgd:optimizer.params.momentum"), "names of torch.optim are matched exactly"
    assert not known("WarmupLR:scheduler.params.total_num_steps")
    assert not known("WarmupCosineLR:scheduler.params.warmup_max_lr")


def test_auto_is_a_placeholder_exactly_where_somebody_fills_it() -> None:
    filled = {path for path in SCHEMA["x-unfilled"]["except"] if "params" not in path}

    def marked(schema: dict[str, Any], path: str) -> set[str]:
        found = {path} if "x-placeholder" in schema else set()
        for name, inner in schema.get("properties", {}).items():
            found |= marked(inner, f"{path}.{name}" if path else name)
        return found

    assert marked(SCHEMA, "") == filled
    assert "x-placeholder" in at("AdamW:optimizer.params.lr")
    assert "x-placeholder" not in at("AdamW:optimizer.params.amsgrad")
    assert "x-placeholder" not in at("zero_optimization.prefetch_bucket_size")


@pytest.mark.parametrize("name", ["AdamW", "adamw", "ADAM", "aDaMw", "SGD", "Lion"])
def test_optimizer_types_in_the_case_that_deepspeed_reads(name: str) -> None:
    assert jsonschema.Draft202012Validator(at("optimizer.type")).is_valid(name)


@pytest.mark.parametrize("name", ["sgd", "AdamW8bit", "FusedAdam", "OneBitAdam", "", "adam_w", None, 5])
def test_optimizer_types_that_deepspeed_does_not_know(name: object) -> None:
    assert not jsonschema.Draft202012Validator(at("optimizer.type")).is_valid(name)


@pytest.mark.parametrize(
    "config",
    [
        {"train_batch_size": 8, "zero_optimization": {}},
        {"zero_optimization": {"stage": 2}},
        {"fp16": {"enabled": True}, "train_micro_batch_size_per_gpu": 1},
    ],
)
def test_short_files_are_recognised_in_folders(config: dict[str, Any]) -> None:
    assert points(config) >= 6


@pytest.mark.parametrize(
    "config",
    [
        {
            "compute_environment": "LOCAL_MACHINE",
            "distributed_type": "DEEPSPEED",
            "gradient_clipping": 1.0,
            "zero_optimization": {},
        },
        {"per_device_train_batch_size": 2, "learning_rate": 1e-4, "train_batch_size": 8, "zero_optimization": {}},
        {"name": "x", "optimizer": {"type": "Adam", "args": {"lr": 0.001}}, "trainer": {"epochs": 3}},
        {"r": 8, "lora_alpha": 16, "peft_type": "LORA"},
        {"dtype": "bf16", "fp16": True},
    ],
)
def test_files_of_others_are_left_alone(config: dict[str, Any]) -> None:
    assert points(config) < 3


@pytest.mark.parametrize(
    "name", ["ds_config.json", "ds_config_zero3.json", "zero2.json", "deepspeed.json", "ds_z3_offload.json"]
)
def test_usual_names_count(name: str) -> None:
    assert points({}, name) == 3


def test_concepts_and_synonyms_lead_to_keys_that_exist() -> None:
    kinds = {"optimizer": "AdamW:", "scheduler": "WarmupDecayLR:"}
    targets = [*FRAMEWORK["concepts"].values(), *FRAMEWORK["synonyms"].values()]
    wrong = [path for path in targets if not known(kinds.get(path.partition(".")[0], "") + path)]
    assert wrong == []


def test_no_synonym_is_a_key_that_already_works() -> None:
    working = [s for s in FRAMEWORK["synonyms"] if known(s) and "x-deprecated" not in at(s)]
    assert working == []


def test_regenerating_gives_the_same_bytes() -> None:
    probe = subprocess.run(
        [PYTHON, "-c", "import deepspeed, torch; print(deepspeed.__version__)"], capture_output=True, check=False
    )
    if not probe.stdout.decode().strip().endswith(SCHEMA["x-version"]):
        pytest.skip(
            f"DeepSpeed {SCHEMA['x-version']} cannot be imported; LORALINT_DEEPSPEED_PYTHON names a python that can"
        )
    done = subprocess.run([PYTHON, GENERATOR, "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-400:]

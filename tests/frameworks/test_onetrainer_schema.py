"""OneTrainer's committed schema: it holds together, and says what OneTrainer does."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from fnmatch import fnmatchcase
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "schemas", "onetrainer")
GENERATOR = os.path.join(ROOT, "schemas", "generate", "onetrainer.py")
SOURCE = os.environ.get("LORALINT_ONETRAINER_SOURCE")


def read(name: str) -> Any:
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return json.load(file) if name.endswith(".json") else yaml.safe_load(file)


SCHEMA = read("11.json")
FRAMEWORK = read("framework.yaml")
EXAMPLE = read("example.yaml")
BLOCK = SCHEMA["$defs"]["TrainOptimizerConfig-optimizer"]


def every_schema(node: Any = SCHEMA) -> Any:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from every_schema(item)


def follow(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        target: Any = SCHEMA
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{word: value for word, value in schema.items() if word != "$ref"}}
    return schema


def at(path: str, schema: dict[str, Any] = SCHEMA) -> dict[str, Any]:
    """The schema of a key; KeyError where the schema has no such key."""
    for step in path.split("."):
        schema = follow(schema)
        schema = schema["items"] if step == "[]" else schema["properties"][step]
    return follow(schema)


def in_force(key: str, optimizer: str) -> dict[str, Any]:
    for part in BLOCK["allOf"]:
        if part["if"]["properties"]["optimizer"]["const"] == optimizer and key in part["then"]["properties"]:
            return follow(part["then"]["properties"][key])
    return follow(BLOCK["properties"][key])


def test_the_schema_is_a_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_file_is_laid_out_as_the_generator_writes_it() -> None:
    with open(os.path.join(FOLDER, "11.json"), encoding="utf-8") as file:
        assert file.read() == json.dumps(SCHEMA, indent=1, ensure_ascii=False) + "\n"


def test_the_example_validates() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(EXAMPLE)


def test_the_example_has_no_key_that_onetrainer_does_not_know() -> None:
    def keys(node: Any, path: str) -> Any:
        for key, value in node.items():
            yield f"{path}{key}"
            if isinstance(value, dict):
                yield from keys(value, f"{path}{key}.")
            for item in value if isinstance(value, list) else []:
                yield from keys(item, f"{path}{key}.[].")

    for key in keys(EXAMPLE, ""):
        assert "x-deprecated" not in at(key)


def test_a_default_is_of_the_type_that_its_key_has() -> None:
    for schema in every_schema():
        if schema.get("default") is not None:
            whole = {**schema, "$defs": SCHEMA["$defs"]}
            assert jsonschema.Draft202012Validator(whole).is_valid(schema["default"]), schema


def test_every_condition_is_an_expression_about_keys_that_exist() -> None:
    conditions = {schema["x-applies-if"] for schema in every_schema() if "x-applies-if" in schema}
    assert len(conditions) > 50
    for condition in conditions - {"false"}:
        tree = ast.parse(condition, mode="eval")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                assert at(ast.unparse(node))
            elif isinstance(node, ast.Name) and node.id not in ("len", "null"):
                assert at(node.id)


def test_values_compared_with_an_enum_are_members_of_it() -> None:
    for schema in every_schema():
        condition = schema.get("x-applies-if")
        if not isinstance(condition, str):
            continue
        for node in ast.walk(ast.parse(condition, mode="eval")):
            if not isinstance(node, ast.Compare) or isinstance(node.left, ast.Call):
                continue
            texts = {part.value for part in ast.walk(node.comparators[0]) if isinstance(part, ast.Constant)}
            assert texts <= set(at(ast.unparse(node.left)).get("enum", texts)), condition


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("training_method", "FINE_TUNE"),
        ("learning_rate", 3e-06),
        ("clip_grad_norm", 1.0),
        ("train_dtype", "FLOAT_16"),
        ("lora_rank", 16),
        ("lora_alpha", 1.0),
        ("output_model_format", "SAFETENSORS"),
        ("unet.stop_training_after", 0),
        ("text_encoder.stop_training_after", 30),
        ("text_encoder.stop_training_after_unit", "EPOCH"),
        ("vae.stop_training_after", None),
        ("unconditional_transformer.train", False),
        ("concepts.[].text.prompt_source", "sample"),
        ("samples.[].diffusion_steps", 30),
        ("optimizer_defaults.ADAFACTOR.scale_parameter", False),
    ],
)
def test_defaults_are_those_of_the_config_classes(key: str, default: object) -> None:
    assert at(key)["default"] == default


@pytest.mark.parametrize(
    ("optimizer", "key", "absent", "null"),
    [
        ("ADAFACTOR", "scale_parameter", False, True),
        ("ADAFACTOR", "relative_step", False, True),
        ("ADAFACTOR", "warmup_init", False, False),
        ("ADAFACTOR", "beta1", None, None),
        ("ADAMW", "weight_decay", 0.01, 0.01),
        ("ADAMW", "beta1", 0.9, 0.9),
        ("ADAMW", "stochastic_rounding", True, False),
        ("SGD", "weight_decay", 0, 0),
        ("PRODIGY", "decouple", False, True),
        ("PRODIGY", "slice_p", 1, 1),
        ("DADAPT_ADAN", "beta1", 0.98, 0.98),
        ("MUON_ADV", "nesterov", False, True),
    ],
)
def test_what_an_optimizer_uses_for_an_absent_key_and_for_null(
    optimizer: str, key: str, absent: object, null: object
) -> None:
    found = in_force(key, optimizer)
    assert found["default"] == absent
    assert found.get("x-null-means") == null


@pytest.mark.parametrize(("optimizer", "key"), [("PRODIGY", "growth_rate"), ("AdEMAMix", "beta3")])
def test_what_the_code_does_not_tell_is_computed(optimizer: str, key: str) -> None:
    assert in_force(key, optimizer)["x-computed"]


def test_only_the_block_in_use_is_judged_by_the_chosen_optimizer() -> None:
    assert "optimizer.optimizer in" in at("optimizer.scale_parameter")["x-applies-if"]
    assert "x-applies-if" not in at("optimizer_defaults.ADAFACTOR.scale_parameter")


@pytest.mark.parametrize(
    ("key", "until", "use"),
    [
        ("weight_dtype", 9, None),
        ("lora_layers", 7, "layer_filter"),
        ("optimizer_scale_parameter", 0, "optimizer.scale_parameter"),
        ("align_prop", None, None),
        ("optimizer.use_focus", None, None),
        ("concepts.[].repeats", 0, "balancing"),
    ],
)
def test_keys_of_older_versions_say_until_when_they_worked(key: str, until: int | None, use: str | None) -> None:
    word = at(key)["x-deprecated"]
    assert (word["effect"], word.get("until"), word["use"]) == ("ignored", until, use)


def test_what_replaces_an_old_key_exists() -> None:
    for name, definition in [("", SCHEMA), *SCHEMA["$defs"].items()]:
        for key, schema in definition.get("properties", {}).items():
            use = schema.get("x-deprecated", {}).get("use")
            assert use is None or at(use, definition), f"{name}.{key}"


def test_concepts_and_synonyms_lead_to_keys_of_today() -> None:
    for places in FRAMEWORK["concepts"].values():
        for place in places if isinstance(places, list) else [places]:
            assert "x-deprecated" not in at(place if isinstance(place, str) else place["path"])
    inside = {key for name in ("ConceptConfig", "SampleConfig") for key in SCHEMA["$defs"][name]["properties"]}
    for target in FRAMEWORK["synonyms"].values():
        assert target in inside or "x-deprecated" not in at(target)


def test_no_synonym_hides_a_key_of_today() -> None:
    for name in FRAMEWORK["synonyms"]:
        if "." in name or "[" in name:
            continue
        assert name not in SCHEMA["properties"]


def points(config: dict[str, Any]) -> int:
    def has(path: str) -> bool:
        node: Any = config
        for step in [path[2:-2]] if path.startswith("[") else path.split("."):
            if not isinstance(node, dict) or step not in node:
                return False
            node = node[step]
        return True

    signature = FRAMEWORK["signature"]
    if any(has(key) for key in signature["not"]):
        return 0
    return sum(3 * has(key) for key in signature["distinctive"]) + sum(has(key) for key in signature["common"])


@pytest.mark.parametrize(
    "config",
    [
        EXAMPLE,
        {"training_method": "LORA", "optimizer": {"optimizer": "ADAFACTOR", "scale_parameter": True}},
        {"base_model_name": "a/b", "model_type": "Z_IMAGE", "transformer": {"weight_dtype": "FLOAT_8"}},
    ],
)
def test_configs_and_presets_are_recognised_in_folders(config: dict[str, Any]) -> None:
    assert points(config) >= 6


@pytest.mark.parametrize(
    "other",
    [
        {"_class_name": "StableDiffusionXLPipeline", "_diffusers_version": "0.30", "unet": ["diffusers", "UNet"]},
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64},
        {"peft_type": "LORA", "base_model_name_or_path": "a/b", "r": 8, "lora_alpha": 16},
        {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77},
        {"last_node_id": 4, "nodes": [], "links": []},
        {"name": "app", "version": "1.0.0", "dependencies": {}},
        {"train_batch_size": 8, "optimizer": {"type": "AdamW", "params": {"lr": 1e-4}}},
        {"base_model": "a/b", "adapter": "lora", "lora_r": 8, "learning_rate": 1e-4},
    ],
)
def test_files_of_others_are_not(other: dict[str, Any]) -> None:
    assert points(other) < 3


def test_remarks_are_comments() -> None:
    for key in ("_comment", "_comment2", "// why"):
        assert any(fnmatchcase(key, pattern) for pattern in FRAMEWORK["comment_keys"])


@pytest.mark.skipif(SOURCE is None, reason="set LORALINT_ONETRAINER_SOURCE to a checkout of OneTrainer")
def test_generating_again_gives_the_committed_file(tmp_path: Any) -> None:
    out = tmp_path / "11.json"
    subprocess.run([sys.executable, GENERATOR, "--source", str(SOURCE), "--out", str(out)], check=True)
    with open(os.path.join(FOLDER, "11.json"), "rb") as file:
        assert out.read_bytes() == file.read()

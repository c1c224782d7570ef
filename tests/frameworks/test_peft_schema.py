"""PEFT's schema: what it promises to the checks, how a file is recognised, and that it is what the generator writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import jsonschema
import pytest
import yaml

from loralint.config.recognise import recognise
from loralint.expressions.parse import parse as parse_expression
from loralint.syntax import parse
from loralint.syntax.node import Source

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "schemas", "peft")
GENERATOR = os.path.join(ROOT, "schemas", "generate", "peft.py")
# The python that has PEFT, where it is not the one that runs the tests.
PYTHON = os.environ.get("LORALINT_PEFT_PYTHON", sys.executable)


def read(path: str) -> Any:
    with open(path, encoding="utf-8") as stream:
        return json.load(stream) if path.endswith(".json") else yaml.safe_load(stream)


SCHEMA = read(os.path.join(FOLDER, "0.21.2.json"))
FRAMEWORK = read(os.path.join(FOLDER, "framework.yaml"))
EXAMPLE = read(os.path.join(FOLDER, "example.yaml"))
METHODS = SCHEMA["properties"]["peft_type"]["enum"]


def of(method: str, key: str) -> dict[str, Any]:
    """The schema of a key of one method; `section.key` for nested sections."""
    name, _, inner = key.partition(".")
    schema: dict[str, Any] = (SCHEMA["properties"] | SCHEMA["$defs"][method]["properties"])[name]
    if inner:
        section = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        return dict(section["properties"][inner])
    return schema


def problems(document: dict[str, Any]) -> set[str]:
    """The key paths at which a document breaks the schema."""
    errors = jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)
    return {".".join(str(step) for step in error.absolute_path) for error in errors}


def lora(**changes: object) -> dict[str, Any]:
    return {**EXAMPLE, **changes}


def test_it_is_a_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_method_has_a_branch() -> None:
    branches = {part["if"]["properties"]["peft_type"]["const"]: part["then"]["$ref"] for part in SCHEMA["allOf"]}
    assert list(branches) == METHODS
    assert len(METHODS) == 45
    assert all(branches[method] == f"#/$defs/{method}" for method in METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_a_file_with_all_of_pefts_own_defaults_is_silent(method: str) -> None:
    properties = SCHEMA["properties"] | SCHEMA["$defs"][method]["properties"]
    document = {key: schema["default"] for key, schema in properties.items() if "default" in schema}
    needed = {
        key: [1] if key in ("token_indices", "cpt_token_ids") else 8
        for key in SCHEMA["$defs"][method].get("required", ())
    }
    assert problems({**document, **needed, "peft_type": method, "task_type": "CAUSAL_LM"}) == set()


@pytest.mark.parametrize("method", METHODS)
def test_conditions_can_be_parsed_and_spare_what_a_saved_file_writes(method: str) -> None:
    for key, schema in SCHEMA["$defs"][method]["properties"].items():
        condition = schema.get("x-applies-if")
        if condition is not None:
            parse_expression(condition)
            assert condition == "false" or f"not given({key})" in condition, key
            assert "x-applies-note" in schema, key


@pytest.mark.parametrize(
    "document",
    [
        EXAMPLE,
        lora(r=1, lora_alpha=0.5),
        lora(target_modules="all-linear"),
        lora(target_modules=None),
        lora(init_lora_weights=False),
        lora(init_lora_weights="pissa_niter_16"),
        lora(init_lora_weights="OLoRA"),
        lora(init_lora_weights="lora_ga", lora_ga_config={"direction": "ArBr"}),
        lora(bias="lora_only"),
        lora(task_type=None),
        lora(rank_pattern={"q_proj": 4}, alpha_pattern={"q_proj": 8}),
        lora(layer_replication=[[0, 4], [2, 6]]),
        lora(eva_config={"rho": 1.0, "tau": 1.0}),
        {"peft_type": "ADALORA", "total_step": 100, "init_r": 12},
        {"peft_type": "OFT", "r": 8, "oft_block_size": 0},
        {"peft_type": "LOKR", "r": 8, "alpha": 16},
        {"peft_type": "PROMPT_TUNING", "task_type": "CAUSAL_LM", "num_virtual_tokens": 8},
    ],
)
def test_what_peft_accepts_is_silent(document: dict[str, Any]) -> None:
    assert problems(document) == set()


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (lora(peft_type="lora"), "peft_type"),
        (lora(peft_type="QLORA"), "peft_type"),
        ({"r": 8}, ""),
        (lora(task_type="causal_lm"), "task_type"),
        (lora(task_type=""), "task_type"),
        (lora(r="16"), "r"),
        (lora(r=None), "r"),
        (lora(r=0), "r"),
        (lora(r=16.5), "r"),
        (lora(lora_alpha="32"), "lora_alpha"),
        (lora(lora_dropout=5), "lora_dropout"),
        (lora(lora_dropout="0.05"), "lora_dropout"),
        (lora(bias="LORA"), "bias"),
        (lora(bias=None), "bias"),
        (lora(init_lora_weights="gausian"), "init_lora_weights"),
        (lora(init_lora_weights="PiSSA"), "init_lora_weights"),
        (lora(init_lora_weights="pissa_4"), "init_lora_weights"),
        (lora(target_modules=[1]), "target_modules.0"),
        (lora(rank_pattern=None), "rank_pattern"),
        (lora(rank_pattern={"q_proj": "4"}), "rank_pattern.q_proj"),
        (lora(rank_pattern={"q_proj": 0}), "rank_pattern.q_proj"),
        (lora(layer_replication=[[0]]), "layer_replication.0"),
        (lora(eva_config="eva"), "eva_config"),
        (lora(eva_config={"rho": 0.5}), "eva_config.rho"),
        (lora(velora_config={"num_groups": 0}), "velora_config.num_groups"),
        (lora(monteclora_config={"samples": 8}), "monteclora_config"),
        ({"peft_type": "ADALORA", "total_step": "100"}, "total_step"),
        ({"peft_type": "ADALORA", "total_step": 100, "beta1": 1}, "beta1"),
        ({"peft_type": "LOHA", "r": "8"}, "r"),
        ({"peft_type": "LILY", "num_B": 1}, "num_B"),
        ({"peft_type": "ROAD", "group_size": 3}, "group_size"),
        ({"peft_type": "WAVEFT", "wavelet_family": "db99x"}, "wavelet_family"),
        ({"peft_type": "PROMPT_TUNING", "task_type": "CAUSAL_LM"}, ""),
        ({"peft_type": "CPT", "task_type": "SEQ_CLS", "cpt_token_ids": [1]}, "task_type"),
    ],
)
def test_what_peft_refuses_or_crashes_on_is_seen_at_its_key(document: dict[str, Any], key: str) -> None:
    assert problems(document) == {key}


@pytest.mark.parametrize(
    ("method", "key", "word", "value"),
    [
        ("LORA", "r", "type", "integer"),
        ("LORA", "r", "x-wrong", "crash"),
        ("LORA", "r", "x-range", "crash"),
        ("LORA", "task_type", "x-wrong", "refused"),
        ("LORA", "peft_type", "x-wrong", "refused"),
        ("LORA", "use_rslora", "x-wrong", "kept"),
        ("LORA", "eva_config", "x-wrong", "refused"),
        ("LORA", "eva_config.rho", "x-range", "refused"),
        ("LORA", "megatron_config", "x-unknown", "keeps"),
        ("ADALORA", "total_step", "x-wrong", "refused"),
        ("ADALORA", "tinit", "x-wrong", "refused"),
        ("DELORA", "r", "x-wrong", "crash"),
        ("LORA", "r", "default", 8),
        ("LORA", "lora_alpha", "default", 8),
        ("LORA", "lora_dropout", "default", 0.0),
        ("ADALORA", "init_r", "default", 12),
        ("LOHA", "alpha", "default", 8),
        ("LORA", "rank_pattern", "default", {}),
        ("LORA", "runtime_config", "x-applies-if", "false"),
    ],
)
def test_what_it_says_of_a_key(method: str, key: str, word: str, value: object) -> None:
    assert of(method, key)[word] == value


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("LORA", "target_modules"),
        ("LORA", "base_model_name_or_path"),
        ("ADALORA", "total_step"),
        ("P_TUNING", "token_dim"),
    ],
)
def test_no_default_where_the_run_decides(method: str, key: str) -> None:
    assert "default" not in of(method, key)


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("LOHA", "lora_alpha"), ("LOKR", "lora_dropout"), ("LORA", "alpha"), ("LORA", "init_r"), ("OFT", "use_dora"),
        ("UNILORA", "exclude_modules"), ("OFT", "rank_pattern"), ("LORA", "loraplus_lr_ratio"),
    ],
)  # fmt: skip
def test_keys_of_other_methods_are_unknown(method: str, key: str) -> None:
    assert key not in SCHEMA["properties"] | SCHEMA["$defs"][method]["properties"]


@pytest.mark.parametrize("method_key", [("LORA", "peft_type"), ("LORA", "task_type"), ("LORA", "init_lora_weights")])
def test_other_spellings_are_wrong_and_lead_to_right_values(method_key: tuple[str, str]) -> None:
    method, key = method_key
    spellings = of(method, key)["x-same"] | of(method, key)["x-near"]
    for written, right in spellings.items():
        assert problems(lora(**{key: written})) == {key}
        assert key not in problems(lora(**{key: right}))


def test_unknown_keys_are_told_as_peft_treats_them() -> None:
    assert SCHEMA["x-unknown"] == "warns"
    assert SCHEMA["$defs"]["EvaConfig"]["x-unknown"] == "drops"
    assert SCHEMA["$defs"]["MontecloraConfig"]["x-unknown"] == "refuses"


def test_concepts_and_synonyms_lead_to_keys() -> None:
    everywhere = set(SCHEMA["properties"]).union(*(SCHEMA["$defs"][method]["properties"] for method in METHODS))
    places = [
        place
        for concept in FRAMEWORK["concepts"].values()
        for place in (concept if isinstance(concept, list) else [concept])
    ]
    paths = {place if isinstance(place, str) else place["path"] for place in places}
    assert {path.partition(".")[0] for path in paths} <= everywhere
    assert {right.partition(".")[0] for right in FRAMEWORK["synonyms"].values()} <= everywhere
    for method in METHODS:
        known = SCHEMA["properties"] | SCHEMA["$defs"][method]["properties"]
        for place in places:
            if isinstance(place, dict) and f'"{method}"' in place.get("if", ""):
                assert place["path"] in known, (method, place)


@pytest.mark.parametrize(
    ("name", "config", "points"),
    [
        ("x.json", EXAMPLE, 6),
        ("adapter_config.json", {"peft_type": "LORA"}, 6),
        ("adapter_config.json", {"r": 8, "lora_alpha": 16}, 3),
        (
            "x.json",
            {
                "peft_type": "TRAINABLE_TOKENS",
                "base_model_name_or_path": None,
                "task_type": "CAUSAL_LM",
                "auto_mapping": None,
            },
            6,
        ),
        ("adapter_config.yaml", {"peft_type": "LORA"}, 6),
    ],
)
def test_an_adapter_config_is_recognised(name: str, config: dict[str, Any], points: int) -> None:
    found = recognise(
        parse(Source(name, json.dumps(config).encode()), "yaml" if name.endswith("yaml") else "json"), named=points < 6
    )
    assert found.framework == "peft"
    assert found.points >= points


@pytest.mark.parametrize(
    "config",
    [
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64},
        {"training_method": "LORA", "peft_type": "LORA", "lora_rank": 16, "base_model_name": "x"},
        {"base_model": "x", "adapter": "lora", "lora_r": 8, "peft_type": "LORA"},
    ],
)
def test_files_of_others_are_not(config: dict[str, Any]) -> None:
    assert recognise(parse(Source("config.json", json.dumps(config).encode()), "json"), named=True).framework != "peft"


def test_the_file_is_what_the_generator_writes() -> None:
    probe = subprocess.run(
        [PYTHON, "-c", "import peft, yaml; print(peft.__version__)"], capture_output=True, text=True, check=False
    )
    if probe.returncode or probe.stdout.strip() != SCHEMA["x-version"]:
        pytest.skip(f"needs peft {SCHEMA['x-version']}; LORALINT_PEFT_PYTHON names a python that has it")
    outcome = subprocess.run([PYTHON, GENERATOR, "--check"], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr

"""The committed Axolotl schemas and their framework.yaml: well formed, consistent with each other, and as generated."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from loralint.config.recognise import recognise
from loralint.expressions.expr import paths_in
from loralint.expressions.parse import parse as parse_expression
from loralint.syntax import parse
from loralint.syntax.node import Source

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "schemas", "axolotl")
VERSIONS = sorted(name.removesuffix(".json") for name in os.listdir(FOLDER) if name.endswith(".json"))
NEWEST = "0.21.0"
WHEEL = os.environ.get("LORALINT_AXOLOTL_WHEEL")


def text_of(name: str) -> str:
    with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
        return stream.read()


def schema_of(version: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(text_of(f"{version}.json"))
    return schema


def framework() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(text_of("framework.yaml"))
    return data


def names_at(schema: dict[str, Any], path: str) -> bool:
    """Does the schema know a dotted path, in whatever branch?"""
    holders = [schema]
    for step in path.split("."):
        found = []
        for holder in holders:
            if "$ref" in holder:
                holder = schema["$defs"][holder["$ref"].rpartition("/")[2]]
            inner = [holder, *holder.get("anyOf", ())]
            inner = [schema["$defs"][x["$ref"].rpartition("/")[2]] if "$ref" in x else x for x in inner]
            found += [x["properties"][step] for x in inner if step in x.get("properties", {})]
            found += [{} for x in inner if x.get("x-unknown") == "keeps"]
        holders = found
    return bool(holders)


@pytest.mark.parametrize("version", VERSIONS)
def test_is_a_json_schema(version: str) -> None:
    schema = schema_of(version)
    Draft202012Validator.check_schema(schema)
    assert schema["x-version"] == version
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", schema["x-date"])


@pytest.mark.parametrize("version", VERSIONS)
def test_is_written_as_the_generator_writes(version: str) -> None:
    schema = schema_of(version)
    assert text_of(f"{version}.json") == json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    for holder in (schema, *schema["$defs"].values()):
        assert list(holder.get("properties", {})) == sorted(holder.get("properties", {}))
    assert list(schema["$defs"]) == sorted(schema["$defs"])


@pytest.mark.parametrize("version", VERSIONS)
def test_takes_the_example(version: str) -> None:
    example = yaml.safe_load(text_of("example.yaml"))
    schema = schema_of(version)
    assert not list(Draft202012Validator(schema).iter_errors(example))
    assert set(example) <= set(schema["properties"])


@pytest.mark.parametrize("version", VERSIONS)
def test_defaults_fit_their_own_schema(version: str) -> None:
    schema = schema_of(version)
    for name, holder in {"": schema, **schema["$defs"]}.items():
        for key, words in holder.get("properties", {}).items():
            validator = Draft202012Validator({**words, "$defs": schema["$defs"]})
            for word in ("default", "x-null-means"):
                assert word not in words or validator.is_valid(words[word]), f"{name}.{key} {word}"


@pytest.mark.parametrize("version", VERSIONS)
def test_names_that_a_key_points_to_exist(version: str) -> None:
    schema = schema_of(version)
    for holder in (schema, *schema["$defs"].values()):
        for key, words in holder.get("properties", {}).items():
            assert words.get("x-alias-of", key) in holder["properties"]
            use = words.get("x-deprecated", {}).get("use")
            beside = use is not None and use.split(".")[0] in holder["properties"]
            assert use is None or beside or names_at(schema, use), f"{key} -> {use}"
            assert ("x-deprecated" in words) == bool(words.get("deprecated")), key


@pytest.mark.parametrize("version", VERSIONS)
def test_conditions_are_expressions_over_known_keys(version: str) -> None:
    schema = schema_of(version)
    conditions = {words["x-applies-if"] for words in schema["properties"].values() if "x-applies-if" in words}
    assert conditions
    for condition in conditions:
        assert {path[0] for path in paths_in(parse_expression(condition))} <= set(schema["properties"])


ITEM = {"path": "a/b", "type": "chat_template"}


@pytest.mark.parametrize(
    ("config", "known", "unknown"),
    [
        ({}, "roles", "field_chosen"),
        ({"rl": None}, "roles", "field_chosen"),
        ({"rl": "orpo"}, "message_property_mappings", "field_rejected"),
        ({"rl": "dpo"}, "field_chosen", "roles"),
        ({"rl": "ipo"}, "field_messages", "message_property_mappings"),
        ({"rl": "kto"}, "trust_remote_code", "ds_type"),
        ({"datasets": [{"type": "_synthetic"}]}, "min_input_id", "roles"),
    ],
)
def test_rl_chooses_the_keys_of_datasets(config: dict[str, Any], known: str, unknown: str) -> None:
    """axolotl: utils/config/__init__.py validate_config wraps each dataset in one class."""
    from loralint.config.shape import root_shape

    data = {"datasets": [ITEM], **config}
    item = data["datasets"][0]
    datasets = root_shape(schema_of(NEWEST)).child("datasets", data)
    assert datasets is not None
    shape = datasets.child(0, data["datasets"])
    assert shape is not None
    members = shape.members(item)
    assert known in members
    assert unknown not in members
    assert shape.facet("x-unknown", item) == "drops"


@pytest.mark.parametrize(
    ("version", "key", "effect"),
    [
        ("0.18.0", "fsdp", "works"),
        ("0.21.0", "fsdp", "refused"),
        ("0.21.0", "dataset_processes", "alias"),
        ("0.21.0", "dpo_norm_loss", "refused"),
        ("0.21.0", "flash_attention", "alias"),
    ],
)
def test_what_a_version_makes_of_an_old_key(version: str, key: str, effect: str) -> None:
    assert schema_of(version)["properties"][key]["x-deprecated"]["effect"] == effect


def test_plugins_that_load_by_themselves_need_no_listing() -> None:
    assert "x-plugin" in schema_of("0.18.0")["properties"]["expert_parallel_size"]
    assert "x-plugin" not in schema_of("0.21.0")["properties"]["expert_parallel_size"]
    names = {"axolotl.integrations.liger.LigerPlugin", "liger.LigerPlugin", "axolotl.integrations.liger:LigerPlugin"}
    assert names <= set(schema_of("0.21.0")["properties"]["liger_rope"]["x-plugin"])


def test_effective_defaults_are_those_of_the_run() -> None:
    properties = schema_of(NEWEST)["properties"]
    assert properties["max_grad_norm"]["default"] == 1.0
    assert properties["bf16"]["default"] == "auto"
    assert properties["bf16"]["x-computed"]
    assert "default" not in properties["learning_rate"]


def test_synonyms_lead_to_keys_and_start_from_none() -> None:
    schema = schema_of(NEWEST)
    inner = {
        key
        for name in ("SFTDataset", "SpecialTokensConfig", "FSDPConfig")
        for key in schema["$defs"][name]["properties"]
    }
    for wrong, right in framework()["synonyms"].items():
        assert names_at(schema, right) or right in inner, f"{wrong} -> {right}"
        assert wrong not in schema["properties"], f"{wrong} is a key itself"


def test_concepts_and_links_lead_to_keys() -> None:
    data = framework()
    keys = set(schema_of(NEWEST)["properties"])
    for meaning in data["concepts"].values():
        for place in meaning if isinstance(meaning, list) else [meaning]:
            assert (place if isinstance(place, str) else place["path"]).split(".")[0] in keys
    assert {link["key"] for link in data["links"].values()} <= keys
    assert not set(data["links"]) & keys
    assert {key for group in data["exclusive"] for key in group} <= keys


def test_shipped_deepspeed_files_leave_the_optimizer_to_axolotl() -> None:
    shipped = framework()["links"]["ds"]["shipped"]
    assert len(shipped) == 8
    for name, content in shipped.items():
        assert content["zero_optimization"]["stage"] == int(re.findall(r"zero(\d)", name)[0])
        assert not {"optimizer", "scheduler"} & set(content)


SHORT = "base_model: a/b\nadapter: lora\nloraplus_lr_ratio: 1\ndeepspeed: ds.json\n"
TRL = "model_name_or_path: a/b\nlearning_rate: 2.0e-4\ndatasets: []\nlora_r: 16\noutput_dir: out\n"
LLAMA_FACTORY = "model_name_or_path: a/b\nstage: sft\nfinetuning_type: lora\nlora_rank: 8\nloraplus_lr_ratio: 16\n"
MERGEKIT = "base_model: a/b\nmodels:\n  - model: c/d\nmerge_method: ties\ndtype: bfloat16\n"
WORKFLOW = "name: ci\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n"
COMPOSE = "services:\n  web:\n    image: nginx\n"
TORCHTUNE = "optimizer: {_component_: torch.optim.AdamW}\nlr_scheduler: {}\ndataset: {}\nepochs: 1\nbatch_size: 2\n"


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [
        (text_of("example.yaml"), False, True),
        (SHORT, False, True),
        ("loraplus_lr_ratio: 16\n", True, True),
        ("loraplus_lr_ratio: 16\n", False, True),
        ("loraplus_lr_ratio: 16\nexperiment: one\n", False, False),
        *[
            (text, named, False)
            for text in (TRL, LLAMA_FACTORY, MERGEKIT, WORKFLOW, COMPOSE, TORCHTUNE)
            for named in (True, False)
        ],
    ],
)
def test_recognises_axolotl_and_nothing_else(text: str, named: bool, found: bool) -> None:
    recognition = recognise(parse(Source("config.yaml", text.encode()), "yaml"), named)
    assert (recognition.framework == "axolotl") is found, recognition


def tables_of(version: str) -> dict[str, Any]:
    tables: dict[str, Any] = schema_of(version)["x-tables"]
    return tables


@pytest.mark.parametrize("version", VERSIONS)
def test_dataset_types_are_those_of_each_stage(version: str) -> None:
    """axolotl: prompt_strategies and its folders, utils/data/wrappers.py, utils/data/rl.py."""
    types = tables_of(version)["dataset_types"]
    assert {"alpaca", "alpaca_chat.load_qa", "chat_template", "completion", "mapping"} <= set(types["sft"])
    assert {"chatml", "chatml.intel", "chat_template.argilla_chat", "zephyr.nectar", "mapping"} <= set(types["dpo"])
    assert {"chatml.intel", "llama3.argilla", "mapping"} <= set(types["kto"])
    assert set(types["orpo"]) == {"chat_template.argilla"}
    absent = {"sft": ["user_defined", "chatml.intel", "bradley_terry"], "dpo": ["alpaca", "chat_template.argilla"]}
    assert not [(stage, name) for stage, names in absent.items() for name in names if name in types[stage]]


@pytest.mark.parametrize("version", VERSIONS)
def test_each_type_has_the_keys_that_its_loader_reads(version: str) -> None:
    """Loaders of 0.21.0 called with a recording entry read these; what they hand on is followed."""
    tables = tables_of(version)
    types = tables["dataset_types"]
    assert types["sft"]["completion"] == ["field"]
    assert types["sft"]["alpaca"] == []
    chat = {"chat_template", "field_messages", "message_property_mappings", "roles_to_train", "train_on_eos"}
    assert chat <= set(types["sft"]["chat_template"])
    assert "field_tools" not in types["sft"]["chat_template"]
    assert {"field_chosen", "field_rejected"} <= set(types["dpo"]["chat_template"])
    assert {"shards", "shards_idx"} <= set(tables["dataset_loading"]["sft"]) - set(tables["dataset_loading"]["rl"])
    assert tables["dataset_stages"]["grpo"] == tables["dataset_stages"]["ipo"] == "dpo"


@pytest.mark.parametrize("version", VERSIONS)
def test_formats_have_the_placeholders_that_are_filled_in(version: str) -> None:
    formats = tables_of(version)["dataset_formats"]
    assert formats["sft"] == {
        "format": ["input", "instruction"],
        "no_input_format": ["instruction"],
        "system_format": ["system"],
    }
    assert formats["dpo"]["prompt_format"] == ["prompt", "system"]
    assert formats["kto"]["completion_format"] == ["completion"]


@pytest.mark.parametrize("version", VERSIONS)
def test_templates_end_their_turns_as_they_are_rendered(version: str) -> None:
    ends = tables_of(version)["template_ends"]
    told = {"chatml": "<|im_end|>", "gemma": "<end_of_turn>", "llama3": "<|eot_id|>", "mistral_v1": "eos_token"}
    assert {name: ends[name] for name in told} == told
    assert ends["command_a"] == "<|END_OF_TURN_TOKEN|>", "what opens the next turn is no end"


@pytest.mark.skipif(WHEEL is None, reason="LORALINT_AXOLOTL_WHEEL does not name an axolotl wheel to generate from")
def test_generator_gives_the_committed_bytes(tmp_path: Any) -> None:
    version = os.path.basename(str(WHEEL)).split("-")[1]
    out = tmp_path / "schema.json"
    script = os.path.join(ROOT, "schemas", "generate", "axolotl.py")
    subprocess.run([sys.executable, script, "--source", str(WHEEL), "--out", str(out)], check=True, timeout=120)
    assert out.read_text(encoding="utf-8") == text_of(f"{version}.json")

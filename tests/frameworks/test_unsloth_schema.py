"""The `unsloth` framework: the nested file that `unsloth train --config` takes.

LORALINT_UNSLOTH_SOURCE names a checkout of Unsloth: then its own class judges the same files.
"""

from __future__ import annotations

import importlib.util
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
SCHEMA = os.path.join(ROOT, "schemas", "unsloth", "2026.8.19.json")
GENERATOR = os.path.join(ROOT, "schemas", "generate", "unsloth.py")
SOURCE = os.environ.get("LORALINT_UNSLOTH_SOURCE")
with open(os.path.join(ROOT, "schemas", "unsloth", "example.yaml"), encoding="utf-8") as stream:
    EXAMPLE: dict[str, Any] = yaml.safe_load(stream)
VALUES = [True, None, 0, 2.0, 2.5, "3", "2e-4", "abc", "none", ["a"], {}]


def with_value(section: str, key: str, value: object) -> dict[str, Any]:
    """The example with another value."""
    return {**EXAMPLE, section: {**EXAMPLE[section], key: value}}


def stops(content: dict[str, Any], folder: Any) -> list[str]:
    """The keys at which Unsloth is said to refuse the file."""
    path = str(folder / "train.yaml")
    with open(path, "w", encoding="utf-8") as stream:
        yaml.safe_dump(content, stream)
    found = loralint.check(path).diagnostics
    return [".".join(map(str, one.key)) for one in found if one.consequence == "refused"]


def test_it_is_a_valid_json_schema() -> None:
    with open(SCHEMA, encoding="utf-8") as stream:
        jsonschema.Draft202012Validator.check_schema(json.load(stream))


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("training", "gradient_checkpointing", True),
        ("training", "num_epochs", 1.5),
        ("training", "training_type", "qlora"),
        ("lora", "target_modules", ["q_proj"]),
        ("lora", "lora_alpha", None),
        ("data", "local_dataset", "a.jsonl"),
    ],
)
def test_what_unsloth_refuses_is_told(tmp_path: Any, section: str, key: str, value: object) -> None:
    assert stops(with_value(section, key, value), tmp_path) == [f"{section}.{key}"]


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [("training", "learning_rate", "2e-4"), ("training", "num_epochs", 2.0), ("data", "local_dataset", ["a.jsonl"])],
)
def test_what_unsloth_converts_is_taken(tmp_path: Any, section: str, key: str, value: object) -> None:
    assert stops(with_value(section, key, value), tmp_path) == []


def test_sections_of_other_programs_are_not_its(tmp_path: Any) -> None:
    (tmp_path / "own.yaml").write_text("model: {name: a/b}\ntraining: {learning_rate: 1.0e-4}\nlora: {lora_r: 8}\n")
    (report,) = loralint.check(str(tmp_path / "own.yaml")).files
    assert report.framework is None


@pytest.mark.skipif(SOURCE is None, reason="needs LORALINT_UNSLOTH_SOURCE")
def test_the_schema_is_what_the_source_gives() -> None:
    command = [sys.executable, GENERATOR, "--source", str(SOURCE), "--date", "2026-08-22"]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    with open(SCHEMA, encoding="utf-8") as stream:
        assert made == stream.read()


@pytest.mark.skipif(SOURCE is None, reason="needs LORALINT_UNSLOTH_SOURCE")
def test_unsloth_itself_judges_alike(tmp_path: Any) -> None:
    pytest.importorskip("pydantic")
    spec = importlib.util.spec_from_file_location("config", os.path.join(str(SOURCE), "unsloth_cli", "config.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["config"] = module
    spec.loader.exec_module(module)
    for section in ("data", "training", "lora", "logging"):
        for key in module.Config().model_dump()[section]:
            for value in VALUES:
                content = {**EXAMPLE, section: {**EXAMPLE.get(section, {}), key: value}}
                try:
                    module.Config(**content)
                    refused = False
                except ValueError:
                    refused = True
                assert bool(stops(content, tmp_path)) == refused, (section, key, value)

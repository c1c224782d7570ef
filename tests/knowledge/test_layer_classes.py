"""The classes of layers by architecture, and that the table is what its generator writes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.layer_classes import layer_classes, meant_layer_class, missing_layer_classes

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATOR = os.path.join(ROOT, "schemas", "generate", "layer_classes.py")
# The python that has Transformers, torch and PEFT, where it is not the one that runs the tests.
PYTHON = os.environ.get("LORALINT_TRANSFORMERS_PYTHON", sys.executable)


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("llama", ["LlamaDecoderLayer"]),
        ("gpt_neox", ["GPTNeoXLayer"]),
        ("qwen2_5_vl", ["Qwen2_5_VLDecoderLayer", "Qwen2_5_VLVisionBlock"]),
        ("no_such_model", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_the_classes_of_an_architecture(family: object, expected: object) -> None:
    assert layer_classes(family) == expected


@pytest.mark.parametrize(
    ("names", "family", "expected"),
    [
        ("LlamaDecoderLayer", "llama", []),
        ("LlamaDecoderLayer,Embedding", "llama", []),
        ("LlamaDecoderLayer, Embedding", "llama", [" Embedding"]),
        (["LlamaDecoderLayer", "LlamaMLP"], "llama", []),
        (["LlamaDecoderLayer,LlamaMLP"], "llama", []),
        ("MistralDecoderLayer", "llama", ["MistralDecoderLayer"]),
        ("llamadecoderlayer", "llama", ["llamadecoderlayer"]),
        ("LlamaDecoderLayer", "no_such_model", UNKNOWN),
        (7, "llama", UNKNOWN),
    ],
)
def test_the_names_that_no_layer_has(names: object, family: str, expected: object) -> None:
    assert missing_layer_classes(names, family) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LlamaDecodeLayer", "LlamaDecoderLayer"),
        ("LlamaDecoderLayer", None),
        ("Embedding", None),
        ("MyOwnBlockOfLayers", UNKNOWN),
    ],
)
def test_the_class_that_was_meant(name: str, expected: Any) -> None:
    assert meant_layer_class(name) == expected


@pytest.mark.slow
def test_the_table_is_what_the_generator_writes() -> None:
    found = subprocess.run([PYTHON, "-c", "import transformers, torch, peft"], capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip("Transformers is not installed; LORALINT_TRANSFORMERS_PYTHON names a Python that has it")
    assert subprocess.run([PYTHON, GENERATOR, "--check"], capture_output=True, check=False).returncode == 0

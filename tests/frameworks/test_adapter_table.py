"""The table of layers that each of PEFT's methods adapts."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATOR = os.path.join(ROOT, "schemas", "generate", "peft_layers.py")
# The python that has transformers, torch and peft, where it is not the one that runs the tests.
PYTHON = os.environ.get("LORALINT_PEFT_PYTHON", sys.executable)

with open(os.path.join(ROOT, "schemas", "adapters.json"), encoding="utf-8") as stream:
    TABLE = json.load(stream)


def test_every_method_adapts_linear_layers_and_none_stops_at_all_of_them() -> None:
    assert all("linear" in kinds["taken"] for kinds in TABLE["methods"].values())


@pytest.mark.parametrize(
    ("method", "kind", "taken"),
    [
        ("LORA", "embedding", True),
        ("LORA", "norm", False),
        ("LN_TUNING", "norm", True),
        ("ADALORA", "conv1d", True),
        ("ROAD", "conv1d", False),
        ("VERA", "embedding", False),
    ],
)
def test_kinds_of_layers(method: str, kind: str, taken: bool) -> None:
    assert (kind in TABLE["methods"][method]["taken"]) == taken


def test_a_table_like_another_says_where_it_differs() -> None:
    assert TABLE["default_targets"]["FOURIERFT"]["own"]["gpt2"] == ["mlp.c_proj"]
    assert all("like" not in names or names["like"] == "LORA" for names in TABLE["default_targets"].values())


@pytest.mark.slow
def test_the_table_is_what_the_generator_writes() -> None:
    probe = subprocess.run([PYTHON, "-c", "import peft; print(peft.__version__)"], capture_output=True, text=True)
    if probe.stdout.strip() != TABLE["peft"]:
        pytest.skip(f"PEFT {TABLE['peft']} is not installed")
    outcome = subprocess.run([PYTHON, GENERATOR, "--check"], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr[-500:]

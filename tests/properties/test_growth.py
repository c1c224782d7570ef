"""Cost grows with the size of a file, not with its square: twice the input takes at most 2.2 times the steps."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from loralint.files.read import Source
from loralint.knowledge.frameworks import titles
from loralint.repair.choose_fixes import Wanted
from loralint.repair.guesses import with_tried_guesses
from loralint.repair.repair import repair_sources
from loralint.report import text
from loralint.report.options import ReportOptions
from loralint.run import check_sources
from loralint.settings.record import Settings
from tests.steps import calls_of

pytestmark = pytest.mark.slow

AXOLOTL = """base_model: org/model
adapter: lora
lora_r: 8
lora_alpha: 16
micro_batch_size: 2
sequence_len: 512
num_epochs: 1
learning_rate: 0.0001
datasets:
  - path: data/x
    type: alpaca
"""
LLAMA = "meta-llama/Llama-3.1-8B"


def _adapter(**keys: object) -> str:
    return json.dumps({"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj"], **keys})


def _deepspeed(**keys: object) -> str:
    return json.dumps({"train_batch_size": 8, "zero_optimization": {"stage": 2, **keys}})


Make = Callable[[int], str]
INPUTS: dict[str, tuple[str, Make]] = {
    "unknown keys": ("config.yaml", lambda n: AXOLOTL + "".join(f"zz_{i}: 1\n" for i in range(n))),
    "slips": ("config.yaml", lambda n: AXOLOTL + "".join(f"lora_alpha{i}: 1\n" for i in range(n))),
    "unknown keys on one line": ("adapter_config.json", lambda n: _adapter(**{f"zz_{i}": i for i in range(n)})),
    "unknown keys of a section": ("ds.json", lambda n: _deepspeed(**{f"zz{i}": 1 for i in range(n)})),
    "wrong items": ("config.yaml", lambda n: AXOLOTL + "lora_target_modules:\n" + "  - 1\n" * n),
    "wrong items in JSON": ("adapter_config.json", lambda n: _adapter(target_modules=[1] * n)),
    "datasets": ("config.yaml", lambda n: AXOLOTL + "  - path: d/x\n    type: alpaca\n    zzz: 1\n" * n),
    "targets": (
        "adapter_config.json",
        lambda n: _adapter(target_modules=[f"m{i}" for i in range(n)], base_model_name_or_path=LLAMA),
    ),
    "paths of layers": (
        "adapter_config.json",
        lambda n: _adapter(target_modules=[f"model.layers.{i}.q_proj" for i in range(n)]),
    ),
    "patterns of ranks": ("adapter_config.json", lambda n: _adapter(rank_pattern={f"l.{i}.q": 4 for i in range(n)})),
    "remarks and blank lines": ("config.yaml", lambda n: AXOLOTL + "# loralint: ignore[unknown-key]\n\n" * n),
    "comments": ("config.yaml", lambda n: AXOLOTL + "# some words\n" * n + "zzz: 1\n"),
    "the same key again": ("config.yaml", lambda n: AXOLOTL + "lora_r: 8\n" * n),
    "merges": (
        "config.yaml",
        lambda n: "b: &b {x: 1}\n" + AXOLOTL + "".join(f"k{i}: {{<<: *b, y: 1}}\n" for i in range(n)),
    ),
}


def _check(name: str, content: str) -> None:
    sources = [Source(name, content.encode())]
    run = with_tried_guesses(check_sources(sources, Settings(), {name}), sources, Settings(), {name})
    assert not run.all_faults
    text.render(run, ReportOptions(notes=True, columns=80, titles=titles(), named={name}, arguments=[name]))


@pytest.fixture(autouse=True)
def _alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("kind", INPUTS)
def test_a_check_grows_with_its_input(kind):
    name, make = INPUTS[kind]
    _check(name, make(20))  # what is loaded once
    small, large = (calls_of(lambda size=size: _check(name, make(size))) for size in (600, 1200))
    assert large <= 2.2 * small


@pytest.mark.parametrize("kind", ["unknown keys on one line", "wrong items", "the same key again"])
def test_a_repair_grows_with_its_input(kind):
    name, make = INPUTS[kind]

    def repair(size):
        repair_sources([Source(name, make(size).encode())], Settings(), Wanted(unsafe=True, notes=True), {name})

    repair(20)
    small, large = (calls_of(lambda size=size: repair(size)) for size in (300, 600))
    assert large <= 2.2 * small


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.yaml", AXOLOTL + "? a " + "# " * 100_000 + "\n? b\n"),
        ("adapter_config.json", '{"peft_type": "LORA", "x": "' + "1" * 1_000_000 + '", "r": 1x}'),
        ("adapter_config.json", '{"peft_type": "LORA", "r": ' + "1" * 1_000_000 + "x}"),
        ("config.yaml", AXOLOTL + "seed: 1" + ":1" * 200_000 + "\n"),
        ("config.yaml", AXOLOTL + "seed: 0x" + "f" * 1_000_000 + "\n"),
        ("config.yaml", AXOLOTL + "# loralint: ignore[unknown-key]" + "\n" * 300_000 + "zzz: 1\n"),
    ],
    ids=["hash marks", "digits in a text", "digits", "base 60", "base 16", "blank lines"],
)
def test_what_took_the_square_or_more_comes_to_an_end(name, content):
    """Searches that C does are not counted: with a cost that grows faster than the text these would take hours."""
    _check(name, content)

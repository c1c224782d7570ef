"""The laws of a repair, held over configs that others wrote (LORALINT_TRUTH names their folder)."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from loralint.syntax.node import Source
from tests.laws import breaches

TRUTH = os.environ.get("LORALINT_TRUTH")
FRAMEWORKS = ("axolotl", "deepspeed", "onetrainer", "peft")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(TRUTH is None, reason="LORALINT_TRUTH does not name a folder of configs"),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_repair_keeps_the_laws(framework: str) -> None:
    files = sorted(path for path in Path(TRUTH or "", framework).rglob("*") if path.is_file())
    sources = [Source(str(path), path.read_bytes()) for path in files]
    assert [why for source in sources for why in breaches([source], {source.path}, Random(7))] == []

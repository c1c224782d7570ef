"""The law of a repair, held over configs that others wrote (LORALINT_TRUTH names their folder)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.repair.verify import broken
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

TRUTH = os.environ.get("LORALINT_TRUTH")
FRAMEWORKS = ("axolotl", "deepspeed", "onetrainer", "peft")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(TRUTH is None, reason="LORALINT_TRUTH does not name a folder of configs"),
]


def new_problems(path: Path) -> list[str]:
    """What a file has after its repair that it did not have before, unsafe fixes and those of notes included."""
    settings, source, named = Settings(), Source(str(path), path.read_bytes()), {str(path)}
    before = check_sources([source], settings, named)
    after = repair_sources([source], settings, Wanted(unsafe=True, notes=True), named).run
    why = broken(before, after, [])
    return [] if why is None else [f"{path.name}: {why}"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_repair_brings_no_other_problem(framework: str) -> None:
    files = sorted(path for path in Path(TRUTH or "", framework).rglob("*") if path.is_file())
    assert [problem for path in files for problem in new_problems(path)] == []

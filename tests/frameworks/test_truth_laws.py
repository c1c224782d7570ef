"""The law of every offered fix, held over configs that others wrote (LORALINT_TRUTH names their folder)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loralint.edit.editor import apply_patches
from loralint.repair.choose_fixes import Chosen
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


def problems_of_fixes(path: Path) -> list[str]:
    """What the offered fixes of one file would bring about."""
    settings, named = Settings(), {str(path)}
    source = Source(str(path), path.read_bytes())
    before = check_sources([source], settings, named)
    found = []
    for diagnostic in before.parts:
        for fix in diagnostic.fixes:
            planned = before.plans.fix(diagnostic, fix)
            if not planned.patches or {patch.path for patch in planned.patches} != {str(path)}:
                continue
            after = check_sources([Source(str(path), apply_patches(source.data, planned.patches))], settings, named)
            why = broken(before, after, [Chosen(diagnostic, planned)])
            if why is not None:
                found.append(f"{path.name}: [{diagnostic.rule}] {planned.description}: {why}")
    return found


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_no_offered_fix_brings_another_problem(framework: str) -> None:
    files = sorted(path for path in Path(TRUTH or "", framework).rglob("*") if path.is_file())
    assert [problem for path in files for problem in problems_of_fixes(path)] == []

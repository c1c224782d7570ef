"""The laws of repairs over every rule's examples: what they leave behind, what they touch, in which order."""

from __future__ import annotations

from random import Random

import pytest

from loralint.diagnostics.record import Diagnostic, Fix
from loralint.files.read import read_source
from loralint.repair.choose_fixes import Chosen
from loralint.repair.verify import broken
from loralint.run import Run
from loralint.syntax.node import Source
from tests.laws import breaches

from .examples import Example, all_examples, apply_patched, check, write

EXAMPLES = list(all_examples("bad"))


def offered(run: Run) -> list[tuple[Diagnostic, Fix]]:
    """Every fix that can be made, whatever its safety."""
    planned = [(d, run.plans.fix(d, fix)) for d in run.parts for fix in d.fixes if fix.edits]
    return [(d, fix) for d, fix in planned if fix.blocked is None]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_no_offered_fix_brings_another_problem(example: Example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(example, example.content, str(tmp_path))
    before = check(example, path)
    for diagnostic, fix in offered(before):
        write(example, example.content, str(tmp_path))
        apply_patched(fix, before)
        assert broken(before, check(example, path), [Chosen(diagnostic, fix)]) is None, fix.description


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_repair_keeps_the_laws(example: Example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(example, example.content, str(tmp_path))
    source = read_source(path)
    assert isinstance(source, Source)
    assert breaches([source], {path}, Random(7)) == []

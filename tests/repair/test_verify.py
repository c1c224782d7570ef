"""Which results of a repair stand."""

from __future__ import annotations

import pytest

from loralint.checks.rules import Fault
from loralint.diagnostics.record import Diagnostic, FileReport, Fix
from loralint.repair.choose_fixes import Chosen
from loralint.repair.verify import broken
from loralint.run import Run

PROBLEM = Diagnostic("unknown-key", "LL101", "warning", "ignored", "run", "no key x", "a.yaml", ("x",), None)
ERROR = PROBLEM._replace(rule="rank-below-one", code="LO101", severity="error", message="rank is 0", key=("r",))
MADE = [Chosen(PROBLEM, Fix("rename", "safe", "rename x to y"))]


def _run(*diagnostics, status="checked", faults=()):
    return Run((FileReport("a.yaml", "axolotl", "1", status),), diagnostics, {}, {}, faults)


@pytest.mark.parametrize(
    "after",
    [
        _run(),
        _run(ERROR._replace(severity="info")),
        _run(ERROR._replace(key=("x",))),
        _run(PROBLEM._replace(message="no key z")),
    ],
    ids=["nothing left", "a new note", "an error where there was one problem", "the next item moved up"],
)
def test_what_stands(after):
    assert broken(_run(PROBLEM), after, MADE) is None


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (_run(PROBLEM), "would remain"),
        (_run(ERROR), "another problem: rank is 0"),
        (_run(ERROR._replace(severity="warning")), "another problem"),
        (_run(ERROR._replace(path="b.yaml", key=("x",))), "another problem"),
        (_run(status="failed"), "could not be read"),
        (_run(status="skipped"), "whose file it is"),
        (_run(faults=(Fault("rank-below-one", "a.yaml", KeyError("r")),)), "a rule would fail"),
    ],
    ids=[
        "it remains",
        "a new error",
        "a new warning",
        "a new error in another file",
        "unreadable",
        "no framework's",
        "a faulty rule",
    ],
)
def test_what_does_not_stand(after, why):
    assert why in (broken(_run(PROBLEM), after, MADE) or "")

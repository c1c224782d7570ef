"""Repair by question and answer: every fix is shown on the files as the answers before it have left them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from loralint.diagnostics.record import Fix
from loralint.repair.apply import with_files
from loralint.repair.attempts import Attempts, Task
from loralint.repair.choose_fixes import Chosen, is_asked_for
from loralint.repair.guesses import with_tried_guesses
from loralint.repair.repair import pass_by_pass, repair_of
from loralint.run import new_shared
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from loralint.diagnostics.record import Diagnostic, Identity
    from loralint.files.read import UnreadableFile
    from loralint.repair.choose_fixes import Wanted
    from loralint.repair.repair import Repair
    from loralint.run import Run
    from loralint.settings.record import Settings
    from loralint.syntax.node import Source


class Question(NamedTuple):
    """A problem with the ways to repair it, each planned; `run` is the state in which it stands."""

    diagnostic: Diagnostic
    fixes: tuple[Fix, ...]
    run: Run


Answer = Fix | Literal["no", "all", "stop"]
"""The fix to make; or none of them; or all safe ones from here on; or nothing more."""
Ask = Callable[[Question], Answer]


def repair_asked(
    sources: Sequence[Source | UnreadableFile],
    settings: Settings,
    fixes: Wanted,
    ask: Ask,
    named: Collection[str] = (),
) -> Repair:
    """Repair what somebody says yes to. Nothing is written.

    Unsafe fixes are asked about as well; of several ways to repair one problem, the answer is one of them.
    """
    attempts = Attempts(sources, Task(settings, fixes, named, new_shared()))
    run = _with_tried(attempts)
    answered: set[Identity] = set()
    answer: Answer = "no"
    while answer not in ("all", "stop"):
        question = _next_question(run, fixes, answered)
        if question is None:
            break
        answer = ask(question)
        answered.update(part.identity for part in _parts(question.diagnostic))
        if isinstance(answer, Fix):
            _make(attempts, Chosen(question.diagnostic, answer))
            run = _with_tried(attempts)
        elif answer == "no":
            _decline(attempts, question.diagnostic)
    if answer == "all":
        pass_by_pass(attempts)
    if answer == "stop":
        for diagnostic in attempts.run.diagnostics:
            _decline(attempts, diagnostic)
    return repair_of([attempts], attempts.run, fixes)


def _with_tried(attempts: Attempts) -> Run:
    """The state so far, whose guesses are tried out before they are shown."""
    sources = with_files(attempts.sources, attempts.files)
    return with_tried_guesses(attempts.run, sources, attempts.how.settings, attempts.how.named)


def _next_question(run: Run, wanted: Wanted, answered: Collection[Identity]) -> Question | None:
    """The first problem that nobody was asked about and that can be repaired."""
    for diagnostic in run.diagnostics:
        if diagnostic.identity in answered or not is_asked_for(diagnostic, wanted):
            continue
        fixes = tuple(fix for fix in run.plans.fixes(diagnostic) if fix.patches and fix.blocked is None)
        if fixes:
            return Question(diagnostic, fixes, run)
    return None


def _make(attempts: Attempts, one: Chosen) -> None:
    _, problem = attempts.make([one])
    if problem is not None:
        attempts.bar(one, "blocked", problem)


def _decline(attempts: Attempts, diagnostic: Diagnostic) -> None:
    for part in _parts(diagnostic):
        for fix in part.fixes:
            if fix.safety != "manual":
                attempts.bar(Chosen(part, fix), "declined", "")


def _parts(diagnostic: Diagnostic) -> tuple[Diagnostic, ...]:
    return (diagnostic, *diagnostic.parts) if diagnostic.parts else (diagnostic,)

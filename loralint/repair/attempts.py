"""Fixes tried on the bytes of files that belong together: what holds becomes the state on which the next is tried."""

from __future__ import annotations

from typing import Literal

from loralint.config.project import Project
from loralint.repair.apply import apply, edits_in, with_files
from loralint.repair.choose_fixes import apart, choose
from loralint.repair.verify import broken
from loralint.run import check_sources
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from loralint.diagnostics.fault import Fault
    from loralint.diagnostics.record import Identity
    from loralint.files.read import UnreadableFile
    from loralint.repair.apply import Applied, Files
    from loralint.repair.choose_fixes import Chosen, FixName, Wanted
    from loralint.run import Run, Shared
    from loralint.settings.record import Settings
    from loralint.syntax.node import Source

Reason = Literal["unsafe", "manual", "blocked", "conflict", "declined"]


class Failure(NamedTuple):
    """Why a fix is not made, in a word and in words."""

    reason: Reason
    detail: str


class Task(NamedTuple):
    """What was asked for, and what all runs over the same project share."""

    settings: Settings
    fixes: Wanted
    named: Collection[str]
    shared: Shared


class Attempts:
    """Files on the way through their repair; nothing is written.

    `run` is the state so far and `files` the bytes that differ from the sources; `before` are the bytes of every file
    that was touched.
    """

    def __init__(self, sources: Sequence[Source | UnreadableFile], how: Task, run: Run | None = None) -> None:
        """Begin with the sources; `run` says how they are, where it is known."""
        self.sources = sources
        self.how = how
        self.files: Files = {}
        self.before: Files = {}
        self.applied: list[Chosen] = []
        self.failed: dict[Identity, Failure] = {}
        self.faults: list[Fault] = []
        self.run = run or self._check({})
        self._barred: set[FixName] = set()

    def choose(self) -> list[Chosen]:
        """The fixes to make next; one that failed is not tried again, another one of the same problem is."""
        return apart(choose(self.run.parts, self.run.plans, self.how.fixes, self._barred))

    def bar(self, one: Chosen, reason: Reason, detail: str) -> None:
        """Never choose this fix again."""
        self._barred.add(one.name)
        self.failed.setdefault(one.diagnostic.identity, Failure(reason, detail))

    def make(self, wanted: Sequence[Chosen]) -> tuple[list[Chosen], str | None]:
        """Make some fixes together: those that could be made, and why the result cannot stand.

        Without such a reason the result is the state from now on.
        """
        applied = apply(wanted, self.run.documents, Project(parsed=self.how.shared.parsed).parse)
        for one, why in applied.refused:
            self.bar(one, "blocked", why)
        if not applied.made:
            return [], None
        for path in applied.files:
            self.before.setdefault(path, self.run.documents[path].source.data)
        tried = {**self.files, **applied.files}
        checked = self._check(tried)
        problem = (
            broken(self.run, checked, applied.made)
            or self._broken_elsewhere(tried)
            or _second_opinion(self.run, applied)
        )
        if problem is None:
            self.files, self.run = tried, checked
            self.applied += applied.made
        return applied.made, problem

    def _broken_elsewhere(self, tried: Files) -> str | None:
        """Which problem of a rule that was not selected has come; None where all rules are selected."""
        if not self.how.settings.select:
            return None
        whole = self.how.settings._replace(select=())
        before, after = (self._check(files, whole) for files in (self.files, tried))
        return broken(before, after, ())

    def _check(self, files: Files, settings: Settings | None = None) -> Run:
        how = self.how
        return check_sources(with_files(self.sources, files), settings or how.settings, how.named, how.shared)


def _second_opinion(run: Run, applied: Applied) -> str | None:
    """What another YAML reader has against the result; None where it agrees, or where nothing is YAML."""
    for path, after in applied.files.items():
        document = run.documents[path]
        if document.syntax == "yaml":
            from loralint.edit.second_opinion import objection  # ruamel.yaml, for repairs of YAML alone

            problem = objection(document.source.data, after, edits_in(path, applied.made), applied.patches[path])
            if problem is not None:
                return problem
    return None

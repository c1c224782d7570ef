"""Repair: choose a fix for each problem, patch, and look again; nothing is written here.

Fixes are applied pass by pass on the bytes in memory, with the patches that were planned for them. After each pass the
files are parsed and checked again: the problems must be gone, no new error may have come, and another YAML reader must
agree; else the fixes of the pass are tried one by one and those that do not hold are left. A state of the files that
comes back means that two fixes undo each other; then repair stops.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from loralint.config.project import Project
from loralint.diagnostics.fault import Fault
from loralint.diagnostics.record import Diagnostic, Fix, Identity
from loralint.files.read import UnreadableFile
from loralint.files.write import FileChange
from loralint.repair.apply import Applied, Files, apply, edits_in, with_files
from loralint.repair.choose_fixes import SAFE_ALONE, Chosen, Wanted, apart, choose
from loralint.repair.verify import broken
from loralint.run import Run, Shared, check_sources, new_shared
from loralint.settings.record import Settings
from loralint.syntax.node import Source

MOST_PASSES = 10
MOST_TRIED_ALONE = 25
"""Fixes of one pass that are tried one by one, where they do not stand together: each checks the files again."""

Reason = Literal["unsafe", "manual", "blocked", "conflict"]


class Left(NamedTuple):
    """A problem that was not repaired; `fix` is the nearest way, `reason` why it was not taken, `detail` in words."""

    diagnostic: Diagnostic
    fix: Fix | None
    reason: Reason
    detail: str = ""


class Repair(NamedTuple):
    """What `fix` gives: `run` is the state afterwards."""

    changes: tuple[FileChange, ...]
    applied: tuple[Chosen, ...]
    left: tuple[Left, ...]
    run: Run


class _Failure(NamedTuple):
    """Why a fix that was tried is not made."""

    reason: Reason
    detail: str


class _Outcome(NamedTuple):
    """What became of files that belong together."""

    files: Files
    before: Files
    applied: list[Chosen]
    failed: dict[Identity, _Failure]
    run: Run
    faults: tuple[Fault, ...] = ()


class _Task(NamedTuple):
    """What was asked for, and what all runs over the same project share."""

    settings: Settings
    fixes: Wanted
    named: Collection[str]
    shared: Shared


def repair_sources(
    sources: Sequence[Source | UnreadableFile],
    settings: Settings,
    fixes: Wanted = SAFE_ALONE,
    named: Collection[str] = (),
) -> Repair:
    """Repair what can be repaired with certainty, and what else is `wanted`. Nothing is written.

    Files that link to each other are repaired together, others apart: what fails in one holds up no other.
    """
    shared = new_shared()
    how = _Task(settings, fixes, named, shared)
    run = check_sources(sources, settings, named, shared)
    groups = _groups(sources, run)
    asked = [group for group in groups if _has_something_to_do(group, run, how)]
    outcomes = [_repaired(group, how, run if len(groups) == 1 else None) for group in asked]
    files = {path: data for outcome in outcomes for path, data in outcome.files.items()}
    before = {path: data for outcome in outcomes for path, data in outcome.before.items()}
    if files:
        alone = len(groups) == 1
        run = outcomes[0].run if alone else check_sources(with_files(sources, files), settings, named, shared)
    changes = tuple(FileChange(path, before[path], after) for path, after in files.items() if after != before[path])
    applied = tuple(one for outcome in outcomes for one in outcome.applied)
    failed = {identity: why for outcome in outcomes for identity, why in outcome.failed.items()}
    run.plans.faults.extend(fault for outcome in outcomes for fault in outcome.faults)
    return Repair(changes, applied, tuple(_left(run, failed, how.fixes.notes)), run)


def _repaired(group: list[Source | UnreadableFile], how: _Task, run: Run | None) -> _Outcome:
    """What became of a group of files: nothing where its repair fails as it should not, so that the others go on."""
    try:
        return _Repairer(group, how).repair(run)
    except Exception as error:
        run = run or check_sources(group, how.settings, how.named, how.shared)
        return _Outcome({}, {}, [], {}, run, (Fault("the repair", group[0].path, error),))


def _groups(sources: Sequence[Source | UnreadableFile], run: Run) -> list[list[Source | UnreadableFile]]:
    """The sources by what they have to do with each other: links, and diagnostics that speak of two files."""
    ties = [{path, *targets} for path, targets in run.links.items()]
    ties += [_paths(diagnostic) for diagnostic in run.parts]
    leader: dict[str, str] = {}

    def lead(path: str) -> str:
        while leader.setdefault(path, path) != path:
            path = leader[path]
        return path

    for tie in ties:
        first, *others = sorted(tie)
        for other in others:
            leader[lead(other)] = lead(first)
    groups: dict[str, list[Source | UnreadableFile]] = {}
    for source in sources:
        groups.setdefault(lead(source.path), []).append(source)
    return list(groups.values())


def _has_something_to_do(group: Sequence[Source | UnreadableFile], run: Run, how: _Task) -> bool:
    paths = {source.path for source in group}
    concerned = [diagnostic for diagnostic in run.parts if paths & _paths(diagnostic)]
    return bool(choose(concerned, run.plans, how.fixes))


def _paths(diagnostic: Diagnostic) -> set[str]:
    edited = {edit.path for fix in diagnostic.fixes for edit in fix.edits}
    home = {diagnostic.path} if diagnostic.linked_from is None else {diagnostic.path, diagnostic.linked_from}
    return home | edited


class _Repairer:
    """The repair of one group of files."""

    def __init__(self, sources: Sequence[Source | UnreadableFile], how: _Task) -> None:
        self._sources = sources
        self._how = how
        self._before: Files = {}
        self._failed: dict[Identity, _Failure] = {}

    def repair(self, run: Run | None) -> _Outcome:
        """Pass by pass, until nothing changes; `run` is the state before, where it is known."""
        files: Files = {}
        run = run or self._check(files)
        applied: list[Chosen] = []
        states = {_state(files)}
        for _ in range(MOST_PASSES):
            wanted = self._choose(run)
            if not wanted:
                break
            files, run, done = self._pass(files, run, wanted)
            if not done:
                break
            applied += done
            if _state(files) in states:
                conflict = _Failure("conflict", "its repair and another undo each other")
                self._failed.update((one.diagnostic.identity, conflict) for one in done)
                break
            states.add(_state(files))
        return _Outcome(files, self._before, applied, self._failed, run)

    def _check(self, files: Files) -> Run:
        return check_sources(with_files(self._sources, files), self._how.settings, self._how.named, self._how.shared)

    def _choose(self, run: Run) -> list[Chosen]:
        """The fixes of this pass; what failed once is not tried again."""
        chosen = choose(run.parts, run.plans, self._how.fixes)
        return apart(one for one in chosen if one.diagnostic.identity not in self._failed)

    def _pass(self, files: Files, run: Run, wanted: list[Chosen]) -> tuple[Files, Run, list[Chosen]]:
        """Apply all that do not meet; if the result does not hold, apply one by one and keep what holds."""
        made, tried, checked, problem = self._try(files, run, wanted)
        if made and problem is None:
            return tried, checked, made
        kept: list[Chosen] = []
        for one in made[:MOST_TRIED_ALONE]:
            again = next((c for c in self._choose(run) if c.diagnostic.identity == one.diagnostic.identity), None)
            if again is None:
                continue
            done, tried, checked, problem = self._try(files, run, [again])
            if problem is not None:
                self._failed[one.diagnostic.identity] = _Failure("blocked", problem)
            elif done:
                files, run = tried, checked
                kept += done
        return files, run, kept

    def _try(self, files: Files, run: Run, wanted: list[Chosen]) -> tuple[list[Chosen], Files, Run, str | None]:
        """Make some fixes: those that were made, the files and the run afterwards, and why that cannot stand."""
        applied = apply(wanted, run.documents, Project(parsed=self._how.shared.parsed).parse)
        for one, why in applied.refused:
            self._failed[one.diagnostic.identity] = _Failure("blocked", why)
        if not applied.made:
            return [], files, run, None
        for path in applied.files:
            self._before.setdefault(path, run.documents[path].source.data)
        tried = {**files, **applied.files}
        checked = self._check(tried)
        return applied.made, tried, checked, broken(run, checked, applied.made) or _second_opinion(run, applied)


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


def _left(run: Run, failures: Mapping[Identity, _Failure], notes: bool) -> Iterable[Left]:
    """What remains, each with its nearest fix and why it was not made."""
    for diagnostic in run.parts:
        failed = failures.get(diagnostic.identity)
        if diagnostic.severity == "info" and not notes and failed is None:
            continue
        fix = run.plans.fix(diagnostic, diagnostic.fixes[0]) if diagnostic.fixes else None
        if failed is not None:
            yield Left(diagnostic, fix, failed.reason, failed.detail)
        elif fix is None or fix.safety == "manual":
            yield Left(diagnostic, fix, "manual")
        elif fix.blocked is not None:
            yield Left(diagnostic, fix, "blocked", fix.blocked)
        elif fix.safety == "unsafe":
            yield Left(diagnostic, fix, "unsafe")
        else:
            yield Left(diagnostic, fix, "blocked", f"it came up only after {MOST_PASSES} passes: run it again")


def _state(files: Files) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted(files.items()))

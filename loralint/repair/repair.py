"""Repair: choose a fix for each problem, patch, and look again; nothing is written here.

Fixes are applied pass by pass on the bytes in memory, with the patches that were planned for them. After each pass the
files are parsed and checked again: the problems must be gone, no new error may have come, and another YAML reader must
agree; else the fixes of the pass are tried one by one and those that do not hold are left. A state of the files that
comes back means that two fixes undo each other; then repair stops.
"""

from __future__ import annotations

from loralint.diagnostics.fault import Fault
from loralint.files.write import FileChange
from loralint.repair.apply import with_files
from loralint.repair.attempts import Attempts, Task
from loralint.repair.choose_fixes import SAFE_ALONE, choose
from loralint.run import check_sources, new_shared
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from loralint.diagnostics.record import Diagnostic, Fix, Identity
    from loralint.files.read import UnreadableFile
    from loralint.repair.apply import Files
    from loralint.repair.attempts import Failure, Reason
    from loralint.repair.choose_fixes import Chosen, Wanted
    from loralint.run import Run
    from loralint.settings.record import Settings
    from loralint.syntax.node import Source

MOST_PASSES = 10
MOST_TRIED_ALONE = 25
"""Fixes of one pass that are tried one by one, where they do not stand together: each checks the files again."""


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
    how = Task(settings, fixes, named, shared)
    run = check_sources(sources, settings, named, shared)
    groups = _groups(sources, run)
    asked = [group for group in groups if _has_something_to_do(group, run, how)]
    done = [_repaired(group, how, run if len(groups) == 1 else None) for group in asked]
    if any(attempts.files for attempts in done):
        files = {path: data for attempts in done for path, data in attempts.files.items()}
        alone = len(groups) == 1
        run = done[0].run if alone else check_sources(with_files(sources, files), settings, named, shared)
    return repair_of(done, run, fixes)


def repair_of(done: Sequence[Attempts], run: Run, fixes: Wanted) -> Repair:
    """What was done in groups of files, together; `run` is the state of all of them afterwards."""
    changes = [
        FileChange(path, attempts.before[path], after)
        for attempts in done
        for path, after in attempts.files.items()
        if after != attempts.before[path]
    ]
    failed = {identity: why for attempts in done for identity, why in attempts.failed.items()}
    run.plans.faults.extend(fault for attempts in done for fault in attempts.faults)
    applied = tuple(one for attempts in done for one in attempts.applied)
    return Repair(tuple(changes), applied, tuple(_left(run, failed, fixes.notes)), run)


def _repaired(group: list[Source | UnreadableFile], how: Task, run: Run | None) -> Attempts:
    """What became of a group of files: nothing where its repair fails as it should not, so that the others go on."""
    attempts = Attempts(group, how, run)
    try:
        pass_by_pass(attempts)
    except Exception as error:
        attempts = Attempts(group, how, run)
        attempts.faults.append(Fault("the repair", group[0].path, error))
    return attempts


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


def _has_something_to_do(group: Sequence[Source | UnreadableFile], run: Run, how: Task) -> bool:
    paths = {source.path for source in group}
    concerned = [diagnostic for diagnostic in run.parts if paths & _paths(diagnostic)]
    return bool(choose(concerned, run.plans, how.fixes))


def _paths(diagnostic: Diagnostic) -> set[str]:
    edited = {edit.path for fix in diagnostic.fixes for edit in fix.edits}
    home = {diagnostic.path} if diagnostic.linked_from is None else {diagnostic.path, diagnostic.linked_from}
    return home | edited


def pass_by_pass(attempts: Attempts) -> None:
    """Make what is asked for until nothing changes."""
    states = {_state(attempts.files)}
    for _ in range(MOST_PASSES):
        done = _pass(attempts)
        if not done:
            break
        if _state(attempts.files) in states:
            for one in done:
                attempts.bar(one, "conflict", "its repair and another undo each other")
            break
        states.add(_state(attempts.files))


def _pass(attempts: Attempts) -> list[Chosen]:
    """Make all that do not meet; if the result does not hold, make one by one and keep what holds."""
    wanted = attempts.choose()
    made, problem = attempts.make(wanted) if wanted else ([], None)
    if problem is None:
        return made
    kept: list[Chosen] = []
    waiting = [one.diagnostic.identity for one in made]
    for _ in range(MOST_TRIED_ALONE):
        again = next((one for one in attempts.choose() if one.diagnostic.identity in waiting), None)
        if again is None:
            break
        done, problem = attempts.make([again])
        if problem is not None:
            attempts.bar(again, "blocked", problem)
        elif done:
            kept += done
            waiting.remove(again.diagnostic.identity)
    return kept


def _left(run: Run, failures: Mapping[Identity, Failure], notes: bool) -> Iterable[Left]:
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

"""Repair: choose a fix for each problem, patch, and look again; nothing is written here.

Fixes are applied pass by pass on the bytes in memory. After each pass everything is parsed and checked again: the
problems must be gone and no new error may have come, else the fixes of the pass are tried one by one and those that do
not hold are left. A state of the files that comes back means that two fixes undo each other; then repair stops.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from loralint.config.links import Referrers
from loralint.diagnostics.record import Diagnostic, Fix
from loralint.files.read import UnreadableFile
from loralint.files.write import FileChange
from loralint.repair.choose_fixes import Chosen, apart, choose
from loralint.repair.verify import Identity, broken, identity
from loralint.run import Run, check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Document, Source

MOST_PASSES = 10

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


_Files = dict[str, bytes]


class _Failure(NamedTuple):
    """Why a fix that was tried is not made."""

    reason: Reason
    detail: str


class _Outcome(NamedTuple):
    """What became of files that belong together."""

    files: _Files
    before: _Files
    applied: list[Chosen]
    failed: dict[Identity, _Failure]


def repair_sources(
    sources: Sequence[Source | UnreadableFile],
    settings: Settings,
    unsafe: bool = False,
    choices: Mapping[str, str] | None = None,
    named: Collection[str] = (),
) -> Repair:
    """Repair what can be repaired with certainty (and, with `unsafe`, what is likely meant). Nothing is written.

    Files that link to each other are repaired together, others apart: what fails in one holds up no other.
    """
    readers = Referrers()
    run = check_sources(sources, settings, named, readers)
    concerned = {path for one in choose(run.diagnostics, unsafe, choices) for path in _paths(one.diagnostic)}
    outcomes = [
        _Repairer(group, settings, unsafe, choices or {}, named, readers).repair()
        for group in _groups(sources, run)
        if any(source.path in concerned for source in group)
    ]
    files = {path: data for outcome in outcomes for path, data in outcome.files.items()}
    before = {path: data for outcome in outcomes for path, data in outcome.before.items()}
    if files:
        run = check_sources(_with_files(sources, files), settings, named, readers)
    changes = tuple(FileChange(path, before[path], after) for path, after in files.items() if after != before[path])
    applied = tuple(one for outcome in outcomes for one in outcome.applied)
    failed = {identity: why for outcome in outcomes for identity, why in outcome.failed.items()}
    return Repair(changes, applied, tuple(_left(run, failed)), run)


def _groups(sources: Sequence[Source | UnreadableFile], run: Run) -> list[list[Source | UnreadableFile]]:
    """The sources by what they have to do with each other: links, and diagnostics that speak of two files."""
    ties = [{path, *targets} for path, targets in run.links.items()]
    ties += [_paths(diagnostic) for diagnostic in run.diagnostics]
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


def _paths(diagnostic: Diagnostic) -> set[str]:
    edited = {edit.path for fix in diagnostic.fixes for edit in fix.edits}
    home = {diagnostic.path} if diagnostic.linked_from is None else {diagnostic.path, diagnostic.linked_from}
    return home | edited


def _with_files(sources: Sequence[Source | UnreadableFile], files: _Files) -> list[Source | UnreadableFile]:
    """The sources as they are now; linked files that were changed are given along."""
    now = [Source(source.path, files[source.path]) if source.path in files else source for source in sources]
    known = {source.path for source in sources}
    return [*now, *(Source(path, data) for path, data in files.items() if path not in known)]


class _Repairer:
    """The repair of one group of files."""

    def __init__(
        self,
        sources: Sequence[Source | UnreadableFile],
        settings: Settings,
        unsafe: bool,
        choices: Mapping[str, str],
        named: Collection[str],
        readers: Referrers,
    ) -> None:
        self._sources = sources
        self._settings = settings
        self._unsafe = unsafe
        self._choices = choices
        self._named = named
        self._readers = readers
        self._before: _Files = {}
        self._failed: dict[Identity, _Failure] = {}

    def repair(self) -> _Outcome:
        """Pass by pass, until nothing changes."""
        files: _Files = {}
        run = self._check(files)
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
                self._failed.update((identity(one.diagnostic), conflict) for one in done)
                break
            states.add(_state(files))
        return _Outcome(files, self._before, applied, self._failed)

    def _check(self, files: _Files) -> Run:
        return check_sources(_with_files(self._sources, files), self._settings, self._named, self._readers)

    def _choose(self, run: Run) -> list[Chosen]:
        """The fixes of this pass; what failed once is not tried again."""
        chosen = choose(run.diagnostics, self._unsafe, self._choices)
        return apart(one for one in chosen if identity(one.diagnostic) not in self._failed)

    def _pass(self, files: _Files, run: Run, wanted: list[Chosen]) -> tuple[_Files, Run, list[Chosen]]:
        """Apply all that do not meet; if the result does not hold, apply one by one and keep what holds."""
        after, made = self._apply(files, run, wanted)
        if made:
            checked = self._check(after)
            if not broken(run, checked, made):
                return after, checked, made
        kept: list[Chosen] = []
        for one in made:
            again = next((c for c in self._choose(run) if identity(c.diagnostic) == identity(one.diagnostic)), None)
            if again is None:
                continue
            tried, done = self._apply(files, run, [again])
            checked = self._check(tried)
            problem = broken(run, checked, done) if done else None
            if problem:
                self._failed[identity(one.diagnostic)] = _Failure("blocked", problem)
            elif done:
                files, run = tried, checked
                kept += done
        return files, run, kept

    def _apply(self, files: _Files, run: Run, wanted: Iterable[Chosen]) -> tuple[_Files, list[Chosen]]:
        """Make every fix whole, over all of its files, or not at all."""
        from loralint.edit.editor import DocumentEditor
        from loralint.edit.record import EditRefused

        editors: dict[str, DocumentEditor] = {}
        made: list[Chosen] = []
        for one in sorted(wanted, key=_place, reverse=True):
            paths = list(dict.fromkeys(edit.path for edit in one.fix.edits))
            trial = {
                path: editors[path].copy() if path in editors else DocumentEditor(run.documents[path]) for path in paths
            }
            try:
                for path, editor in trial.items():
                    editor.apply(edit for edit in one.fix.edits if edit.path == path)
            except EditRefused as refusal:
                self._failed[identity(one.diagnostic)] = _Failure("blocked", str(refusal))
                continue
            editors.update(trial)
            made.append(one)
        after = dict(files)
        for path, editor in editors.items():
            self._remember(path, run.documents[path])
            after[path] = editor.result()
        return after, made

    def _remember(self, path: str, document: Document) -> None:
        self._before.setdefault(path, document.source.data)


def _left(run: Run, failures: Mapping[Identity, _Failure]) -> Iterable[Left]:
    """What remains, each with its nearest fix and why it was not made."""
    for diagnostic in run.diagnostics:
        failed = failures.get(identity(diagnostic))
        fix = next(iter(diagnostic.fixes), None)
        if failed is not None:
            yield Left(diagnostic, fix, failed.reason, failed.detail)
        elif fix is None or fix.safety == "manual":
            yield Left(diagnostic, fix, "manual")
        elif fix.blocked is not None:
            yield Left(diagnostic, fix, "blocked", fix.blocked)
        else:
            yield Left(diagnostic, fix, "unsafe")


def _place(one: Chosen) -> list[list[tuple[bool, str | int]]]:
    """Where a fix is made. From the back to the front, an entry that leaves a list moves no other that is named."""
    return sorted(([(isinstance(step, int), step) for step in edit.key] for edit in one.fix.edits), reverse=True)


def _state(files: _Files) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted(files.items()))

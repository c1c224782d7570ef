"""Repair: choose a fix for each problem, patch, look again, and write whole files or nothing.

Fixes are applied pass by pass on the bytes in memory. After each pass everything is parsed and checked again: the
problems must be gone and no new error may have come, else the fixes of the pass are tried one by one and those that do
not hold are left. A state of the files that comes back means that two fixes undo each other; then repair stops.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from loralint.choose import Chosen, apart, choose
from loralint.diagnostic import Diagnostic, Fix
from loralint.keypath import Path
from loralint.reading import Unreadable, read_source
from loralint.session import Run, check_sources
from loralint.settings import Settings
from loralint.syntax.node import Document, Source

MOST_PASSES = 10

Reason = Literal["unsafe", "manual", "blocked", "conflict"]


class FileChange(NamedTuple):
    """A file before and after."""

    path: str
    before: bytes
    after: bytes


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
_Identity = tuple[str, str, Path]


def repair_sources(
    sources: Sequence[Source | Unreadable],
    settings: Settings,
    unsafe: bool = False,
    choices: Mapping[str, str] | None = None,
    named: Collection[str] = (),
) -> Repair:
    """Repair what can be repaired with certainty (and, with `unsafe`, what is likely meant). Nothing is written."""
    return _Repairer(sources, settings, unsafe, choices or {}, named).repair()


class _Repairer:
    def __init__(
        self,
        sources: Sequence[Source | Unreadable],
        settings: Settings,
        unsafe: bool,
        choices: Mapping[str, str],
        named: Collection[str],
    ) -> None:
        self._sources = sources
        self._settings = settings
        self._unsafe = unsafe
        self._choices = choices
        self._named = named
        self._before: _Files = {}
        self._failed: dict[_Identity, str] = {}

    def repair(self) -> Repair:
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
                self._failed.update({_identity(a.diagnostic): "its repair and another undo each other" for a in done})
                break
            states.add(_state(files))
        changes = tuple(
            FileChange(path, self._before[path], after) for path, after in files.items() if after != self._before[path]
        )
        return Repair(changes, tuple(applied), tuple(self._left(run)), run)

    def _check(self, files: _Files) -> Run:
        """The run on the files as they are now; linked files that were changed are given along, but not as named."""
        now: list[Source | Unreadable] = []
        for source in self._sources:
            after = files.get(source.path)
            now.append(source if after is None else Source(source.path, after))
        known = {source.path for source in self._sources}
        now += [Source(path, data) for path, data in files.items() if path not in known]
        return check_sources(now, self._settings, self._named)

    def _choose(self, run: Run) -> list[Chosen]:
        """The fixes of this pass; what failed once is not tried again."""
        chosen = choose(run.diagnostics, self._unsafe, self._choices)
        return apart(one for one in chosen if _identity(one.diagnostic) not in self._failed)

    def _pass(self, files: _Files, run: Run, wanted: list[Chosen]) -> tuple[_Files, Run, list[Chosen]]:
        """Apply all that do not meet; if the result does not hold, apply one by one and keep what holds."""
        after, made = self._apply(files, run, wanted)
        if made:
            checked = self._check(after)
            if not _broken(run, checked, made):
                return after, checked, made
        kept: list[Chosen] = []
        for one in made:
            tried, done = self._apply(files, run, [one])
            if not done:
                continue
            checked = self._check(tried)
            problem = _broken(run, checked, done)
            if problem:
                self._failed[_identity(one.diagnostic)] = problem
                continue
            files, run = tried, checked
            kept += done
            # What the check now says may stand elsewhere in the file: the others wait for the next pass.
            break
        return files, run, kept

    def _apply(self, files: _Files, run: Run, wanted: Iterable[Chosen]) -> tuple[_Files, list[Chosen]]:
        """Make every fix whole, over all of its files, or not at all."""
        from loralint.syntax.edit import EditRefused, Surgery

        surgeries: dict[str, Surgery] = {}
        made: list[Chosen] = []
        for one in sorted(wanted, key=_place, reverse=True):
            paths = list(dict.fromkeys(edit.path for edit in one.fix.edits))
            trial = {
                path: surgeries[path].copy() if path in surgeries else Surgery(run.documents[path]) for path in paths
            }
            try:
                for path, surgery in trial.items():
                    surgery.apply(edit for edit in one.fix.edits if edit.path == path)
            except EditRefused as refusal:
                self._failed[_identity(one.diagnostic)] = str(refusal)
                continue
            surgeries.update(trial)
            made.append(one)
        after = dict(files)
        for path, surgery in surgeries.items():
            self._remember(path, run.documents[path])
            after[path] = surgery.result()
        return after, made

    def _remember(self, path: str, document: Document) -> None:
        self._before.setdefault(path, document.source.data)

    def _left(self, run: Run) -> Iterable[Left]:
        for diagnostic in run.diagnostics:
            failed = self._failed.get(_identity(diagnostic))
            fix = next(iter(diagnostic.fixes), None)
            if failed is not None:
                yield Left(diagnostic, fix, "conflict" if "undo" in failed else "blocked", failed)
            elif fix is None or fix.safety == "manual":
                yield Left(diagnostic, fix, "manual")
            elif fix.blocked is not None:
                yield Left(diagnostic, fix, "blocked", fix.blocked)
            else:
                yield Left(diagnostic, fix, "unsafe")


def _place(one: Chosen) -> list[list[tuple[bool, str | int]]]:
    """Where a fix is made. From the back to the front, an entry that leaves a list moves no other that is named."""
    return sorted(([(isinstance(step, int), step) for step in edit.key] for edit in one.fix.edits), reverse=True)


def _identity(diagnostic: Diagnostic) -> _Identity:
    return diagnostic.code, diagnostic.path, diagnostic.key


def _broken(before: Run, after: Run, made: Sequence[Chosen]) -> str | None:
    """Why the result of a pass cannot stand; None where it can."""
    remaining = {_identity(diagnostic) for diagnostic in after.diagnostics}
    for one in made:
        if _identity(one.diagnostic) in remaining and not _moved(one, after):
            return "the problem would remain"
    known = {(diagnostic.code, diagnostic.path, diagnostic.message) for diagnostic in before.diagnostics}
    for diagnostic in after.diagnostics:
        new = (diagnostic.code, diagnostic.path, diagnostic.message) not in known
        if new and diagnostic.severity == "error" and diagnostic.key not in {d.key for d in before.diagnostics}:
            return f"it would bring another error: {diagnostic.message}"
    if any(report.status == "failed" for report in after.files if report not in before.files):
        return "the file could not be read afterwards"
    return None


def _moved(one: Chosen, after: Run) -> bool:
    """After an item of a list is gone, the next one stands in its place and may have the same problem."""
    return any(
        diagnostic.message != one.diagnostic.message
        for diagnostic in after.diagnostics
        if _identity(diagnostic) == _identity(one.diagnostic)
    )


def _state(files: _Files) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted(files.items()))


class WriteRefused(Exception):  # noqa: N818 - a refusal, not an accident
    """A file cannot be written; nothing was changed."""


def write_changes(changes: Sequence[FileChange]) -> None:
    """Write every change, each file whole: a temporary file in the same folder, synced, renamed over the old one.

    All temporary files are ready before the first is renamed. The mode is kept, a symlink is followed. Raises
    WriteRefused, with nothing changed, where a file is not what it was when it was read or cannot be written.
    """
    prepared: list[tuple[str, str]] = []
    try:
        for change in changes:
            prepared.append(_prepare(change))  # noqa: PERF401 - what is prepared is removed even if the next one fails
        for temporary, target in prepared:
            os.replace(temporary, target)
    except OSError as error:
        raise WriteRefused(
            f"{error.filename or changes[0].path}: {error.strerror or error}; nothing was written"
        ) from None
    finally:
        for temporary, _ in prepared:
            if os.path.lexists(temporary):
                os.unlink(temporary)


def _prepare(change: FileChange) -> tuple[str, str]:
    from tempfile import mkstemp

    target = os.path.realpath(change.path)
    current = read_source(target)
    if isinstance(current, Unreadable) or current.data != change.before:
        raise WriteRefused(f"{change.path} has changed since it was read; nothing was written")
    descriptor, temporary = mkstemp(prefix=".loralint-", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(change.after)
            file.flush()
            os.fsync(file.fileno())
        status = os.stat(target)
        os.chmod(temporary, status.st_mode & 0o7777)
        _keep_owner(temporary, status)
    except OSError:
        os.unlink(temporary)
        raise
    return temporary, target


def _keep_owner(path: str, status: os.stat_result) -> None:
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        from contextlib import suppress

        with suppress(PermissionError):
            os.chown(path, status.st_uid, status.st_gid)

"""Writing changed files: each whole or not at all, and of several all or none.

Every file is prepared before the first is put in place. What a run would leave behind if it were killed stands in a
journal beside the files; the next run that writes there takes it back (`recover`).
"""

from __future__ import annotations

import os
from contextlib import suppress

from loralint.files import journal
from loralint.files.read import UnreadableFile, read_source
from loralint.files.replace import Step, bring_back, prepare, put_in_place, remove
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class FileChange(NamedTuple):
    """A file before and after."""

    path: str
    before: bytes
    after: bytes


class WriteRefused(Exception):  # noqa: N818 - a refusal, not an accident
    """A file cannot be written; the message says what became of the files."""


def leads_elsewhere(path: str) -> str | None:
    """Where a path leads that is a symlink, or leads out of its project; None where it is the file itself."""
    from loralint.files.paths import is_inside, project_root

    real = os.path.realpath(path)
    return real if os.path.islink(path) or not is_inside(path, project_root(path)) else None


def write_changes(changes: Sequence[FileChange]) -> None:
    """Write every change: a new file in the same folder, synced, renamed over the old one.

    Where a rename would change more than the bytes (hard links, an owner or attributes that cannot be kept) the file is
    written in place. Raises WriteRefused, with everything as it was, where a file is not what it was when it was read
    or cannot be written; also what interrupts the writing leaves everything as it was.
    """
    if not changes:
        return
    token = journal.new_token()
    steps = [Step(change.path, change.before, change.after, token, index) for index, change in enumerate(changes)]
    current = changes[0].path
    log = None
    try:
        for step in steps:
            current = step.path
            _look(step)
        log = journal.begin(token, steps)
        for step in steps:
            current = step.path
            prepare(step)
        for step in steps:
            current = step.path
            _look(step)
            put_in_place(step)
    except BaseException as error:
        lost = _back_out(steps)
        if isinstance(error, (OSError, _ChangedError)):
            raise WriteRefused(_why(current, error, lost)) from None
        raise
    finally:
        try:
            _clear(steps, log)
        except BaseException:  # whoever interrupts now does not stop the broom
            _clear(steps, log)
            raise


def _clear(steps: Sequence[Step], log: journal.Journal | None) -> None:
    """Take away what was made beside the files, and last what says so."""
    for step in steps:
        for left in step.leftovers():
            remove(left)
    if log is not None:
        log.end()


def recover(folders: Iterable[str]) -> bool:
    """Take back what a run that was killed has left in these folders; True where there was something."""
    found = False
    for folder in dict.fromkeys(folders):
        for steps, log in journal.abandoned(folder):
            found = True
            done = [step.is_done() for step in steps]
            if not all(done):
                _back_out(steps)
            _clear(steps, log)
    return found


class _ChangedError(Exception):
    """A file is not what it was when it was read."""


def _look(step: Step) -> None:
    current = read_source(step.path)
    if isinstance(current, UnreadableFile):
        raise _ChangedError(f"{step.path}: {current.reason}")
    if current.data != step.before:
        raise _ChangedError(f"{step.path} has changed since it was read")


def _back_out(steps: Sequence[Step]) -> list[str]:
    """Bring back every file that was touched; the paths of those that could not be."""
    lost = []
    for step in reversed(steps):
        for _attempt in range(2):
            with suppress(OSError):
                bring_back(step)
                break
        else:
            lost.append(step.old)
            step.keep_old = True
    return lost


def _why(path: str, error: OSError | _ChangedError, lost: Sequence[str]) -> str:
    reason = f"{path}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
    if not lost:
        return f"{reason}; nothing was written"
    return f"{reason}; not all files could be brought back: the old text is in {' and '.join(lost)}"

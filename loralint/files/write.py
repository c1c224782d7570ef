"""Writing changed files: each whole or not at all, and of several all or none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from loralint.files.read import UnreadableFile, read_source


class FileChange(NamedTuple):
    """A file before and after."""

    path: str
    before: bytes
    after: bytes


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
    if isinstance(current, UnreadableFile) or current.data != change.before:
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

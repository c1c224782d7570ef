"""Bytes of one file or of standard input.

Nothing here raises for what the disk may hold: what cannot be read becomes an `UnreadableFile` with a reason that a
person understands. Nothing here waits, either: pipes, sockets and devices are refused before they are opened.
"""

from __future__ import annotations

import errno
import os
import stat
import sys

from loralint.syntax.node import Source
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal["missing", "special", "large", "denied", "name", "other"]

SIZE_LIMIT = 5 * 1024 * 1024
"""Bytes. A named file above it is refused; no config comes near."""
FOLDER_SIZE_LIMIT = 1024 * 1024
"""Bytes. Larger files in a folder are data sets and tokenizers; they are passed over."""
INCLUDE = ("*.yaml", "*.yml", "*.json")
"""What is taken of a folder, where the settings say nothing."""
STDIN = "<stdin>"
_BLOCK = 1 << 16


class UnreadableFile(NamedTuple):
    """A file that cannot be read: `reason` is a clause such as "it is not there"."""

    path: str
    reason: str
    kind: Kind = "other"


def read_stdin(shown: str) -> Source | UnreadableFile:
    """Standard input up to its end, under the name that the user gave it."""
    try:
        data = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    except (OSError, AttributeError, ValueError):
        return UnreadableFile(shown, "standard input is closed")
    return _within(shown, data, SIZE_LIMIT)


def read_source(path: str, limit: int = SIZE_LIMIT, is_regular: bool = False) -> Source | UnreadableFile:
    """Read one file. Never blocks and never raises; at most `limit` bytes are accepted.

    `is_regular` says that it was no pipe or device a moment ago.
    """
    shown = displayable(path)
    if shown != path:
        return UnreadableFile(shown, "its name is not valid UTF-8; rename it", "name")
    try:
        refusal = None if is_regular else _refusal(shown, os.stat(path))
        if refusal is not None:
            return refusal
        # Between the look and the opening it may have become a pipe: open without waiting and look again.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            status = os.fstat(descriptor)
            return _refusal(shown, status) or _within(shown, _read(descriptor, status.st_size, limit + 1), limit)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        return unreadable_because(shown, path, error)


def _read(descriptor: int, size: int, most: int) -> bytes:
    """The bytes of an open file, at most so many; it has `size` bytes, or had them a moment ago."""
    data = os.read(descriptor, min(size + 1, most))
    if len(data) == size:
        return data
    while len(data) < most and (more := os.read(descriptor, min(most - len(data), _BLOCK))):
        data += more
    return data


def displayable(path: str) -> str:
    """A path as text that can be written anywhere: bytes that are no UTF-8 are shown as `\\xff`."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


def _refusal(shown: str, status: os.stat_result) -> UnreadableFile | None:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return None
    kinds = (
        (stat.S_ISDIR, "it is a folder, not a file"),
        (stat.S_ISFIFO, "it is a pipe; give `-` to read standard input"),
        (stat.S_ISSOCK, "it is a socket, not a file"),
        (stat.S_ISCHR, "it is a device, not a file"),
        (stat.S_ISBLK, "it is a device, not a file"),
    )
    reason = next((reason for test, reason in kinds if test(mode)), "it is not a regular file")
    return UnreadableFile(shown, reason, "special")


def _within(shown: str, data: bytes, limit: int) -> Source | UnreadableFile:
    if len(data) > limit:
        return UnreadableFile(shown, f"it is larger than {limit // (1024 * 1024)} MB; no training config is", "large")
    return Source(shown, data)


def unreadable_because(shown: str, path: str, error: OSError | ValueError) -> UnreadableFile:
    """Say why the system did not let us read."""
    if not isinstance(error, OSError):
        return UnreadableFile(shown, "it is no name that a file can have", "missing")
    if isinstance(error, FileNotFoundError):
        if os.path.islink(path):
            return UnreadableFile(
                shown, f"it is a symlink to {displayable(os.readlink(path))}, which is not there", "special"
            )
        return UnreadableFile(shown, "it is not there", "missing")
    if isinstance(error, NotADirectoryError):
        return UnreadableFile(shown, "it is not there: a part of its path is a file", "missing")
    if isinstance(error, PermissionError):
        return UnreadableFile(shown, "it may not be read: permission denied", "denied")
    if error.errno == errno.ELOOP:
        return UnreadableFile(shown, "it is a symlink that leads back to itself", "special")
    if error.errno == errno.ENAMETOOLONG:
        return UnreadableFile(shown, "it is not there: the name is too long", "missing")
    return UnreadableFile(shown, f"it cannot be read: {(error.strerror or 'the system gives no reason').lower()}")

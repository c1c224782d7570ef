"""One file replaced by its new text, in steps that can be taken back."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import sha256

BESIDE = ".loralint-"
"""What the names of all files begin with that are written beside a config for a moment."""


class Step:
    """A file on its way from `before` to `after`: what was prepared, and how far it has come.

    Of a run that was killed only the hash of `after` is known, which its journal keeps.
    """

    def __init__(self, path: str, before: bytes, after: bytes | str, token: str, index: int) -> None:
        self.path = path
        self.before = before
        self.after = after if isinstance(after, bytes) else b""
        self.hash = after if isinstance(after, str) else sha256(after).hexdigest()
        self.target = os.path.realpath(path)
        folder = os.path.dirname(self.target)
        self.new = os.path.join(folder, f"{BESIDE}{token}-{index}.new")
        self.old = os.path.join(folder, f"{BESIDE}{token}-{index}.old")
        self.in_place = False
        self.touched = False
        self.keep_old = False

    def leftovers(self) -> list[str]:
        """The files beside the config that are to go; the old text stays where it is the only copy."""
        return [self.new] if self.keep_old else [self.new, self.old]

    def is_done(self) -> bool:
        """Had a run that was killed written the file? `touched` is what it wrote, not what somebody has since."""
        now, old = _content(self.target), _content(self.old)
        is_new = now is not None and sha256(now).hexdigest() == self.hash
        if now is None or old is None or now == old:
            return is_new
        self.before, self.after = old, _content(self.new) or b""
        self.touched, self.in_place = is_new or _is_torn(now, old, self.after), _in_place(self.target)
        return is_new


def prepare(step: Step) -> None:
    """Write the new text and keep the old one, both beside the file and on the disk."""
    status = os.stat(step.target)
    if not os.access(step.target, os.W_OK):
        raise PermissionError(1, "it may not be written", step.path)
    _write(step.new, step.after)
    _write(step.old, step.before)
    step.in_place = _in_place(step.target)
    if not step.in_place:
        try:
            for copy in (step.new, step.old):
                _dress(copy, step.target, status)
        except OSError:
            step.in_place = True


def put_in_place(step: Step) -> None:
    """Make the new text the file's: by a rename, or in place where that would change more than the bytes."""
    step.touched = True
    if step.in_place:
        _overwrite(step.target, step.after)
    else:
        os.replace(step.new, step.target)
    _sync_folder(step.target)


def bring_back(step: Step) -> None:
    """The old text, where the file was touched."""
    if not step.touched:
        return
    if step.in_place:
        _overwrite(step.target, step.before)
    elif _content(step.target) != _content(step.old):
        os.replace(step.old, step.target)
    step.touched = False


def remove(path: str) -> None:
    """Take a file away that was made here; the system is asked twice."""
    for _attempt in range(2):
        try:
            os.unlink(path)
        except FileNotFoundError:
            return
        except OSError:
            continue
        return


def _is_torn(now: bytes, before: bytes, after: bytes) -> bool:
    """Is it the old text with the beginning of the new one written over it?"""
    done = next((at for at, (a, b) in enumerate(zip(now, after, strict=False)) if a != b), min(len(now), len(after)))
    return done > 0 and now[done:] == before[done:]


def _write(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        _write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _overwrite(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        _write_all(descriptor, data)
        os.ftruncate(descriptor, len(data))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _in_place(target: str) -> bool:
    """Would a rename change more than the bytes: other names of the file, or who owns it?"""
    status = os.stat(target)
    return status.st_nlink > 1 or (hasattr(os, "geteuid") and os.geteuid() not in (0, status.st_uid))


def _dress(copy: str, target: str, status: os.stat_result) -> None:
    """Give a copy the owner, the mode and the attributes of the file."""
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(copy, status.st_uid, status.st_gid)
    os.chmod(copy, stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        for name in os.listxattr(target):
            os.setxattr(copy, name, os.getxattr(target, name))


def _sync_folder(path: str) -> None:
    """The rename itself reaches the disk; where the system cannot, it was made all the same."""
    with suppress(OSError):
        descriptor = os.open(os.path.dirname(path), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

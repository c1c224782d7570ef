"""What a writing run has begun, kept beside the files until it has ended: so that the next run can take it back."""

from __future__ import annotations

import json
import os
from contextlib import suppress

from loralint.files.paths import is_inside, project_root
from loralint.files.replace import BESIDE, Step, remove
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

_END = ".journal"


class Journal:
    """The journal of one run: a file in each folder, held by a lock as long as the run lives."""

    def __init__(self, paths: Sequence[str], locks: Sequence[int]) -> None:
        self._paths = paths
        self._locks = locks

    def end(self) -> None:
        """Nothing is left to take back."""
        for path in self._paths:
            remove(path)
        for lock in self._locks:
            with suppress(OSError):
                os.close(lock)


def new_token() -> str:
    """A name that no other run has."""
    return f"{os.getpid()}-{os.urandom(4).hex()}"


def begin(token: str, steps: Sequence[Step]) -> Journal:
    """Write down what is to be done, before anything is."""
    entries = [{"target": step.target, "hash": step.hash, "index": index} for index, step in enumerate(steps)]
    data = json.dumps({"token": token, "entries": entries}).encode()
    folders = dict.fromkeys(os.path.dirname(step.target) for step in steps)
    paths: list[str] = []
    locks: list[int] = []
    journal = Journal(paths, locks)
    try:
        for folder in folders:
            path = os.path.join(folder, f"{BESIDE}{token}{_END}")
            paths.append(path)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            locks.append(descriptor)
            _lock(descriptor)
            os.write(descriptor, data)
            os.fsync(descriptor)
    except BaseException:
        journal.end()
        raise
    return journal


def abandoned(folder: str) -> Iterator[tuple[list[Step], Journal]]:
    """The steps of every run that was killed while it wrote to a folder."""
    with suppress(OSError):
        for name in sorted(os.listdir(folder or ".")):
            if name.startswith(BESIDE) and name.endswith(_END):
                found = _abandoned(os.path.join(folder or ".", name))
                if found is not None:
                    yield found


def _abandoned(path: str) -> tuple[list[Step], Journal] | None:
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    if not _lock(descriptor):
        os.close(descriptor)  # its run is alive
        return None
    with open(os.dup(descriptor), "rb") as file:
        steps = _steps(file.read(), project_root(path))
    folders = dict.fromkeys([os.path.dirname(os.path.abspath(path)), *(os.path.dirname(step.target) for step in steps)])
    return steps, Journal([os.path.join(folder, os.path.basename(path)) for folder in folders], [descriptor])


def _steps(data: bytes, root: str) -> list[Step]:
    """What the journal says; nothing where its run was killed before it was written, or somebody else wrote it."""
    try:
        held: dict[str, Any] = json.loads(data)
        token, entries = str(held["token"]), held["entries"]
        steps = [Step(str(entry["target"]), b"", str(entry["hash"]), token, int(entry["index"])) for entry in entries]
    except (ValueError, KeyError, TypeError):
        return []
    plain = token.replace("-", "").isalnum()
    return [step for step in steps if plain and is_inside(step.path, root)]


def _lock(descriptor: int) -> bool:
    """Hold the journal for this process; False where another one does."""
    try:
        import fcntl
    except ImportError:  # Windows keeps a file that is open from being removed
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

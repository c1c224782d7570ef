"""Every file whole or not at all, of several all or none: whatever call of the system fails, or who kills the run."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loralint.files import journal, replace, write
from loralint.files.write import FileChange, WriteRefused, leads_elsewhere, recover, write_changes

ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EINTR, errno.EDQUOT)
CALLS = ("open", "write", "fsync", "close", "replace", "unlink", "chmod", "stat", "ftruncate", "listxattr")


class FailingOnce:
    """The module `os`, of which the call with one number fails once; `failed` names it."""

    def __init__(self, number: int, error: int | type[BaseException]) -> None:
        self.count = 0
        self.failed = ""
        self._number = number
        self._error = error

    def __getattr__(self, name: str) -> Any:
        right = getattr(os, name)
        return self._counted(name, right) if name in CALLS else right

    def _counted(self, name: str, right: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            self.count += 1
            if self.count == self._number:
                self.failed = name
                if name == "close":  # the descriptor is gone all the same
                    right(*given, **more)
                if isinstance(self._error, int):
                    raise OSError(self._error, os.strerror(self._error))
                raise self._error
            return right(*given, **more)

        return call


@pytest.fixture(params=["one file", "two files", "two folders", "hard links"])
def changes(request: pytest.FixtureRequest, tmp_path: Path) -> list[FileChange]:
    (tmp_path / ".git").mkdir()
    names = {"one file": ["a.yaml"], "two folders": ["a.yaml", "in/b.json"]}.get(request.param, ["a.yaml", "b.json"])
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"old " + name.encode())
        path.chmod(0o640)
        if request.param == "hard links":
            os.link(path, path.with_suffix(".link"))
    return [FileChange(str(tmp_path / name), b"old " + name.encode(), b"new " + name.encode()) for name in names]


def _texts(changes: list[FileChange]) -> list[bytes]:
    return [Path(change.path).read_bytes() for change in changes]


def _left_over(changes: list[FileChange]) -> list[str]:
    folders = {Path(change.path).parent for change in changes}
    return [path.name for folder in folders for path in folder.iterdir() if path.name.startswith(".loralint")]


def _before(changes: list[FileChange]) -> list[bytes]:
    return [change.before for change in changes]


def _after(changes: list[FileChange]) -> list[bytes]:
    return [change.after for change in changes]


def _patch(monkeypatch: pytest.MonkeyPatch, system: FailingOnce) -> None:
    for module in (journal, replace):
        monkeypatch.setattr(module, "os", system)


def _each_call(
    changes: list[FileChange], monkeypatch: pytest.MonkeyPatch, error: int | type[BaseException]
) -> Iterator[tuple[int, FailingOnce]]:
    """Every call of the system that a write makes, by its number, with a system in which it fails and the old files."""
    calls = FailingOnce(0, error)
    with monkeypatch.context() as patched:
        _patch(patched, calls)
        write_changes(changes)
    for number in range(1, calls.count + 1):
        for change in changes:
            Path(change.path).write_bytes(change.before)
        system = FailingOnce(number, error)
        with monkeypatch.context() as patched:
            _patch(patched, system)
            yield number, system


def test_everything_is_written_and_nothing_is_left(changes: list[FileChange]) -> None:
    inodes = [os.stat(change.path).st_nlink for change in changes]
    write_changes(changes)
    assert _texts(changes) == _after(changes)
    assert _left_over(changes) == []
    assert [os.stat(change.path).st_nlink for change in changes] == inodes
    assert all(os.stat(change.path).st_mode & 0o7777 == 0o640 for change in changes)


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
def test_a_call_of_the_system_that_fails(
    error: int, changes: list[FileChange], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, system in _each_call(changes, monkeypatch, error):
        try:
            write_changes(changes)
            told = None
        except WriteRefused as refusal:
            told = str(refusal)
        where = (number, system.failed, told)
        assert _texts(changes) == (_after(changes) if told is None else _before(changes)), where
        assert told is None or told.endswith("; nothing was written"), where
        assert told is None or any(change.path in told for change in changes), where
        assert told is None or ".loralint" not in told, where
        assert _left_over(changes) == [], where


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_an_interruption(
    error: type[BaseException], changes: list[FileChange], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, system in _each_call(changes, monkeypatch, error):
        with pytest.raises(error):
            write_changes(changes)
        assert _texts(changes) in (_before(changes), _after(changes)), (number, system.failed)
        recover(os.path.dirname(change.path) for change in changes)
        assert _texts(changes) in (_before(changes), _after(changes)), (number, system.failed)
        assert _left_over(changes) == [], (number, system.failed)


_KILLED = """
import os, sys
from loralint.files import journal, replace
from loralint.files.write import FileChange, write_changes
count = 0
class System:
    def __getattr__(self, name):
        right = getattr(os, name)
        if name not in {calls!r}:
            return right
        def call(*given, **more):
            global count
            count += 1
            if count == {number}:
                os.kill(os.getpid(), 9)
            return right(*given, **more)
        return call
journal.os = replace.os = System()
write_changes({changes})
"""


@pytest.mark.slow
def test_a_run_that_is_killed(changes: list[FileChange]) -> None:
    listed = [(change.path, change.before, change.after) for change in changes]
    number = 0
    while True:
        number += 1
        for change in changes:
            Path(change.path).write_bytes(change.before)
        code = _KILLED.format(calls=CALLS, number=number, changes=f"[FileChange(*one) for one in {listed!r}]")
        ended = subprocess.run([sys.executable, "-c", code], check=False).returncode
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        recover([os.path.dirname(change.path) for change in changes])
        assert _texts(changes) in (_before(changes), _after(changes)), number
        assert _left_over(changes) == [], number
    assert number > 10


def test_what_somebody_wrote_after_the_kill_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    monkeypatch.setattr(write, "remove", lambda _path: None)
    monkeypatch.setattr(journal, "remove", lambda _path: None)
    write_changes([FileChange(str(path), b"old", b"new")])
    monkeypatch.undo()
    path.write_bytes(b"mine")
    assert recover([str(tmp_path)])
    assert path.read_bytes() == b"mine"
    assert _left_over([FileChange(str(path), b"", b"")]) == []


def test_a_journal_of_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    step = replace.Step(str(path), b"old", b"new", journal.new_token(), 0)
    log = journal.begin("1-a", [step])
    assert not recover([str(tmp_path)])
    assert (tmp_path / ".loralint-1-a.journal").exists()
    log.end()
    assert list(tmp_path.glob(".loralint*")) == []


def test_a_strangers_journal_reaches_nothing_outside(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / ".git").mkdir(parents=True)
    outside.mkdir()
    (outside / "a.yaml").write_bytes(b"theirs")
    (outside / ".loralint-1-a-0.old").write_bytes(b"bad")
    entry = f'{{"target": "{outside / "a.yaml"}", "hash": "", "index": 0}}'
    (project / ".loralint-1-a.journal").write_text(f'{{"token": "1-a", "entries": [{entry}]}}')
    recover([str(project)])
    assert (outside / "a.yaml").read_bytes() == b"theirs"
    assert (outside / ".loralint-1-a-0.old").exists()


def test_a_file_that_has_changed_is_not_overwritten(changes: list[FileChange]) -> None:
    Path(changes[-1].path).write_bytes(b"mine")
    with pytest.raises(WriteRefused, match="has changed since it was read; nothing was written"):
        write_changes(changes)
    assert _texts(changes)[-1] == b"mine"
    assert _texts(changes)[:-1] == _before(changes)[:-1]


def test_a_link_and_what_lies_outside_lead_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "project" / ".git").mkdir(parents=True)
    (tmp_path / "a.yaml").write_bytes(b"")
    inside, link = tmp_path / "project" / "b.yaml", tmp_path / "project" / "link.yaml"
    inside.write_bytes(b"")
    link.symlink_to(tmp_path / "a.yaml")
    assert leads_elsewhere(str(inside)) is None
    assert leads_elsewhere(str(link)) == str(tmp_path / "a.yaml")

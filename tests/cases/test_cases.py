"""The five published cases, situation by situation: files go in, diagnostics and repaired files come out.

Each `<case>/<situation>/` holds the files of a user and, in `expected/`, what loralint says and does. After a wanted
change, `LORALINT_UPDATE=1 pytest tests/cases` writes the expectations anew; read the difference before committing it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from loralint.cli import main

HERE = Path(__file__).parent
MAIN_FILES = ("config.yaml", "config.json", "#preset.json", "trainer.yaml", "adapter_config.json", "ds_config.json")
UPDATE = bool(os.environ.get("LORALINT_UPDATE"))
SITUATIONS = sorted(
    path for path in HERE.glob("*/*") if path.is_dir() and any((path / name).exists() for name in MAIN_FILES)
)


def _inputs(situation: Path) -> list[Path]:
    return [path for path in situation.iterdir() if path.name != "expected"]


@pytest.fixture(params=SITUATIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def situation(request, tmp_path, monkeypatch):
    for path in _inputs(request.param):
        (shutil.copytree if path.is_dir() else shutil.copy)(path, tmp_path / path.name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    return request.param


def _main_file(situation: Path) -> str:
    return next(name for name in MAIN_FILES if (situation / name).exists())


def _expect(situation: Path, name: str, actual: str) -> None:
    path = situation / "expected" / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8", newline="")
    assert path.read_bytes().decode() == actual


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_diagnostics_are_those_expected(situation, capsys):
    main(["check", "--notes", _main_file(situation)])
    _expect(situation, "check.txt", capsys.readouterr().out)
    main(["check", "--format", "json", _main_file(situation)])
    _expect(situation, "check.json", capsys.readouterr().out)


@pytest.mark.parametrize("flags", [[], ["--unsafe"]], ids=["safe", "unsafe"])
def test_the_repair_is_that_expected_and_a_second_one_changes_nothing(situation, flags, tmp_path, capsys):
    before = _files(tmp_path)
    main(["fix", "--write", "--notes", *flags, _main_file(situation)])
    capsys.readouterr()
    after = _files(tmp_path)
    folder = situation / "expected" / ("fixed-unsafe" if flags else "fixed")
    changed = {name: data for name, data in after.items() if before.get(name) != data}
    if UPDATE:
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in changed.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    assert changed == (_files(folder) if folder.exists() else {})
    main(["fix", "--write", "--notes", *flags, _main_file(situation)])
    assert _files(tmp_path) == after

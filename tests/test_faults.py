"""A fault of loralint's own in one place takes nothing from the others, and is never followed by "no problems"."""

from __future__ import annotations

from pathlib import Path

import pytest

from loralint.cli import main

BAD = "base_model: org/model\nadapter: lora\nlora_rnak: 8\n"
BROKEN = "base_model: [\n"


def _fail(*_given: object, **_more: object) -> object:
    raise RuntimeError("on purpose")


@pytest.fixture
def two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(BAD)
    (tmp_path / "b.yaml").write_text(BROKEN)
    return tmp_path


def test_a_fix_that_cannot_be_planned(
    two_files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("loralint.edit.editor.plan", _fail)
    assert main(["check", "a.yaml", "b.yaml"]) == 3
    shown = capsys.readouterr()
    assert "lora_rnak" in shown.out
    assert "b.yaml" in shown.out
    assert "a fault of its own in the repair of" in shown.err


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_problem_that_cannot_be_drawn(
    form: str, two_files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("loralint.report.problem.frame", _fail)
    monkeypatch.setattr("loralint.report.json.fix_fields", _fail)
    assert main(["check", "--format", form, "a.yaml", "b.yaml"]) == 3
    shown = capsys.readouterr()
    assert "lora_rnak" in shown.out
    assert "b.yaml" in shown.out
    assert "a fault of its own in the report of" in shown.err


def test_a_file_that_cannot_be_judged(
    two_files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("loralint.run.identify", _fail)
    assert main(["check", "a.yaml"]) == 3
    shown = capsys.readouterr()
    assert "no problems" not in shown.out
    assert "nothing was checked" not in shown.out
    assert "a fault of its own in the reading on a.yaml" in shown.err


def test_a_shape_that_cannot_be_looked_at(
    two_files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("loralint.checks.rules.check_shape", _fail)
    monkeypatch.setattr("loralint.run.check_rules", lambda *_given: _NOTHING)
    assert main(["check", "a.yaml"]) == 3
    assert "not wholly checked: loralint fails on it" in capsys.readouterr().out


def test_a_repair_that_fails_leaves_the_file_and_makes_the_others(
    two_files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from loralint.repair import attempts

    right = attempts._second_opinion

    def only_for_a(run: object, applied: attempts.Applied) -> str | None:
        if "a.yaml" in applied.files:
            raise RuntimeError("on purpose")
        return right(run, applied)  # type: ignore[arg-type]

    (two_files / "c.yaml").write_text(BAD)
    monkeypatch.setattr("loralint.repair.attempts._second_opinion", only_for_a)
    assert main(["fix", "--write", "a.yaml", "c.yaml"]) == 3
    assert (two_files / "a.yaml").read_text() == BAD
    assert "lora_r: 8" in (two_files / "c.yaml").read_text()
    assert "a fault of its own in the repair on a.yaml" in capsys.readouterr().err


def _nothing() -> object:
    from loralint.checks.rules import Judgement

    return Judgement(())


_NOTHING = _nothing()

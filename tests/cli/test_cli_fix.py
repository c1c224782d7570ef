from __future__ import annotations

import io
import json
import sys

import pytest

import loralint.files.write
import loralint.repair.repair
from loralint.cli import main
from loralint.diagnostics.record import Diagnostic, FileReport, Fix
from loralint.edit.record import Edit
from loralint.files.write import FileChange
from loralint.repair.choose_fixes import Chosen, Wanted
from loralint.repair.repair import Left, Repair
from loralint.run import Run

FIX = Fix("rename", "safe", "rename x to y", (Edit("a.yaml", "rename", ("x",), to="y"),))
PROBLEM = Diagnostic(
    "unknown-key", "LL101", "warning", "ignored", "run", "there is no key x", "a.yaml", ("x",), None, fixes=(FIX,)
)


class Repairer:
    """Stands in for the repair: renames x in every file where it may, and keeps what it was asked."""

    def __init__(self):
        self.left = ()
        self.asked = None

    def repair_sources(self, sources, settings, fixes, named=()):
        self.asked = {"fixes": fixes, "named": named}
        changes = tuple(
            FileChange(source.path, source.data, source.data.replace(b"x", b"y"))
            for source in sources
            if b"x" in source.data
        )
        files = tuple(FileReport(source.path, "axolotl", "1", "checked") for source in sources)
        applied = tuple(Chosen(PROBLEM, FIX) for _ in changes)
        run = Run(files, tuple(item.diagnostic for item in self.left), {}, {})
        return Repair(changes, applied, tuple(self.left), run)


@pytest.fixture
def repairer(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.yaml").write_bytes(b"x: 1\r\n")
    monkeypatch.setattr("loralint.config.candidates.may_be_config", lambda source: True)
    fake = Repairer()
    monkeypatch.setattr(loralint.repair.repair, "repair_sources", fake.repair_sources)
    return fake


@pytest.fixture
def fix(repairer, capfdbinary):
    def run(*arguments):
        code = main(["fix", *arguments])
        sys.stdout.flush()
        out, error = capfdbinary.readouterr()
        return code, out.decode(), error.decode()

    return run


def test_a_diff_that_is_shown_and_not_written_is_exit_code_1(fix, tmp_path):
    code, out, _ = fix("a.yaml")
    assert code == 1
    assert out == (
        "--- a.yaml\n+++ a.yaml\n@@ -1 +1 @@\n-x: 1\r\n+y: 1\r\n\n"
        "1 repair shown: rename x to y (safe)\nloralint fix --write a.yaml   writes what was shown\n"
    )
    assert (tmp_path / "a.yaml").read_bytes() == b"x: 1\r\n"


def test_write_writes_and_ends_with_exit_code_0(fix, tmp_path):
    code, out, _ = fix("--write", "a.yaml")
    assert code == 0
    assert out.endswith("1 repair written: rename x to y (safe)\n")
    assert (tmp_path / "a.yaml").read_bytes() == b"y: 1\r\n"


def test_what_is_left_after_writing_is_exit_code_1(repairer, fix):
    repairer.left = [Left(PROBLEM._replace(fixes=()), None, "manual")]
    assert fix("--write")[0] == 1
    assert fix("--write", "--fail-on", "error")[0] == 0


def test_nothing_to_repair_is_exit_code_0(fix, tmp_path):
    (tmp_path / "a.yaml").write_text("y: 1\n")
    assert fix("a.yaml") == (0, "nothing to repair\n", "")
    assert fix("--quiet", "a.yaml") == (0, "", "")


def test_quiet_shows_the_diff_alone(fix):
    assert fix("--quiet", "a.yaml")[1].endswith("+y: 1\r\n")


def test_json_is_printed_and_files_are_written(fix, tmp_path):
    report = json.loads(fix("--write", "--format", "json")[1])
    assert report["written"] is True
    assert [change["path"] for change in report["changes"]] == ["a.yaml"]
    assert (tmp_path / "a.yaml").read_bytes() == b"y: 1\r\n"


def test_the_wishes_reach_the_repair(repairer, fix):
    fix("--unsafe", "--notes", "--fix-choice", "unknown-key=rename", "a.yaml")
    assert repairer.asked == {"fixes": Wanted(True, True, {"unknown-key": "rename"}), "named": {"a.yaml"}}


CHOICES = [
    ("unknown-key", "--fix-choice unknown-key: write RULE=FIX"),
    ("unknown-kye=rename", "--fix-choice: there is no rule unknown-kye; did you mean unknown-key?"),
    ("unknown-key=renam", "--fix-choice unknown-key=renam: it offers rename"),
]


@pytest.mark.parametrize(("choice", "sentence"), CHOICES)
def test_a_choice_of_nothing_is_told_and_nothing_is_written(fix, tmp_path, choice, sentence):
    assert fix("--write", "--fix-choice", choice) == (2, "", f"loralint: {sentence}\n")
    assert (tmp_path / "a.yaml").read_bytes() == b"x: 1\r\n"


def test_standard_input_is_passed_through_repaired(repairer, fix, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x: 1\r\n")))
    assert fix("--write", "--stdin-filename", "a.yaml", "-") == (
        0,
        "y: 1\r\n",
        "1 repair written: rename x to y (safe)\n",
    )
    assert (tmp_path / "a.yaml").read_bytes() == b"x: 1\r\n"


def test_standard_input_without_problems_comes_out_as_it_went_in(fix, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfz: 1")))
    assert fix("--write", "--quiet", "-") == (0, "\ufeffz: 1", "")


def test_a_file_that_cannot_be_written_is_told(repairer, fix, monkeypatch, tmp_path):
    def changed(changes):
        raise loralint.files.write.WriteRefused("a.yaml has changed since it was read; nothing was written")

    monkeypatch.setattr(loralint.files.write, "write_changes", changed)
    assert fix("--write") == (2, "", "loralint: a.yaml has changed since it was read; nothing was written\n")

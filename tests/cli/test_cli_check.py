from __future__ import annotations

import json
import os
import sys

import pytest

import loralint.cli
import loralint.run
from loralint.cli import main
from loralint.diagnostics.record import Diagnostic, FileReport
from loralint.files.read import SIZE_LIMIT, UnreadableFile
from loralint.run import Run
from loralint.settings.keys import FORMATS

PROBLEM = Diagnostic("unknown-key", "LL101", "warning", "ignored", "run", "there is no key x", "a.yaml", ("x",), None)


class Engine:
    """Stands in for the engine: gives what the test wants and keeps what it was asked."""

    def __init__(self):
        self.diagnostics = ()
        self.unknown = ()
        self.sources = ()
        self.settings = None
        self.named = frozenset()

    def check_sources(self, sources, settings, named=()):
        self.sources, self.settings, self.named = sources, settings, named
        files = tuple(
            FileReport(source.path, None, None, "skipped", "no known framework")
            if source.path in self.unknown
            else FileReport(source.path, "axolotl", "1", "failed" if isinstance(source, UnreadableFile) else "checked")
            for source in sources
        )
        return Run(files, tuple(self.diagnostics), {}, {})


@pytest.fixture
def engine(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.yaml").write_text("x: 1\n")
    monkeypatch.setattr("loralint.config.candidates.may_be_config", lambda source: True)
    fake = Engine()
    monkeypatch.setattr(loralint.run, "check_sources", fake.check_sources)
    return fake


@pytest.fixture
def check(engine, capsys):
    def run(*arguments):
        code = main(["check", *arguments])
        return code, *capsys.readouterr()

    return run


def with_severity(severity):
    return [PROBLEM._replace(severity=severity)]


EXIT_CODES = [
    # severity, --fail-on, exit code
    (None, None, 0),
    ("error", None, 1),
    ("warning", None, 1),
    ("info", None, 0),
    ("warning", "error", 0),
    ("info", "info", 1),
    ("error", "never", 0),
]


@pytest.mark.parametrize(("severity", "fail_on", "code"), EXIT_CODES)
def test_the_exit_code_follows_fail_on(engine, check, severity, fail_on, code):
    engine.diagnostics = with_severity(severity) if severity else []
    assert check(*(["--fail-on", fail_on] if fail_on else []))[0] == code


def test_fail_on_of_the_settings_holds_until_the_command_line_speaks(engine, check, tmp_path):
    (tmp_path / "loralint.toml").write_text("fail-on = 'never'\n")
    engine.diagnostics = with_severity("error")
    assert check()[0] == 0
    assert check("--fail-on", "warning")[0] == 1


def test_a_path_that_is_not_there_is_exit_code_2_and_the_others_are_checked(engine, check):
    assert check("a.yaml", "gone.yaml")[0] == 2
    assert [source.path for source in engine.sources] == ["a.yaml", "gone.yaml"]


def test_a_named_file_of_no_framework_is_exit_code_2(engine, check):
    engine.unknown = ("a.yaml",)
    code, out, _ = check("a.yaml")
    assert code == 2
    assert out.startswith("a.yaml: skipped, no known framework\n--framework NAME reads it as accelerate, axolotl, ")


def test_hooks_pass_over_files_of_no_framework_in_silence(engine, check):
    engine.unknown = ("a.yaml",)
    assert check("--skip-unknown", "a.yaml") == (0, "", "")
    assert engine.named == frozenset()


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_data_sets_and_broken_links_count_as_skipped_where_nobody_named_them(engine, check, tmp_path):
    (tmp_path / "data.json").write_bytes(b" " * (SIZE_LIMIT + 1))
    (tmp_path / "link.yaml").symlink_to("gone.yaml")
    for arguments in ([], ["--skip-unknown", "a.yaml", "data.json", "link.yaml"]):
        assert check(*arguments) == (0, "1 file, no problems (axolotl 1); 2 files skipped\n", "")
        assert json.loads(check("--format", "json", *arguments)[1])["summary"]["skipped"] == 2
    check("a.yaml", "data.json", "link.yaml")
    assert [source.path for source in engine.sources] == ["a.yaml", "data.json", "link.yaml"]


def test_a_folder_without_any_config_is_warned_of_in_every_format(engine, check, tmp_path):
    (tmp_path / "empty").mkdir()
    warning = "loralint: warning: nothing was checked: no config of a known framework is there"
    assert check("empty") == (0, "", f"{warning}\n")
    assert check("empty", "--quiet") == (0, "", f"{warning}\n")
    code, out, err = check("empty", "--format", "json")
    assert (code, json.loads(out)["files"], err) == (0, [], f"{warning}\n")
    engine.unknown = ("a.yaml",)
    assert check() == (0, "", f"{warning}; 1 file skipped\n")
    assert check("gone.yaml")[0] == 2


def test_a_hook_that_finds_no_config_says_nothing(engine, check):
    engine.unknown = ("a.yaml",)
    assert check("--skip-unknown", "a.yaml") == (0, "", "")


def test_named_files_are_told_to_the_engine(engine, check):
    check("a.yaml")
    assert engine.named == {"a.yaml"}
    check(".")
    assert engine.named == frozenset()


def test_a_clean_run_is_one_line(check):
    assert check() == (0, "1 file, no problems (axolotl 1)\n", "")
    assert check("--quiet") == (0, "", "")


def test_every_format_is_printed(engine, check, tmp_path):
    engine.diagnostics = [PROBLEM]
    assert check("--format", "concise")[1] == "a.yaml: warning[unknown-key] there is no key x\n"
    assert json.loads(check("--format", "json")[1])["summary"]["warning"] == 1
    assert check()[1].startswith("warning[unknown-key]: there is no key x\n  --> a.yaml\n")
    (tmp_path / "loralint.toml").write_text("format = 'concise'\n")
    assert check()[1] == "a.yaml: warning[unknown-key] there is no key x\n"


def test_the_settings_reach_the_engine(engine, check, tmp_path):
    (tmp_path / "loralint.toml").write_text("ignore = ['LL101']\n[hardware]\ngpu = 'A100'\n")
    check("--ignore", "unknown-key", "--select", "LL", "--set", "hardware.gpus=8", "--framework", "axolotl")
    settings = engine.settings
    assert settings.ignore == ("LL101", "unknown-key")
    assert settings.select == ("LL",)
    assert settings.framework == "axolotl"
    assert settings.hardware == {"gpu": "A100", "gpus": 8}


IGNORES = """\
[per-file-ignores]
"a.yaml" = ["unknown-key"]
"experimets/**" = ["unknown-key"]
"""


def test_globs_that_fit_no_file_are_told_where_the_whole_project_is_looked_at(check, tmp_path):
    (tmp_path / "loralint.toml").write_text(IGNORES)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.yaml").write_text("x: 1\n")
    told = 'loralint: loralint.toml:3: per-file-ignores: no file here fits "experimets/**"\n'
    assert check()[::2] == (0, told)
    assert check("--quiet", ".")[::2] == (0, told)
    for arguments in (["a.yaml"], ["deep"], ["--skip-unknown", "."]):
        assert check(*arguments)[::2] == (0, "")
    (tmp_path / "experimets").mkdir()
    (tmp_path / "experimets" / "c.yaml").write_text("x: 1\n")
    assert check()[::2] == (0, "")


USAGE = [
    (["--ignore", "unknown-kye"], "there is no rule, code, tag or framework unknown-kye; did you mean unknown-key?"),
    (
        ["--framework", "trl"],
        "there is no framework trl; write accelerate, axolotl, deepspeed, onetrainer, onetrainer_concepts, peft, ",
    ),
    (["--framework", "axolot"], "framework: there is no framework axolot; did you mean axolotl?"),
    (["--format", "xml"], f"--format must be one of {', '.join(FORMATS)}, not xml"),
    (["--fail-on", "warn"], "did you mean warning?"),
    (["--config", "gone.toml"], "gone.toml: the settings cannot be read: it is not there"),
    (["--set", "hardware.gpu"], "write KEY=VALUE"),
    (["--stdin-filename", "b.yaml", "a.yaml"], "give - as a path as well"),
]


@pytest.mark.parametrize(("arguments", "sentence"), USAGE)
def test_wrong_usage_is_told_in_a_line_with_exit_code_2(engine, check, arguments, sentence):
    code, out, error = check(*arguments)
    assert (code, out) == (2, "")
    assert sentence in error
    assert error.startswith("loralint: ")
    assert error.count("\n") == 1
    assert engine.sources == ()


def fail_with(monkeypatch, error):
    def check_sources(*arguments):
        raise error

    monkeypatch.setattr(loralint.run, "check_sources", check_sources)


def test_a_fault_of_our_own_is_one_line_and_exit_code_3(check, monkeypatch):
    fail_with(monkeypatch, KeyError("x\n\x1b[31m"))
    monkeypatch.delenv("LORALINT_TRACEBACK", raising=False)
    code, out, error = check()
    assert (code, out) == (3, "")
    assert error.count("\n") == 1
    assert "report it" in error
    assert "\x1b" not in error


def test_the_traceback_is_there_for_those_who_ask(check, monkeypatch):
    fail_with(monkeypatch, KeyError("x"))
    monkeypatch.setenv("LORALINT_TRACEBACK", "1")
    assert "Traceback (most recent call last)" in check()[2]


def test_an_interrupt_is_quiet(check, monkeypatch):
    fail_with(monkeypatch, KeyboardInterrupt())
    assert check() == (130, "", "")


def test_characters_that_the_output_lacks_are_escaped(engine, monkeypatch, tmp_path):
    import io

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    engine.diagnostics = [PROBLEM._replace(message="kein Schlüssel 中")]
    assert main(["check", "--format", "concise"]) == 1
    assert raw.getvalue() == b"a.yaml: warning[unknown-key] kein Schl\\xfcssel \\u4e2d\n"


class Screen:
    def __init__(self, stream):
        self.stream = stream

    def isatty(self):
        return True

    def __getattr__(self, name):
        return getattr(self.stream, name)


def test_colours_are_for_terminals_that_want_them(engine, check, monkeypatch):
    engine.diagnostics = [PROBLEM]
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" not in check()[1]
    monkeypatch.setattr(sys, "stdout", Screen(sys.stdout))
    assert "\x1b[" in check()[1]
    assert "\x1b[" not in check("--no-color")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in check()[1]


def test_progress_is_shown_after_a_while_on_a_terminal_alone(monkeypatch, capsys):
    import threading

    from loralint.cli.progress import progress

    shown = threading.Event()

    def seen(what: str) -> Shown:
        shown.set()
        return Shown(what)

    class Shown:
        def __init__(self, what: str) -> None:
            sys.stderr.write(what)

        def stop(self) -> None:
            sys.stderr.write(", gone")

    monkeypatch.setattr("loralint.cli.progress._started", seen)
    with progress("checking 3 files", patience=0.0):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys, "stderr", Screen(sys.stderr))
    with progress("checking 3 files", patience=60):
        pass
    assert capsys.readouterr().err == ""
    with progress("checking 3 files", patience=0.0):
        assert shown.wait(60)
    assert capsys.readouterr().err == "checking 3 files, gone"


def test_progress_is_drawn_by_rich(monkeypatch, capsys):
    from loralint.cli.progress import _started

    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Screen(sys.stderr))
    _started("checking 3 files").stop()
    assert "loralint: checking 3 files" in capsys.readouterr().err

from __future__ import annotations

import pytest

from loralint.cli import main
from loralint.cli.app import parse
from loralint.cli.options import COMMANDS, OPTIONS, Options, choice_problems, options_of
from loralint.settings.keys import FORMATS

PARSED = [
    (["check"], Options("check")),
    (["check", "a.yaml", "b"], Options("check", paths=("a.yaml", "b"))),
    (["check", "-"], Options("check", paths=("-",))),
    (["check", "--", "-x"], Options("check", paths=("-x",))),
    (["check", "--select", "a,b", "--select", "c"], Options("check", select=("a", "b", "c"))),
    (["check", "--ignore", "a, b,"], Options("check", ignore=("a", "b"))),
    (["check", "--set", "a=1,2"], Options("check", assignments=("a=1,2",))),
    (["check", "--fail-on", "never", "--notes", "-q"], Options("check", fail_on="never", notes=True, quiet=True)),
    (["check", "--no-color", "--skip-unknown"], Options("check", no_color=True, skip_unknown=True)),
    (["check", "--config", "c", "--select", "n"], Options("check", config="c", select=("n",))),
    (
        ["fix", "--write", "--unsafe", "--fix-choice", "a=b", "x"],
        Options("fix", paths=("x",), write=True, unsafe=True, fix_choice=("a=b",)),
    ),
    (["check", "--stdin-filename", "a.yaml"], Options("check", paths=("-",), stdin_filename="a.yaml")),
    (["explain", "unknown-key"], Options("explain", word="unknown-key")),
    (["rules", "--framework", "peft"], Options("rules", framework="peft")),
    (["detect", "a"], Options("detect", paths=("a",))),
    (["--version"], Options("version")),
]


@pytest.mark.parametrize(("arguments", "options"), PARSED)
def test_arguments_become_options(arguments, options):
    assert parse(arguments) == options


@pytest.mark.parametrize(
    "arguments", [["chek"], ["check", "--fromat", "x"], ["explain"], ["detect"], ["rules", "x"], []]
)
def test_wrong_usage_is_exit_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        parse(arguments)
    assert stop.value.code == 2


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], *([command, "--help"] for command in COMMANDS)])
def test_help_is_exit_code_0(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        parse(arguments)
    assert stop.value.code == 0
    assert "Usage: loralint" in capsys.readouterr().out


def test_help_shows_every_option_of_a_command(capsys):
    with pytest.raises(SystemExit):
        parse(["fix", "--help"])
    shown = capsys.readouterr().out
    assert all(flag in shown for option in options_of("fix") for flag in option.flags)


def test_every_row_of_the_table_is_a_field_and_every_field_a_row():
    assert {option.name for option in OPTIONS} | {"command"} == set(Options._fields)
    assert {command for option in OPTIONS for command in option.commands} == set(COMMANDS)


def test_a_command_has_each_field_once():
    for command in COMMANDS:
        fields = [option.name for option in options_of(command)]
        assert len(fields) == len(set(fields))


def test_a_value_outside_of_the_choices_is_told_with_the_nearest():
    assert choice_problems(Options("check", format="jsn")) == [
        f"--format must be one of {', '.join(FORMATS)}, not jsn; did you mean json?"
    ]
    assert choice_problems(Options("fix", format="text")) == ["--format must be one of diff, json, not text"]
    assert choice_problems(Options("check", format="json", fail_on="error")) == []


COMPLETIONS = [
    ("loralint check --format ", set(FORMATS)),
    ("loralint check --ignore LL101,unknown-k", {"LL101,unknown-key"}),
    ("loralint explain unknown-k", {"unknown-key"}),
    ("loralint rules --framework axo", {"axolotl"}),
]


@pytest.mark.parametrize(("line", "offered"), COMPLETIONS)
def test_the_shell_completes_choices_rules_and_frameworks(line, offered, capsys, monkeypatch):
    monkeypatch.setenv("_LORALINT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    assert main([]) == 0
    assert set(capsys.readouterr().out.split()) == offered

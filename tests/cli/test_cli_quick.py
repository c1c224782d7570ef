"""The short way through the command line gives what typer gives, or leaves it to typer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loralint.cli.app import parse
from loralint.cli.options import COMMANDS, OPTIONS
from loralint.cli.quick import parse_plain

WORDS = st.sampled_from(
    ["a.yaml", "b.json", "-", "unknown-key", "x=1", "json", "--", "-h", "--no-such", "", "--format"]
)
FLAGS = st.sampled_from(sorted({flag for option in OPTIONS for flag in option.flags}))
WITH_VALUE = st.tuples(FLAGS, st.sampled_from(["text", "a,b", ""])).map("=".join)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(COMMANDS)), st.lists(st.one_of(WORDS, FLAGS, WITH_VALUE), max_size=6))
def test_what_it_reads_is_what_typer_reads(command, rest):
    plain = parse_plain([command, *rest])
    if plain is not None:
        assert plain == parse([command, *rest])


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "a.yaml"],
        ["check", "--format", "json", "--framework=peft", "a.json", "b.json"],
        ["fix", "--write", "--unsafe", "a.yaml"],
        ["explain", "unknown-key"],
    ],
)
def test_usual_command_lines_do_not_need_typer(arguments):
    assert parse_plain(arguments) is not None


@pytest.mark.parametrize("arguments", [[], ["--help"], ["check", "-h"], ["check", "--frmat", "json"], ["explain"]])
def test_help_and_mistakes_are_left_to_typer(arguments):
    assert parse_plain(arguments) is None

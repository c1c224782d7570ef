"""How wide a report is: as the terminal, else as COLUMNS says, else 100."""

from __future__ import annotations

import io
import os

import pytest

from loralint.cli import output


class Screen(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        return 1


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((72, 24)))
    return Screen()


def test_a_terminal_decides(screen, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setattr("sys.stdout", screen)
    assert output.columns() == 72


@pytest.mark.parametrize(
    ("given", "columns"),
    [("90", 90), ("7", 40), ("", 100), ("0", 100), ("wide", 100), ("-3", 100), ("\u0663", 100), ("9" * 5000, 100)],
)
def test_without_a_terminal_the_variable_decides_where_it_is_a_number(given, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", given)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert output.columns() == columns


def test_an_error_is_folded_on_a_terminal_and_one_line_elsewhere(screen, monkeypatch):
    words = " ".join(["words"] * 20)
    monkeypatch.setattr("sys.stderr", screen)
    output.write_error(words)
    assert max(map(len, screen.getvalue().splitlines())) <= 72
    assert screen.getvalue().split() == words.split()
    plain = io.StringIO()
    monkeypatch.setattr("sys.stderr", plain)
    output.write_error(words)
    assert plain.getvalue() == words + "\n"

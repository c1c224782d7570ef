from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import OFF, UNKNOWN, run

from loralint.diagnostics.record import Fix
from loralint.report.fold import TIE, fold, folded
from loralint.report.options import ReportOptions
from loralint.report.safe import width
from loralint.report.text import render

FOLDED = [
    ("short", 10, 10, ["short"]),
    ("a long one", 6, 4, ["a long", "one"]),
    ("one-very-long-word and more", 8, 8, ["one-very-long-word", "and more"]),
    ("two  blanks  stay", 20, 20, ["two  blanks  stay"]),
    ("two  blanks", 6, 6, ["two", "blanks"]),
    (f"a{TIE}b c", 3, 3, ["a b", "c"]),
    ("中文 中文", 5, 5, ["中文", "中文"]),
    ("", 5, 5, [""]),
]


@pytest.mark.parametrize(("text", "first", "rest", "lines"), FOLDED)
def test_a_text_is_folded_at_blanks_alone(text, first, rest, lines):
    assert fold(text, first, rest) == lines


@given(st.text("abc `中", max_size=80), st.integers(1, 40), st.integers(1, 40))
def test_folding_loses_no_word_and_splits_none(text, first, rest):
    lines = fold(text, first, rest)
    assert " ".join(lines).split() == text.split()
    rooms = [first, *(rest for _ in lines[1:])]
    assert all(width(line.strip()) <= room or " " not in line.strip() for line, room in zip(lines, rooms, strict=True))


def test_a_styled_line_keeps_its_styles_and_its_margin():
    line = [("frame", "   = "), ("word", "note: "), ("", "a few words here")]
    assert folded(line, 16, 7, 9) == [
        [("frame", "   = "), ("word", "note: "), ("", "a few")],
        [("", "       "), ("", "words")],
        [("", "       "), ("", "here")],
    ]


LONG = "the value that is written here is not the one that the trainer uses, since another file says otherwise"


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 160])
def test_no_line_of_a_report_is_wider_than_it_may_be_and_no_word_is_split(columns):
    fixes = (Fix("a", "unsafe", f"write this: {LONG}"), Fix("b", "unsafe", LONG), Fix("c", "manual", "", advice=LONG))
    long = OFF._replace(message=LONG, label=LONG, fixes=fixes, related=(OFF.related[0]._replace(label=LONG),))
    text = render(run(long, UNKNOWN), ReportOptions(titles={"axolotl": "Axolotl"}, columns=columns))
    assert all(width(line) <= columns for line in text.splitlines())
    told = " ".join(text.replace("|", " ").split())
    assert told.count(LONG) >= 4
    assert "--fix-choice loraplus-off=b" in text


def test_a_label_that_finds_no_room_behind_its_underline_stands_below():
    text = render(run(OFF), ReportOptions(columns=44))
    assert "   | ^^^^^^^^^^^^^^^^^^^^^\n   | the B matrices should learn at 16 x\n   | 0.0002 = 0.0032\n" in text

"""Pages fit into the terminal: prose is filled, tables get columns, drawings keep their form."""

from __future__ import annotations

import pytest

from loralint.explain.layout import Layout, paragraphs
from loralint.explain.pages import rule_page
from loralint.explain.records import RuleDoc
from loralint.explain.rules import rule_docs
from loralint.report.safe import width

TABLE = "| file | what happens |\n|---|:--|\n| a \\| b | one two three four five |\n| c | - |"


def test_a_table_gets_columns_a_rule_and_folded_cells():
    assert list(paragraphs(TABLE, 24)) == [
        "file   what happens",
        "-----  -----------------",
        "a | b  one two three",
        "       four five",
        "c      -",
    ]


def test_a_narrow_table_takes_no_more_than_it_needs():
    assert list(paragraphs("| a | b |\n|---|---|\n| 1 | 2 |", 80)) == ["a  b", "-  -", "1  2"]


def test_prose_and_tables_stand_apart():
    assert list(paragraphs("One\ntwo.\n\n| a |\n|---|\n| 1 |\n\nThree.\n", 80)) == [
        "One two.",
        "",
        "a",
        "-",
        "1",
        "",
        "Three.",
    ]


def test_a_drawing_keeps_its_form_and_goes_to_the_left_where_it_must():
    drawing = f"    steps {'-' * 40}\n      {'x' * 44}"
    wide = Layout(88).section("Why", f"A line.\n\n{drawing}")
    assert ["".join(text for _, text in line) for line in wide][2:4] == [
        " " * 20 + f"steps {'-' * 40}",
        " " * 22 + "x" * 44,
    ]
    narrow = Layout(50).section("Why", f"A line.\n\n{drawing}")
    assert ["".join(text for _, text in line) for line in narrow][2:4] == [
        " " * 4 + f"steps {'-' * 40}",
        " " * 6 + "x" * 44,
    ]


def test_a_long_heading_stands_above_its_facts():
    heading = Layout(40).heading("a-rule-with-a-long-name", "axolotl · refused · error", " (AX1)")
    assert ["".join(text for _, text in line) for line in heading] == [
        "a-rule-with-a-long-name (AX1)",
        "axolotl · refused · error",
    ]


def _code(rule: RuleDoc) -> set[str]:
    return {line.strip() for text in (rule.bad, rule.good) if text for line in text.split("\n")}


@pytest.mark.parametrize("columns", [80, 100])
def test_every_page_fits_but_for_lines_of_a_file_and_single_words(columns):
    for rule in rule_docs():
        page = rule_page(rule, {}, False, columns)
        wide = {line.strip() for line in page.split("\n") if width(line) > columns} - _code(rule)
        assert all(" " not in line for line in wide), rule.name
        assert "|---" not in page

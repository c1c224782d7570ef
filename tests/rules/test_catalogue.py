"""rules/README.md is what the rules say today, and its anchors are the ones that diagnostics point to."""

from __future__ import annotations

import os
import re

import pytest

from loralint.explain.catalogue import catalogue, main
from loralint.knowledge.rules import all_docs

PAGE = os.path.join(os.path.dirname(__file__), "..", "..", "rules", "README.md")
TEXT = catalogue()
ROWS = re.findall(r'^\| <a id="([^"]+)"></a>`([^`]+)` \| ([A-Z]{2}\d{3}) \|(.*)\|$', TEXT, re.MULTILINE)


def test_the_page_is_fresh() -> None:
    with open(PAGE, encoding="utf-8") as page:
        assert page.read() == TEXT, "python -m loralint.explain.catalogue writes rules/README.md anew"


def test_every_rule_has_its_line() -> None:
    assert {code: name for _, name, code, _ in ROWS} == {code: docs["name"] for code, docs in all_docs().items()}


def test_the_link_of_a_diagnostic_leads_to_a_rule_of_that_name() -> None:
    anchors = [anchor for anchor, _, _, _ in ROWS]
    assert len(anchors) == len(set(anchors))
    assert anchors == [name for _, name, _, _ in ROWS]


def test_a_line_has_seven_cells() -> None:
    assert all(len(re.split(r"(?<!\\)\|", rest)) == 5 for *_, rest in ROWS)


def test_check_says_whether_the_page_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    with open(PAGE, encoding="utf-8") as page:
        fresh = page.read() == TEXT
    assert main(["--check"]) == (0 if fresh else 1)
    assert ("up to date" in capsys.readouterr().out) == fresh

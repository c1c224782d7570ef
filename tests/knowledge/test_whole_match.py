"""The matcher that no pattern keeps busy agrees with Python's own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loralint.knowledge.whole_match import NotWalkedError, whole_matcher

ATOMS = [
    "a",
    "b",
    ".",
    r"\.",
    r"\d",
    r"\D",
    r"\w",
    "[ab]",
    "[^a]",
    "[0-9]",
    "(?:a|b)",
    "(a|ab)",
    r"\b",
    r"\B",
    "^",
    "$",
]
ATOMS += ["^", "$", "(?=a)", "(?!b)"]
TIMES = ["", "*", "+", "?", "{2}", "{1,3}", "*?", "+?"]


@given(st.lists(st.tuples(st.sampled_from(ATOMS), st.sampled_from(TIMES)), max_size=5), st.text("ab.1", max_size=6))
def test_it_matches_what_python_matches(parts, text):
    pattern = "".join(atom + times for atom, times in parts)
    try:
        expected = re.fullmatch(pattern, text) is not None
    except re.error:
        return
    assert whole_matcher(pattern)(text) is expected


def test_many_repetitions_take_no_time():
    assert not whole_matcher("(.*a)*" + ".*?" * 20 + "c")("ab" * 100)


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "(?i)a", "(?<=a)b", "(?i:a)b", "a{1000}"])
def test_what_it_does_not_walk(pattern):
    with pytest.raises(NotWalkedError):
        whole_matcher(pattern)

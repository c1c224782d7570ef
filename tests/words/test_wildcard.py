"""Patterns of names mean what they mean to `fnmatch`."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loralint.words.wildcard import is_like


@settings(max_examples=2000)
@given(st.text("ab-[]!", max_size=6), st.text("ab-[]?*!", max_size=9))
def test_the_verdict_is_that_of_fnmatch(text, pattern):
    assert is_like(text, pattern) == fnmatchcase(text, pattern)


@pytest.mark.parametrize("pattern", ["llama-3*", "*llama*", "llama-[23]-8b", "llama-?-8b", "llama-3-8b"])
def test_a_name_of_the_pattern(pattern):
    assert is_like("llama-3-8b", pattern)
    assert not is_like("qwen-3-8b", pattern)

"""A short budget of the fuzz targets; `python -m tests.fuzz` has the long one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.run import fuzz
from tests.fuzz.targets import TARGETS, syntax

INPUTS = {"check": 150, "laws": 60, "syntax": 3000, "edits": 1500, "expressions": 3000, "settings": 300, "rules": 200}


@pytest.mark.parametrize("target", TARGETS)
def test_no_mutated_input_is_a_fault(target, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for failure in fuzz(target, 20260, INPUTS[target]):
        raise AssertionError(failure.data) from failure.error


@pytest.mark.parametrize("name", ["config.yaml", "config.json"])
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_tree_or_a_problem(name, data):
    syntax(name, data, None)

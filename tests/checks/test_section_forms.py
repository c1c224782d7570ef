"""Axolotl's datasets come in several forms, and pydantic takes the first one that fits (seen by running it)."""

from __future__ import annotations

import pytest

from loralint.files.read import Source
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.keypath import format_path

BASE = "base_model: x/y\ndatasets:\n- {path: a, type: alpaca}\nlearning_rate: 0.0002\n"


def said(text):
    run = check_sources([Source("config.yaml", text.encode())], Settings(select=("shape",)), {"config.yaml"})
    return [(format_path(d.key), d.rule, d.consequence) for d in run.diagnostics if d.severity != "info"]


@pytest.mark.parametrize("written", ["chat_template: false", "field_human: [a]", "shards: abc"])
def test_a_wrong_value_is_dropped_where_another_form_of_the_section_fits(written):
    key = written.split(":")[0]
    text = BASE + f"test_datasets:\n- {{path: b, type: alpaca, {written}}}\n"
    assert said(text) == [(f"test_datasets[0].{key}", "wrong-type", "ignored")]


def test_a_wrong_value_that_no_form_takes_is_refused():
    text = BASE + "test_datasets:\n- {path: [b], type: alpaca}\n"
    assert said(text) == [("test_datasets[0].path", "wrong-type", "refused")]


def test_a_section_in_an_inner_form_of_an_outer_form_is_known():
    assert said(BASE + "test_datasets:\n- {path: b, type: {chosen_format: x, rejected_format: y}}\n") == []


def test_a_slip_in_a_section_of_many_forms_finds_its_key():
    text = BASE + "test_datasets:\n- {path: b, type: {chosen_formt: x}}\n"
    run = check_sources([Source("config.yaml", text.encode())], Settings(select=("shape",)), {"config.yaml"})
    (label,) = [d.label for d in run.diagnostics if d.rule == "unknown-key"]
    assert label is not None
    assert label.startswith("did you mean `chosen_format`?")

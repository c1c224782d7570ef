from __future__ import annotations

import pytest
import yaml
from syntax_texts import read

from loralint.edit.expected_data import fresh
from loralint.syntax.data import to_python
from loralint.syntax.node import find

VALUES = [
    ("2e-5", "2e-5"),
    ("2.0e-5", 2e-5),
    ("no", False),
    ("'no'", "no"),
    ("016", 14),
    ("08", "08"),
    ("0o17", "0o17"),
    ("0b101", 5),
    ("1_000", 1000),
    ("1:30", 90),
    ("1:30.5", 90.5),
    (".inf", float("inf")),
    ("~", None),
    ("! 5", 5),
    ("!!str 5", "5"),
    ("!!float 5", 5.0),
    ("!!int '0x1F'", 31),
    ("!!binary aGk=", b"hi"),
    ("!!set {a, b, a}", {"a", "b"}),
    ("!!omap [a: 1, b: 2]", [("a", 1), ("b", 2)]),
    ("!!pairs [a: 1, a: 2, [x]: 3]", [("a", 1), ("a", 2), (["x"], 3)]),
    ("!!map {a: !!seq [1]}", {"a": [1]}),
    ("{a: 1, a: 2}", {"a": 2}),
    ("{1: a, '1': b, yes: c, ~: d}", {1: "c", "1": "b", None: "d"}),
    ("{=: 1}", {"=": 1}),
    ("? a\n? b\n", {"a": None, "b": None}),
    ("%TAG !y! tag:yaml.org,2002:\n---\n!y!str 5", "5"),
    ("[&a {x: 1}, *a]", [{"x": 1}, {"x": 1}]),
    ("{<<: {a: 1, b: 2}, a: 3}", {"a": 3, "b": 2}),
    ("{a: 3, <<: {a: 1}}", {"a": 3}),
    ("{'<<': {a: 1}}", {"<<": {"a": 1}}),
    ("[<<: {a: 1}]", [{"a": 1}]),
    ("- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b, y: 3}\n", [{"x": 1}, {"x": 1, "y": 2}, {"x": 1, "y": 3}]),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_yaml_values_are_those_of_safe_load(text: str, value: object) -> None:
    root = read(text, "yaml").root
    assert root is not None
    assert repr(to_python(root)) == repr(value) == repr(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text", ["2026-01-02", "2026-01-02 03:04:05.678 +01:00", "2026-01-02T03:04:05Z", ".nan", "!!set {}"]
)
def test_dates_and_the_like_are_those_of_safe_load(text: str) -> None:
    root = read(text, "yaml").root
    assert root is not None
    assert repr(to_python(root)) == repr(yaml.safe_load(text))


MERGES = [
    "- &a {k: 1, key: 1}\n- &b {k: 2, key: 2}\n- {<<: [*a, *b]}\n",
    "- &a {k: 1, key: 1, 5: x, 50: x}\n- &b {k: 2, key: 2, 5: y, 50: y}\n- <<: *b\n  <<: *a\n  new: 3\n",
    "- &a {key: 1, key: 2}\n- {<<: [*a, *a], <<: *a}\n",
    "- &k key\n- &a {*k : 1}\n- &b {*k : 2}\n- {<<: [*a, *b]}\n",
    "- &a {yes: 1, no: 2}\n- {<<: [*a, {on: 3, off: 4}]}\n",
]


@pytest.mark.parametrize("text", MERGES)
def test_of_several_merges_the_same_one_wins_as_in_pyyaml(text: str) -> None:
    root = read(text, "yaml").root
    assert root is not None
    assert repr(to_python(root)) == repr(yaml.safe_load(text))


def test_a_part_of_a_tree_is_read_alone() -> None:
    node = find(read("a: &x {b: [1, 2]}\nc: *x\n", "yaml").root, ("c", "b"))
    assert node is not None
    assert to_python(node) == [1, 2]


def test_plain_data_are_made_once_and_an_edit_works_on_a_copy_that_shares_nothing() -> None:
    root = read("a: &x [1]\nb: *x\n", "yaml").root
    assert root is not None
    assert to_python(root) is to_python(root)
    data = fresh(to_python(root))
    assert isinstance(data, dict)
    data["a"].append(2)
    assert data["b"] == [1]
    assert to_python(root) == {"a": [1], "b": [1]}

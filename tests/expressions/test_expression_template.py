from __future__ import annotations

import json

import pytest
from expression_fakes import FakeScope

from loralint.expressions.expr import ExpressionError
from loralint.expressions.parse import parse
from loralint.expressions.template import as_text, render, template
from loralint.expressions.unknown import UNKNOWN

SCOPE = FakeScope({"r": 16, "lr": 2e-05, "name": "all {linear}", "off": None, "var": UNKNOWN})


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("", ""),
        ("no place", "no place"),
        ("rank {r}", "rank 16"),
        ("{r}{r * 2}", "1632"),
        ("{lr * r} at {r}", "0.00032 at 16"),
        ("a {{r}} is {r}", "a {r} is 16"),
        ("{{{r}}}", "{16}"),
        ("{name} is bare", "all {linear} is bare"),
        ("{'}' if r else '{'}", "}"),
        (r"{'\'}'}", "'}"),
        ("{off}, {r > 1}, {absent.x}", "null, true, ?"),
        ("{var}", "?"),
        ("{[r, var, 'a']}", "[16, ?, a]"),
    ],
)
def test_renders(text: str, rendered: str) -> None:
    compiled = template(text)
    assert render(compiled, SCOPE) == rendered
    assert render(json.loads(json.dumps(compiled)), SCOPE) == rendered


def test_splits_into_texts_and_expressions() -> None:
    assert template("a {r} b") == ["a ", parse("r"), " b"]


@pytest.mark.parametrize(
    ("text", "offset"),
    [("a {", 2), ("a {r", 2), ("a }", 2), ("a {}", 3), ("a {r r}", 5), ("ab {r} {lenn(r)}", 8), ("{'}", 0)],
)
def test_refuses_with_the_offset_in_the_message(text: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        template(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (UNKNOWN, "?"),
        (16, "16"),
        (16.0, "16"),
        (2e-05, "2e-5"),
        (0.0003, "0.0003"),
        (0.001, "0.001"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e20"),
        (-1.5e-10, "-1.5e-10"),
        (1000000.0, "1000000"),
        (float("inf"), "inf"),
        (2**1023, "..."),
        ("plain", "plain"),
        ("", '""'),
        ("a\nb\x1b[31m\ud800", r"a\nb\x1b[31m\ud800"),
        ("x" * 300, "x" * 200 + "..."),
        ([], "[]"),
        ([1, "a", None, 2.0], "[1, a, null, 2]"),
        ([1, 2, 3, 4, 5, 6], "[1, 2, 3, 4, 5, 6]"),
        ([1, 2, 3, 4, 5, 6, 7], "[1, 2, 3, 4, 5, 6, ...]"),
        ([[1, [2, [3]]], {"a": 1}], "[[1, [...]], {...}]"),
        ({}, "{}"),
        ({"a": 1}, "{...}"),
    ],
)
def test_writes_values_as_their_user_would(value: object, text: str) -> None:
    assert as_text(value) == text

"""Functions of the rule language that take text apart."""

from __future__ import annotations

import pytest
from expression_fakes import FakeScope

from loralint.expressions.evaluate import evaluate
from loralint.expressions.parse import parse
from loralint.expressions.unknown import UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('split("attn, ff.net", ",")', ["attn", "ff.net"]),
        ('split("attn,", ",")', ["attn", ""]),
        ('split("", ",")', [""]),
        ('split("attn", "")', UNKNOWN),
        ('join(["a", "b"], "|")', "a|b"),
        ('join([], "|")', ""),
        ('join(["a", 1], "|")', UNKNOWN),
        ('join("ab", "|")', UNKNOWN),
        ('split(3, ",")', UNKNOWN),
        ('is_pattern("^(?=.*attention)(?!.*refiner).*")', True),
        ('is_pattern("(attn")', False),
        ('is_pattern("a{1")', True),
        ('is_pattern("*attn")', False),
        ("is_pattern(3)", UNKNOWN),
        ("is_pattern(null)", UNKNOWN),
        (r'is_printable("attn")', True),
        (r'is_printable("attn\n")', False),
        (r'is_printable("attn\t")', False),
        ("is_printable(1)", UNKNOWN),
        ('any(not is_pattern(part) for part in split("attn,(ff", ","))', True),
        ('any(part == "" for part in split("attn,ff", ","))', False),
        ('placeholders("{a} {b.c} {a!r:>4} {d[0]}")', ["a", "b", "d"]),
        ('placeholders("plain")', []),
        ("placeholders('{\"q\": 1}')", ['"q"']),
        ('placeholders("{}")', [""]),
        ('placeholders("{a:{width}}")', ["a", "width"]),
        ('placeholders("{a} {")', None),
        ("placeholders(1)", UNKNOWN),
        ('nearest("alpacaa", ["alpaca", "completion"])', "alpaca"),
        ('nearest("instruct", ["alpaca", "completion"])', None),
        ('nearest(1, ["alpaca"])', UNKNOWN),
        ('without(["a", "b", "c"], ["b"])', ["a", "c"]),
        ('without(["a"], null)', UNKNOWN),
        ("filled(null)", []),
        ("filled(1)", UNKNOWN),
        ('quoted(["a", "b"])', ["`a`", "`b`"]),
        ("quoted([1])", UNKNOWN),
    ],
)
def test_text_is_taken_apart_as_the_frameworks_do(text, expected):
    assert evaluate(parse(text), FakeScope({})) == expected


def test_what_is_too_long_stays_unknown():
    scope = FakeScope({"long": "a" * 2000, "many": "," * 2000})
    assert evaluate(parse("is_pattern(long)"), scope) is UNKNOWN
    assert evaluate(parse('split(many, ",")'), scope) is UNKNOWN

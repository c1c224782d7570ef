from __future__ import annotations

import json
import subprocess
import sys

import pytest

from loralint.expressions.expr import ExpressionError, paths_in
from loralint.expressions.parse import parse

A, B, X = ["path", "a"], ["path", "b"], ["path", "x"]


@pytest.mark.parametrize(
    ("text", "compiled"),
    [
        ("true", ["lit", True]),
        ("false", ["lit", False]),
        ("null", ["lit", None]),
        ("2e-5", ["lit", 2e-5]),
        ("-3", ["lit", -3]),
        ("-a", ["neg", A]),
        ("'text'", ["lit", "text"]),
        ("a.b.c", ["path", "a", "b", "c"]),
        ("a.true", ["path", "a", "true"]),
        ('a["b.c"].d', ["path", "a", "b.c", "d"]),
        ("a[0][-1]", ["path", "a", 0, -1]),
        ("a[b].c", ["path", "a", B, "c"]),
        ("[a, 1]", ["list", A, ["lit", 1]]),
        ("a and b and x", ["and", A, B, X]),
        ("not a or b", ["or", ["not", A], B]),
        ("a == b", ["==", A, B]),
        ("a != b", ["not", ["==", A, B]]),
        ("a == null", ["is null", A]),
        ("null != a", ["not", ["is null", A]]),
        ("a in b", ["in", A, B]),
        ("a not in b", ["not", ["in", A, B]]),
        ("0 < a <= b", ["and", ["<", ["lit", 0], A], ["<=", A, B]]),
        ("a + b * x", ["+", A, ["*", B, X]]),
        ("a // b % x", ["%", ["//", A, B], X]),
        ("a if b else x", ["if", B, A, X]),
        ("any(x for x in a)", ["any", "x", A, X, 1]),
        ("count(x.y > 1 for x in a)", ["count", "x", A, [">", ["path", "x", "y"], ["lit", 1]], 3]),
        ("len(a)", ["call", "len", A]),
        ("len", ["path", "len"]),
        ("written(a.b)", ["written", ["path", "a", "b"]]),
        ('matches(a, "[a-z]+")', ["matches", A, "[a-z]+", 1, 1]),
        ("\n  a\n  and\n  b\n", ["and", A, B]),
    ],
)
def test_becomes(text: str, compiled: object) -> None:
    assert repr(parse(text)) == repr(compiled)
    assert json.loads(json.dumps(parse(text))) == parse(text)


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "missing"),
        ("  \n", 0, "missing"),
        ("a b", 2, "not an expression"),
        ("  a == True", 7, "write true"),
        ("None", 0, "write null"),
        ('"é" == False', 7, "write false"),
        ("a or 1 ** 2", 5, "reckons with"),
        ("+a", 0, "signs"),
        ("~a", 0, "signs"),
        ("a @ b", 0, "reckons with"),
        ("a is null", 0, "instead of `is`"),
        ("a.b()", 0, "functions of the language"),
        ("len(a)()", 0, "functions of the language"),
        ("len(a).b", 0, "only a name has keys"),
        ("'x'[0]", 0, "only a name has keys"),
        ("null.a", 0, "null has no keys"),
        ("a[1:2]", 2, "slices"),
        ("a[true]", 2, "an index"),
        ("a[1.5]", 2, "an index"),
        ('f"{a}"', 0, "f-strings"),
        ("lambda: 1", 0, "not part of the language"),
        ("(a := 1)", 1, "`let`"),
        ("[*a]", 1, "not part of the language"),
        ("[x for x in a]", 0, "`for` stands only in"),
        ("len(x for x in a)", 3, "`for` stands only in"),
        ("{'a': 1}", 0, "mappings"),
        ("{1, 2}", 0, "not part of the language"),
        ("(a, b)", 0, "square brackets"),
        ("b'a'", 0, "a literal is"),
        ("1j", 0, "a literal is"),
        ("...", 0, "a literal is"),
        ("1e999", 0, "too large"),
        ("9223372036854775808", 0, "too large"),
        ("a # b", 0, "no comments"),
        ("a) or (b", 1, "not an expression"),
        (r'"\d"', 0, 'r"..."'),
        ("é == 1", 0, "ASCII"),
        ("a.\N{LATIN SMALL LIGATURE FI}le", 0, "ASCII"),
        ("a.\N{LATIN SMALL LIGATURE FI}le.b", 0, "ASCII"),
        ("\N{LATIN SMALL LIGATURE FI}le", 0, "ASCII"),
        ("\N{LATIN SMALL LIGATURE FI}le(a)", 0, "ASCII"),
        ("1 < a == b", 0, "can be chained"),
        ("0 < (0 < a < 2) < 3", 0, "`let`"),
        ("lenn(a)", 0, "did you mean len()"),
        ("__import__('os')", 0, "no function __import__()"),
        ("eval('1')", 0, "no function eval()"),
        ("len()", 0, "takes 1 argument, not 0"),
        ("contains(a)", 0, "takes 2 arguments, not 1"),
        ("round(a, 1, 2)", 0, "takes 1 or 2 arguments, not 3"),
        ("min()", 0, "takes 1 or more arguments, not 0"),
        ("round(a, digits=1)", 0, "no named arguments"),
        ("any(a)", 0, "write any(condition for x in list)"),
        ("all(a, b)", 0, "write all("),
        ("any(x for x in a for y in b)", 0, "write any("),
        ("any(x for x in a if x)", 20, "with `and`"),
        ("any(x for x, y in a)", 10, "takes one name"),
        ("any(1 for true in a)", 10, "takes one name"),
        ("written(a + 1)", 0, "takes a path"),
        ("given('a')", 0, "takes a path"),
        ("name(len(a))", 0, "takes a path"),
        ("file(null)", 0, "takes a path"),
        ("\x00", 0, ""),
        ("\ud800", 0, ""),
    ],
)
def test_refuses(text: str, offset: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert message in caught.value.message
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2001,
        " " * 2001,
        "[" + "1," * 201 + "]",
        "not " * 40 + "a",
        "not " * 499 + "a",
        "-" * 1999 + "1",
        "(" * 999 + "1" + ")" * 999,
        "[" * 41 + "]" * 41,
        "a[" * 41 + "0" + "]" * 41,
        "+".join("a" * 42),
        "9" * 1999,
    ],
)
def test_refuses_what_is_too_long_or_too_deep(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["a" * 2000, "[" + "1," * 200 + "]", "not " * 39 + "a", "(" * 100 + "1" + ")" * 100, " and ".join("a" * 330)],
)
def test_accepts_what_is_at_the_limit(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize(
    ("pattern", "repetitions", "choices"),
    [
        ("", 0, 1),
        ("abc", 0, 1),
        (r"model\.layers\.\d+\.(self_attn|mlp)\.(q|k|v)_proj", 1, 2),
        (r".*\.(lora_A|lora_B)", 1, 1),
        ("[a-z]?x", 0, 2),
        (r"\d{4}-\d{2}", 0, 8),
        ("(?:abc)*", 1, 1),
        ("a{0,200}", 1, 1),
        ("(a+)?b", 1, 2),
        ("(?i)abc", 0, 1),
        (".*a.*b.*c.*", 4, 1),
    ],
)
def test_accepts_pattern_and_bounds_its_work(pattern: str, repetitions: int, choices: int) -> None:
    assert parse(f'matches(a, r"{pattern}")')[3] == repetitions
    assert parse(f'matches(a, r"{pattern}")')[4] >= choices


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(a+)+", "exponential"),
        ("(a*)*b", "exponential"),
        ("(a?){30}", "exponential"),
        ("(?:a{2}){3}", "exponential"),
        ("(ab|cd)*", "exponential"),
        ("((a|ab)x)+", "exponential"),
        ("a?" * 30 + "a" * 30, "too many choices"),
        (".*" * 5 + "x", "too many choices"),
        ("(?:){5000,}", "more than 1000"),
        (r"(a)\1", "nothing that looks back"),
        ("(?=a)b", "nothing that looks back"),
        ("(?<!a)b", "nothing that looks back"),
        ("(a", "not a pattern"),
        ("[z-a]", "not a pattern"),
        ("*", "not a pattern"),
    ],
)
def test_refuses_pattern(pattern: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(f'matches(a, r"{pattern}")')
    assert message in caught.value.message
    assert caught.value.offset == len("matches(a, ")


@pytest.mark.parametrize(
    "text", ["matches(a, b)", "matches(a, 'x' if b else 'y')", "matches(a, 1)", r'matches(a, "\bx")']
)
def test_refuses_pattern_that_is_not_written_out(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1 + 2", []),
        ("a.b == c", ["a.b", "c"]),
        ("datasets[0].type", ["datasets"]),
        ("a.b[c.d].e", ["a.b", "c.d"]),
        ('a["b"].c', ["a.b.c"]),
        ("written(a.b) and given(c) or known(d)", ["a.b", "c", "d"]),
        ("any(x.type == kind for x in datasets)", ["datasets", "kind"]),
        ("any(x for x in x)", ["x"]),
        ("any(any(y > x for y in x.list) for x in a) and y.z", ["a", "y.z"]),
        ("all(patterns[k] > 0 for k in keys(patterns))", ["patterns"]),
        ('matches(a, "x")', ["a"]),
        ("min(a, b) if c else [d]", ["a", "b", "c", "d"]),
    ],
)
def test_names_are_the_static_paths(text: str, read: list[str]) -> None:
    assert paths_in(parse(text)) == {tuple(path.split(".")) for path in read}


def test_evaluation_does_not_load_the_parser() -> None:
    code = (
        "import sys; before = set(sys.modules); from loralint.expressions.evaluate import evaluate; "
        "evaluate(['call', 'len', ['lit', 'a']], None); "
        "print({'ast', 'difflib', 'loralint.expressions.grammar'} & (set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"

"""What holds for every expression over every config."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from itertools import count, product
from typing import TYPE_CHECKING

import pytest
from expression_fakes import FakeScope, same
from hypothesis import given, settings
from hypothesis import strategies as st

from loralint.expressions.evaluate import evaluate, place, truth
from loralint.expressions.expr import ExpressionError, paths_in
from loralint.expressions.parse import parse
from loralint.expressions.template import as_text, render, template
from loralint.expressions.unknown import UNKNOWN

if TYPE_CHECKING:
    from loralint.expressions.expr import Expr

NAMES = ["a", "b", "c", "d"]
KEYS = ["k", "n"]

plain_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.5, -1.0, 2.0, 1e308, float("nan"), float("inf"), 10**400]),
    st.sampled_from(["", "k", "n", "a.k", "12", "é", "\n"]),
    st.just(datetime.date(2026, 1, 1)),
)
scalars = st.just(UNKNOWN) | plain_scalars


def _containers(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, 1]), inner, max_size=3)


values = st.just(UNKNOWN) | st.recursive(scalars, _containers, max_leaves=6)
configs = st.fixed_dictionaries(dict.fromkeys(NAMES, values))

literals = st.sampled_from(
    ["true", "false", "null", "0", "1", "-2", "0.5", "1e308", "9223372036854775807", "'k'", "'12'", "[]", "[1, null]"]
)
steps = st.sampled_from(["", ".k", ".n", "[0]", "[-1]", "[1]", "[b]", "[c.k]", ".k.n", "[x]"])
paths = st.builds("{}{}".format, st.sampled_from([*NAMES, "x", "y"]), steps)

BINARY = ["+", "-", "*", "/", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
ONE = ["len", "lower", "upper", "abs", "round", "floor", "sqrt", "min", "max", "values", "keys", "basename", "int_of"]
ONE += ["words", "is_regex", "is_number", "is_text", "is_list", "is_mapping", "is_bool"]
TWO = ["startswith", "endswith", "contains", "min", "max", "round"]


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(BINARY), inner),
        st.builds("({} == null)".format, inner),
        st.builds("(0 < {} <= {})".format, paths, inner),
        st.builds("(not {})".format, inner),
        st.builds("(-{})".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{}({})".format, st.sampled_from(ONE), inner),
        st.builds("{}({}, {})".format, st.sampled_from(TWO), inner, inner),
        st.builds("matches({}, '.*k?|[0-9]+')".format, inner),
        st.builds(
            "{}({} for {} in {})".format,
            st.sampled_from(["any", "all", "count"]),
            inner,
            st.sampled_from(["x", "y", "a"]),
            inner,
        ),
    )


leaves = st.one_of(
    st.sampled_from(NAMES),
    literals,
    paths,
    st.builds("{}({})".format, st.sampled_from(["given", "written", "name", "file"]), paths),
)
monotone = st.recursive(leaves, _larger, max_leaves=8)
expressions = st.recursive(leaves | st.builds("known({})".format, paths), _larger, max_leaves=8)


FILLINGS: list[object] = [None, True, False, 0, 1, -1.5, "k", "", [], [1, "k"], {"k": 1}, UNKNOWN]


def _filled(value: object, fillings: Iterator[object]) -> object:
    """Put something into every unknown, or leave it."""
    if value is UNKNOWN:
        return next(fillings)
    if isinstance(value, list):
        return [_filled(item, fillings) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, fillings) for key, item in value.items()}
    return value


def _learnt(value: object, step: int) -> list[object]:
    """List what a value may turn out to be; `step` varies what two unknowns of it become at the same time."""
    return [
        _filled(value, (FILLINGS[at % len(FILLINGS)] for at in count(start, step))) for start in range(len(FILLINGS))
    ]


def _agrees(before: object, after: object) -> bool:
    """Tell whether `after` says all that `before` said."""
    if before is UNKNOWN:
        return True
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_agrees, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_agrees(before[key], after[key]) for key in before)
    if isinstance(before, int) and isinstance(after, int):
        return type(before) is type(after) and before == after
    return same(before, after)


def _scope(config: dict[str, object]) -> FakeScope:
    """Two of the names are places, two are plain values."""
    return FakeScope(config, {name: config[name] for name in NAMES[2:] if name in config})


def _assert_monotone(expr: Expr, config: dict[str, object], step: int) -> None:
    before = evaluate(expr, _scope(config))
    if before is UNKNOWN:
        return
    for after in _learnt(config, step):
        assert isinstance(after, dict)
        assert _agrees(before, evaluate(expr, _scope(after))), after
        assert truth(expr, _scope(config)) is truth(expr, _scope(after)), after


@settings(max_examples=600, deadline=None)
@given(monotone, configs, st.integers(0, 11))
def test_knowing_more_never_changes_a_definite_result(text: str, config: dict[str, object], step: int) -> None:
    _assert_monotone(parse(text), config, step)


HALF_KNOWN: list[object] = [*FILLINGS, [UNKNOWN], [1, UNKNOWN], [UNKNOWN, "k"], [[UNKNOWN]], {"k": UNKNOWN}]
STEPS_OF_THE_LANGUAGE = [
    *(f"{left} {operation} {right}" for operation in BINARY for left, right in ("ac", "ca", "cd")),
    *(f"{name}({operand})" for name in ONE for operand in "ac"),
    *(f"{name}(c, d)" for name in TWO),
    *(f"{name}({path})" for name in ["written", "given", "name"] for path in ["a", "a.k", "a[0]", "a[d]", "c"]),
    *(f"{name}(x for x in {operand})" for name in ["any", "all", "count"] for operand in ["a", "c", "values(a)"]),
    *(f"{name}(x for x in [c, d])" for name in ["any", "all", "count"]),
    *["not c", "-c", "c == null", "c != null", "[c, d]", "c if d else 1", "0 if d else c", "1 if d else 0"],
    *["a.k", "c.k", "a[0]", "c[0]", "a[-1]", "c[d]", "a[d]", "0 < c < d", "matches(c, '[a-k]*')"],
]


@pytest.mark.parametrize("text", STEPS_OF_THE_LANGUAGE)
def test_every_step_of_the_language_is_monotone(text: str) -> None:
    expr = parse(text)
    read = sorted({path[0] for path in paths_in(expr)})
    for operands, step in product(product(HALF_KNOWN, repeat=len(read)), (0, 1)):
        _assert_monotone(expr, dict(zip(read, operands, strict=True)), step)


@settings(max_examples=300, deadline=None)
@given(expressions, configs)
def test_nothing_raises(text: str, config: dict[str, object]) -> None:
    scope = _scope(config)
    expr = parse(text)
    assert truth(expr, scope) in (True, False, UNKNOWN)
    assert isinstance(as_text(evaluate(expr, scope)), str)
    assert place(expr, scope) is None or expr[0] == "path"
    assert all(path[0] in {*NAMES, "x", "y"} for path in paths_in(expr))


@settings(max_examples=200, deadline=None)
@given(expressions, configs)
def test_json_carries_an_expression(text: str, config: dict[str, object]) -> None:
    carried = json.loads(json.dumps(parse(text), allow_nan=False))
    assert carried == parse(text)
    assert _agrees(evaluate(parse(text), _scope(config)), evaluate(carried, _scope(config)))


LAWS = [
    ("not (not {p})", "not not not (not {p})"),
    ("not ({p} and {q})", "(not {p}) or (not {q})"),
    ("not ({p} or {q})", "(not {p}) and (not {q})"),
    ("{p} and {q}", "{q} and {p}"),
    ("{p} or {q}", "{q} or {p}"),
    ("{p} and ({q} or {r})", "({p} and {q}) or ({p} and {r})"),
    ("{p} or ({p} and {q})", "{p} or false"),
    ("any(x for x in [{p}, {q}])", "{p} or {q}"),
    ("all(x for x in [{p}, {q}])", "{p} and {q}"),
    ("not any(x for x in [{p}, {q}])", "all(not x for x in [{p}, {q}])"),
    ("{p} != {q}", "not ({p} == {q})"),
    ("{p} not in {q}", "not ({p} in {q})"),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LAWS), configs, st.tuples(paths, paths, paths))
def test_logic_has_kleenes_laws(law: tuple[str, str], config: dict[str, object], parts: tuple[str, str, str]) -> None:
    left, right = (side.format(p=parts[0], q=parts[1], r=parts[2]) for side in law)
    assert evaluate(parse(left), _scope(config)) is evaluate(parse(right), _scope(config))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([("a == b", "b == a"), ("a < b", "b > a"), ("a <= b", "b >= a")]), configs)
def test_comparison_has_no_direction(mirrored: tuple[str, str], config: dict[str, object]) -> None:
    assert evaluate(parse(mirrored[0]), _scope(config)) is evaluate(parse(mirrored[1]), _scope(config))


characters = st.sampled_from("ab.()[]{}'\"\\# \n1-:,*=\N{LATIN SMALL LETTER E WITH ACUTE}\0\ud800")
words = st.sampled_from(
    [" if ", " else ", " for ", " in ", "any(", "not ", "lambda ", "f'", "matches(a,", " await ", "**"]
)
snippets = st.lists(characters | words, max_size=14).map("".join)


def _refusal(compiler: Callable[[str], object], text: str) -> ExpressionError | None:
    try:
        compiler(text)
    except ExpressionError as error:
        return error
    return None


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([parse, template]), st.text(max_size=40) | snippets)
def test_any_text_is_compiled_or_refused_at_a_place_within(compiler: Callable[[str], object], text: str) -> None:
    error = _refusal(compiler, text)
    assert error is None or (error.message and 0 <= error.offset <= len(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), values)
def test_a_message_keeps_its_bare_text(text: str, value: object) -> None:
    escaped = text.replace("{", "{{").replace("}", "}}")
    assert render(template(f"{escaped}{{a}}{escaped}"), FakeScope({"a": value})) == text + as_text(value) + text

"""Expressions as Python source mean what the interpreter makes of them, whatever the expression and the config."""

from __future__ import annotations

import pytest
from expression_fakes import FakeScope, same
from hypothesis import given, settings
from hypothesis import strategies as st
from test_expression_properties import NAMES, configs, monotone

from loralint.expressions.concepts import Concepts
from loralint.expressions.evaluate import evaluate, place, truth
from loralint.expressions.parse import parse
from loralint.expressions.python_names import NAMES as PYTHON_NAMES
from loralint.expressions.python_source import Names, Source
from loralint.expressions.steps import child_of, is_place, value_of
from loralint.expressions.unknown import UNKNOWN

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")  # `1 is None`, which nobody would write

texts = st.one_of(
    monotone, st.builds("known({})".format, monotone), st.builds("on({}.k)".format, st.sampled_from(NAMES))
)


class _Asked(dict):
    def __init__(self, scope, question):
        self._scope, self._question = scope, question

    def __missing__(self, path):
        here = self._scope.lookup(path[0])
        for step in path[1:]:
            here = child_of(here, step)
        return self._question(here)


class _Memo(dict):
    def __missing__(self, function):
        return function()


def _run(source, scope, functions):
    """What a source gives, with the functions of its `let` values."""
    names = {
        **PYTHON_NAMES,
        "v": _Asked(scope, value_of),
        "w": _Asked(scope, lambda here: here.written() if is_place(here) else UNKNOWN),
        "g": _Asked(scope, lambda here: here.given() if is_place(here) else UNKNOWN),
        "m": _Memo(),
        "q": lambda _rule, expr: evaluate(expr, scope),
        "c": scope.function,
    }
    for body, name in functions.items():
        names[name] = eval(f"lambda: {body}", names)
    return eval(source, names)


@settings(max_examples=500)
@given(texts, configs)
def test_source_and_interpreter_agree(text, config):
    scope, expr = FakeScope(config), parse(text)
    source = Source(Names("rule", {}, frozenset(), concepts=None), {})
    assert same(_run(source.value(expr), scope, {}), evaluate(expr, scope))
    assert bool(_run(source.holds(expr), scope, {})) is (truth(expr, scope) is True)
    assert bool(_run(source.fails(expr), scope, {})) is (truth(expr, scope) is False)


@settings(max_examples=200)
@given(monotone, monotone, configs)
def test_a_let_value_is_what_it_stands_for(text, meant, config):
    """`z` stands for another expression, a place where that is a path; it is put in, or worked out once."""
    lets = {"z": parse(meant)}
    for form in ("z", f"z == ({text})", "z.k", "given(z)"):
        functions: dict[str, str] = {}
        source = Source(Names("rule", lets, frozenset(), concepts=None), functions).holds(parse(form))
        scope = _WithLet(FakeScope(config), lets["z"])
        assert bool(_run(source, scope, functions)) is (truth(parse(form), scope) is True)


class _WithLet:
    """A scope in which `z` is resolved as rules resolve their `let` values."""

    def __init__(self, inner, expr):
        self._inner, self._expr = inner, expr

    def lookup(self, name):
        if name != "z":
            return self._inner.lookup(name)
        found = place(self._expr, self._inner) if self._expr[0] == "path" else None
        return evaluate(self._expr, self._inner) if found is None else found

    def function(self, name):
        return self._inner.function(name)

    def bind(self, name, value):
        return _WithLet(self._inner.bind(name, value), self._expr)


_CONCEPTS = Concepts(
    "toy",
    {
        "lora.rank": [{"if": None, "path": ["path", "r"], "values": None}],
        "lora.on": [{"if": None, "path": ["path", "adapter"], "values": [["lora", True], [None, False]]}],
        "precision": [
            {"if": parse("given(bf16)"), "path": ["path", "bf16"], "values": None},
            {"if": None, "path": ["path", "dtype"], "values": [["bfloat16", True]]},
        ],
    },
    no_concepts=frozenset({"framework", "ds"}),
    no_keys=frozenset({"framework", "ds"}),
)


def _of_concepts() -> Source:
    return Source(Names("rule", {}, frozenset(), _CONCEPTS), {})


@pytest.mark.parametrize(
    ("text", "holds", "fails"),
    [
        ("framework == 'toy'", "True", "False"),
        ("framework in ['other', 'third']", "False", "True"),
        ("framework == 'other' and plugin('Liger')", "False", "True"),
        ("framework == 'toy' or plugin('Liger')", "True", "False"),
        ("given(nothing.of.the.kind)", "False", "False"),
        ("nothing.of.the.kind > 3", "False", "False"),
        ("known(nothing)", "False", "True"),
    ],
)
def test_what_the_framework_decides_is_decided_at_build(text, holds, fails):
    assert (_of_concepts().holds(parse(text)), _of_concepts().fails(parse(text))) == (holds, fails)


def test_what_a_config_decides_stays_a_question():
    assert "c('plugin')" in _of_concepts().holds(parse("framework == 'toy' and plugin('Liger')"))
    assert _of_concepts().value(parse("framework")) == "kv[('framework',)]"
    assert _of_concepts().value(parse("ds.fp16")) == "kv[('ds', 'fp16',)]"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"r": 8, "adapter": "lora", "bf16": False}, (8, True, False)),
        ({"adapter": None, "dtype": "bfloat16"}, (None, False, True)),
        ({"adapter": "other", "dtype": "float16"}, (None, UNKNOWN, UNKNOWN)),
    ],
)
def test_concepts_are_the_frameworks_own_keys(data, expected):
    functions: dict[str, str] = {}
    source = Source(Names("rule", {}, frozenset(), _CONCEPTS), functions)
    values = {(name,): data.get(name) for name in ("r", "adapter", "bf16", "dtype")}
    names = {**PYTHON_NAMES, "v": values, "g": {path: path[0] in data for path in values}, "m": _Memo()}
    written = [source.value(parse(text)) for text in ("lora.rank", "lora.on", "precision")]
    for body, name in functions.items():
        names[name] = eval(f"lambda: {body}", names)
    assert tuple(eval(text, names) for text in written) == expected

"""The conditions of rules as the source of one Python function, made when loralint is built."""

from __future__ import annotations

import re

from loralint.expressions.concepts import Concepts
from loralint.expressions.expr import paths_in, speaking_of
from loralint.expressions.python_parts import joined
from loralint.expressions.python_source import Names, NoSourceError, Source
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Any

    from loralint.expressions.expr import Expr

_HEAD = "from loralint.expressions.python_names import NAMES\n\nglobals().update(NAMES)"
_TAKES = "v, w, g, kv, kw, kg, m, q, o, c"
"""What the functions take; see `loralint.expressions.python_source`."""


def guard_source(rules: Sequence[Mapping[str, Any]], framework: Mapping[str, Any], links: Collection[str]) -> str:
    """The source of the guards of the compiled rules of one framework; `links` are the names of all links."""
    common = {"hardware", "framework", "file", "model", "sets", "tables", "option"}
    no_keys = {*common, *framework["links"], framework.get("list")}
    concepts = Concepts(framework["name"], framework["concepts"], frozenset((*common, *links)), frozenset(no_keys))
    shared = _Shared({}, {})
    tests = [(rule["name"], _Guard(rule, shared, concepts).test()) for rule in rules if rule["check"] is None]
    tests = [(name, test) for name, test in tests if test != "False"]
    functions = {name: f"def {name}({_TAKES}):\n    return {body}" for body, name in shared.functions.items()}
    lines = [_HEAD, *_needed([test for _, test in tests], {**functions, **shared.loops})]
    lines += [f"def fire({_TAKES}):", "    found = set()"]
    lines += [f"    if {test}:\n        found.add({name!r})" for name, test in tests]
    return "\n".join([*lines, "    return found", ""])


def _needed(tests: Sequence[str], functions: Mapping[str, str]) -> list[str]:
    """The functions that some tests call, and those that these call."""
    needed: dict[str, str] = {}
    waiting = list(tests)
    while waiting:
        called = set(re.findall(r"\b(?:let|each)[0-9]+\b", waiting.pop())) & functions.keys() - needed.keys()
        needed.update((name, functions[name]) for name in called)
        waiting += [functions[name] for name in called]
    return [source for name, source in functions.items() if name in needed]


class _Shared(NamedTuple):
    """What all guards need: the functions of `let` values, by their source, and those that go over members."""

    functions: dict[str, str]
    loops: dict[str, str]


class _Guard:
    """The guard of one rule."""

    def __init__(self, rule: Mapping[str, Any], shared: _Shared, concepts: Concepts) -> None:
        self._rule = rule
        self._shared = shared
        lets = dict(rule["let"])
        variables = rule["each"][0] if rule["each"] is not None else ()
        bound = frozenset(variables) | speaking_of(lets, variables)
        self._names = Names(
            rule["name"], lets, frozenset(rule["tables"]), concepts if rule["framework"] == "any" else None, bound
        )
        self._source = Source(self._names, shared.functions)
        conditions = list(_conditions(rule))
        self._own = [part for part in conditions if _speaks_of(part, bound)]
        """The conditions that speak of a member of what `each` goes over."""
        self._always = [part for part in conditions if not _speaks_of(part, bound)]

    def test(self) -> str:
        """What is false where the rule does not fire."""
        always = [self._source.holds(part) for part in self._always]
        if self._rule["each"] is None:
            return joined("and", always)
        variables, *paths = self._rule["each"]
        if joined("and", always) == "False":
            return "False"
        return joined("and", [*always, joined("or", (self._turn(path, variables) for path in paths))])

    def _turn(self, path: Expr, variables: Sequence[str]) -> str:
        """What is false where the conditions hold for no member of what a path leads to."""
        table = self._rule["tables"].get(path[1])
        try:
            return self._loop(path, variables) if table is None else self._rows(table, variables)
        except NoSourceError:  # nobody knows before the interpreter; without members there is nothing to know
            return "True" if table is not None else f"full({self._source.value(path)})"

    def _rows(self, table: Mapping[str, Any], variables: Sequence[str]) -> str:
        if "values" in table or len(variables) > 1:
            raise NoSourceError
        return joined("or", (self._holds_for(rows={variables[0]: row}) for row in table["rows"]))

    def _loop(self, path: Expr, variables: Sequence[str]) -> str:
        start = self._source.path(path)
        if start is None:
            raise NoSourceError
        *keys, member = variables
        test = self._holds_for(members={member: "member_"}, values=dict.fromkeys(keys, "key_"))
        name = f"each{len(self._shared.loops)}"
        self._shared.loops[name] = (
            f"def {name}({_TAKES}):\n    for key_ in members({self._source.value(path)}):\n"
            f"        member_ = (*{start}, key_)\n        if {test}:\n            return True\n    return False"
        )
        return f"{name}({_TAKES})"

    def _holds_for(self, **variables: Any) -> str:
        """What is true where the conditions hold for one member, as far as they have a source."""
        source = Source(self._names._replace(**variables), self._shared.functions)
        return joined("and", (_test(part, source) for part in self._own))


def _test(part: Expr, source: Source) -> str:
    try:
        return source.holds(part)
    except NoSourceError:  # nobody knows before the interpreter
        return "True"


def _conditions(rule: Mapping[str, Any]) -> Iterator[Expr]:
    """What must hold, all of it, so that the rule has something to say."""
    when = rule["when"] or ["lit", True]
    yield from when[1:] if when[0] == "and" else [when]
    if rule["require"] is not None:
        yield ["not", rule["require"]]
    cases = [case["when"] for case in rule["cases"]]
    if None not in cases:
        yield ["or", *cases]


def _speaks_of(expr: Expr, names: Collection[str]) -> bool:
    return any(path[0] in names for path in paths_in(expr))

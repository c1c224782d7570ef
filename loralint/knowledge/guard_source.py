"""The conditions of rules as the source of one Python function, made when loralint is built."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from loralint.expressions.expr import Expr, paths_in
from loralint.expressions.python_source import Names, Source

_HEAD = "from loralint.expressions.python_names import NAMES\n\nglobals().update(NAMES)"
_TAKES = "v, w, g, kv, kw, kg, m, q, o, c"
"""What the functions take; see `loralint.expressions.python_source`."""


def guard_source(rules: Sequence[Mapping[str, Any]]) -> str:
    """The source of the guards of compiled rules, such as those in `rules/peft.json`."""
    functions: dict[str, str] = {}  # by source
    tests = [(rule["name"], _test(rule, functions)) for rule in rules if rule["check"] is None]
    lines = [_HEAD, f"guarded = frozenset({[name for name, _ in tests]!r})"]
    lines += [f"def {name}({_TAKES}):\n    return {body}" for body, name in functions.items()]
    lines += [f"def fire({_TAKES}):", "    found = set()"]
    lines += [f"    if {test}:\n        found.add({name!r})" for name, test in tests]
    return "\n".join([*lines, "    return found", ""])


def _test(rule: Mapping[str, Any], functions: dict[str, str]) -> str:
    """What is false where the rule does not fire; the `let` values that it needs are added to `functions`."""
    names = Names(rule["name"], dict(rule["let"]), frozenset(rule["tables"]), rule["framework"] == "any")
    source = Source(names, functions)
    bound = _bound(rule, names.lets)
    when = rule["when"] or ["lit", True]
    parts = [source.holds(part) for part in (when[1:] if when[0] == "and" else [when]) if not _speaks_of(part, bound)]
    if rule["each"] is not None:
        parts.append(f"({' or '.join(_has_members(path, source, names) for path in rule['each'][1:])})")
    if rule["require"] is not None and not _speaks_of(rule["require"], bound):
        parts.append(source.fails(rule["require"]))
    return " and ".join(parts)


def _bound(rule: Mapping[str, Any], lets: Mapping[str, Expr]) -> set[str]:
    """The variables of `each`, and the `let` values that speak of them: they are other ones for each member."""
    bound = set(rule["each"][0]) if rule["each"] is not None else set()
    while more := {name for name, expr in lets.items() if name not in bound and _speaks_of(expr, bound)}:
        bound |= more
    return bound


def _speaks_of(expr: Expr, names: Collection[str]) -> bool:
    return any(path[0] in names for path in paths_in(expr))


def _has_members(path: Expr, source: Source, names: Names) -> str:
    """A table always has rows."""
    return "True" if path[1] in names.tables else f"full({source.value(path)})"

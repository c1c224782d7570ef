"""The conditions of rules as the source of one Python function, made when loralint is built."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from loralint.expressions.expr import Expr, paths_in
from loralint.expressions.python_source import Names, NoSourceError, Source

_HEAD = "from loralint.expressions.python_names import NAMES\n\nglobals().update(NAMES)"
_TAKES = "v, w, g, kv, kw, kg, m, q, o, c"
"""What the functions take; see `loralint.expressions.python_source`."""


def guard_source(rules: Sequence[Mapping[str, Any]]) -> str:
    """The source of the guards of compiled rules, such as those in `rules/peft.json`."""
    functions: dict[str, str] = {}  # of `let` values, by source
    loops: list[str] = []
    tests = [(rule["name"], _test(rule, functions, loops)) for rule in rules if rule["check"] is None]
    lines = [_HEAD, f"guarded = frozenset({[name for name, _ in tests]!r})"]
    lines += [f"def {name}({_TAKES}):\n    return {body}" for body, name in functions.items()]
    lines += loops
    lines += [f"def fire({_TAKES}):", "    found = set()"]
    lines += [f"    if {test}:\n        found.add({name!r})" for name, test in tests]
    return "\n".join([*lines, "    return found", ""])


def _test(rule: Mapping[str, Any], functions: dict[str, str], loops: list[str]) -> str:
    """What is false where the rule does not fire; the functions that it needs are added to those that there are."""
    lets = dict(rule["let"])
    bound = frozenset(_bound(rule, lets))
    names = Names(rule["name"], lets, frozenset(rule["tables"]), rule["framework"] == "any", bound)
    conditions = list(_conditions(rule))
    source = Source(names, functions)
    always = [source.holds(part) for part in conditions if not _speaks_of(part, bound)]
    if rule["each"] is None:
        return " and ".join(always)
    own = [part for part in conditions if _speaks_of(part, bound)]
    variables, *paths = rule["each"]
    turns = [_turn(path, variables, own, rule, names, functions, loops) for path in paths]
    return " and ".join([*always, f"({' or '.join(turns)})"])


def _conditions(rule: Mapping[str, Any]) -> Iterator[Expr]:
    """What must hold, all of it, so that the rule has something to say."""
    when = rule["when"] or ["lit", True]
    yield from when[1:] if when[0] == "and" else [when]
    if rule["require"] is not None:
        yield ["not", rule["require"]]
    cases = [case["when"] for case in rule["cases"]]
    if None not in cases:
        yield ["or", *cases]


def _turn(
    path: Expr,
    variables: Sequence[str],
    conditions: Sequence[Expr],
    rule: Mapping[str, Any],
    names: Names,
    functions: dict[str, str],
    loops: list[str],
) -> str:
    """What is false where the conditions hold for no member of what `each` goes over."""
    table = rule["tables"].get(path[1])
    try:
        if table is None:
            return _loop(path, variables, conditions, names, functions, loops)
        if "values" in table or len(variables) > 1:
            return "True"
        rows = (Source(names._replace(rows={variables[0]: row}), functions) for row in table["rows"])
        return f"({' or '.join(_all(conditions, source) for source in rows)})"
    except NoSourceError:
        return "True" if table is not None else f"full({Source(names, functions).value(path)})"


def _loop(
    path: Expr,
    variables: Sequence[str],
    conditions: Sequence[Expr],
    names: Names,
    functions: dict[str, str],
    loops: list[str],
) -> str:
    source = Source(names, functions)
    start = source.path(path)
    if start is None:
        raise NoSourceError
    *keys, member = variables
    inner = names._replace(members={member: "member_"}, values=dict.fromkeys(keys, "key_"))
    test = _all(conditions, Source(inner, functions))
    name = f"each{len(loops)}"
    loops.append(
        f"def {name}({_TAKES}):\n    for key_ in members({source.value(path)}):\n"
        f"        member_ = (*{start}, key_)\n        if {test}:\n            return True\n    return False"
    )
    return f"{name}({_TAKES})"


def _all(conditions: Sequence[Expr], source: Source) -> str:
    return f"({' and '.join(map(source.holds, conditions)) or True})"


def _bound(rule: Mapping[str, Any], lets: Mapping[str, Expr]) -> set[str]:
    """The variables of `each`, and the `let` values that speak of them: they are other ones for each member."""
    bound = set(rule["each"][0]) if rule["each"] is not None else set()
    while more := {name for name, expr in lets.items() if name not in bound and _speaks_of(expr, bound)}:
        bound |= more
    return bound


def _speaks_of(expr: Expr, names: Collection[str]) -> bool:
    return any(path[0] in names for path in paths_in(expr))

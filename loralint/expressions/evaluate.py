"""The interpreter of compiled expressions, with a third truth value for what cannot be known.

Every operation is monotone: a definite result stays as it is whatever an unknown input turns out to be. Only `known()`
asks about the knowing itself.
"""

from __future__ import annotations

import operator
import re

from loralint.expressions.functions import FUNCTIONS
from loralint.expressions.operators import (
    STEPS_PER_UNIT,
    Exhausted,
    Work,
    add,
    compute,
    equal,
    in_order,
    is_number,
    member,
    negate,
)
from loralint.expressions.pattern import STEPS, TEXT_LENGTH, Cost
from loralint.expressions.steps import child_of, is_place, items_of, keys_of, members_of, value_of
from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from loralint.expressions.expr import Expr
    from loralint.expressions.protocols import Place, Scope, Value
    from loralint.expressions.unknown import Truth

    Operation = Callable[[Expr, Scope, Work], Value]


def evaluate(expr: Expr, scope: Scope) -> Value:
    """Give the value of an expression: plain data, or UNKNOWN. `and`, `or` and `not` give truth values."""
    try:
        return _value(expr, scope, Work())
    except Exhausted:
        return UNKNOWN


def truth(expr: Expr, scope: Scope) -> Truth:
    """Tell whether an expression holds: True, False or UNKNOWN."""
    return _as_truth(evaluate(expr, scope))


def place(expr: Expr, scope: Scope) -> Place | None:
    """Give the place that a path expression speaks of; None if it is no path, or its way there is unknown."""
    try:
        target = _target(expr, scope, Work())
    except Exhausted:
        return None
    return target if is_place(target) else None


def items(expr: Expr, scope: Scope) -> list[Place | Value] | None:
    """List what `for x in EXPR` binds: items and `values()` as Places where they are some; None if unknown."""
    try:
        return _items(expr, scope, Work())
    except Exhausted:
        return None


def _value(expr: Expr, scope: Scope, work: Work) -> Value:
    return _OPERATIONS[expr[0]](expr, scope, work)


def _truth(expr: Expr, scope: Scope, work: Work) -> Truth:
    return _as_truth(_OPERATIONS[expr[0]](expr, scope, work))


def _as_truth(value: Value) -> Truth:
    return UNKNOWN if value is UNKNOWN else bool(value)


def _target(expr: Expr, scope: Scope, work: Work) -> Place | Value:
    """Follow a path as a Place as far as there is one; other expressions give their value."""
    if expr[0] != "path":
        return _value(expr, scope, work)
    here = scope.lookup(expr[1])
    for step in expr[2:]:
        index = _value(step, scope, work) if isinstance(step, list) else step
        here = child_of(here, index)
    return here


def _path(expr: Expr, scope: Scope, work: Work) -> Value:
    return value_of(_target(expr, scope, work))


def _asking(question: Callable[[Place], Value]) -> Operation:
    """Make an operation that asks the place of its path; what is no place cannot tell."""

    def ask(expr: Expr, scope: Scope, work: Work) -> Value:
        target = _target(expr[1], scope, work)
        return question(target) if is_place(target) else UNKNOWN

    return ask


def _on(place: Place) -> Value:
    """Tell whether a key is written and in force as something that counts as true."""
    given = place.given()
    return _as_truth(place.value()) if given is True else given


def _number(place: Place) -> Value:
    """Give the number that is written at a place, as the framework reads it; UNKNOWN where none is."""
    value = place.value() if place.given() is True else UNKNOWN
    return value if is_number(value) else UNKNOWN


def _kleene(truths: Iterable[Truth], until: bool) -> Truth:
    """Join truths by `or` (until one is true) or by `and` (until one is false)."""
    result: Truth = not until
    for holds in truths:
        if holds is until:
            return until
        if holds is UNKNOWN:
            result = UNKNOWN
    return result


def _logic(until: bool) -> Operation:
    return lambda expr, scope, work: _kleene((_truth(part, scope, work) for part in expr[1:]), until)


def _choice(expr: Expr, scope: Scope, work: Work) -> Value:
    holds = _truth(expr[1], scope, work)
    return UNKNOWN if holds is UNKNOWN else _value(expr[2] if holds else expr[3], scope, work)


def _on_one(function: Callable[[Value], Value]) -> Operation:
    """Make an operation of a function of one value."""
    return lambda expr, scope, work: function(_value(expr[1], scope, work))


def _on_two(function: Callable[[Value, Value, Work], Value]) -> Operation:
    """Make an operation of a function of two values."""
    return lambda expr, scope, work: function(_value(expr[1], scope, work), _value(expr[2], scope, work), work)


def _arithmetic(function: Callable[..., object]) -> Operation:
    return _on_two(lambda left, right, _work: compute(function, left, right))


def _order(comparison: Callable[..., bool]) -> Operation:
    return _on_two(lambda left, right, _work: in_order(comparison, left, right))


def _literal(expr: Expr, _scope: Scope, _work: Work) -> Value:
    return expr[1]


def _list(expr: Expr, scope: Scope, work: Work) -> Value:
    return [_value(part, scope, work) for part in expr[1:]]


def _items(expr: Expr, scope: Scope, work: Work) -> list[Place | Value] | None:
    """List what `for` goes over, as Places where it can; None if that is unknown."""
    if expr[0] == "list":
        return [_target(part, scope, work) for part in expr[1:]]
    if expr[0] == "values":
        return members_of(_target(expr[1], scope, work), work)
    return items_of(_target(expr, scope, work), work)


def _values(expr: Expr, scope: Scope, work: Work) -> Value:
    members = members_of(_target(expr[1], scope, work), work)
    return UNKNOWN if members is None else [value_of(member) for member in members]


def _keys(expr: Expr, scope: Scope, work: Work) -> Value:
    mapping = _value(expr[1], scope, work)
    if isinstance(mapping, dict):
        return keys_of(mapping, work)
    return [] if mapping is None else UNKNOWN


def _each(expr: Expr, scope: Scope, work: Work) -> Iterator[Truth]:
    """Give the truth of the condition for every item; one unknown if the items are."""
    _, variable, source, condition, weight = expr
    items = _items(source, scope, work)
    if items is None:
        yield UNKNOWN
        return
    for item in items:
        work.spend(weight)
        yield _truth(condition, scope.bind(variable, item), work)


def _quantifier(until: bool) -> Operation:
    return lambda expr, scope, work: _kleene(_each(expr, scope, work), until)


def _count(expr: Expr, scope: Scope, work: Work) -> Value:
    total = 0
    for holds in _each(expr, scope, work):
        if holds is UNKNOWN:
            return UNKNOWN
        total += holds is True
    return total


def _matches(expr: Expr, scope: Scope, work: Work) -> Truth:
    _, operand, pattern, *cost = expr
    text = _value(operand, scope, work)
    if not isinstance(text, str) or len(text) > TEXT_LENGTH:
        return UNKNOWN
    steps = Cost(*cost).steps(len(text))
    if steps > STEPS:
        return UNKNOWN
    work.spend(steps // STEPS_PER_UNIT)
    return re.fullmatch(pattern, text) is not None


def _call(expr: Expr, scope: Scope, work: Work) -> Value:
    arguments = [_value(part, scope, work) for part in expr[2:]]
    for argument in arguments:
        if argument is UNKNOWN:
            return UNKNOWN
        if isinstance(argument, (str, list)):
            work.spend(len(argument) // STEPS_PER_UNIT)
    known = FUNCTIONS.get(expr[1])
    function = scope.function(expr[1]) if known is None else known.call
    return function(*arguments)


_OPERATIONS: dict[str, Operation] = {
    "lit": _literal,
    "list": _list,
    "path": _path,
    "raw": _asking(lambda place: place.raw()),
    "written": _asking(lambda place: place.written()),
    "given": _asking(lambda place: place.given()),
    "on": _asking(_on),
    "number": _asking(_number),
    "name": _asking(lambda place: place.key()),
    "file": _asking(lambda place: place.file()),
    "known": _on_one(lambda value: value is not UNKNOWN),
    "values": _values,
    "keys": _keys,
    "and": _logic(until=False),
    "or": _logic(until=True),
    "not": _on_one(lambda value: negate(_as_truth(value))),
    "if": _choice,
    "any": _quantifier(until=True),
    "all": _quantifier(until=False),
    "count": _count,
    "is null": _on_one(lambda value: UNKNOWN if value is UNKNOWN else value is None),
    "==": _on_two(equal),
    "in": _on_two(member),
    "<": _order(operator.lt),
    "<=": _order(operator.le),
    ">": _order(operator.gt),
    ">=": _order(operator.ge),
    "+": _on_two(add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "/": _arithmetic(operator.truediv),
    "//": _arithmetic(operator.floordiv),
    "%": _arithmetic(operator.mod),
    "neg": _on_one(lambda value: compute(operator.neg, value)),
    "matches": _matches,
    "call": _call,
}

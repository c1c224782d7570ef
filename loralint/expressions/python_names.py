"""The names of which expressions as Python source make use: the operations, without a shared allowance of steps."""

from __future__ import annotations

import operator
import re

from loralint.expressions.functions import FUNCTIONS
from loralint.expressions.operators import Work, add, compute, equal, in_order, is_number, member
from loralint.expressions.pattern import STEPS, TEXT_LENGTH, Cost
from loralint.expressions.steps import child_of, value_of
from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from loralint.expressions.concepts import Steps
    from loralint.expressions.protocols import Value
    from loralint.expressions.unknown import Truth

    Meaning = tuple[Steps, tuple[tuple[object, object], ...] | None]


def _same(left: Value, right: Value) -> Truth:
    return equal(left, right, Work())


def _listed(value: Value, container: Value) -> Truth:
    return member(value, container, Work())


def _plus(left: Value, right: Value) -> Value:
    return add(left, right, Work())


def _matches(text: Value, pattern: str, *cost: int) -> Truth:
    if not isinstance(text, str) or len(text) > TEXT_LENGTH or Cost(*cost).steps(len(text)) > STEPS:
        return UNKNOWN
    return re.fullmatch(pattern, text) is not None


def _number(given: Truth, value: Value) -> Value:
    return value if given is True and is_number(value) else UNKNOWN


def _shared(value: Value, values: tuple[tuple[object, object], ...]) -> Value:
    """A framework's own value in the terms of the concept."""
    return next((shared for native, shared in values if native == value), UNKNOWN)


def _by_meaning(facts: Mapping[Steps, Value], meaning: Meaning | None, below: Steps, is_value: bool) -> Value:
    """What a mapping of facts gives for a concept, or below it; `meaning` is the place that is meant, if any."""
    if meaning is None:
        return UNKNOWN
    path, values = meaning
    fact = facts[path + below]
    return fact if below or values is None or not is_value else _shared(fact, values)


def _below(value: Value, *steps: str | int) -> Value:
    for step in steps:
        value = child_of(value, step)
    return value_of(value)


def _members(value: Value) -> Iterable[str | int]:
    """The steps to the members of a list or mapping, which must be names or indices. Raises TypeError for others."""
    if isinstance(value, list):
        return range(len(value))
    if not isinstance(value, dict):
        return ()
    if not all(isinstance(key, str) for key in value):
        raise TypeError("a key that is no text")
    return value


def _full(value: Value) -> bool:
    return isinstance(value, (list, dict)) and len(value) > 0


def _call(function: Callable[..., Value], *arguments: Value) -> Value:
    for argument in arguments:
        if argument is UNKNOWN:
            return UNKNOWN
    return function(*arguments)


def _ordering(comparison: Callable[..., bool]) -> Callable[[Value, Value], Truth]:
    return lambda left, right: in_order(comparison, left, right)


def _reckoning(function: Callable[..., object]) -> Callable[..., Value]:
    return lambda *numbers: compute(function, *numbers)


NAMES: dict[str, object] = {
    "U": UNKNOWN,
    "same": _same,
    "listed": _listed,
    "plus": _plus,
    "matches": _matches,
    "number": _number,
    "shared": _shared,
    "by_meaning": _by_meaning,
    "below": _below,
    "call": _call,
    "full": _full,
    "members": _members,
    "negative": _reckoning(operator.neg),
    **{name: _ordering(getattr(operator, name)) for name in ("lt", "le", "gt", "ge")},
    **{name: _reckoning(getattr(operator, name)) for name in ("sub", "mul", "truediv", "floordiv", "mod")},
    **{f"f_{name}": function.call for name, function in FUNCTIONS.items()},
}
"""Everything by its name in the source, such as `U` for UNKNOWN and `f_len` for `len()`."""

"""Comparison, membership and arithmetic over plain data with unknown parts. Nothing here raises but `Exhausted`.

The rules are those of section "The language" of the design: like kinds compare, other kinds are unknown.
"""

from __future__ import annotations

import math
import operator

from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from loralint.expressions.unknown import Truth

WORK = 1_000_000
"""Steps that one evaluation may take, about a third of a second; aliases make small files hold huge data."""
JOINED_ITEMS = 10_000
DATA_DEPTH = 60
INTEGER_BITS = 1023
"""Integers of more bits have no float beside them, and their products grow without end."""

_KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "bool",
    int: "number",
    float: "number",
    str: "text",
    list: "list",
    dict: "mapping",
}


class Exhausted(Exception):  # noqa: N818 (no error of anybody: the answer is then unknown)
    """An evaluation took more than its share of steps."""


STEPS_PER_UNIT = 64
"""Steps of C code (a character compared, an item copied) that take as long as one step of this interpreter."""


class Work:
    """The steps that an evaluation has left."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = WORK

    def spend(self, steps: int) -> None:
        """Take steps away; raises Exhausted when none are left."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted


def kind(value: object) -> object:
    """Name the kind of a value; what YAML knows beyond JSON (dates) is of its own type's kind."""
    return _KINDS.get(type(value), type(value))


def negate(truth: Truth) -> Truth:
    """Kleene's not."""
    return UNKNOWN if truth is UNKNOWN else not truth


def equal(left: object, right: object, work: Work, depth: int = 0) -> Truth:
    """Compare like kinds; unknown for other kinds, for NaN, and for data that is nested too deeply to tell."""
    if left is UNKNOWN or right is UNKNOWN or depth > DATA_DEPTH:
        return UNKNOWN
    work.spend(1)
    shared = kind(left)
    if shared != kind(right) or (shared == "number" and not (is_number(left) and is_number(right))):
        return UNKNOWN
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and _all_equal(zip(left, right, strict=True), work, depth)
    if isinstance(left, dict) and isinstance(right, dict):
        pairs = ((left[key], right[key]) for key in left)
        return left.keys() == right.keys() and _all_equal(pairs, work, depth)
    return bool(left == right)


def _all_equal(pairs: Iterable[tuple[object, object]], work: Work, depth: int) -> Truth:
    result: Truth = True
    for left, right in pairs:
        same = equal(left, right, work, depth + 1)
        if same is False:
            return False
        if same is UNKNOWN:
            result = UNKNOWN
    return result


def member(value: object, container: object, work: Work) -> Truth:
    """Tell whether `value` is an item of a list or a key of a mapping. Null is no member, nothing is in null."""
    if container is None:
        return False
    if not isinstance(container, (list, dict)):
        return UNKNOWN
    if value is None or not container:
        return False
    if value is UNKNOWN:
        return UNKNOWN
    if type(value) is str:  # equals texts alone: the search is left to C
        work.spend(1 + len(container) // STEPS_PER_UNIT)
        return True if value in container else UNKNOWN if UNKNOWN in container else False
    result: Truth = False
    for item in container:
        work.spend(1)
        if item is not UNKNOWN and kind(item) != kind(value):
            continue
        same = equal(value, item, work)
        if same is True:
            return True
        if same is UNKNOWN:
            result = UNKNOWN
    return result


def is_number(value: object) -> bool:
    """Tell whether a value can be put in order: any number but NaN."""
    return type(value) is int or (type(value) is float and not math.isnan(value))


def is_computable(value: object) -> bool:
    """Tell whether a value can be reckoned with: a finite number that a float can hold."""
    if type(value) is int:
        return value.bit_length() <= INTEGER_BITS
    return type(value) is float and math.isfinite(value)


def compute(function: Callable[..., object], *numbers: object) -> object:
    """Apply an arithmetic function; unknown unless operands and result are finite numbers."""
    if not all(map(is_computable, numbers)):
        return UNKNOWN
    try:
        result = function(*numbers)
    except (ArithmeticError, ValueError):
        return UNKNOWN
    return UNKNOWN if isinstance(result, float) and not math.isfinite(result) else result


def add(left: object, right: object, work: Work) -> object:
    """Add numbers or join lists."""
    if not (isinstance(left, list) and isinstance(right, list)):
        return compute(operator.add, left, right)
    if len(left) + len(right) > JOINED_ITEMS:
        return UNKNOWN
    work.spend(len(left) + len(right))
    return left + right


def in_order(comparison: Callable[..., bool], left: object, right: object) -> Truth:
    """Compare two numbers by `comparison`; unknown for anything else."""
    return comparison(left, right) if is_number(left) and is_number(right) else UNKNOWN

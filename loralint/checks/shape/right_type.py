"""The value of the right type that is written in a wrong one."""

from __future__ import annotations

from math import isfinite

from loralint.checks.shape.near_value import listed_values, meant_placeholder
from loralint.config.loaders.loader import WRONG
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from loralint.config.shape import Shape

_COUNTED_IN_THOUSANDS = 1000
"""Above this the fraction of a number that counts things is what a product left over: `0.9 * hidden_size ** 2`."""


def in_right_type(data: object, shape: Shape) -> Any:
    """The value that a text or number stands for, else WRONG: 16 for `"16"`, a list of one for its item."""
    types = shape.types()
    placeholder = meant_placeholder(data, shape)
    if placeholder is not None:
        return placeholder
    if data is False and "no" in listed_values(shape):
        return "no"
    if isinstance(data, float) and isfinite(data) and "integer" in types and _counts(data):
        return int(data)
    return _of_text(data, shape, types) if isinstance(data, str) else WRONG


def _of_text(data: str, shape: Shape, types: tuple[str, ...]) -> Any:
    shorthand = shape.alternative_for({}).schema.get("x-shorthand")
    if shorthand is not None:
        return {shorthand: data} if isinstance(shorthand, str) else {shorthand["key"]: data, **shorthand["beside"]}
    if "integer" in types or "number" in types:
        number = _number(data)
        if number is not None and (isinstance(number, int) or "number" in types):
            return number
        if number is not None and number == int(number):
            return int(number)
    if "boolean" in types and data.lower() in ("true", "false"):
        return data.lower() == "true"
    if "array" in types and data and "," not in data:
        item = shape.child(0, [data])
        return [data] if item is None or (item.read(data) is not WRONG and item.allows_any(data)) else WRONG
    return WRONG


def _counts(number: float) -> bool:
    return number.is_integer() or number > _COUNTED_IN_THOUSANDS


def _number(text: str) -> int | float | None:
    for read in (int, float):
        try:
            number = read(text)
        except ValueError:
            continue
        return number if number == number and abs(number) != float("inf") else None
    return None

"""A value that the framework takes in place of one at which it stops, where nobody can tell which one was meant."""

from __future__ import annotations

from math import isfinite

from loralint.checks.shape.near_value import listed_values
from loralint.checks.shape.ranges import range_words
from loralint.config.loaders.loader import WRONG
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from loralint.config.shape import Shape

_ROUNDED = 10
"""Of a smaller number the fraction is too large a part to be left out."""


def usable_value(data: object, shape: Shape) -> tuple[Any, bool]:
    """The value nearest to what is written, and whether it is the default; WRONG where none is near.

    Example: -16 becomes 16, 4 becomes 3 where that is the most, and the text "many" the default.
    """
    for candidate in _near(data, shape):
        if _is_taken(candidate, shape):
            return candidate, False
    default = WRONG if _says_something_else(data, shape) else shape.default()
    if isinstance(default, (int, float, str)) and _is_taken(default, shape):
        return default, True
    return next((bound for bound in _bounds(data, shape, "minimum") if _is_taken(bound, shape)), WRONG), False


def _near(data: object, shape: Shape) -> Iterator[object]:
    if isinstance(data, list) and len(data) == 1:
        yield data[0]
    if isinstance(data, bool) and "enabled" in shape.alternative_for({}).members({}):
        yield {"enabled": data}
    if isinstance(data, str) and data.lower() in ("true", "false"):
        yield data.lower() == "true"
    if isinstance(data, str) and data.lower() in ("none", "null"):
        yield None
    if isinstance(data, float) and not isfinite(data):
        return
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        if abs(data) >= _ROUNDED:
            yield int(data)
        if isinstance(data, int) and data < -1:  # -1 is how people write that there is none
            yield -data
        yield from _bounds(data, shape, "maximum")
        numbers = [one for one in listed_values(shape) if isinstance(one, int) and not isinstance(one, bool)]
        yield from sorted(numbers, key=lambda one: abs(one - data))[:1]


def _says_something_else(data: object, shape: Shape) -> bool:
    """Is it what a calculation left, or a yes where a word is asked for? The default would be far from both."""
    if isinstance(data, float) and not isfinite(data):
        return True
    return data is True and "string" in shape.types() and not {"number", "integer"} & set(shape.types())


def _bounds(data: object, shape: Shape, word: str) -> Iterator[object]:
    """The most or the least that may stand there, for a number beyond it."""
    if isinstance(data, (int, float)):
        for branch in shape.branches():
            bound = branch.schema.get(word)
            if bound is not None and (data > bound if word == "maximum" else data < bound):
                yield bound


def _is_taken(value: object, shape: Shape) -> bool:
    if isinstance(value, dict):
        return "object" in shape.types()
    read = shape.read(value)
    return (
        read is not WRONG and shape.allows_any(read) and range_words(read, shape.alternative_for(read).schema) is None
    )

"""The functions of the language that work on values alone. None raises; a wrong kind gives UNKNOWN.

The evaluator hands in known values only. Functions that need the place of a value (`given`, `written`, `name`, ...)
are its own.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from loralint.expressions.operators import compute, is_computable, is_number, kind
from loralint.expressions.text_functions import PATTERN_LENGTH, is_pattern, is_printable, split
from loralint.expressions.unknown import UNKNOWN, Truth

if TYPE_CHECKING:
    from collections.abc import Callable

INTEGER_DIGITS = 18
ROUND_DIGITS = 15

_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_VERSION_BOUND = re.compile(r"\(\?>|[*+?}]\+|.\(\?[a-zA-Z]")
"""What one version of Python takes and another refuses: atomic groups, possessive repetitions, flags in the middle."""


class Function(NamedTuple):
    """A function, and how many arguments it takes (`most` None: any number)."""

    call: Callable[..., object]
    least: int
    most: int | None


def _len(value: object) -> object:
    return len(value) if isinstance(value, (str, list, dict)) else UNKNOWN


def _on_text(method: Callable[..., object]) -> Callable[..., object]:
    def call(*texts: object) -> object:
        return method(*texts) if all(isinstance(text, str) for text in texts) else UNKNOWN

    return call


def _is_kind(wanted: str) -> Callable[[object], Truth]:
    return lambda value: kind(value) == wanted


def _extreme(choose: Callable[[list[object]], object]) -> Callable[..., object]:
    """Make `min` or `max`, over several numbers or over one list of numbers."""

    def call(*values: object) -> object:
        first = values[0]
        numbers = first if len(values) == 1 and isinstance(first, list) else list(values)
        return choose(numbers) if numbers and all(map(is_number, numbers)) else UNKNOWN

    return call


def _round(value: object, digits: object = None) -> object:
    if digits is None:
        return compute(round, value)
    if type(digits) is not int or abs(digits) > ROUND_DIGITS or not is_computable(value):
        return UNKNOWN
    return compute(round, value, digits)


def _basename(path: str) -> str:
    """Give the last part of a path or of a hub name, under either separator."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _int_of(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= INTEGER_DIGITS else UNKNOWN


def _is_regex(text: object) -> Truth:
    """Tell whether Python can compile a text as a regular expression; nothing is matched with it."""
    if not isinstance(text, str) or len(text) > PATTERN_LENGTH or _VERSION_BOUND.search(text):
        return UNKNOWN
    return is_pattern(text)


def _words(text: str) -> list[str]:
    """List the names in a text, dotted ones whole: `"q_proj, v_proj"` holds two."""
    return _NAME.findall(text)


def _lookup(table: object, key: object) -> object:
    """Give the value of a mapping under a key that is text; null where it has no such key."""
    return table.get(key) if isinstance(table, dict) and isinstance(key, str) else UNKNOWN


OF_SCOPE = {
    "plugin": 1,
    "family": 1,
    "family_fact": 2,
    "missing_modules": 2,
    "missing_saved_modules": 2,
    "unfit_modules": 2,
    "nearest_module": 2,
    "replacement_module": 3,
    "known_modules": 1,
    "default_targets": 1,
    "is_transposed": 1,
    "is_inner_module": 1,
}
"""Functions that the scope brings along (`Scope.function`), and how many arguments each takes.

They look things up (what a model is, which plugins a config loads) of which the language itself knows nothing.
"""

FUNCTIONS: dict[str, Function] = {
    "len": Function(_len, 1, 1),
    "lower": Function(_on_text(str.lower), 1, 1),
    "upper": Function(_on_text(str.upper), 1, 1),
    "startswith": Function(_on_text(str.startswith), 2, 2),
    "endswith": Function(_on_text(str.endswith), 2, 2),
    "contains": Function(_on_text(str.__contains__), 2, 2),
    "basename": Function(_on_text(_basename), 1, 1),
    "int_of": Function(_on_text(_int_of), 1, 1),
    "split": Function(split, 2, 2),
    "is_pattern": Function(is_pattern, 1, 1),
    "is_printable": Function(is_printable, 1, 1),
    "words": Function(_on_text(_words), 1, 1),
    "is_regex": Function(_is_regex, 1, 1),
    "min": Function(_extreme(min), 1, None),  # type: ignore[arg-type]
    "max": Function(_extreme(max), 1, None),  # type: ignore[arg-type]
    "abs": Function(lambda value: compute(abs, value), 1, 1),
    "round": Function(_round, 1, 2),
    "floor": Function(lambda value: compute(math.floor, value), 1, 1),
    "sqrt": Function(lambda value: compute(math.sqrt, value), 1, 1),
    "is_number": Function(_is_kind("number"), 1, 1),
    "is_text": Function(_is_kind("text"), 1, 1),
    "is_list": Function(_is_kind("list"), 1, 1),
    "is_mapping": Function(_is_kind("mapping"), 1, 1),
    "is_bool": Function(_is_kind("bool"), 1, 1),
    "lookup": Function(_lookup, 2, 2),
}

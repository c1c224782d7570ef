"""TRL's parser, which gives the values of a YAML file to argparse as defaults: only text is converted to its type."""

from __future__ import annotations

from loralint.config.loaders.loader import WRONG, Loader
from loralint.config.loaders.python_numbers import python_float, python_integer
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_TRUE = frozenset(("yes", "true", "t", "y", "1"))
_FALSE = frozenset(("no", "false", "f", "n", "0"))
_NOTHING = frozenset(("none", "null"))
_CONVERTED = frozenset(("boolean", "integer", "number", "null"))
"""Where nothing else may stand, text is converted or stops the parser. One of a list counts as an item."""


def _boolean(value: object) -> Any:
    if isinstance(value, str):
        word = value.lower()
        return True if word in _TRUE else False if word in _FALSE else WRONG
    return bool(value) if isinstance(value, (int, float)) and value in (0, 1) else WRONG


def _integer(value: object) -> Any:
    return python_integer(value) if isinstance(value, (str, bool)) else WRONG


def _number(value: object) -> Any:
    return python_float(value) if isinstance(value, (str, bool)) else WRONG


class _ArgumentParser(Loader):
    conversions = {"boolean": _boolean, "integer": _integer, "number": _number}  # noqa: RUF012
    keys_are_keywords = True
    any_text_is_true = False
    untyped_text_stays = False
    keeps_none = True

    def convert(self, value: object, types: tuple[str, ...]) -> Any:
        if self.stops_at(value, types) and str(value).lower() in _NOTHING:
            return None if "null" in types and "boolean" not in types else WRONG
        return super().convert(value, types)

    def stops_at(self, value: object, types: tuple[str, ...]) -> bool:
        return isinstance(value, str) and bool(types) and _CONVERTED.issuperset(types)


LOADER = _ArgumentParser()

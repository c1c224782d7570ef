"""Pydantic's lax mode, as Axolotl, DeepSpeed's sections and others use it (pydantic's conversion table)."""

from __future__ import annotations

from loralint.config.loaders.loader import WRONG, Loader
from loralint.config.loaders.python_numbers import python_float, python_integer
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_WHOLE = lazy_pattern(r"([-+]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?")
"""A whole number as pydantic takes it from text: `16`, `1_6`, `16.0`."""
_INT64 = 2.0**63
"""A float at or above it is no whole number to pydantic."""
_TRUE = frozenset(("1", "true", "t", "yes", "y", "on"))
_FALSE = frozenset(("0", "false", "f", "no", "n", "off"))


def _boolean(value: object) -> Any:
    value = _decoded(value)
    if isinstance(value, str):
        word = value.lower()
        return True if word in _TRUE else False if word in _FALSE else WRONG
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    return WRONG


def _integer(value: object) -> Any:
    value = _decoded(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if abs(value) < _INT64 and value.is_integer() else WRONG
    if isinstance(value, str):
        found = _WHOLE.fullmatch(value.strip())
        return WRONG if found is None else python_integer(found[1].replace("_", ""))
    return WRONG


def _number(value: object) -> Any:
    value = _decoded(value)
    if isinstance(value, bool):
        return float(value)
    return python_float(value) if isinstance(value, str) and value.strip().isascii() else WRONG


def _string(value: object) -> Any:
    return _decoded(value) if isinstance(value, bytes) else WRONG


def _decoded(value: object) -> object:
    """YAML's !!binary gives bytes; pydantic reads them as the text that they spell."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return WRONG


class Pydantic(Loader):
    """The lax mode."""

    conversions = {"boolean": _boolean, "integer": _integer, "number": _number, "string": _string}  # noqa: RUF012
    keys_are_keywords = True
    any_text_is_true = False
    untyped_text_stays = False


LOADER = Pydantic()

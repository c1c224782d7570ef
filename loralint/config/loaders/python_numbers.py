"""Python's own int() and float(), with WRONG where they raise."""

from __future__ import annotations

from loralint.config.loaders.loader import WRONG
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def python_float(value: Any) -> Any:
    """Python's float(): a whole number may be too large for it."""
    try:
        return float(value)
    except (ValueError, OverflowError):
        return WRONG


def python_integer(value: object) -> Any:
    """Python's int(): text of digits, floats cut off, booleans."""
    if isinstance(value, (str, float, bool)):
        try:
            return int(value)
        except (ValueError, OverflowError):
            return WRONG
    return WRONG

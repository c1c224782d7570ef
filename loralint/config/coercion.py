"""What a framework makes of a value before it looks at its type.

Three ways of reading are known (the schema's `x-reads`):

- ``pydantic``: lax mode, as Axolotl and DeepSpeed's sections use it (pydantic's conversion table);
- ``onetrainer``: the loader of modules/util/config/BaseConfig.py;
- ``raw``: nothing is converted.
"""

from __future__ import annotations

import re
from typing import Any

WRONG = object()
"""The value cannot be read as the type."""

_WHOLE = re.compile(r"([-+]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?")
"""A whole number as pydantic takes it from text: `16`, `1_6`, `16.0`."""
_INT64 = 2.0**63
"""A float at or above it is no whole number to pydantic."""
_TRUE = frozenset(("1", "true", "t", "yes", "y", "on"))
_FALSE = frozenset(("0", "false", "f", "no", "n", "off"))


def kind_of(value: object) -> str:
    """The JSON Schema type of a plain value; dates and bytes, which YAML can give, are their own kinds."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (list, tuple)):
        return "array"
    return "object" if isinstance(value, dict) else type(value).__name__


def fits(value: object, types: tuple[str, ...]) -> bool:
    """Is the value of one of the JSON Schema types, without any conversion?"""
    kind = kind_of(value)
    return kind in types or (kind == "integer" and "number" in types)


def convert(value: object, types: tuple[str, ...], reads: str) -> Any:
    """The value as the framework holds it, or WRONG. Without types everything fits."""
    if not types or fits(value, types):
        if reads == "onetrainer" and isinstance(value, int) and _only_number(types) and not isinstance(value, bool):
            return _python_float(value)
        return value
    if reads == "pydantic":
        return _first(value, types, _PYDANTIC)
    if reads == "onetrainer":
        return _first(value, types, _ONETRAINER)
    return WRONG


def _only_number(types: tuple[str, ...]) -> bool:
    return "number" in types and "integer" not in types


def _first(value: object, types: tuple[str, ...], table: dict[str, Any]) -> Any:
    """The first type, in the order pydantic's smart union prefers, that takes the value."""
    for name in ("boolean", "integer", "number", "string"):
        if name in types:
            result = table[name](value)
            if result is not WRONG:
                return result
    return WRONG


def _pydantic_boolean(value: object) -> Any:
    value = _decoded(value)
    if isinstance(value, str):
        word = value.lower()
        return True if word in _TRUE else False if word in _FALSE else WRONG
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    return WRONG


def _pydantic_integer(value: object) -> Any:
    value = _decoded(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if abs(value) < _INT64 and value.is_integer() else WRONG
    if isinstance(value, str):
        found = _WHOLE.fullmatch(value.strip())
        return WRONG if found is None else _python_integer(found[1].replace("_", ""))
    return WRONG


def _pydantic_number(value: object) -> Any:
    value = _decoded(value)
    if isinstance(value, bool):
        return float(value)
    return _python_float(value) if isinstance(value, str) and value.strip().isascii() else WRONG


def _pydantic_string(value: object) -> Any:
    return _decoded(value) if isinstance(value, bytes) else WRONG


def _decoded(value: object) -> object:
    """YAML's !!binary gives bytes; pydantic reads them as the text that they spell."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return WRONG


def _python_float(value: Any) -> Any:
    """Python's float(): a whole number may be too large for it."""
    try:
        return float(value)
    except (ValueError, OverflowError):
        return WRONG


def _python_integer(value: object) -> Any:
    """Python's int(): text of digits, floats cut off, booleans."""
    if isinstance(value, (str, float, bool)):
        try:
            return int(value)
        except (ValueError, OverflowError):
            return WRONG
    return WRONG


def _onetrainer_number(value: object) -> Any:
    return _python_float(value) if isinstance(value, (str, bool)) else WRONG


def _unchecked(value: object) -> Any:
    return value


_PYDANTIC = {
    "boolean": _pydantic_boolean,
    "integer": _pydantic_integer,
    "number": _pydantic_number,
    "string": _pydantic_string,
}
_ONETRAINER = {
    "boolean": _unchecked,
    "integer": _python_integer,
    "number": _onetrainer_number,
    "string": str,
}

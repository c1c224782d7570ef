"""The bounds that a schema sets to numbers, lists and texts."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_BOUNDS = frozenset(("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"))


def _literal(value: object) -> str:
    """How a bound is written in a message."""
    from loralint.words import values  # for a value that breaks one

    return values.literal(value)


def range_words(value: object, schema: dict[str, Any]) -> str | None:
    """What a value has to be, where it breaks a bound of its schema; None where it keeps them."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number_words(value, schema)
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            return f"a list of at least {schema['minItems']}"
        if len(value) > schema.get("maxItems", len(value)):
            return f"a list of at most {schema['maxItems']}"
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        return "text that is not empty"
    return None


def _number_words(value: float, schema: dict[str, Any]) -> str | None:
    if value != value and _BOUNDS & schema.keys():
        return "a number"
    if "minimum" in schema and not value >= schema["minimum"]:
        return f"at least {_literal(schema['minimum'])}"
    if "exclusiveMinimum" in schema and not value > schema["exclusiveMinimum"]:
        return f"above {_literal(schema['exclusiveMinimum'])}"
    if "maximum" in schema and not value <= schema["maximum"]:
        return f"at most {_literal(schema['maximum'])}"
    if "exclusiveMaximum" in schema and not value < schema["exclusiveMaximum"]:
        return f"below {_literal(schema['exclusiveMaximum'])}"
    if schema.get("multipleOf") and value % schema["multipleOf"] != 0:
        return "a whole number" if schema["multipleOf"] == 1 else f"a multiple of {_literal(schema['multipleOf'])}"
    return None

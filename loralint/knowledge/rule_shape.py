"""The form of a rule file, checked against `schemas/rule.schema.json` with sentences of our own.

jsonschema would do it as well, but it is not loaded to compile rules, and its sentences speak of schemas.
"""

from __future__ import annotations

import re
from typing import Any

from loralint.syntax.keypath import Path, format_path


class Complaint(Exception):  # noqa: N818 - it is what the author reads, not an accident
    """A problem at a place of the rule file."""

    def __init__(self, message: str, at: Path) -> None:
        super().__init__(message)
        self.at = at


def check_shape(value: Any, schema: dict[str, Any], root: dict[str, Any], at: Path) -> None:
    """The part of JSON Schema that rule.schema.json uses, with sentences of our own."""
    schema = _branch(value, schema, root, at)
    types = _types(schema)
    kind = _kind(value)
    if types and kind not in types:
        raise Complaint(f"{_where(at)} must be a {' or '.join(types)}, not a {kind}", at)
    if "enum" in schema and value not in schema["enum"]:
        raise Complaint(f"{_where(at)} must be one of {', '.join(schema['enum'])}, not {value}", at)
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise Complaint(f"{_where(at)} has the wrong form: {value}", at)
    if isinstance(value, dict):
        _check_fields(value, schema, root, at)
    elif isinstance(value, list):
        _check_items(value, schema, root, at)


def _branch(value: Any, schema: dict[str, Any], root: dict[str, Any], at: Path) -> dict[str, Any]:
    """The schema behind a reference, or the alternative of the value's kind."""
    if "$ref" in schema:
        found: dict[str, Any] = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        return found
    if "anyOf" not in schema:
        return schema
    kind = _kind(value)
    for branch in schema["anyOf"]:
        chosen = _branch(value, branch, root, at)
        if kind in _types(chosen):
            return chosen
    raise Complaint(f"{_where(at)} cannot be a {kind}", at)


def _check_items(value: list[Any], schema: dict[str, Any], root: dict[str, Any], at: Path) -> None:
    if len(value) < schema.get("minItems", 0):
        raise Complaint(f"{_where(at)} must not be empty", at)
    for index, item in enumerate(value):
        check_shape(item, schema.get("items", {}), root, (*at, index))


def _check_fields(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: Path) -> None:
    properties = schema.get("properties", {})
    for name, item in value.items():
        if name in properties:
            check_shape(item, properties[name], root, (*at, name))
        elif schema.get("x-unknown") == "refuses":
            raise Complaint(f"unknown field {name}", (*at, name))
        elif isinstance(schema.get("additionalProperties"), dict):
            check_shape(item, schema["additionalProperties"], root, (*at, name))
    for name in schema.get("required", ()):
        if name not in value:
            raise Complaint(f"the field {name} is missing", at)


def _types(schema: dict[str, Any]) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _where(at: Path) -> str:
    return format_path(at) or "a rule"

"""Words of a JSON Schema that stand for other parts of it: references, and what holds under a condition."""

from __future__ import annotations

from loralint.config.identity_cache import IdentityCache
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_RESOLVED = IdentityCache()


def resolve_reference(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """Follow `$ref`; words beside the reference win over those it names."""
    if "$ref" not in schema:
        return schema
    known: dict[str, Any] | None = _RESOLVED.recall(schema, root)
    if known is not None:
        return known
    target = root
    for step in schema["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    merged = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    if "$ref" in target:
        merged["$ref"] = target["$ref"]
    resolved: dict[str, Any] = _RESOLVED.keep(schema, root, resolve_reference(merged, root))
    return resolved


def is_placeholder(value: object, schema: dict[str, Any]) -> bool:
    """Is the value a text that the run fills in?"""
    return isinstance(value, str) and value in schema.get("x-placeholder", ())


def condition_of(part: dict[str, Any]) -> dict[str, list[Any]]:
    """The keys and values that an `if` asks for."""
    asked = part.get("if", {}).get("properties", {})
    return {key: test.get("enum", [test["const"]] if "const" in test else []) for key, test in asked.items()}


def added_part(part: dict[str, Any], data: object, properties: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The schema that a part of `allOf` adds for these data."""
    if "if" not in part:
        return part
    values = data if isinstance(data, dict) else {}
    holds = all(
        any(equal(values.get(key, properties.get(key, {}).get("default")), value) for value in accepted)
        for key, accepted in condition_of(part).items()
    )
    chosen = part.get("then") if holds else part.get("else")
    return chosen if isinstance(chosen, dict) else None


def equal(left: object, right: object) -> bool:
    """Are two values equal and of one kind? Whole numbers and floats are one kind, true is no number."""
    return (type(left) is type(right) and left == right) or (
        isinstance(left, (int, float))
        and isinstance(right, (int, float))
        and not isinstance(left, bool)
        and not isinstance(right, bool)
        and left == right
    )

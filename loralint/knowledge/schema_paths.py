"""What a framework's schema says of a path without any data: whether it knows the keys, and the kinds of values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Schema = Mapping[str, Any]

_KINDS = {
    "null": "null",
    "boolean": "bool",
    "integer": "number",
    "number": "number",
    "string": "text",
    "array": "list",
    "object": "mapping",
}
"""The language's kind by the JSON Schema type."""
_KEEPS = ("kept", "crash")
"""What `x-wrong` says where a value of a wrong type stays in the config."""


class Part(NamedTuple):
    """A schema that may speak of a place; `wrong` is what becomes of values that do not fit, inherited from above."""

    schema: Schema
    wrong: str


class UnknownStep(NamedTuple):
    """The first step of a path that no schema knows, and the names that are known in its place."""

    step: str
    known: tuple[str, ...]


def walk(roots: Iterable[Schema], path: Iterable[str | int | None]) -> list[Part] | UnknownStep | None:
    """The schemas at a path in any of the versions; None where anything may stand, for a step None is any index."""
    parts = [part for root in roots for part in _forms(root, root, root.get("x-wrong", "refused"))]
    for step in path:
        found, is_open, known = _children(parts, step)
        if not found:
            return None if is_open or not isinstance(step, str) else UnknownStep(step, tuple(sorted(known)))
        parts = found
    return parts


def kinds(parts: Iterable[Part]) -> set[str] | None:
    """The kinds that the values in force may have; None where they may be of any."""
    found: set[str] = set()
    for part in parts:
        own = _own_kinds(part.schema)
        if own is None or part.wrong in _KEEPS:
            return None
        found |= own
    return found or None


def _own_kinds(schema: Schema) -> set[str] | None:
    declared = schema.get("type")
    types = [declared] if isinstance(declared, str) else list(declared or ())
    values = list(schema.get("enum", ())) + ([schema["const"]] if "const" in schema else [])
    found = {_KINDS[name] for name in types} | ({kind_of(value) for value in values} if not types else set())
    if not found:
        if not {"properties", "allOf", "items", "prefixItems"} & schema.keys():
            return None
        found = {"list"} if "items" in schema or "prefixItems" in schema else {"mapping"}
    extra = [schema[word] for word in ("default", "x-null-means") if word in schema]
    text = {"text"} if "x-placeholder" in schema or "x-computed" in schema else set()
    if "x-separator" in schema:
        return {"list", "null"} & found | {"list"}
    return found | {kind_of(value) for value in extra} | text


def kind_of(value: object) -> str:
    """The language's kind of a literal: `null`, `bool`, `number`, `text`, `list` or `mapping`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return "text" if isinstance(value, str) else "list" if isinstance(value, list) else "mapping"


def _forms(schema: Schema, root: Schema, wrong: str, seen: tuple[int, ...] = ()) -> Iterator[Part]:
    """Every alternative of a schema: references followed, `anyOf` and conditional parts taken apart."""
    if id(schema) in seen:
        return
    seen = (*seen, id(schema))
    while "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{word: value for word, value in schema.items() if word != "$ref"}}
    wrong = schema.get("x-wrong", wrong)
    if "anyOf" not in schema:
        yield Part({**schema, "$root": root}, wrong)
    for branch in schema.get("anyOf", ()):
        beside = {word: value for word, value in schema.items() if word not in ("anyOf", "default")}
        yield from _forms({**beside, **branch}, root, wrong, seen)
    for part in schema.get("allOf", ()):
        for word in ("then", "else"):
            if isinstance(part.get(word), Mapping):
                yield from _forms(part[word], root, wrong, seen)
        if "if" not in part:
            yield from _forms(part, root, wrong, seen)


def _children(parts: Iterable[Part], step: str | int | None) -> tuple[list[Part], bool, set[str]]:
    """The schemas of a step below some others, whether another key may stand there, and the keys that are known."""
    found: list[Part] = []
    known: set[str] = set()
    is_open = False
    for schema, wrong in parts:
        root = schema["$root"]
        properties = schema.get("properties", {})
        known |= set(properties)
        if isinstance(step, str) and step in properties:
            found += _forms(properties[step], root, wrong)
        elif not isinstance(step, str):
            items = [*schema.get("prefixItems", ()), schema.get("items"), *schema.get("patternProperties", {}).values()]
            items += [schema.get("additionalProperties"), *(properties.values() if step is None else ())]
            found += [form for item in items if isinstance(item, Mapping) for form in _forms(item, root, wrong)]
        is_open = is_open or _is_open(schema)
    return found, is_open, known


def _is_open(schema: Schema) -> bool:
    """May a mapping of this schema hold keys that it does not list?"""
    types = schema.get("type", ())
    names = (types,) if isinstance(types, str) else tuple(types)
    if names and "object" not in names:
        return False
    if not schema.get("properties") and "allOf" not in schema:
        return True
    return "patternProperties" in schema or isinstance(schema.get("additionalProperties"), Mapping)

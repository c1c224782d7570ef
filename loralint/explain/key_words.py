"""What a schema says of a key, in words: types, defaults, bounds, conditions, remarks."""

from __future__ import annotations

import json

from loralint.explain.conditions import condition_words, read_words
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from loralint.explain.schema_keys import Occurrence

_LISTED = 8
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "section",
    "null": "null",
}
_EFFECTS = {
    "works": "deprecated, but it works",
    "alias": "deprecated: another name of {use}",
    "ignored": "deprecated: it has no effect any more",
    "refused": "removed: a file that has it is refused",
}
_BOUNDS = (("minimum", ">="), ("exclusiveMinimum", ">"), ("maximum", "<="), ("exclusiveMaximum", "<"))
_UNKNOWN = "not known before the run"
_REST = "otherwise"


def kinds(found: Sequence[Occurrence]) -> list[str]:
    """The types that the key takes, null last."""
    words = dict.fromkeys(kind for one in found for kind in _kinds(one.fields))
    if _KINDS["number"] in words:
        words.pop(_KINDS["integer"], None)
    return sorted(words, key=lambda word: word == "null")


def _kinds(fields: Mapping[str, Any]) -> Iterator[str]:
    declared = fields.get("type", ())
    for kind in [declared] if isinstance(declared, str) else declared:
        yield _KINDS.get(kind, kind)
    for branch in fields.get("anyOf", ()):
        yield from _kinds(branch)
    if not declared and ("properties" in fields or "allOf" in fields):
        yield "section"
    if not declared and "enum" in fields:
        yield "one of a list"


def allowed(found: Sequence[Occurrence]) -> list[tuple[str, str]]:
    """The values that are taken, each list with the types for which it holds ("" for all); then bounds of all types."""
    bounds = [list(_bounds(one.fields)) for one in found]
    shared = [bound for bound in bounds[0] if all(bound in others for others in bounds)]
    lists: dict[tuple[str, ...], list[Occurrence]] = {}
    for one in found:
        lists.setdefault(tuple(dict.fromkeys(_values(one.fields))), []).append(one)
    if len(lists) > 1 and all(one.types for one in found):
        told = [(", ".join(values), _types(group, "")) for values, group in lists.items() if values]
        return [*told, *((bound, "") for bound in shared)]
    values = dict.fromkeys(value for values in lists for value in values)
    return [(", ".join([*values, *shared]), "")] if values or shared else []


def _values(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from (json.dumps(value, ensure_ascii=False).strip('"') for value in fields.get("enum", ()))
    for branch in fields.get("anyOf", ()):
        yield from _values(branch)


def _bounds(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{sign} {literal(fields[word])}" for word, sign in _BOUNDS if word in fields)
    for branch in fields.get("anyOf", ()):
        yield from _bounds(branch)


def defaults(found: Sequence[Occurrence], at: int | None) -> list[tuple[str, str]]:
    """Each effective default with the types or sections for which it holds; "" where it holds everywhere.

    `at` is the step in which the paths of several sections differ.
    """
    grouped: dict[str, list[Occurrence]] = {}
    for one in found:
        grouped.setdefault(_default(one), []).append(one)
    if len(grouped) == 1:
        return [(text, "") for text in grouped]
    told = [(text, _where(group, at)) for text, group in grouped.items()]
    return sorted(told, key=lambda item: item[1] == _REST)


def _default(one: Occurrence) -> str:
    fields = one.fields
    if "x-default-from" in fields:
        return f"that of {condition_words(fields['x-default-from'])}"
    if "x-computed" in fields:
        how = fields["x-computed"]
        return f"worked out at run time: {how}" if isinstance(how, str) else "worked out at run time"
    if "default" not in fields:
        return "none: it must be written" if one.required else _UNKNOWN
    default = fields["default"]
    return literal(default) if isinstance(default, float) else json.dumps(default, ensure_ascii=False)


def _where(group: Sequence[Occurrence], at: int | None) -> str:
    """The types under which a default holds, the sections where it does, or else the rest."""
    if any(not one.types for one in group):
        return _REST if at is None else listed([one.path[at] for one in group])
    return _types(group, "")


def _types(group: Sequence[Occurrence], verb: str) -> str:
    chosen: dict[str, list[str]] = {}
    for one in group:
        for key, values in one.types:
            chosen.setdefault(key, []).extend(values)
    return " and ".join(f"{key} {verb}{listed(values)}" for key, values in chosen.items())


def listed(words: Sequence[str]) -> str:
    """The first few names of a list, each once, in whatever case."""
    words = list({word.lower(): word for word in reversed(words)}.values())[::-1]
    more = [f"{len(words) - _LISTED} more"] if len(words) > _LISTED + 1 else []
    shown = words[:_LISTED] if more else words
    return ", ".join(shown) + "".join(f" and {word}" for word in more)


def read_if(found: Sequence[Occurrence]) -> list[str]:
    """The conditions under which the key is read, where it is not always."""
    told: dict[str, list[Occurrence]] = {}
    for one in found:
        told.setdefault(_condition(one), []).append(one)
    if any(not one.types for one in found):
        # With types beside it, or in several sections, a condition holds for a part of the key only.
        return [words for words in told if words] if len({one.path for one in found}) == 1 or len(told) == 1 else []
    lines = [(_types(group, "is "), words) for words, group in told.items()]
    return [
        f"{types}: {words}" if words.startswith("never") else "; ".join(filter(None, (types, words)))
        for types, words in lines
    ]


def _condition(one: Occurrence) -> str:
    words = " and ".join(read_words(condition, path) for path, condition in one.conditions)
    note = one.fields.get("x-applies-note")
    if not words or note is None:
        return words
    return f"never ({note})" if words == "never" else f"{words}; else {note}"


def remarks(found: Sequence[Occurrence]) -> Iterator[str]:
    """What else there is to say."""
    for one in found:
        yield from _remarks(one.fields)


def _remarks(fields: Mapping[str, Any]) -> Iterator[str]:
    if "x-null-means" in fields and fields["x-null-means"] != fields.get("default"):
        yield f"null is read as {json.dumps(fields['x-null-means'])}"
    elif "x-null-means" in fields:
        yield "null is read as the default"
    if "x-alias-of" in fields:
        yield f"another name of {fields['x-alias-of']}"
    if "x-separator" in fields:
        yield f"split into a list at `{fields['x-separator']}`"
    if "x-needed-if" in fields:
        yield f"needed where {condition_words(fields['x-needed-if'])}: without it {fields['x-needed-note']}"
    if "x-plugin" in fields:
        otherwise = f"; {fields['x-plugin-else']}" if "x-plugin-else" in fields else ""
        yield f"there only with a plugin: {fields['x-plugin'][0]}{otherwise}"
    if "x-placeholder" in fields:
        yield f"may be left to the run: {', '.join(map(str, fields['x-placeholder']))}"
    deprecated = fields.get("x-deprecated")
    if isinstance(deprecated, dict):
        use = deprecated.get("use")
        yield _EFFECTS.get(str(deprecated.get("effect")), "deprecated").format(use=use)
        if use and deprecated.get("effect") != "alias":
            yield f"use {use}"

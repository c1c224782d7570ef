"""How types and values are called in messages."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TYPES = {
    "null": "null",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "array": "a list",
    "object": "a mapping",
}
_SHOWN = 40
_LISTED = 8


def _json(value: object) -> str:
    """A plain value as JSON writes it, letters of all alphabets as they are."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    import json  # for the few messages that quote more

    return json.dumps(value, ensure_ascii=False)


def type_words(types: Iterable[str]) -> str:
    """The types that may stand somewhere: `a whole number or null`."""
    named = list(dict.fromkeys(types))
    if "number" in named and "integer" in named:
        named.remove("integer")
    return either([_TYPES.get(name, name) for name in sorted(named, key=lambda name: name == "null")])


def value_words(value: object) -> str:
    """A value as a user would name it: `the text "abc"`, `4.5`, `a list`."""
    if isinstance(value, str):
        return f'the text "{shorten(value)}"'
    if value is None or isinstance(value, bool):
        return _json(value)
    if isinstance(value, (int, float)):
        return shorten(repr(value))
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return f"the date {value}" if hasattr(value, "year") else f"a {type(value).__name__}"


def literal(value: object) -> str:
    """A value as it is written in a config: `true`, `null`, `0.1`, `text`."""
    if value is None or isinstance(value, bool):
        return _json(value)
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (list, dict)) or (isinstance(value, str) and value.isspace()):
        return _beginning(value)
    return shorten(str(value))


def _beginning(value: object) -> str:
    """The first characters of a list, a mapping or blank text, as JSON writes them, with dates and the like as text."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(value):
        pieces.append(piece)
        length += len(piece)
        if length > _SHOWN:
            break
    return shorten("".join(pieces))


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for index, (key, inner) in enumerate(value.items()):
            yield ", " if index else "{"
            yield f"{_json(str(key))}: "
            yield from _pieces(inner)
        yield "}" if value else "{}"
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield ", " if index else "["
            yield from _pieces(inner)
        yield "]" if value else "[]"
    elif value is None or isinstance(value, (bool, int, float)):
        yield _json(value)
    else:
        yield _json(str(value))


def either(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return joined(words, "or") if words else "nothing"


def joined(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; at least one is there."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def listed(values: Iterable[object]) -> str:
    """The first few of a list of allowed values."""
    words = [literal(value) for value in values if value is not None]
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return ", ".join(words[:_LISTED]) + more


def shorten(text: str) -> str:
    """One line of at most forty characters."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 3] + "..."

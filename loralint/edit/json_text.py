"""Values as JSON text in the habits of the file that takes them."""

from __future__ import annotations

import json
import re

from loralint.words.light_typing import NamedTuple


class JsonStyle(NamedTuple):
    """How a file writes: its line end, one level of indentation, what stands at colons and behind commas."""

    newline: str = "\n"
    unit: str = "  "
    colon: str = ": "
    comma: str = ", "
    tall_lists: bool = False
    """Whether lists of scalars take a line for each item."""


class Verbatim(NamedTuple):
    """A value that keeps its own text when it moves; `indent` begins the line that it stood on."""

    text: str
    indent: str


def text(value: object) -> str:
    """A scalar or a key; non-ASCII characters stay as they are."""
    quoted = json.dumps(value, ensure_ascii=False)
    return quoted if quoted.isprintable() else json.dumps(value)


def write(value: object, style: JsonStyle, indent: str | None) -> str:
    """A value of any kind; `indent` is the blank start of the line it stands on, None for all on one line."""
    if isinstance(value, Verbatim):
        return _moved(value, indent)
    if isinstance(value, dict):
        members = [(f"{text(str(name))}{style.colon}", item) for name, item in value.items()]
        return _collection("{}", members, style, indent)
    if isinstance(value, (list, tuple)):
        flat = not style.tall_lists and not any(isinstance(item, (dict, list, tuple)) for item in value)
        return _collection("[]", [("", item) for item in value], style, None if flat else indent)
    return text(value)


def _moved(value: Verbatim, indent: str | None) -> str:
    if indent is None:
        return value.text
    first, *rest = re.split(r"(?<=\n)|(?<=\r)(?!\n)", value.text)
    return first + "".join(indent + line.removeprefix(value.indent) for line in rest)


def _collection(brackets: str, members: list[tuple[str, object]], style: JsonStyle, indent: str | None) -> str:
    if not members:
        return brackets
    if indent is None:
        inner = style.comma.join(prefix + write(item, style, None) for prefix, item in members)
        return f"{brackets[0]}{inner}{brackets[1]}"
    deeper = indent + style.unit
    lines = [f"{style.newline}{deeper}{prefix}{write(item, style, deeper)}" for prefix, item in members]
    return f"{brackets[0]}{','.join(lines)}{style.newline}{indent}{brackets[1]}"

"""Where things stand in a text: lines, columns, and the ends of values without the blanks and comments behind them."""

from __future__ import annotations

import re

from loralint.syntax.node import MappingNode, Scalar, SequenceNode
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.syntax.node import Entry, Node

_BLANKS = lazy_pattern(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_BREAK = lazy_pattern(r"\r\n|\n|\r")
_LINE_END = lazy_pattern(r"[^\r\n]*")
_HEADER = lazy_pattern(r"[|>][0-9+-]*")


def line_start(text: str, offset: int) -> int:
    """The first character of the line of an offset."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """The end of the line of an offset, before its line break."""
    match = _LINE_END.match(text, offset)
    assert match is not None
    return match.end()


def next_line(text: str, offset: int) -> int:
    """The start of the line after that of an offset, or the end of the text."""
    end = line_end(text, offset)
    return end + (2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0)


def column(text: str, offset: int) -> int:
    """Characters between the start of the line and an offset."""
    return offset - line_start(text, offset)


def indentation(text: str, offset: int) -> str:
    """The blanks that the line of an offset begins with."""
    start = line_start(text, offset)
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return text[start:end]


def begins_line(text: str, offset: int) -> bool:
    """Whether only blanks stand before an offset on its line."""
    return not text[line_start(text, offset) : offset].strip(" \t")


def skip(text: str, offset: int) -> int:
    """The next character that is neither blank nor comment, or the end of the text."""
    match = _BLANKS.match(text, offset)
    assert match is not None
    return match.end()


def newline_of(text: str, offset: int) -> str:
    """The line break that a new line at an offset should have: that of its line, else of the line before, else LF."""
    end = line_end(text, offset)
    if end == len(text):
        end = len(text[: line_start(text, offset)].rstrip("\r\n"))
    match = _BREAK.match(text, end)
    return "\n" if match is None else match[0]


def is_block_scalar(node: Node) -> bool:
    """Whether a node is a text behind ``|`` or ``>``."""
    return isinstance(node, Scalar) and node.style in ("literal", "folded")


def header(text: str, node: Node) -> str:
    """The indicator of a block scalar, such as ``|2-``."""
    match = _HEADER.match(text, node.start)
    return "" if match is None else match[0]


def content_end(text: str, node: Node) -> int:
    """Where the text of a value ends: for block scalars after the last line with content, before its line break."""
    if is_block_scalar(node):
        return _block_scalar_end(text, node)
    if isinstance(node, MappingNode) and not node.flow and node.entries:
        return entry_end(text, node.entries[-1])
    if isinstance(node, SequenceNode) and not node.flow and node.items:
        return content_end(text, node.items[-1])
    return node.end


def entry_end(text: str, entry: Entry) -> int:
    """Where the text of an entry ends; a key without colon ends it itself."""
    return entry.key.end if colon(text, entry) is None else content_end(text, entry.value)


def colon(text: str, entry: Entry) -> int | None:
    """The place of an entry's colon; None where it has none (`? key`, `{key}`)."""
    offset = skip(text, content_end(text, entry.key))
    return offset if text.startswith(":", offset) else None


def last_leaf(node: Node) -> Node:
    """The last scalar or bracket of a block."""
    while not getattr(node, "flow", True):
        if isinstance(node, MappingNode) and node.entries:
            node = node.entries[-1].value
        elif isinstance(node, SequenceNode) and node.items:
            node = node.items[-1]
        else:
            break
    return node


def block_starts(text: str, node: MappingNode | SequenceNode) -> list[int]:
    """Where each entry or item of a block begins: its key (with ``?``, anchor and tag) or its dash."""
    return [node.start, *(skip(text, end) for end in member_ends(text, node)[:-1])]


def member_ends(text: str, node: MappingNode | SequenceNode) -> list[int]:
    """Where the text of each entry or item ends."""
    if isinstance(node, MappingNode):
        return [entry_end(text, entry) for entry in node.entries]
    return [content_end(text, item) for item in node.items]


def _block_scalar_end(text: str, node: Node) -> int:
    head = line_end(text, node.start)
    body = text[next_line(text, head) : node.end]
    first = re.search(r"(?m)^( *)[^ \r\n]", body)
    indent = len(first[1]) if first else len(body)
    end = node.end
    while end > head:
        # A line of more blanks than the indentation is content.
        start = line_start(text, end)
        if text[start:end].strip(" ") or end - start > indent:
            return end
        end = start - (2 if text.startswith("\r\n", start - 2) else 1)
    return head

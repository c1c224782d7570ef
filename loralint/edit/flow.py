"""Members of bracketed collections: all of JSON, and YAML's flow style."""

from __future__ import annotations

from collections.abc import Callable

from loralint.edit.record import EditRefused
from loralint.edit.splice import Cut
from loralint.syntax.node import MappingNode, SequenceNode
from loralint.syntax.text_positions import (
    begins_line,
    indentation,
    line_end,
    line_start,
    member_ends,
    newline_of,
    next_line,
    skip,
)
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.syntax.node import Document, Node

Collection = MappingNode | SequenceNode
Writer = Callable[["str | None"], str]
"""Makes the text of a new member: given the blanks its line begins with, or None where all stands on one line."""

_LAST_BREAK = lazy_pattern(r"(\r\n|\n|\r)([ \t]*)$")


def add(document: Document, node: Collection, write: Writer, unit: str | None = None) -> list[Cut]:
    """Append a member with the separators of the ones before; `unit` is the indentation of a file that likes lines."""
    text = document.text
    _require_brackets(text, node)
    spans = member_spans(text, node)
    if not spans:
        return [_fill(text, node, write, unit)]
    last = spans[-1][1]
    comma = _comma(text, last)
    lead = _lead(document, node, spans)
    broken = _LAST_BREAK.search(lead)
    if broken is None:
        return [Cut(last, last, f",{lead}{write(None)}")]
    member = lead + write(broken[2])
    behind = text[last : line_end(text, last)]
    at = line_end(text, last) if "#" in behind and node.end > line_end(text, last) else last
    if comma is not None:
        at = max(at, comma + 1) if at != last else comma + 1
        return [Cut(at, at, member + ",")]
    if at == last:
        return [Cut(last, last, "," + member)]
    return [Cut(last, last, ","), Cut(at, at, member)]


def remove(document: Document, node: Collection, index: int) -> Iterator[list[Cut]]:
    """Ways to take a member out, the neatest first."""
    text = document.text
    _require_brackets(text, node)
    spans = member_spans(text, node)
    start, end = spans[index]
    comma = _comma(text, end)
    if len(spans) == 1:
        yield [Cut(node.start + 1, node.end - 1)]
        yield [Cut(start, end if comma is None else comma + 1)]
        return
    if _alone(text, node, start, end if comma is None else comma + 1):
        line = Cut(line_start(text, start), next_line(text, end), drops_comments=True)
        yield [line, *_orphaned_comma(text, spans, index, comma)]
    if index + 1 < len(spans):
        assert comma is not None
        yield [Cut(start, spans[index + 1][0])]
        yield [Cut(start, comma + 1)]
        return
    before = _comma(text, spans[index - 1][1])
    assert before is not None
    yield [Cut(before, end)]
    yield [Cut(before, before + 1), Cut(start, end)]


def member_spans(text: str, node: Collection) -> list[tuple[int, int]]:
    """Start and end of each member, keys and anchors included, commas not."""
    spans = []
    position = node.start + 1
    for end in member_ends(text, node):
        spans.append((skip(text, position), end))
        comma = _comma(text, end)
        position = end if comma is None else comma + 1
    return spans


def _require_brackets(text: str, node: Node) -> None:
    if text[node.start : node.start + 1] not in ("{", "["):
        raise EditRefused("a single pair in a list (`[key: value]`) has no place for another")


def _comma(text: str, end: int) -> int | None:
    offset = skip(text, end)
    return offset if text.startswith(",", offset) else None


def _orphaned_comma(text: str, spans: list[tuple[int, int]], index: int, comma: int | None) -> list[Cut]:
    """The comma before a last member that had none itself."""
    if index + 1 < len(spans) or comma is not None:
        return []
    before = _comma(text, spans[index - 1][1])
    assert before is not None
    return [Cut(before, before + 1)]


def _alone(text: str, node: Node, start: int, end: int) -> bool:
    """Whether a member has its lines for itself, but for its comma and its comment."""
    if not begins_line(text, start) or line_start(text, start) <= node.start:
        return False
    return not text[end : line_end(text, end)].split("#")[0].strip() and next_line(text, end) < node.end


def _lead(document: Document, node: Collection, spans: list[tuple[int, int]]) -> str:
    """What should stand before a new member: what stands before the last one, comments apart."""
    text = document.text
    comma = None if len(spans) == 1 else _comma(text, spans[-2][1])
    opening = node.start if comma is None else comma
    gap = text[opening + 1 : spans[-1][0]]
    broken = _LAST_BREAK.search(gap)
    if broken is not None:
        return broken[0]
    if "\n" in gap or "\r" in gap:
        return " "
    if document.syntax == "json" and len(spans) > 1:
        return gap
    compact = document.syntax == "json" and isinstance(node, MappingNode) and _is_compact(text, node)
    return "" if compact else " "


def _is_compact(text: str, node: MappingNode) -> bool:
    return text[node.entries[0].key.end : node.entries[0].value.start] == ":"


def _fill(text: str, node: Collection, write: Writer, unit: str | None) -> Cut:
    """The first member of an empty collection."""
    inside = node.start + 1, node.end - 1
    if text[slice(*inside)].strip():
        return Cut(inside[1], inside[1], write(None))
    if unit is None:
        return Cut(*inside, write(None))
    outer = indentation(text, node.start)
    newline = newline_of(text, node.start)
    return Cut(*inside, f"{newline}{outer}{unit}{write(outer + unit)}{newline}{outer}")

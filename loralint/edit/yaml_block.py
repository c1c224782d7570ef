"""Entries and items of YAML's block style: lines, indentation, and the comments beside them."""

from __future__ import annotations

from loralint.edit import yaml_text
from loralint.edit.record import EditRefused
from loralint.edit.splice import Cut
from loralint.syntax.node import MappingNode, SequenceNode
from loralint.syntax.text_positions import (
    begins_line,
    block_starts,
    colon,
    column,
    content_end,
    header,
    is_block_scalar,
    last_leaf,
    line_end,
    line_start,
    member_ends,
    next_line,
    skip,
)
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.edit.yaml_text import Layout
    from loralint.syntax.node import Node

_BLANK_LINES = lazy_pattern(r"(?:[ \t]*(?:\r\n|\n|\r))+")
_ANCHOR_AND_TAG = lazy_pattern(r"[&!]\S*(?:[ \t]+[&!]\S*)*")


class Slot(NamedTuple):
    """A place that holds one value."""

    node: Node
    after: int
    """Right behind the colon, dash or bracket."""
    start: int
    """The value with its anchor and tag if they stand on its line; `after` where it is empty."""
    end: int
    column: int
    """That of the key or dash which the value belongs to; below zero for the root."""
    item: bool = False


def entry_slot(text: str, mapping: MappingNode, index: int) -> Slot:
    """The place of an entry's value in a block mapping."""
    entry = mapping.entries[index]
    at = colon(text, entry)
    if at is None:
        raise EditRefused(f"`? {entry.name}` has no place for a value")
    return _slot(text, entry.value, at + 1, column(text, mapping.start))


def item_slot(text: str, sequence: SequenceNode, index: int) -> Slot:
    """The place of an item in a block list."""
    dash = block_starts(text, sequence)[index]
    return _slot(text, sequence.items[index], dash + 1, column(text, sequence.start))._replace(item=True)


def root_slot(text: str, root: Node) -> Slot:
    """The place of the whole value of a file."""
    return Slot(root, root.start, root.start, content_end(text, root), -1)


def _slot(text: str, node: Node, after: int, place: int) -> Slot:
    start = skip(text, after)
    end = content_end(text, node)
    marks = _ANCHOR_AND_TAG.match(text, start)
    if marks is not None and _is_block(node) and line_start(text, node.start) > marks.end():
        # They stay where they are; the block below is the value.
        after, start = marks.end(), node.start
    empty = node.start == node.end and start >= node.start
    return Slot(node, after, after if empty else start, after if empty else end, place)


def add(text: str, node: MappingNode | SequenceNode, body: str, layout: Layout) -> list[Cut]:
    """Append lines to a block; `body` is the new entry or item without the blanks before its first line."""
    lines = " " * column(text, node.start) + body
    leaf = last_leaf(node)
    end = member_ends(text, node)[-1]
    if not is_block_scalar(leaf):
        return [Cut(line_end(text, end), line_end(text, end), layout.newline + lines)]
    if leaf.end == len(text) and not text.endswith(("\n", "\r")):
        return [_without_last_break(text, leaf), Cut(len(text), len(text), layout.newline + lines)]
    if "+" in header(text, leaf):
        # The blank lines behind the text are part of it.
        return [Cut(leaf.end, leaf.end, lines + layout.newline)]
    return [Cut(end, end, layout.newline + lines)]


def _without_last_break(text: str, leaf: Node) -> Cut:
    """A text that the end of the file cut short has no last line break: its indicator must say so once lines follow."""
    indicator = header(text, leaf)
    return Cut(leaf.start, leaf.start + len(indicator), indicator.replace("+", "").replace("-", "") + "-")


def remove(text: str, node: MappingNode | SequenceNode, index: int) -> Iterator[list[Cut]]:
    """Ways to take one of several entries or items out, with its lines and the comment at the end of them."""
    starts = block_starts(text, node)
    start, end = starts[index], member_ends(text, node)[index]
    if begins_line(text, start):
        first = line_start(text, start)
        last = next_line(text, end)
        yield [Cut(first, last, drops_comments=True)]
        # Blank lines that came after it must not become part of a `|+` text before it.
        blank = _BLANK_LINES.match(text, last)
        if blank is not None:
            yield [Cut(first, blank.end(), drops_comments=True)]
        return
    # It shares its line with the dash of the list that it is an item of.
    if index + 1 < len(starts) and not text[line_end(text, end) : starts[index + 1]].strip():
        yield [Cut(start, starts[index + 1], drops_comments=True)]
    dash_end = line_start(text, start) + len(text[line_start(text, start) : start].rstrip(" \t"))
    yield [Cut(dash_end, line_end(text, end), drops_comments=True)]


def empty(text: str, slot: Slot, brackets: str) -> Iterator[list[Cut]]:
    """Ways to leave brackets where a block had its only entry."""
    last = line_end(text, slot.end)
    if slot.item or slot.column < 0 or line_start(text, slot.start) <= slot.after:
        yield [Cut(slot.start, last, brackets, drops_comments=True)]
        return
    before = line_start(text, slot.start)
    yield [Cut(slot.after, slot.after, " " + brackets), Cut(before, next_line(text, last), drops_comments=True)]


def write(text: str, slot: Slot, value: object, layout: Layout) -> list[Cut]:
    """Put a value in the place of another."""
    if _is_block(slot.node) and "#" in text[slot.end : line_end(text, slot.end)]:
        raise EditRefused("the comment behind the last line of the old value would lose its place")
    if isinstance(slot.node, SequenceNode) and _is_block(slot.node) and isinstance(value, list) and value:
        return _replace_block(text, slot, value, layout)
    if not isinstance(value, yaml_text.Verbatim) and yaml_text.fits_line(value):
        return _write_inline(text, slot, _styled(text, slot.node, value))
    if _is_block(slot.node) and not isinstance(value, yaml_text.Verbatim):
        return _replace_block(text, slot, value, layout)
    if slot.column < 0:
        return [Cut(slot.start, slot.end, yaml_text.block(value, 0, layout))]
    return _write_lines(text, slot, value, layout)


def _is_block(node: Node) -> bool:
    return isinstance(node, (MappingNode, SequenceNode)) and not node.flow


def _styled(text: str, node: Node, value: object) -> str:
    """A value on one line, with the quotation marks of the one it replaces."""
    quote = text[node.start : node.start + 1]
    if isinstance(value, str) and quote in ("'", '"') and node.end > node.start:
        return yaml_text.scalar(value, quote)
    return yaml_text.inline(value)


def _write_inline(text: str, slot: Slot, new: str) -> list[Cut]:
    if slot.start == slot.end:
        return [Cut(slot.after, slot.after, " " + new if slot.column >= 0 else new)]
    if is_block_scalar(slot.node):
        indicator = slot.node.start + len(header(text, slot.node))
        return [Cut(slot.start, indicator, new), Cut(line_end(text, indicator), slot.end)]
    if _is_block(slot.node) and slot.column >= 0 and line_start(text, slot.start) > slot.after:
        return [
            Cut(slot.after, slot.after, " " + new),
            Cut(line_start(text, slot.start), next_line(text, slot.end)),
        ]
    return [Cut(slot.start, slot.end, new)]


def _replace_block(text: str, slot: Slot, value: object, layout: Layout) -> list[Cut]:
    """A block in the place of another, at the same column."""
    if slot.start != slot.node.start:
        raise EditRefused("the value has an anchor or a tag")
    place = column(text, slot.start)
    if place > slot.column or isinstance(value, list):
        return [Cut(slot.start, slot.end, yaml_text.block(value, place, layout))]
    # A list may stand right below its key, a mapping may not.
    place = slot.column + layout.step
    return [Cut(slot.start, slot.end, " " * layout.step + yaml_text.block(value, place, layout))]


def _write_lines(text: str, slot: Slot, value: object, layout: Layout) -> list[Cut]:
    """A block in the place of nothing, a scalar or brackets; a comment on the line stays on it."""
    if slot.item:
        new = yaml_text.after_dash(value, slot.column, layout)
    else:
        new = yaml_text.after_key(value, slot.column, layout)
    if is_block_scalar(slot.node):
        indicator = slot.node.start + len(header(text, slot.node))
        head = line_end(text, indicator)
        return [Cut(slot.after, indicator), Cut(head, slot.end, new)]
    last = line_end(text, slot.end)
    if slot.item or not new.startswith(layout.newline):
        return [Cut(slot.after, slot.end, new)]
    return [Cut(slot.after, slot.end), Cut(last, last, new)]

"""Edits of JSON: where to cut the text of a document."""

from __future__ import annotations

from loralint.edit import flow, json_text
from loralint.edit.json_text import JsonStyle
from loralint.edit.locate import nested
from loralint.edit.splice import Cut
from loralint.syntax.node import MappingNode, SequenceNode
from loralint.syntax.text_positions import indentation, newline_of
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.edit.locate import Location
    from loralint.syntax.node import Document, Node


class JsonCuts:
    """Makes the cuts for edits of one JSON document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._style = style_of(document)

    def put(self, place: Location, value: object) -> list[Cut]:
        """Write a value at a place: in a new member, or instead of what is there."""
        node = place.node
        if not place.missing or not isinstance(node, MappingNode):
            return [Cut(node.start, node.end, self._value(nested(place.missing, value), self._indent(place)))]
        name, rest = place.missing[0], nested(place.missing[1:], value)
        key = f"{json_text.text(name)}{self._style.colon}"
        return self._add(node, key, rest)

    def append(self, place: Location, value: object) -> list[Cut]:
        """Add an item to the list at a place."""
        assert isinstance(place.node, SequenceNode)
        return self._add(place.node, "", value)

    def remove(self, place: Location) -> Iterator[list[Cut]]:
        """Ways to take out the entry or item at a place."""
        step = place.steps[-1]
        return flow.remove(self._document, step.container, step.member)

    def rename(self, place: Location, to: str) -> list[Cut]:
        """Give the key at a place another name."""
        step = place.steps[-1]
        assert isinstance(step.container, MappingNode)
        key = step.container.entries[step.member].key
        return [Cut(key.start, key.end, json_text.text(to))]

    def source(self, place: Location) -> tuple[json_text.Verbatim, int, int]:
        """The value at a place, to be put elsewhere as it is written, and where it stood."""
        node = place.node
        text = self._text[node.start : node.end]
        value = json_text.Verbatim(text, indentation(self._text, node.start))
        return value, node.start, node.end

    def _add(self, node: MappingNode | SequenceNode, prefix: str, value: object) -> list[Cut]:
        unit = self._style.unit if self._is_tall() else None
        return flow.add(self._document, node, lambda indent: prefix + self._value(value, indent), unit)

    def _value(self, value: object, indent: str | None) -> str:
        return json_text.write(value, self._style, indent)

    def _indent(self, place: Location) -> str | None:
        """The blanks before the line of a value in a file that likes lines; None where it shares a line with others."""
        container = place.steps[-1].container if place.steps else place.node
        if place.steps and not _has_lines(self._text, container):
            return None
        return indentation(self._text, place.node.start) if self._is_tall() else None

    def _is_tall(self) -> bool:
        return self._document.root is not None and _has_lines(self._text, self._document.root)


def style_of(document: Document) -> JsonStyle:
    """The habits of a JSON file, read off its first collections."""
    text = document.text
    newline = newline_of(text, 0)
    root = document.root
    if not isinstance(root, (MappingNode, SequenceNode)):
        return JsonStyle(newline)
    members = flow.member_spans(text, root)
    unit = indentation(text, members[0][0]) if members and _has_lines(text, root) else "  "
    first = _first_mapping(root)
    colon = ": " if first is None else text[first.entries[0].key.end : first.entries[0].value.start]
    lists = [node for node in _collections(root) if isinstance(node, SequenceNode) and _is_plain(node)]
    tall = bool(lists) and all(_has_lines(text, node) for node in lists)
    if "\n" in colon or "\r" in colon:
        colon = ": "
    return JsonStyle(newline, unit or "  ", colon, "," if colon == ":" else ", ", tall)


def _has_lines(text: str, node: Node) -> bool:
    """Whether the first member of a collection stands on a line of its own."""
    start = node.start + 1
    head = text[start : len(text) - len(text[start:].lstrip())]
    return "\n" in head or "\r" in head


def _is_plain(node: SequenceNode) -> bool:
    return bool(node.items) and not any(isinstance(item, (MappingNode, SequenceNode)) for item in node.items)


def _first_mapping(root: Node) -> MappingNode | None:
    return next((node for node in _collections(root) if isinstance(node, MappingNode) and node.entries), None)


def _collections(root: Node) -> Iterator[MappingNode | SequenceNode]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, MappingNode):
            yield node
            waiting.extend(entry.value for entry in reversed(node.entries))
        elif isinstance(node, SequenceNode):
            yield node
            waiting.extend(reversed(node.items))

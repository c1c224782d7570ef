"""JSON as Python's `json.load` reads it (NaN, Infinity and duplicate keys included), with the place of every value."""

from __future__ import annotations

import re

from loralint.syntax.decode import read_text
from loralint.syntax.json_error import UnreadableError
from loralint.syntax.limits import MAX_DEPTH
from loralint.syntax.node import Document, Entry, MappingNode, Problem, Scalar, SequenceNode
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from loralint.syntax.node import Node, Source

    scanstring: Callable[[str, int, bool], tuple[str, int]]
else:
    try:  # what `json.decoder` itself takes, without the rest of it
        from _json import scanstring
    except ImportError:
        from json.decoder import scanstring

_SPACE = re.compile(r"[ \t\n\r]*").match
_COMMA = re.compile(r"[ \t\n\r]*,[ \t\n\r]*").match
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*").match
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?").match
_WORD = re.compile(r"-?[A-Za-z]+").match
_WORDS: dict[str, object] = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}

_BOM = Problem("the file starts with a byte order mark, which Python's JSON reader refuses; save it without", 0, 0)


def parse_json(source: Source) -> Document:
    """Read a JSON source. Never raises; a file with a byte order mark is a problem but still has its tree."""
    text, bom, problem = read_text(source.data)
    if problem is not None:
        return Document(source, "json", text, None, (problem,), bom)
    marks = (_BOM,) if bom else ()
    try:
        root = _Reader(text).read()
    except UnreadableError as error:
        from loralint.syntax.json_problems import explain

        return Document(source, "json", text, None, (*marks, explain(text, error).within(text)), bom)
    return Document(source, "json", text, root, marks, bom)


class _Reader:
    """Reads one text. Open collections stand on a list, not on Python's stack, so depth is no danger."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[MappingNode | SequenceNode] = []
        self.keys: list[Scalar] = []

    def read(self) -> Node:
        """The tree of the whole text. Raises UnreadableError."""
        position = self._after_space(0)
        while True:
            node, position = self._value(position)
            while node is not None:
                if not self.open:
                    return self._finished(node, position)
                self._attach(node)
                node, position = self._next(position)

    def _value(self, position: int) -> tuple[Node | None, int]:
        """The value at a position; None where a collection begins, whose first value comes next."""
        text = self.text
        character = text[position : position + 1]
        if character == '"':
            return self._string(position)
        if character == "{" or character == "[":
            return self._begin(position, character)
        number = _NUMBER(text, position)
        if number is not None:
            return self._number(position, number)
        word = _WORD(text, position)
        if word is not None and word[0] in _WORDS:
            return Scalar(position, word.end(), _WORDS[word[0]]), word.end()
        raise UnreadableError("value", position, self._container())

    def _begin(self, position: int, character: str) -> tuple[Node | None, int]:
        if len(self.open) >= MAX_DEPTH:
            raise UnreadableError("depth", position)
        inside = self._after_space(position + 1)
        if character == "[":
            items = SequenceNode(position, position + 1, [], True)
            if self.text[inside : inside + 1] == "]":
                items.end = inside + 1
                return items, items.end
            self.open.append(items)
            return None, inside
        mapping = MappingNode(position, position + 1, [], True)
        if self.text[inside : inside + 1] == "}":
            mapping.end = inside + 1
            return mapping, mapping.end
        self.open.append(mapping)
        return None, self._key(inside)

    def _attach(self, node: Node) -> None:
        container = self.open[-1]
        if isinstance(container, MappingNode):
            container.entries.append(Entry(self.keys.pop(), node))
        else:
            container.items.append(node)

    def _next(self, position: int) -> tuple[Node | None, int]:
        """After a value: the collection that ends here, or None and the place of the next value."""
        container = self.open[-1]
        comma = _COMMA(self.text, position)
        if comma is not None:
            if isinstance(container, MappingNode):
                return None, self._key(comma.end())
            return None, comma.end()
        end = self._after_space(position)
        if self.text[end : end + 1] != ("}" if isinstance(container, MappingNode) else "]"):
            raise UnreadableError("separator", end, container, position)
        container.end = end + 1
        return self.open.pop(), end + 1

    def _key(self, position: int) -> int:
        """Read a key and its colon; the place of its value."""
        if self.text[position : position + 1] != '"':
            raise UnreadableError("key", position, self._container())
        key, end = self._string(position)
        colon = _COLON(self.text, end)
        if colon is None:
            raise UnreadableError("colon", self._after_space(end), self._container(), end)
        self.keys.append(key)
        return colon.end()

    def _string(self, position: int) -> tuple[Scalar, int]:
        try:
            value, end = scanstring(self.text, position + 1, True)
        except ValueError as error:
            raise UnreadableError("string", position, None, getattr(error, "pos", position)) from None
        return Scalar(position, end, value, "double"), end

    def _number(self, position: int, match: re.Match[str]) -> tuple[Scalar, int]:
        whole, fraction, exponent = match.groups()
        try:
            value = int(whole) if fraction is None and exponent is None else float(match[0])
        except ValueError:
            # Python reads no integer of more than 4300 digits.
            raise UnreadableError("digits", position, None, match.end()) from None
        return Scalar(position, match.end(), value), match.end()

    def _finished(self, node: Node, position: int) -> Node:
        end = self._after_space(position)
        if end < len(self.text):
            raise UnreadableError("extra", end, None, position)
        return node

    def _after_space(self, position: int) -> int:
        match = _SPACE(self.text, position)
        return position if match is None else match.end()

    def _container(self) -> MappingNode | SequenceNode | None:
        return self.open[-1] if self.open else None

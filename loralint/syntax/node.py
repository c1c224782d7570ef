"""The tree that every parser makes: nodes that know where they stand in the text.

Positions (`start`, `end`) are offsets in characters of `Document.text`, ends exclusive. Bytes, lines and columns are
worked out on demand by `Document.span`, because bytes differ from characters and a BOM is no part of the text.
"""

from __future__ import annotations

from bisect import bisect_right

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from loralint.syntax.keypath import Path

    Syntax = Literal["yaml", "json"]


class Position(NamedTuple):
    """A place in a file: line and column count from 1 in characters, byte counts from 0 and includes a BOM."""

    line: int
    column: int
    byte: int


class Span(NamedTuple):
    """A stretch of a file; the end is exclusive."""

    start: Position
    end: Position


class Source(NamedTuple):
    """What was read: the path as the user knows it, and the bytes."""

    path: str
    data: bytes


class Node:
    """A value with its place.

    `start` is the first character of the value itself, after an anchor or a tag:

    - a block collection starts at its first key (at that key's anchor, tag or `?` if it has one) or its first dash, and
      ends where the text of its last value ends; comments and blank lines behind are no part of it;
    - a flow collection stands from bracket to bracket; a pair without braces, as in `[a: 1]`, from key to value;
    - a quoted text includes its quotes;
    - a block text starts at its `|` or `>` and ends after the characters of its last line, without the line break; with
      `|+` the line breaks that belong to the text are included;
    - nothing written (`key:`) is a null without width, right behind the colon, the dash, or the anchor or tag.
    """

    __slots__ = ("anchor", "end", "start", "tag")

    def __init__(self, start: int, end: int, anchor: str | None = None, tag: str | None = None) -> None:
        self.start = start
        self.end = end
        self.anchor = anchor
        self.tag = tag


class Scalar(Node):
    """A text, number, boolean, null or date, as the syntax's own loader resolves it."""

    __slots__ = ("style", "value")

    def __init__(
        self,
        start: int,
        end: int,
        value: object,
        style: Literal["plain", "single", "double", "literal", "folded"] = "plain",
        anchor: str | None = None,
        tag: str | None = None,
    ) -> None:
        super().__init__(start, end, anchor, tag)
        self.value = value
        self.style = style


class SequenceNode(Node):
    """A list. `flow` tells `[a, b]` from YAML's block style; in JSON everything is flow."""

    __slots__ = ("flow", "items", "plain")

    def __init__(
        self,
        start: int,
        end: int,
        items: list[Node],
        flow: bool,
        anchor: str | None = None,
        tag: str | None = None,
    ) -> None:
        super().__init__(start, end, anchor, tag)
        self.items = items
        self.flow = flow
        self.plain: object = None
        """What `to_python` has made of it."""


class Entry(NamedTuple):
    """One key with its value. `merge` marks YAML's ``<<``."""

    key: Node
    value: Node
    merge: bool = False

    @property
    def name(self) -> str:
        """The key as text; a key that is no scalar has none that anybody could write in a path."""
        key = resolve(self.key)
        if not isinstance(key, Scalar):
            return "?"
        return key.value if isinstance(key.value, str) else _key_text(key.value)


class MappingNode(Node):
    """A mapping with every entry as written, duplicates included, in the order of the file.

    `merged` is set by the YAML parser where there is a ``<<``: the entries of other mappings that it brings in, then
    the own ones, in the order in which PyYAML lets later ones win.
    """

    __slots__ = ("_lookup", "entries", "flow", "merged", "plain")

    def __init__(
        self,
        start: int,
        end: int,
        entries: list[Entry],
        flow: bool,
        anchor: str | None = None,
        tag: str | None = None,
    ) -> None:
        super().__init__(start, end, anchor, tag)
        self.entries = entries
        self.flow = flow
        self.merged: list[Entry] | None = None
        self.plain: object = None
        """What `to_python` has made of it."""
        self._lookup: dict[str, Entry] | None = None

    @property
    def flattened(self) -> list[Entry]:
        """All entries, merges made; of the same key the last one counts."""
        return self.entries if self.merged is None else self.merged

    def effective(self) -> dict[str, Entry]:
        """The entries that count: the last of duplicates, and merged ones where the mapping has none of its own."""
        if self._lookup is None:
            self._lookup = {entry.name: entry for entry in self.flattened}
        return self._lookup

    def get(self, name: str) -> Node | None:
        """The value that counts for a key, aliases followed; None where the key is not there."""
        entry = self.effective().get(name)
        return None if entry is None else resolve(entry.value)


class Alias(Node):
    """YAML's ``*name``; `target` is the node that carries the anchor."""

    __slots__ = ("name", "target")

    def __init__(self, start: int, end: int, name: str, target: Node) -> None:
        super().__init__(start, end)
        self.name = name
        self.target = target


class Problem(NamedTuple):
    """Why a document, or a part of it, cannot be read: one sentence and its place in characters of the text.

    `is_hjson` says that it is no mistake in Hjson, JSON for people, which some frameworks read.
    """

    message: str
    start: int
    end: int
    key: Path = ()
    is_hjson: bool = False

    def within(self, text: str) -> Problem:
        """The same problem with a place that lies in the text and, unless the text is empty there, can be seen."""
        start = min(self.start, len(text))
        return self._replace(start=start, end=min(max(self.end, start + 1), len(text)))


class Document:
    """A source parsed into a tree; `root` is None where it could not be parsed, and `problems` says why."""

    def __init__(
        self,
        source: Source,
        syntax: Syntax,
        text: str,
        root: Node | None,
        problems: tuple[Problem, ...] = (),
        bom: bool = False,
    ) -> None:
        self.source = source
        self.syntax: Syntax = syntax
        self.text = text
        self.root = root
        self.problems = problems
        self.bom = bom
        self._line_starts: list[int] | None = None
        self._ascii = text.isascii()

    @property
    def path(self) -> str:
        """The path as the user knows it."""
        return self.source.path

    def byte(self, offset: int) -> int:
        """The byte offset in the file of a character offset in the text."""
        before = offset if self._ascii else len(self.text[:offset].encode("utf-8", "surrogatepass"))
        return before + (3 if self.bom else 0)

    def line_starts(self) -> list[int]:
        """The character offset at which each line begins; a line ends at LF, CR LF or CR."""
        if self._line_starts is None:
            self._line_starts = [0]
            for line in _lines(self.text):
                self._line_starts.append(self._line_starts[-1] + len(line))
        return self._line_starts

    def position(self, offset: int) -> Position:
        """Line, column and byte of a character offset."""
        starts = self.line_starts()
        line = bisect_right(starts, offset) - 1
        return Position(line + 1, offset - starts[line] + 1, self.byte(offset))

    def span(self, start: int, end: int) -> Span:
        """The Span between two character offsets."""
        return Span(self.position(start), self.position(end))

    def line(self, number: int) -> str:
        """The text of a line (counted from 1) without its end."""
        starts = self.line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


def resolve(node: Node) -> Node:
    """Follow aliases to the node that is meant."""
    while isinstance(node, Alias):
        node = node.target
    return node


def find(root: Node | None, path: Path) -> Node | None:
    """The node at a path, aliases and merges followed; None where the path leads nowhere."""
    node = None if root is None else resolve(root)
    for step in path:
        if isinstance(node, MappingNode) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and -len(node.items) <= step < len(node.items):
            node = resolve(node.items[step])
        else:
            return None
    return node


def find_entry(root: Node | None, path: Path) -> Entry | None:
    """The entry (key and value) at a path whose last step is a key; None where there is none."""
    if not path or not isinstance(path[-1], str):
        return None
    parent = find(root, path[:-1])
    return parent.effective().get(path[-1]) if isinstance(parent, MappingNode) else None


def _key_text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends. `str.splitlines` also breaks at form feeds and other characters that no editor counts."""
    start = 0
    length = len(text)
    while start < length:
        newline = text.find("\n", start)
        carriage = text.find("\r", start, newline if newline >= 0 else length)
        if carriage >= 0 and carriage + 1 != newline:
            end = carriage + 1
        elif newline >= 0:
            end = newline + 1
        else:
            return
        yield text[start:end]
        start = end

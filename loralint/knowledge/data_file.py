"""One file of loralint's own data: its content, and where each part of it stands, so that a mistake can be shown.

Such files are YAML with JSON's scalars: `2e-5` is a number and `yes` is text, so that a file says what it seems to say.
JSON files are read as they are.
"""

from __future__ import annotations

import json
import re

from loralint.syntax import parse, syntax_of
from loralint.syntax.node import MappingNode, Scalar, SequenceNode, Source, find, find_entry, resolve
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Node

_NUMBER = lazy_pattern(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


class DataError(NamedTuple):
    """What is wrong in a file of loralint's data, and where (line and column from 1)."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class Complaint(NamedTuple):
    """A mistake at a place of a data file; `word` is the guilty word in the text that stands there."""

    message: str
    at: Path = ()
    word: str | None = None


class DataFile:
    """A parsed file; `data` is None where it cannot be read, and `errors` say why."""

    def __init__(self, path: str, content: bytes) -> None:
        self._document = parse(Source(path, content), syntax_of(path) or "yaml")
        problems = self._document.problems
        complaints: list[Complaint] = []
        root = None if problems else self._document.root
        self.data: Any = None if root is None else _plain(self._document, root, (), complaints)
        self.errors = [self._error(problem.start, problem.message) for problem in problems]
        self.errors += self.located(complaints)

    @property
    def path(self) -> str:
        """The path under which the file is shown."""
        return self._document.path

    def located(self, complaints: Iterable[Complaint]) -> list[DataError]:
        """The complaints with their lines and columns: of the guilty word, else of the key, else of what holds it."""
        return [self._error(self._offset(complaint), complaint.message) for complaint in complaints]

    def _error(self, offset: int, message: str) -> DataError:
        position = self._document.position(offset)
        return DataError(self.path, position.line, position.column, message)

    def _offset(self, complaint: Complaint) -> int:
        at = complaint.at
        while at:
            entry = find_entry(self._document.root, at)
            if entry is not None:
                return self._word_in(entry.value, complaint) or entry.key.start
            node = _item(self._document.root, at)
            if node is not None:
                return self._word_in(node, complaint) or node.start
            at = at[:-1]
        return 0

    def _word_in(self, node: Node, complaint: Complaint) -> int | None:
        if complaint.word is None:
            return None
        text = self._document.text[node.start : node.end]
        found = re.search(rf"(?<![\w-]){re.escape(complaint.word)}(?![\w-])", text)
        return None if found is None else node.start + found.start()


def _item(root: Node | None, at: Path) -> Node | None:
    """The item of a list at a path; None where there is none."""
    return find(root, at) if isinstance(at[-1], int) else None


def _plain(document: Document, node: Node, at: Path, complaints: list[Complaint]) -> Any:
    """The content with JSON's scalars; a key that is written twice is a complaint."""
    node = resolve(node)
    if isinstance(node, SequenceNode):
        return [_plain(document, item, (*at, index), complaints) for index, item in enumerate(node.items)]
    if isinstance(node, MappingNode):
        result: dict[str, Any] = {}
        for entry in node.entries:
            name = entry.name if document.syntax == "json" else _key(document, entry.key)
            if name in result:
                complaints.append(Complaint(f"`{name}` is written twice", (*at, entry.name)))
            result[name] = _plain(document, entry.value, (*at, entry.name), complaints)
        return result
    assert isinstance(node, Scalar)
    return node.value if document.syntax == "json" else _scalar(document, node)


def _key(document: Document, key: Node) -> str:
    text = document.text[key.start : key.end]
    return text[1:-1] if text[:1] in ("'", '"') else text


def _scalar(document: Document, node: Scalar) -> Any:
    if node.style != "plain":
        return node.value
    text = document.text[node.start : node.end]
    if "\n" in text and isinstance(node.value, str):
        return node.value
    if text == "" or text in _WORDS:
        return _WORDS.get(text)
    return json.loads(text) if _NUMBER.fullmatch(text) else text

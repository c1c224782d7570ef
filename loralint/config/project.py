"""The files of a project as a run reads them: those in memory first, the disk second, each parsed once."""

from __future__ import annotations

import os

from loralint.files.read import read_source
from loralint.syntax import parse
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loralint.files.read import UnreadableFile
    from loralint.syntax.node import Document, Source, Syntax

    Parsed = dict[tuple[str, Syntax], Document]
    """Documents by path and syntax, kept from one run to the next: one whose bytes are the same is not parsed again."""


class Project:
    """Reads and parses files; `sources` are in memory already and stand for what is on the disk."""

    def __init__(self, sources: Iterable[Source | UnreadableFile] = (), parsed: Parsed | None = None) -> None:
        self._in_memory = {os.path.realpath(source.path): source for source in sources}
        self._parsed: Parsed = {} if parsed is None else parsed

    def read(self, path: str) -> Source | UnreadableFile:
        """The bytes of a file, or why it cannot be read."""
        return self._in_memory.get(os.path.realpath(path)) or read_source(path)

    def parse(self, source: Source, syntax: Syntax) -> Document:
        """The document of a source."""
        known = self._parsed.get((source.path, syntax))
        if known is None or known.source.data != source.data:
            known = self._parsed[source.path, syntax] = parse(source, syntax)
        return known

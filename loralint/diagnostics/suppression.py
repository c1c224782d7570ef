"""Remarks in a YAML file that silence rules: ``# loralint: ignore[rule, code]`` at the end of a line or above it."""

from __future__ import annotations

from loralint.syntax.comments import comments_of
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from loralint.diagnostics.record import Diagnostic
    from loralint.syntax.node import Document

UNUSED = "unused-ignore"
"""The rule that speaks of the remarks themselves."""
LINE, FILE = "ignore", "ignore-file"

_REMARK = lazy_pattern(r"#\s*loralint(?P<colon>:)?\s*(?P<word>[\w-]+)(?:\s*\[(?P<names>[^\]\r\n]*)\])?")
_NAME = lazy_pattern(r"[^\s,][^,]*?(?=\s*(?:,|$))")
_COMMENT = lazy_pattern(r"#[^\r\n]*")


class Name(NamedTuple):
    """One name in a remark and its place in the text."""

    word: str
    start: int
    end: int


class Remark(NamedTuple):
    """A remark as written, also one that cannot work: `names` is None where there are no brackets.

    `lines` are those that it speaks of, counted from 1; `alone` says whether nothing but comment stands on its own, and
    `comment` where the comment begins that holds it.
    """

    word: str
    names: tuple[Name, ...] | None
    start: int
    end: int
    alone: bool
    lines: tuple[int, ...]
    has_colon: bool
    comment: int

    @property
    def works(self) -> bool:
        """Does it silence anything at all, if only the rules that it names?"""
        return bool(self.has_colon and self.names) and (self.word == LINE or (self.word == FILE and self.alone))


class Silenced(NamedTuple):
    """What is still told, and the names (by path) that have silenced something."""

    spoken: list[Diagnostic]
    used: set[tuple[str, Name]]


def remarks_of(document: Document) -> tuple[Remark, ...]:
    """Every remark of a file, in order."""
    return tuple(
        _remark(document, match, offset)
        for offset, comment in _comments(document)
        for match in _REMARK.finditer(comment)
        if match["colon"] or match["names"] is not None
    )


def silence(
    diagnostics: Iterable[Diagnostic], remarks: Mapping[str, Sequence[Remark]], renamed: Mapping[str, Sequence[str]]
) -> Silenced:
    """Leave out what the remarks (by path) silence. A former name of a rule (`renamed`) stands for the present."""
    spoken: list[Diagnostic] = []
    used: set[tuple[str, Name]] = set()
    placed = {path: _by_line(found) for path, found in remarks.items()}
    for diagnostic in diagnostics:
        places = placed.get(diagnostic.path, {})
        line = None if diagnostic.span is None else diagnostic.span.start.line
        near = [*places.get(None, ()), *(places.get(line, ()) if line is not None else ())]
        names = list(_silencing(diagnostic, near, renamed))
        used |= {(diagnostic.path, name) for name in names}
        if not names:
            spoken.append(diagnostic)
    return Silenced(spoken, used)


def _by_line(remarks: Iterable[Remark]) -> dict[int | None, list[Remark]]:
    """The remarks that work, by each line that they speak of; those of the whole file at None."""
    found: dict[int | None, list[Remark]] = {}
    for remark in remarks:
        for line in () if not remark.works else (None,) if remark.word == FILE else remark.lines:
            found.setdefault(line, []).append(remark)
    return found


def named_in_remarks(document: Document) -> list[str]:
    """Every name and code that the remarks of a file give."""
    return [name.word for remark in remarks_of(document) if remark.works for name in remark.names or ()]


def _silencing(
    diagnostic: Diagnostic, remarks: Iterable[Remark], renamed: Mapping[str, Sequence[str]]
) -> Iterator[Name]:
    for remark in remarks:
        for name in remark.names or ():
            if {name.word, *renamed.get(name.word, ())} & {diagnostic.rule, diagnostic.code}:
                yield name


def _comments(document: Document) -> Iterable[tuple[int, str]]:
    """Offset and text of each comment; where the file cannot be read, of whatever looks like one."""
    if document.root is not None:
        return comments_of(document)
    return [(match.start(), match[0]) for match in _COMMENT.finditer(document.text)]


def _remark(document: Document, match: re.Match[str], offset: int) -> Remark:
    start = offset + match.start()
    position = document.position(start)
    alone = document.line(position.line).lstrip().startswith("#")
    names = None
    if match["names"] is not None:
        at = offset + match.start("names")
        found = _NAME.finditer(match["names"])
        names = tuple(Name(name[0], at + name.start(), at + name.end()) for name in found)
    lines = (position.line, position.line + 1) if alone else (position.line,)
    return Remark(match["word"], names, start, offset + match.end(), alone, lines, match["colon"] is not None, offset)

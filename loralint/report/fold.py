"""Long lines folded at blanks, so that a narrow terminal splits no word."""

from __future__ import annotations

from loralint.report.safe import width
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.report.line import Line

TIE = "\0"
"""A blank at which no line is folded; `safe` text holds no other."""

_WORD = lazy_pattern("[^ ]+")


def fold(text: str, first: int, rest: int) -> list[str]:
    """A text in lines of at most `first` columns for the first one and `rest` for the others.

    A word that is longer stands in a line of its own: `fold("a long one", 6, 4)` is `["a long", "one"]`.
    """
    return [text[begin:end].replace(TIE, " ") for begin, end in _stretches(text, first, rest, 0)]


def folded(line: Line, columns: int, indent: int = 2, lead: int = 0) -> list[Line]:
    """A styled line as one or more of at most `columns`; all but the first begin with `indent` blanks.

    It is not folded within its first `lead` characters, such as the margin of a frame.
    """
    text = "".join(part for _, part in line)
    stretches = list(_stretches(text, columns, columns - indent, lead))
    first, *others = (_cut(line, begin, end) for begin, end in stretches)
    return [first, *([("", " " * indent), *other] for other in others)]


def _stretches(text: str, first: int, rest: int, lead: int) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends."""
    begin, end, room = 0, 0, first
    for word in _WORD.finditer(text, lead):
        if end > begin and width(text[begin : word.end()]) > room:
            yield begin, end
            begin, room = word.start(), rest
        end = word.end()
    yield begin, max(end, len(text) if begin == 0 else end)


def _cut(line: Line, begin: int, end: int) -> Line:
    """The pieces of a line between two of its characters."""
    pieces: Line = []
    at = 0
    for style, text in line:
        part = text[max(0, begin - at) : max(0, end - at)]
        if part:
            pieces.append((style, part.replace(TIE, " ")))
        at += len(text)
    return pieces

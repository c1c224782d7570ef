"""How a page is laid out: headings in the margin, text beside them, tables with columns, drawings as they are."""

from __future__ import annotations

from itertools import zip_longest

from loralint.report.fold import fold
from loralint.report.safe import safe, width
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loralint.report.line import Line

WIDEST = 88
"""Columns of a page on a wide terminal: longer lines tire the eye."""
INDENT = 16

_GAP = 2
_CELL = lazy_pattern(r"(?<!\\)\|")
_NARROWEST = 8


class Layout:
    """The blocks of a page that is so many columns wide."""

    def __init__(self, columns: int) -> None:
        self.columns = min(columns, WIDEST)
        self.room = self.columns - INDENT

    def heading(self, name: str, facts: str, colon: str = "") -> list[Line]:
        """The first line of a page: a name, and facts behind it or below it."""
        line: Line = [("word", name), ("", colon)]
        behind = f"     {facts}"
        if width(name + colon + behind) <= self.columns:
            return [[*line, ("dim", behind)]]
        return [line, *([("dim", part)] for part in fold(facts, self.columns, self.columns))]

    def section(self, heading: str, text: str) -> list[Line]:
        """A heading in the margin with text beside it, and an empty line."""
        return headed(heading, list(paragraphs(text, self.room)), self.columns)

    def hanging(self, heading: str, items: Iterable[str]) -> list[Line]:
        """A heading with items, each of whose further lines are set in."""
        lines = []
        for item in items:
            first, *others = fold(item, self.room, self.room - _GAP)
            lines += [first, *(" " * _GAP + line for line in others)]
        return headed(heading, lines)

    def text(self, text: str) -> list[Line]:
        """Text as wide as the page."""
        return [[("", safe(line))] for line in paragraphs(text, self.columns)]


def headed(heading: str, texts: Sequence[str], columns: int | None = None) -> list[Line]:
    """Lines with a heading in the margin of the first, and an empty line behind them.

    Lines that are too wide for `columns` reach into the margin.
    """
    lines: list[Line] = []
    for text in texts:
        margin = INDENT if columns is None or not lines else max(0, min(INDENT, columns - width(text)))
        lines.append([("word", " " * margin if lines else f"{heading:<{margin}}"), ("", safe(text.rstrip()))])
    return [*(line if line[1][1] else [] for line in lines), []]


def paragraphs(text: str, room: int) -> Iterator[str]:
    """Paragraphs and the items of a list are filled, tables get columns.

    One with an indented line is a drawing and stays as it is.
    """
    for number, paragraph in enumerate(text.strip("\n").split("\n\n")):
        if number:
            yield ""
        lines = paragraph.split("\n")
        if all(line.startswith("|") for line in lines):
            yield from table(lines, room)
        elif lines[0].startswith("- "):
            yield from _items(lines, room)
        elif any(line.startswith(" ") for line in lines):
            yield from _drawing(lines, room)
        else:
            yield from fold(" ".join(lines), room, room)


def _items(lines: Sequence[str], room: int) -> Iterator[str]:
    """The items of a list, each filled, with its further lines below its text."""
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line)
        else:
            items[-1] += f" {line.strip()}"
    for item in items:
        first, *others = fold(item, room, room - 2)
        yield first
        yield from (f"  {other}" for other in others)


def table(lines: Sequence[str], room: int) -> Iterator[str]:
    """A Markdown table in columns, the widest of them folded where they do not fit: heading, rule, rows."""
    rows = [[cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip()[1:-1])] for line in lines]
    heading, *body = [row for row in rows if not all(set(cell) <= {"-", ":"} for cell in row)]
    widths = _widths([heading, *body], room)
    yield from _row(heading, widths)
    yield from _row(["-" * column for column in widths], widths)
    for row in body:
        yield from _row(row, widths)


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    while sum(widths) + _GAP * (len(widths) - 1) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [fold(cell, column, column) for cell, column in zip(cells, widths, strict=True)]
    for parts in zip_longest(*columns, fillvalue=""):
        padded = (part + " " * (column - width(part)) for part, column in zip(parts, widths, strict=True))
        yield (" " * _GAP).join(padded).rstrip()


def _drawing(lines: Sequence[str], room: int) -> Iterator[str]:
    """A drawing, moved to the left where it would not fit; its lines are of one length, so that they stay together."""
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    widest = max(map(width, lines))
    beyond = max(widest - room, 0)
    yield from (f"{line:<{widest}}"[min(margin, beyond) :] for line in lines)

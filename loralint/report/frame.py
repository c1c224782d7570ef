"""The code frame: the user's own lines, with the place of a problem and the places that belong to it."""

from __future__ import annotations

from loralint.report.fold import TIE, fold, folded
from loralint.report.options import COLUMNS
from loralint.report.safe import cells, safe, width
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loralint.diagnostics.record import Diagnostic
    from loralint.report.line import Line
    from loralint.syntax.node import Document, Span

RELATED = "related"
_CUT = "..."
_LABEL_ROOM = 30
"""Columns that a label needs behind its underline; with fewer it stands below."""


class Mark(NamedTuple):
    """A place to underline: `style` is the severity for the problem itself, `related` for what belongs to it."""

    span: Span
    label: str | None
    style: str


class Excerpt(NamedTuple):
    """A line as shown, and where in it the underline begins and how long it is."""

    text: str
    before: int
    length: int


def frame(diagnostic: Diagnostic, documents: Mapping[str, Document], columns: int = COLUMNS) -> list[Line]:
    """The frame of a diagnostic, at most `columns` wide: its own file first, then each other file with its places."""
    places: dict[str, list[Mark]] = {diagnostic.path: []}
    loose: list[tuple[str, str]] = []
    if diagnostic.span is not None:
        places[diagnostic.path].append(Mark(diagnostic.span, diagnostic.label, diagnostic.severity))
    for related in diagnostic.related:
        if related.span is None:
            loose.append((related.path, related.label))
        else:
            places.setdefault(related.path, []).append(Mark(related.span, related.label, RELATED))
    number_width = max([2, *(len(str(mark.span.start.line)) for marks in places.values() for mark in marks)])
    lines: list[Line] = []
    for path, marks in places.items():
        heading = _heading(path, marks, number_width, path == diagnostic.path, diagnostic.linked_from)
        lines += folded(heading, columns, number_width + 4, number_width + 4)
        document = documents.get(path)
        there = [mark for mark in marks if not _is_absent(mark.span, diagnostic, document)]
        lines += _code(document, there, number_width, columns)
    if diagnostic.label and _is_absent(diagnostic.span, diagnostic, documents.get(diagnostic.path)):
        lines += remark("", diagnostic.label, columns, number_width)
    for path, label in loose:
        loose_line = [("frame", " " * number_width + "::: "), ("path", safe(path)), ("related", f": {safe(label)}")]
        lines += folded(loose_line, columns, number_width + 4, number_width + 4)
    return lines


def _is_absent(span: Span | None, diagnostic: Diagnostic, document: Document | None) -> bool:
    """A key that is not written has no line of its own: the first line of the file would only mislead."""
    if span is None:
        return True
    if not diagnostic.key or span != diagnostic.span or span.start != span.end:
        return False
    root = document.root if document is not None else None
    return document is not None and root is not None and span.start == document.position(root.start)


def remark(word: str, text: str, columns: int, number_width: int = 2, tail: str = "") -> list[Line]:
    """A line below the frame, or several: `= word: text`. `tail`, which begins with blanks, stays in one piece."""
    margin = number_width + 3
    line: Line = [("frame", " " * (number_width + 1) + "= "), ("", safe(text))]
    if word:
        line.insert(1, ("word", f"{word}: "))
    if tail:
        piece = tail.lstrip(" ")
        line.append(("", " " * (len(tail) - len(piece)) + safe(piece).replace(" ", TIE)))
    return folded(line, columns, margin + 2, margin + len(word))


def excerpt(line: str, first: int, last: int, columns: int = COLUMNS) -> Excerpt:
    """Cut a line to `columns` around the characters `first` to `last` (exclusive), made safe to show."""
    first = min(first, len(line))
    low, high = max(0, first - columns), min(len(line), first + 2 * columns)
    shown = cells(line[low:high])
    widths = [cell.width for cell in shown]
    start, end = first - low, max(first, min(last, high)) - low
    left, right = 0, len(shown)
    if low > 0 or high < len(line) or sum(widths) > columns:
        left, right = _window(widths, start, columns - 2 * len(_CUT))
    prefix = _CUT if low + left > 0 else ""
    suffix = _CUT if low + right < len(line) else ""
    before = len(prefix) + sum(widths[left:start])
    length = sum(widths[start : min(end, right)])
    return Excerpt(prefix + "".join(cell.text for cell in shown[left:right]) + suffix, before, max(1, length))


def _window(widths: list[int], start: int, room: int) -> tuple[int, int]:
    """Which cells to show: some before the place, as many as fit after it."""
    left, used = start, 0
    while left > 0 and used + widths[left - 1] <= room // 3:
        left -= 1
        used += widths[left]
    right, used = left, 0
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    while left > 0 and used + widths[left - 1] <= room:
        left -= 1
        used += widths[left]
    return left, right


def _heading(path: str, marks: list[Mark], number_width: int, primary: bool, linked_from: str | None) -> Line:
    arrow = " " * number_width + ("--> " if primary else "::: ")
    place = f":{marks[0].span.start.line}:{marks[0].span.start.column}" if marks else ""
    line: Line = [("frame", arrow), ("path", safe(path) + place)]
    if primary and linked_from:
        line.append(("dim", f" (read by {safe(linked_from)})"))
    return line


def _code(document: Document | None, marks: list[Mark], number_width: int, columns: int) -> list[Line]:
    if not marks:
        return []
    gutter: Line = [("frame", " " * (number_width + 1) + "|")]
    room = columns - number_width - 3
    if document is None:
        labels = [text for mark in marks if mark.label for text in fold(safe(mark.label), room, room)]
        return [[*gutter, ("", f" {text}")] for text in labels]
    lines: list[Line] = [gutter]
    shown, text = 0, ""
    for mark in sorted(marks, key=lambda mark: (mark.span.start.line, mark.style == RELATED)):
        number = mark.span.start.line
        if shown and number > shown + 2:
            lines.append([("frame", _CUT)])
        elif shown and number == shown + 2:
            lines.append(_numbered(shown + 1, excerpt(document.line(shown + 1), 0, 0, room).text, number_width))
        part = _excerpt_of(document, mark, room)
        # Two places of one line share it, unless it is so long that each needs a window of its own.
        if (number, part.text) != (shown, text):
            lines.append(_numbered(number, part.text, number_width))
        lines += ([*gutter, (mark.style, f" {text}")] for text in _underline(part, mark, room))
        shown, text = number, part.text
    return lines


def _numbered(number: int, text: str, number_width: int) -> Line:
    return [("frame", f"{number:>{number_width}} |"), ("", f" {text}".rstrip())]


def _excerpt_of(document: Document, mark: Mark, columns: int) -> Excerpt:
    line = document.line(mark.span.start.line)
    first = min(mark.span.start.column - 1, len(line))
    last = mark.span.end.column - 1 if mark.span.end.line == mark.span.start.line else len(line)
    return excerpt(line, first, last, columns)


def _underline(part: Excerpt, mark: Mark, room: int) -> list[str]:
    """The underline with its label behind it, where that has room, or below it."""
    line = " " * part.before + ("-" if mark.style == RELATED else "^") * part.length
    if not mark.label:
        return [line]
    label = safe(mark.label)
    behind = part.before + part.length + 1
    if behind + width(label) <= room or room - behind >= _LABEL_ROOM:
        first, *others = fold(label, room - behind, room - behind)
        return [f"{line} {first}", *(" " * behind + other for other in others)]
    indent = part.before if room - part.before >= _LABEL_ROOM else 0
    return [line, *(" " * indent + text for text in fold(label, room - indent, room - indent))]

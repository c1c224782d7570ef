"""The unified diff of what `loralint fix` changes, fit for `patch -p0` and `git apply -p0`."""

from __future__ import annotations

from loralint.report.safe import safe
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loralint.files.write import FileChange
    from loralint.report.line import Line

CONTEXT = 3
_LARGE = 2000
"""Lines from which on the comparison may leave lines that repeat often out of account."""
_NO_LINE_END = "\\ No newline at end of file"


def diff_lines(changes: Iterable[FileChange]) -> list[Line]:
    """Every changed file's diff, each line without its line feed; a carriage return stays at the end of the text."""
    lines: list[Line] = []
    for change in changes:
        before, after = _split(change.before), _split(change.after)
        if before != after:
            lines += [[("removed", f"--- {safe(change.path)}")], [("added", f"+++ {safe(change.path)}")]]
            lines += _hunks(before, after)
    return lines


def shown_on_screen(line: Line) -> Line:
    """A line of a diff made safe for a terminal; a file's carriage returns at line ends are left out."""
    return [(style, text[:1] + safe(text[1:].removesuffix("\r"))) for style, text in line]


def _split(data: bytes) -> list[str]:
    """Lines with their line feeds; bytes that are no UTF-8 survive the way to the output."""
    parts = data.decode("utf-8", "surrogateescape").split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _hunks(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    from difflib import SequenceMatcher

    # A fix touches a few lines: what is alike at both ends is put aside, since the comparison is quadratic.
    first = _alike(before, after)
    tail = min(_alike(before[::-1], after[::-1]), len(before) - first, len(after) - first)
    start = max(0, first - CONTEXT)
    old, new = before[start : len(before) - tail + CONTEXT], after[start : len(after) - tail + CONTEXT]
    lines: list[Line] = []
    for group in SequenceMatcher(None, old, new, autojunk=len(old) > _LARGE).get_grouped_opcodes(CONTEXT):
        ranges = _range(start + group[0][1], start + group[-1][2]), _range(start + group[0][3], start + group[-1][4])
        lines.append([("hunk", f"@@ -{ranges[0]} +{ranges[1]} @@")])
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                lines += _marked("", " ", old[old_start:old_end])
                continue
            lines += _marked("removed", "-", old[old_start:old_end])
            lines += _marked("added", "+", new[new_start:new_end])
    return lines


def _alike(left: Sequence[str], right: Sequence[str]) -> int:
    """How many lines are the same from the start on."""
    return next(
        (index for index, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]),
        min(len(left), len(right)),
    )


def _marked(style: str, sign: str, texts: Sequence[str]) -> list[Line]:
    lines: list[Line] = []
    for text in texts:
        lines.append([(style, sign + text.removesuffix("\n"))])
        if not text.endswith("\n"):
            lines.append([("", _NO_LINE_END)])
    return lines


def _range(start: int, end: int) -> str:
    """As `diff -u` counts: from 1, the length left out where it is 1, the line before where it is 0."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"

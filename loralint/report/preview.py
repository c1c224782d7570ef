"""What a fix would do to the lines that it touches, in a few lines; nothing where it takes more than a few."""

from __future__ import annotations

from loralint.report.frame import excerpt
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loralint.diagnostics.record import Fix
    from loralint.edit.record import Patch
    from loralint.report.line import Line
    from loralint.syntax.node import Document

LINES = 8
"""More changed lines than this are left to `loralint fix`, which shows the whole diff."""
_MARGIN = "     "


def preview(fix: Fix, documents: Mapping[str, Document], columns: int) -> list[Line]:
    """The lines that go and come, all in one file; empty where they are many, elsewhere or unknown."""
    paths = {patch.path for patch in fix.patches}
    document = documents.get(next(iter(paths))) if len(paths) == 1 else None
    if document is None:
        return []
    before, after = changed_lines(document.source.data, fix.patches)
    if len(before) + len(after) > LINES:
        return []
    # A long line is shown where it changes; a whole file may stand in one line.
    at = _first_difference(before[0], after[0]) if before and after else 0
    room = columns - len(_MARGIN) - 2
    removed = [_line("removed", "-", text, at, room) for text in before]
    return removed + [_line("added", "+", text, at, room) for text in after]


def changed_lines(data: bytes, patches: Sequence[Patch]) -> tuple[list[str], list[str]]:
    """The stretch of lines that the patches touch, before and after, without what is alike at both its ends."""
    ordered = sorted(patches, key=lambda patch: (patch.start, patch.end))
    start = data.rfind(b"\n", 0, ordered[0].start) + 1
    end = data.find(b"\n", max(patch.end for patch in ordered))
    end = len(data) if end < 0 else end
    parts: list[bytes] = []
    position = start
    for patch in ordered:
        parts += (data[position : patch.start], patch.text.encode("utf-8", "surrogatepass"))
        position = max(position, patch.end)
    parts.append(data[position:end])
    return _without_common(_lines(data[start:end]), _lines(b"".join(parts)))


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig", "replace")
    # A line end ends its line; no empty line begins behind it.
    return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def _without_common(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return before, after


def _first_difference(left: str, right: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _line(style: str, sign: str, text: str, at: int, room: int) -> Line:
    return [(style, f"{_MARGIN}{sign} {excerpt(text, at, at, room).text}".rstrip())]

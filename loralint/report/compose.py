"""The lines of a report as one text, with colour or without."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loralint.report.line import Line


def join(lines: Iterable[Line], colour: bool) -> str:
    """The lines as one text that ends with a line end; empty where there are none."""
    if colour:
        from loralint.report.colour import paint

        return "".join(paint(line) + "\n" for line in lines)
    return "".join("".join(text for _, text in line) + "\n" for line in lines)

"""Lines of a report as pieces with a style each, so that the words are made once, with colour or without."""

from __future__ import annotations

from collections.abc import Iterable

Segment = tuple[str, str]
"""A style (a name that `colour` knows, or "") and a text."""
Line = list[Segment]


def join(lines: Iterable[Line], colour: bool) -> str:
    """The lines as one text that ends with a line end; empty where there are none."""
    if colour:
        from loralint.report.colour import paint

        return "".join(paint(line) + "\n" for line in lines)
    return "".join("".join(text for _, text in line) + "\n" for line in lines)

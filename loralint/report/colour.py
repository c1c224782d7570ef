"""The colours of a report. Imported only when something is printed to a terminal that shows them."""

from __future__ import annotations

from functools import cache

from rich.color import ColorSystem
from rich.style import Style

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.report.line import Line

STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "message": "bold",
    "frame": "blue",
    "related": "blue",
    "path": "bold",
    "added": "green",
    "removed": "red",
    "hunk": "cyan",
    "word": "bold",
    "dim": "dim",
    "command": "green",
}


@cache
def _style(name: str) -> Style:
    return Style.parse(STYLES[name])


def paint(line: Line) -> str:
    """One line with the escape sequences of the sixteen colours that every terminal has."""
    return "".join(
        _style(style).render(text, color_system=ColorSystem.STANDARD) if style else text for style, text in line
    )

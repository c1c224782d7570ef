"""A table for a terminal: the last column is wrapped, so that a long sentence stays beside its row."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from loralint.report.colour import STYLES
from loralint.report.line import Line


def table(rows: Sequence[Line], columns: int, colour: bool) -> str:
    """The rows, one cell for each part of a line, on a terminal of so many columns."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for index in range(len(rows[0]) if rows else 0):
        grid.add_column(no_wrap=index < len(rows[0]) - 1)
    for row in rows:
        grid.add_row(*(Text(text.rstrip(), style=STYLES.get(style, "")) for style, text in row))
    out = StringIO()
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(file=out, width=columns, force_terminal=True, color_system=system, legacy_windows=False)
    console.print(grid)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())

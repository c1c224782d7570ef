"""How a report is printed: what every format is given beside the run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

CODE_WIDTH = 100
"""Columns of a user's line that are shown; longer lines are cut around the place."""


class ReportOptions(NamedTuple):
    """How to print: `titles` are the frameworks' own names, `arguments` what the next command repeats."""

    notes: bool = False
    quiet: bool = False
    colour: bool = False
    columns: int = CODE_WIDTH
    titles: Mapping[str, str] = {}
    named: Collection[str] = ()
    arguments: Sequence[str] = ()
    from_hook: bool = False

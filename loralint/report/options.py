"""How a report is printed: what every format is given beside the run."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

COLUMNS = 100
"""How wide a report is where no terminal and no setting says so: messages are folded, the user's own lines are cut."""


class ReportOptions(NamedTuple):
    """How to print: `titles` are the frameworks' own names, `arguments` what the next command repeats.

    `passed_over` counts the files that were not even read, such as data sets in a folder.
    """

    notes: bool = False
    quiet: bool = False
    colour: bool = False
    columns: int = COLUMNS
    titles: Mapping[str, str] = {}
    named: Collection[str] = ()
    arguments: Sequence[str] = ()
    passed_over: int = 0

"""A word on standard error for runs that take longer than people expect of a linter; on a terminal alone."""

from __future__ import annotations

import sys

from loralint.cli.output import is_screen
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Timer

    from rich.progress import Progress

PATIENCE = 2.0
"""Seconds before anything is shown."""


class progress:  # noqa: N801 - it reads as a statement: `with progress("checking"):`
    """Show `what` and the time once the patience is over, and take it away at the end."""

    def __init__(self, what: str, patience: float = PATIENCE) -> None:
        self._what = what
        self._patience = patience
        self._timer: Timer | None = None
        self._shown: list[Progress] = []

    def __enter__(self) -> None:
        if not is_screen(sys.stderr):
            return
        from threading import Timer

        self._timer = Timer(self._patience, lambda: self._shown.append(_started(self._what)))
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_error: object) -> None:
        if self._timer is None:
            return
        self._timer.cancel()
        self._timer.join()
        for one in self._shown:
            one.stop()


def _started(what: str) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("loralint: {task.description}", markup=False), TimeElapsedColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    shown.add_task(what, total=None)
    shown.start()
    return shown

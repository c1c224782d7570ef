"""A word on standard error for runs that take longer than people expect of a linter; on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loralint.cli.output import is_screen

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 2.0
"""Seconds before anything is shown."""


@contextmanager
def progress(what: str, patience: float = PATIENCE) -> Iterator[None]:
    """Show `what` and the time once the patience is over, and take it away at the end."""
    if not is_screen(sys.stderr):
        yield
        return
    from threading import Timer

    shown: list[Progress] = []
    timer = Timer(patience, lambda: shown.append(_started(what)))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        for one in shown:
            one.stop()


def _started(what: str) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("loralint: {task.description}", markup=False), TimeElapsedColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    shown.add_task(what, total=None)
    shown.start()
    return shown

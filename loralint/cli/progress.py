"""A word on standard error for runs that take longer than people expect of a linter; on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from loralint.cli.output import is_screen

PATIENCE = 2.0
"""Seconds before anything is shown."""
_INTERVAL = 1.0
_CLEAR = "\r\033[K"


@contextmanager
def progress(what: str, patience: float = PATIENCE) -> Iterator[None]:
    """Show `what` and the seconds once the patience is over, and take it away at the end."""
    if not is_screen(sys.stderr):
        yield
        return
    from threading import Event, Thread
    from time import monotonic

    done = Event()
    begin = monotonic()

    def tell() -> None:
        if done.wait(patience):
            return
        while not done.wait(_INTERVAL):
            sys.stderr.write(f"{_CLEAR}loralint: {what}, {monotonic() - begin:.0f} s ...")
            sys.stderr.flush()
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()

    thread = Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()

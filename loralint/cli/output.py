"""Standard output and error: whether they are screens, and how text gets there whatever their encoding."""

from __future__ import annotations

import os
import sys
from typing import TextIO

_FALLBACK_COLUMNS = 100
_FEWEST_COLUMNS = 40


def is_screen(stream: TextIO | None) -> bool:
    """Does the stream end at a terminal?"""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def wants_colour(no_color: bool) -> bool:
    """Colours are for terminals that can show them, unless `--no-color` or NO_COLOR says otherwise."""
    if no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_screen(sys.stdout)


def columns() -> int:
    """How many columns of a user's line fit on the screen beside the line numbers."""
    if not is_screen(sys.stdout):
        return _FALLBACK_COLUMNS
    try:
        return max(_FEWEST_COLUMNS, min(160, os.get_terminal_size(sys.stdout.fileno()).columns) - 8)
    except (OSError, ValueError):
        return _FALLBACK_COLUMNS


def write(text: str) -> None:
    """Print text; characters that the output's encoding lacks are escaped."""
    _write(sys.stdout, text)


def write_error(line: str) -> None:
    """Print a line on standard error."""
    from loralint.report.safe import safe

    _write(sys.stderr, safe(line) + "\n")


def write_bytes(data: bytes) -> None:
    """Print bytes as they are, such as a file's own text."""
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(data.decode("utf-8", "replace"))
    else:
        binary.write(data)
    sys.stdout.flush()


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None or not text:
        return
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()

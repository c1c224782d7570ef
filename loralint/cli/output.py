"""Standard output and error: whether they are screens, and how text gets there whatever their encoding."""

from __future__ import annotations

import os
import sys

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

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
    """How wide a report may be: as the terminal, else as COLUMNS says, else 100."""
    from loralint.report.options import COLUMNS

    return max(_FEWEST_COLUMNS, screen_columns(sys.stdout) or _from_environment() or COLUMNS)


def screen_columns(stream: TextIO | None) -> int | None:
    """The width of the terminal at which a stream ends; None where there is none, or it does not say."""
    if stream is None or not is_screen(stream):
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def _from_environment() -> int | None:
    given = os.environ.get("COLUMNS", "")
    return int(given) if len(given) < 6 and given.isascii() and given.isdigit() else None


def write(text: str) -> None:
    """Print text; characters that the output's encoding lacks are escaped."""
    _write(sys.stdout, text)


def write_error(line: str) -> None:
    """Print a line on standard error; on a terminal it is folded."""
    from loralint.report.fold import fold
    from loralint.report.safe import safe

    room = screen_columns(sys.stderr)
    lines = [safe(line)] if room is None else fold(safe(line), room, room)
    _write(sys.stderr, "".join(f"{one}\n" for one in lines))


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

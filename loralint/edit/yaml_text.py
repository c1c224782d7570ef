"""Values as YAML text that YAML 1.1 and 1.2 readers understand alike."""

from __future__ import annotations

import json
import math
import re

from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import NamedTuple

_PLAIN = lazy_pattern(r"[A-Za-z_./0-9][A-Za-z0-9_./\\+@-]*(?:(?: |:(?=[A-Za-z/\\]))[A-Za-z0-9_./\\+@-]+)*", re.ASCII)
# Whatever could be a number, a time or a date to any reader: 016, 1_000, 1:30, 2e-5, 0x1f, 0o17, 2024-01-01.
_NUMBER = lazy_pattern(r"[-+.]?[0-9][0-9a-fA-FxXoO_.:+\-TtZz ]*|\.+(?:[0-9].*)?")
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "none", "nan", "inf"])
_UNPRINTABLE = lazy_pattern("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_FLOW_WIDTH = 100


class Layout(NamedTuple):
    """The habits of a file: its line end, how far mappings and lists stand in, in columns."""

    newline: str = "\n"
    step: int = 2
    dash: int = 2


class Verbatim(NamedTuple):
    """A value that keeps its own text when it moves.

    `text` is everything behind the colon up to the end of its last line, trailing comment included; `column` is that
    of its key. `inline` is the value alone if it may stand between brackets, else None, and `data` serves there.
    """

    text: str
    column: int
    inline: str | None
    data: object


def scalar(value: object, quote: str = "") -> str:
    """A scalar on one line; `quote` is the quotation mark that a text should have if it can."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int):
        return str(value)
    return _text(str(value), quote)


def key(name: str, quote: str = "") -> str:
    """A key of a mapping."""
    return _text(name, quote)


def flow(value: object) -> str:
    """A value of any kind on one line."""
    if isinstance(value, Verbatim):
        return flow(value.data) if value.inline is None else value.inline
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(name)}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    # Some readers split `a:b` inside brackets.
    return scalar(value, '"' if isinstance(value, str) and ":" in value else "")


def after_key(value: object, column: int, layout: Layout) -> str:
    """What follows the colon of a key that stands in `column`: `` 1`` on its line or a block on the next lines."""
    if isinstance(value, Verbatim):
        return _shifted(value, column)
    if fits_line(value):
        return f" {inline(value)}"
    if isinstance(value, dict):
        return layout.newline + _mapping(value, column + layout.step, layout)
    return layout.newline + _sequence(value, column + layout.dash, layout)


def after_dash(value: object, column: int, layout: Layout) -> str:
    """What follows the dash of a list item that stands in `column`; a block begins on the same line."""
    if isinstance(value, Verbatim) or fits_line(value):
        return f" {inline(value)}"
    return f" {block(value, column + 2, layout)}"


def block(value: object, column: int, layout: Layout) -> str:
    """A mapping or list in block style whose first line begins at `column`, without the blanks before it."""
    text = _mapping(value, column, layout) if isinstance(value, dict) else _sequence(value, column, layout)
    return text[column:]


def fits_line(value: object) -> bool:
    """Whether a value is written on the line of its key: scalars, short lists of scalars, empty collections."""
    if isinstance(value, dict):
        return not value
    if isinstance(value, (list, tuple)):
        plain = not any(isinstance(item, (dict, list, tuple, Verbatim)) for item in value)
        return plain and len(flow(value)) <= _FLOW_WIDTH
    return not isinstance(value, Verbatim)


def inline(value: object) -> str:
    """A value on one line where no bracket encloses it."""
    return flow(value) if isinstance(value, (dict, list, tuple, Verbatim)) else scalar(value)


def _mapping(value: object, column: int, layout: Layout) -> str:
    assert isinstance(value, dict)
    lines = [" " * column + f"{_key(name)}:" + after_key(item, column, layout) for name, item in value.items()]
    return layout.newline.join(lines)


def _sequence(value: object, column: int, layout: Layout) -> str:
    assert isinstance(value, (list, tuple))
    return layout.newline.join(" " * column + "-" + after_dash(item, column, layout) for item in value)


def _key(name: object) -> str:
    return key(name) if isinstance(name, str) else scalar(name)


def _float(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    # YAML 1.1 reads 1e-05 as text: a float needs a point.
    return text if "." in text else text.replace("e", ".0e")


def _text(text: str, quote: str) -> str:
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if quote != '"' and _PLAIN.fullmatch(text) and not _NUMBER.fullmatch(text) and text.lower() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _shifted(value: Verbatim, column: int) -> str:
    """The text with every line but the first moved by the distance between the old and the new column."""
    distance = column - value.column
    first, *rest = re.split(r"(?<=\n)|(?<=\r)(?!\n)", value.text)
    return first + "".join(_shift(line, distance) for line in rest)


def _shift(line: str, distance: int) -> str:
    if not line.strip("\r\n"):
        return line
    if distance >= 0:
        return " " * distance + line
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(-distance, blanks) :]

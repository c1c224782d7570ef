"""Text of the user's files made fit to show: nothing in a file can move the cursor, colour the screen or hide.

Tabs become spaces; control characters, direction marks, zero-width characters and lone surrogates are written as
escapes such as ``\\x1b`` or ``\\u202e``.
"""

from __future__ import annotations

from loralint.words.light_typing import NamedTuple

TAB = "    "
_HIDDEN = ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


class Cell(NamedTuple):
    """How one character is shown, and how many columns of the screen that takes."""

    text: str
    width: int


def safe(text: str) -> str:
    """One line of text, safe to print."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(cell.text for cell in cells(text))


def cells(text: str) -> list[Cell]:
    """Every character as it is shown."""
    if text.isascii() and text.isprintable():
        return [Cell(character, 1) for character in text]
    return [_cell(character) for character in text]


def width(text: str) -> int:
    """The columns that a text takes on the screen."""
    return len(text) if text.isascii() else sum(cell.width for cell in cells(text))


def _cell(character: str) -> Cell:
    if character == "\t":
        return Cell(TAB, len(TAB))
    if character.isascii() and character.isprintable():
        return Cell(character, 1)
    from unicodedata import category, east_asian_width

    kind = category(character)
    if kind in _HIDDEN:
        escape = _escape(character)
        return Cell(escape, len(escape))
    if kind in ("Mn", "Me"):
        return Cell(character, 0)
    return Cell(character, 2 if east_asian_width(character) in "WF" else 1)


def _escape(character: str) -> str:
    number = ord(character)
    if character in "\n\r":
        return {"\n": "\\n", "\r": "\\r"}[character]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"

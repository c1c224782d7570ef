"""Whether a file may hold remarks to loralint: what reads them is loaded for such a file alone."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.syntax.node import Document


def has_remarks(document: Document | None) -> bool:
    """May the file hold remarks of this kind?"""
    if document is None or document.syntax != "yaml":
        return False
    return "loralint:" in document.text or "loralint ignore" in document.text

"""The comments of a YAML text, found by the scanner alone: an independent witness that an edit lost none."""

from __future__ import annotations

from loralint.syntax.text_positions import line_end
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from loralint.syntax.node import Document

_COMMENT = lazy_pattern(r"#[^\r\n]*")


def comments_of(document: Document) -> list[tuple[int, str]]:
    """Offset and text of each comment, in order. Whatever stands between two tokens is blank or comment."""
    if document.syntax == "json":
        return []
    text = document.text
    if "#" not in text:
        return []
    found: list[tuple[int, str]] = []
    position = 0
    for token in _tokens(text):
        start, end = token.start_mark.index, token.end_mark.index
        found.extend(_between(text, position, start))
        if getattr(token, "style", None) in ("|", ">"):
            found.extend(_between(text, start, line_end(text, start)))
        position = max(position, end)
    found.extend(_between(text, position, len(text)))
    return found


def _tokens(text: str) -> list[Any]:
    """The tokens of a text that was read: the C scanner refuses a few that the Python one takes, such as "\\ud800"."""
    import yaml

    try:
        return list(yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError:
        return list(yaml.scan(text, Loader=yaml.SafeLoader))


def _between(text: str, start: int, end: int) -> list[tuple[int, str]]:
    return [(match.start(), match[0].rstrip()) for match in _COMMENT.finditer(text, start, end)]

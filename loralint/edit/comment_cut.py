"""A comment written anew or taken out, as a cut in the text."""

from __future__ import annotations

from loralint.edit.record import EditRefused
from loralint.edit.splice import Cut
from loralint.syntax.comments import comments_of
from loralint.syntax.node import find, find_entry
from loralint.syntax.text_positions import begins_line, line_start, next_line
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.edit.record import Edit
    from loralint.syntax.node import Document


class ChangedComment(NamedTuple):
    """A comment that begins at `offset`: the cut that changes it, and its text afterwards, empty where it goes."""

    offset: int
    cut: Cut
    after: str


def changed_comment(document: Document, edit: Edit) -> ChangedComment:
    """What the edit makes of the comment that it names. Raises EditRefused where there is none."""
    before, after = edit.value if isinstance(edit.value, tuple) else ("", "")
    there = [offset for offset, comment in comments_of(document) if comment == before]
    if not there:
        raise EditRefused(f"there is no comment {before}")
    line = _line(document, edit)
    offset = min(there, key=lambda found: abs(document.position(found).line - line))
    if after:
        return ChangedComment(offset, Cut(offset, offset + len(before), after), after)
    if begins_line(document.text, offset):
        return ChangedComment(offset, Cut(line_start(document.text, offset), next_line(document.text, offset)), "")
    blanks = len(document.text[:offset]) - len(document.text[:offset].rstrip(" \t"))
    return ChangedComment(offset, Cut(offset - blanks, offset + len(before)), "")


def _line(document: Document, edit: Edit) -> int:
    """The line of the key, or the first one where there is no such key."""
    entry = find_entry(document.root, edit.key)
    node = entry.key if entry is not None else find(document.root, edit.key) if edit.key else None
    return 1 if node is None else document.position(node.start).line

"""What is to change (Edit), the bytes that it turns into (Patch), and why it cannot be made (EditRefused)."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    from loralint.syntax.keypath import Path

    Operation = Literal["set", "remove", "rename", "insert", "move", "comment", "respell"]


class Edit(NamedTuple):
    """One change at a KeyPath of one file.

    `set` puts `value` (parents are created), `remove` takes the entry out, `rename` gives its key the name `to`,
    `insert` appends `value` to the list at `key`, `move` takes the entry to the KeyPath `to`. `comment` changes no
    data: `value` is a pair of texts, and of the comments that are the first, that nearest to `key` becomes the second.
    `respell` changes no data either: a whole text that is no JSON, but is read by lenient readers, becomes JSON.
    """

    path: str
    operation: Operation
    key: Path
    value: object = None
    to: str | Path | None = None


class Patch(NamedTuple):
    """Bytes `start` to `end` (exclusive) of a file are replaced by `text`, which is written as UTF-8."""

    path: str
    start: int
    end: int
    text: str


class EditRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An edit that cannot be made safely; the text says why in a short sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

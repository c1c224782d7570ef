"""Short words for edits in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loralint.edit.editor import apply_patches, plan
from loralint.edit.record import Edit, EditRefused
from loralint.syntax import parse
from loralint.syntax.keypath import parse_path
from loralint.syntax.node import Source

if TYPE_CHECKING:
    from loralint.syntax.node import Syntax


def put(key: str, value: object) -> Edit:
    return Edit("file", "set", parse_path(key), value=value)


def remove(key: str) -> Edit:
    return Edit("file", "remove", parse_path(key))


def rename(key: str, to: str) -> Edit:
    return Edit("file", "rename", parse_path(key), to=to)


def insert(key: str, value: object) -> Edit:
    return Edit("file", "insert", parse_path(key), value=value)


def move(key: str, to: str) -> Edit:
    return Edit("file", "move", parse_path(key), to=parse_path(to))


def comment(key: str, before: str, after: str = "") -> Edit:
    return Edit("file", "comment", parse_path(key), value=(before, after))


def edited(syntax: Syntax, before: str | bytes, *edits: Edit) -> str:
    """The text of a file after its edits."""
    data = before.encode() if isinstance(before, str) else before
    document = parse(Source("file", data), syntax)
    return apply_patches(data, plan(document, edits)).decode()


def refusal(syntax: Syntax, before: str, *edits: Edit) -> str:
    """Why the edits cannot be made."""
    with pytest.raises(EditRefused) as caught:
        plan(parse(Source("file", before.encode()), syntax), edits)
    return caught.value.reason

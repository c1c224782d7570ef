"""A key of a mapping, with all that a check of the shape needs to judge it."""

from __future__ import annotations

from typing import NamedTuple

from loralint.config import Config
from loralint.keypath import Path
from loralint.schema import Shape
from loralint.syntax.node import Entry, MappingNode


class Member(NamedTuple):
    """A key of a mapping with all that a check needs to judge it."""

    config: Config
    parent: MappingNode
    shape: Shape
    data: dict[str, object]
    entry: Entry
    path: Path
    """In the config, its own name included."""

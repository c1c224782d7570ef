"""YAML's anchors and aliases within bounds: a few lines of aliases to aliases can stand for billions of values."""

from __future__ import annotations

from loralint.syntax.limits import MAX_ALIASED_NODES, MAX_DEPTH
from loralint.syntax.node import Problem
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.syntax.node import Node


class RefusedError(Exception):
    """What the loader refuses, or what is beyond our limits; the rest of the text is not read."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.problem = Problem(message, start, end)


class Target(NamedTuple):
    """A node with an anchor, and how many nodes and levels it stands for, aliases in it followed."""

    node: Node
    size: int
    height: int


class Anchors:
    """The anchors of one text up to here."""

    def __init__(self) -> None:
        self._targets: dict[str, Target | None] = {}
        self._aliased = 0

    def declare(self, name: str, place: int) -> None:
        """An anchor, its node not yet complete. Raises RefusedError if it is there already, as PyYAML does."""
        if name in self._targets:
            message = f"the anchor &{name} is there already; the loader takes each name once"
            raise RefusedError(message, place, place + 1 + len(name))
        self._targets[name] = None

    def complete(self, name: str, node: Node, size: int, height: int) -> None:
        """The node of an anchor is complete, and aliases may refer to it."""
        self._targets[name] = Target(node, size, height)

    def target_of(self, name: str, depth: int, start: int, end: int) -> Target:
        """What an alias stands for that is written in a collection of a depth. Raises RefusedError."""
        if name not in self._targets:
            raise RefusedError(f"*{name} refers to an anchor &{name} that does not stand before it", start, end)
        target = self._targets[name]
        if target is None:
            raise RefusedError(f"*{name} stands inside of &{name} itself; loralint reads no such circle", start, end)
        self._aliased += target.size
        if self._aliased > MAX_ALIASED_NODES:
            message = f"the aliases up to here stand for more than {MAX_ALIASED_NODES:,} values"
            raise RefusedError(message, start, end)
        if depth + target.height > MAX_DEPTH:
            raise RefusedError(f"with aliases, collections are nested more than {MAX_DEPTH} deep", start, end)
        return target

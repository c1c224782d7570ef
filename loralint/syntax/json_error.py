"""Where and at what the reading of a JSON text stops."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal

    from loralint.syntax.node import MappingNode, SequenceNode

    Expected = Literal["value", "key", "colon", "separator", "string", "digits", "depth", "extra"]


class UnreadableError(Exception):
    """Where reading stopped: what was expected, inside of which collection, and where the last good token ended."""

    def __init__(
        self,
        expected: Expected,
        position: int,
        container: MappingNode | SequenceNode | None = None,
        before: int | None = None,
    ) -> None:
        super().__init__(expected)
        self.expected: Expected = expected
        self.position = position
        self.container = container
        self.before = position if before is None else before

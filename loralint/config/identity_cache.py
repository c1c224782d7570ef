"""Results kept by the identity of what they were worked out from: schemas and data never change once they are read."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_LIMIT = 50_000
"""Results; all are forgotten beyond that, so that a run over many files does not grow without end."""


class IdentityCache:
    """The results of a pure function of two objects. It keeps the objects, so that no other can take their identity."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[object, object, Any]] = {}

    def recall(self, left: object, right: object) -> Any:
        """The result that was kept, None if there is none."""
        entry = self._known.get((id(left), id(right)))
        return None if entry is None else entry[2]

    def keep(self, left: object, right: object, result: Any) -> Any:
        """Keep a result and give it back."""
        if len(self._known) >= _LIMIT:
            self._known.clear()
        self._known[id(left), id(right)] = (left, right, result)
        return result

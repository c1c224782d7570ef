"""What holds of keys that a file leaves out, where it is the same for every file of a framework and version."""

from __future__ import annotations

from loralint.config.identity_cache import IdentityCache
from loralint.syntax.keypath import Path
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from loralint.config.shape import Shape

_KNOWN = IdentityCache()


class AbsentValues(dict[Path, object]):
    """The values in force of absent keys by their paths, as far as they were asked for; see `takes`."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._shape = shape
        self._changing = frozenset(_changing_names(shape.schema, shape))

    def takes(self, path: Path) -> bool:
        """Does the value of an absent key depend on no other key?"""
        if path[0] in self._changing or "anyOf" in self._shape.schema:
            return False
        shape: Shape | None = self._shape
        for step in path:
            shape = None if shape is None else shape.child(step, {})
            if shape is not None and "x-default-from" in shape.schema:
                return False
        return True


def absent_values(shape: Shape) -> AbsentValues:
    """Those of the schema that a `shape` is the root of."""
    known: AbsentValues | None = _KNOWN.recall(shape.schema, shape.root)
    return _KNOWN.keep(shape.schema, shape.root, AbsentValues(shape)) if known is None else known


def _changing_names(schema: dict[str, Any], shape: Shape) -> Iterator[str]:
    """The keys about which a part says something that other keys bring in."""
    for part in schema.get("allOf") or ():
        for word in ("then", "else"):
            if word in part:
                inner = shape.narrowed(part[word]).schema
                yield from inner.get("properties") or ()
                yield from _changing_names(inner, shape)
        inner = shape.narrowed(part).schema
        yield from inner.get("properties") or ()

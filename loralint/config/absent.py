"""What holds of keys that a file leaves out, where it is the same for every file of a framework and version."""

from __future__ import annotations

from loralint.config.identity_cache import IdentityCache
from loralint.syntax.keypath import Path
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from loralint.config.shape import Shape

_KNOWN = IdentityCache()
_NOTHING: dict[str, object] = {}
"""What a file has that leaves a key out; one object, by which what a schema says of it is known."""


class AbsentFacts(dict[Path, object]):
    """What one question gives for absent keys by their paths, as far as it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self._below: dict[object, list[Path]] = {}

    def keep(self, path: Path, fact: object) -> None:
        """Keep what holds of a key in every file that leaves it out."""
        if path not in self:
            self[path] = fact
            self._below.setdefault(path[0], []).append(path)

    def without(self, names: Iterable[object]) -> dict[Path, object]:
        """What holds in a file that has these keys, or may have them."""
        facts = dict(self)
        for name in names:
            for path in self._below.get(name, ()):
                del facts[path]
        return facts


class Absent(NamedTuple):
    """The facts of absent keys: their values in force, what is written of them, and that they are not given."""

    value: AbsentFacts
    written: AbsentFacts
    given: AbsentFacts
    changing: frozenset[str]
    """The keys whose values depend on others."""


def absent_keys(shape: Shape) -> Absent:
    """The facts of the schema that a `shape` is the root of."""
    known: Absent | None = _KNOWN.recall(shape.schema, shape.root)
    if known is None:
        changing = frozenset(_changing_names(shape.schema, shape))
        known = _KNOWN.keep(shape.schema, shape.root, Absent(AbsentFacts(), AbsentFacts(), AbsentFacts(), changing))
    return known


def keep_value(path: Path, value: object, shape: Shape) -> None:
    """Keep the value in force of an absent key, unless it depends on another key."""
    absent = absent_keys(shape)
    if path[0] not in absent.changing and "anyOf" not in shape.schema and not _depends(path, shape):
        absent.value.keep(path, value)


def _depends(path: Path, root: Shape) -> bool:
    shape: Shape | None = root
    for step in path:
        shape = None if shape is None else shape.child(step, _NOTHING)
        if shape is not None and "x-default-from" in shape.schema:
            return True
    return False


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

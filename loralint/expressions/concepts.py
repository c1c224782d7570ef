"""Shared concepts, such as `lora.rank`, in the words of one framework, for the source of conditions."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from loralint.expressions.expr import Expr

    Steps = tuple[str | int, ...]


class Native(NamedTuple):
    """A framework's own place for a concept: where it is meant (None: always), and its values in shared terms."""

    condition: Expr | None
    path: Steps
    values: tuple[tuple[object, object], ...] | None


class Concepts(NamedTuple):
    """What concepts stand for in a framework, and the first names that stand for no concept, or for no key of its."""

    framework: str
    meanings: Mapping[str, Sequence[Mapping[str, Any]]]
    no_concepts: frozenset[str]
    no_keys: frozenset[str]

    def split(self, steps: Steps) -> tuple[str, Steps] | None:
        """A concept and the steps below it: `("lora.rank", ())` for `("lora", "rank")`; None where there is none."""
        if steps[0] in self.no_concepts:
            return None
        name, rest = str(steps[0]), steps[1:]
        while rest and any(f"{one}.".startswith(f"{name}.{rest[0]}.") for one in self.meanings):
            name, rest = f"{name}.{rest[0]}", rest[1:]
        return (name, rest) if name in self.meanings else None

    def places(self, name: str) -> list[Native] | None:
        """The places of a concept, the first that is meant counts; None where one of them is no plain key."""
        found = [_native(meaning) for meaning in self.meanings[name]]
        plain = [one for one in found if one is not None and one.path[0] not in self.no_keys]
        return plain if len(plain) == len(found) else None


def _native(meaning: Mapping[str, Any]) -> Native | None:
    operation, *steps = meaning["path"]
    if operation != "path" or not all(isinstance(step, (str, int)) for step in steps):
        return None
    values = meaning["values"]
    return Native(meaning["if"], tuple(steps), None if values is None else tuple(map(tuple, values)))

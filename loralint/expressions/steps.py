"""Steps through what a name stands for: a Place as long as there is one, else plain data."""

from __future__ import annotations

from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeGuard

    from loralint.expressions.operators import Work
    from loralint.expressions.protocols import Place, Value


def is_place(target: Place | Value) -> TypeGuard[Place]:
    """Tell a Place from plain data."""
    # A runtime protocol would look at all its members at every name.
    return hasattr(target, "child")


def value_of(target: Place | Value) -> Value:
    """Give plain data."""
    return target.value() if is_place(target) else target


def child_of(target: Place | Value, index: Value) -> Place | Value:
    """Go one step down. Of plain mappings an absent key is null; other steps that lead nowhere are unknown."""
    if isinstance(index, bool) or not isinstance(index, (str, int)):
        return UNKNOWN
    if is_place(target):
        return _child_place(target, index)
    if isinstance(target, dict) and isinstance(index, str):
        entry: Value = target.get(index)
        return entry
    if isinstance(target, list) and isinstance(index, int) and -len(target) <= index < len(target):
        item: Value = target[index]
        return item
    return UNKNOWN


def _child_place(parent: Place, index: str | int) -> Place | Value:
    if isinstance(index, str) or index >= 0:
        return parent.child(index)
    # From the end: what points and what edits need the real index.
    items = parent.value()
    return parent.child(len(items) + index) if isinstance(items, list) and -index <= len(items) else UNKNOWN


def items_of(target: Place | Value, work: Work) -> list[Place | Value] | None:
    """List what `for` goes over: the items of a list, the keys of a mapping, nothing for null; None for the rest."""
    items = value_of(target)
    if isinstance(items, dict):
        return keys_of(items, work)
    if isinstance(items, list):
        work.spend(len(items))
        return [target.child(index) for index in range(len(items))] if is_place(target) else items
    return [] if items is None else None


def members_of(target: Place | Value, work: Work) -> list[Place | Value] | None:
    """List the values of a mapping, nothing for null; None for the rest."""
    mapping = value_of(target)
    if isinstance(mapping, dict):
        keys = keys_of(mapping, work)
        return [child_of(target, key) for key in keys] if is_place(target) else list(mapping.values())
    return [] if mapping is None else None


def keys_of(mapping: dict[object, object], work: Work) -> list[Value]:
    """List the keys; one that is no text (YAML's `1:`) cannot be followed by an index, and is unknown."""
    work.spend(len(mapping))
    return [key if isinstance(key, str) else UNKNOWN for key in mapping]

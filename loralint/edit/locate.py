"""Where an edit lands: the way to a KeyPath through a tree, refused where other places would change with it."""

from __future__ import annotations

from loralint.edit.record import EditRefused
from loralint.syntax.keypath import format_path
from loralint.syntax.node import Alias, MappingNode, SequenceNode
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Node


class Step(NamedTuple):
    """A container on the way and the index of its entry or item that the path takes."""

    container: MappingNode | SequenceNode
    member: int


class Location(NamedTuple):
    """How far a path leads: the steps that exist, the value there, and the steps that do not exist."""

    steps: tuple[Step, ...]
    node: Node
    missing: Path


def locate(document: Document, path: Path) -> Location:
    """Follow a path as far as it exists; the last of duplicate keys counts.

    Raises EditRefused where the way leads through an alias, a merge key or an anchor with users: a change there would
    show in more than one place.
    """
    assert document.root is not None
    users = _users(document.root)
    node = document.root
    steps: list[Step] = []
    for depth, step in enumerate(path):
        here = format_path(path[: depth + 1])
        if isinstance(node, Alias) or id(node) in users:
            require_own(document, node, path[:depth])
        index = _index(node, step, here)
        if index is None:
            return Location(tuple(steps), node, path[depth:])
        assert isinstance(node, (MappingNode, SequenceNode))
        steps.append(Step(node, index))
        node = node.entries[index].value if isinstance(node, MappingNode) else node.items[index]
    return Location(tuple(steps), node, ())


def require_own(document: Document, node: Node, path: Path) -> None:
    """Refuse to change the inside of a value that is also shown elsewhere."""
    assert document.root is not None
    if isinstance(node, Alias):
        raise EditRefused(f"{format_path(path)} is the alias `*{node.name}`: other places would change too")
    if id(node) in _users(document.root):
        place = format_path(path) or "the file"
        raise EditRefused(f"{place} has the anchor `&{node.anchor}`: other places that use it would change too")


def positions(mapping: MappingNode, name: str) -> list[int]:
    """The indexes of all entries of a mapping that are written with a key."""
    return [index for index, entry in enumerate(mapping.entries) if entry.name == name and not entry.merge]


def nested(steps: Path, value: object) -> object:
    """A value inside the mappings that its path needs."""
    for step in reversed(steps):
        value = {step: value}
    return value


def require_unused(document: Document, *nodes: Node) -> None:
    """Refuse to take values away whose anchors are used outside of them."""
    assert document.root is not None
    users = _users(document.root)
    inside = {id(node) for top in nodes for node in _walk(top)}
    for top in nodes:
        for node in _walk(top):
            if any(id(alias) not in inside for alias in users.get(id(node), ())):
                raise EditRefused(f"the anchor `&{node.anchor}` is used elsewhere in the file")


def _index(node: Node, step: str | int, here: str) -> int | None:
    """The index of a step in a container; None where it is not there but could be."""
    if isinstance(node, MappingNode) and isinstance(step, str):
        found = positions(node, step)
        if found:
            return found[-1]
        if step in node.effective():
            raise EditRefused(f"{here} comes in through a merge key (`<<`)")
        return None
    if isinstance(node, SequenceNode) and isinstance(step, int):
        if not -len(node.items) <= step < len(node.items):
            raise EditRefused(f"there is no item {here}")
        return step % len(node.items)
    if isinstance(node, (MappingNode, SequenceNode)) or isinstance(step, int):
        kind = (
            "mapping" if isinstance(node, MappingNode) else "list" if isinstance(node, SequenceNode) else "single value"
        )
        raise EditRefused(f"{here} leads nowhere: what stands there is a {kind}")
    return None


def _users(root: Node) -> dict[int, list[Alias]]:
    """The aliases of every node that has some."""
    users: dict[int, list[Alias]] = {}
    for node in _walk(root):
        if isinstance(node, Alias):
            users.setdefault(id(node.target), []).append(node)
    return users


def _walk(root: Node) -> Iterator[Node]:
    """Every node as written: aliases themselves, not what they stand for."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, MappingNode):
            for entry in node.entries:
                waiting += (entry.key, entry.value)
        elif isinstance(node, SequenceNode):
            waiting += node.items

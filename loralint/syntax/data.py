"""A tree as plain Python data, as the framework's own loader would hand it over."""

from __future__ import annotations

from loralint.syntax.node import MappingNode, Scalar, SequenceNode, resolve
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.syntax.node import Entry, Node

SET_TAG = "tag:yaml.org,2002:set"
PAIRS_TAGS = ("tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs")


def to_python(node: Node) -> object:
    """Lists, dicts and scalars: aliases followed, merges made, the last of duplicate keys taken.

    Depth and aliases are bounded by the parsers, so this is safe on every tree of a Document. They are made once for a
    node, and must not be changed.
    """
    node = resolve(node)
    if isinstance(node, Scalar):
        return node.value
    assert isinstance(node, (MappingNode, SequenceNode))
    if node.plain is None:
        node.plain = _made(node)
    return node.plain


def _made(node: MappingNode | SequenceNode) -> object:
    if isinstance(node, MappingNode):
        if node.tag == SET_TAG:
            return {_key(entry) for entry in node.flattened}
        mapping: dict[object, object] = {}
        for entry in node.flattened:
            mapping[_key(entry)] = to_python(entry.value)
        return mapping
    items: list[object] = []
    pairs = node.tag in PAIRS_TAGS
    for item in node.items:
        items.append(_pair(item) if pairs else to_python(item))  # noqa: PERF401 - a comprehension doubles the frames
    return items


def _key(entry: Entry) -> object:
    return to_python(entry.key)


def _pair(item: Node) -> tuple[object, object]:
    """One item of YAML's ``!!omap`` or ``!!pairs``; the parser has seen to it that it is a mapping of one entry."""
    mapping = resolve(item)
    assert isinstance(mapping, MappingNode)
    entry = mapping.entries[0]
    return _key(entry), to_python(entry.value)

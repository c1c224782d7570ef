"""YAML's ``<<``, made by PyYAML itself, because versions differ in which of several mappings wins."""

from __future__ import annotations

from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode as YamlMapping
from yaml.nodes import ScalarNode as YamlScalar
from yaml.nodes import SequenceNode as YamlSequence

from loralint.syntax.node import MappingNode, Scalar, SequenceNode, resolve
from loralint.syntax.yaml_scalars import MERGE, STR
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from loralint.syntax.node import Entry, Node


class MergeError(Exception):
    """A ``<<`` has a value that is no mapping; `node` is that value."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


class Merger:
    """Flattens the mappings of one text, by shadows: PyYAML's nodes with just what its `flatten_mapping` looks at."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._constructor = SafeConstructor()
        self._shadows: dict[int, Any] = {}
        self._entries: dict[int, Entry] = {}

    def flatten(self, mapping: MappingNode) -> list[Entry]:
        """The entries with the merges made, for a mapping whose values are complete. Raises MergeError."""
        for entry in mapping.entries:
            if entry.merge:
                _check(entry.value)
        shadow = self._mapping(mapping)
        self._constructor.flatten_mapping(shadow)
        return [self._entries[id(pair)] for pair in shadow.value]

    def _mapping(self, mapping: MappingNode) -> Any:
        shadow = self._shadows.get(id(mapping))
        if shadow is None:
            pairs = []
            for entry in mapping.entries:
                pair = (self._key(entry), self._source(entry.value) if entry.merge else None)
                self._entries[id(pair)] = entry
                pairs.append(pair)
            shadow = self._shadows[id(mapping)] = YamlMapping(STR, pairs)
            # Flattening changes the list above; the pairs are known by their id, so they have to live on.
            self._shadows[-id(mapping)] = list(pairs)
        return shadow

    def _source(self, value: Node) -> Any:
        node = resolve(value)
        if isinstance(node, SequenceNode):
            return YamlSequence(STR, [self._source(item) for item in node.items])
        if isinstance(node, MappingNode):
            return self._mapping(node)
        return None

    def _key(self, entry: Entry) -> Any:
        key = resolve(entry.key)
        shadow = self._shadows.get(id(key))
        if shadow is None:
            # PyYAML tells keys apart by the identity of their text.
            written = (
                key.value if isinstance(key, Scalar) and isinstance(key.value, str) else self._text[key.start : key.end]
            )
            shadow = self._shadows[id(key)] = YamlScalar(MERGE if entry.merge else STR, written)
        return shadow


def _check(value: Node) -> None:
    node = resolve(value)
    for source in node.items if isinstance(node, SequenceNode) else [node]:
        if not isinstance(resolve(source), MappingNode):
            raise MergeError(source)

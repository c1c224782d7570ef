"""Required keys that are not there: one finding for the whole file, and one for each section that is there."""

from __future__ import annotations

from loralint.config.scope import native_scope
from loralint.expressions.evaluate import truth
from loralint.syntax.data import to_python
from loralint.syntax.node import MappingNode, Scalar, SequenceNode, resolve
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.checks.finding import Finding
    from loralint.checks.shape.missing_words import StandIns
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Node


def missing_keys(config: Config, root: Node, stand_ins: StandIns) -> Iterator[Finding]:
    """Look at every mapping that is written; what lacks a key says so of the key that stands for it."""
    yield from _below(config, root, config.shape, (), stand_ins)


def _below(config: Config, node: Node, shape: Shape | None, path: Path, stand_ins: StandIns) -> Iterator[Finding]:
    node = resolve(node)
    if shape is None or path in config.linked_sections:
        return
    if isinstance(node, MappingNode):
        data = to_python(node)
        chosen = shape.alternative_for(data)
        yield from _mapping(config, node, data, chosen, path, stand_ins)
        for name, entry in node.effective().items():
            if not isinstance(resolve(entry.value), Scalar):
                yield from _below(config, entry.value, chosen.child(name, data), (*path, name), stand_ins)
    elif isinstance(node, SequenceNode):
        data = to_python(node)
        for index, item in enumerate(node.items):
            yield from _below(config, item, shape.child(index, data), (*path, index), stand_ins)


def _mapping(
    config: Config, node: MappingNode, data: object, shape: Shape, path: Path, stand_ins: StandIns
) -> Iterator[Finding]:
    for lacking, note in _by_slip(config, _needed(config, shape, data, path), path, stand_ins):
        from loralint.checks.shape.missing_words import without

        yield without(config, node, lacking, note, stand_ins)
    names = [name for name in shape.facet("required", data) or () if config.given((*path, name)) is False]
    if not names:
        return
    from loralint.checks.shape.missing_words import required  # as above, where something is missing

    yield required(config, node, shape, path, names, stand_ins)


def _by_slip(
    config: Config, needed: Iterator[tuple[str, str]], path: Path, stand_ins: StandIns
) -> list[tuple[list[Path], str]]:
    """The keys that are needed, each by itself; together where one unknown block, such as `lora`, stands for them."""
    groups: dict[tuple[Path, str], list[Path]] = {}
    for name, note in needed:
        key = (*path, name)
        slip = stand_ins.get(config.file_path(key)) if config.entry(key) is None else None
        groups.setdefault((slip or key, note), []).append(key)
    return [(keys, note) for (_, note), keys in groups.items()]


def _needed(config: Config, shape: Shape, data: object, path: Path) -> Iterator[tuple[str, str]]:
    """The keys without which this run stops (`x-needed-if`), where they are null or not there, and why it stops."""
    for name, schema in shape.needed(data):
        if config.value((*path, name)) is None and truth(schema["x-needed-if"], native_scope(config)) is True:
            yield name, schema["x-needed-note"]

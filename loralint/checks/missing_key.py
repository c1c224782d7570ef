"""Required keys that are not there: one finding for the whole file, and one for each section that is there."""

from __future__ import annotations

from collections.abc import Iterator

from loralint.checks.words import either
from loralint.config import Config
from loralint.diagnostic import Consequence
from loralint.finding import Finding
from loralint.keypath import Path, format_path
from loralint.schema import Shape
from loralint.syntax.data import to_python
from loralint.syntax.node import MappingNode, Node, SequenceNode, resolve


def missing_keys(config: Config, root: MappingNode) -> Iterator[Finding]:
    """Look at every mapping that is written."""
    yield from _below(config, root, config.shape, ())


def _below(config: Config, node: Node, shape: Shape | None, path: Path) -> Iterator[Finding]:
    node = resolve(node)
    if shape is None:
        return
    if isinstance(node, MappingNode):
        data = to_python(node)
        chosen = shape.choose(data)
        yield from _mapping(config, node, data, chosen, path)
        for name, entry in node.effective().items():
            yield from _below(config, entry.value, chosen.child(name, data), (*path, name))
    elif isinstance(node, SequenceNode):
        data = to_python(node)
        for index, item in enumerate(node.items):
            yield from _below(config, item, shape.child(index, data), (*path, index))


def _mapping(config: Config, node: MappingNode, data: object, shape: Shape, path: Path) -> Iterator[Finding]:
    names = [name for name in shape.facet("required", data) or () if config.given((*path, name)) is False]
    if not names:
        return
    consequence: Consequence = "crash" if shape.facet("x-missing", data) == "crash" else "refused"
    keys = [f"`{format_path((*path, name))}`" for name in names]
    listed = keys[0] if len(keys) == 1 else either(keys).replace(" or ", " and ")
    verb = "is" if len(keys) == 1 else "are"
    yield Finding(
        "missing-key",
        consequence,
        f"{listed} {verb} missing",
        config.file_path((*path, names[0])),
        node.start,
        node.start,
    )

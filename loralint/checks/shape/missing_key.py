"""Required keys that are not there: one finding for the whole file, and one for each section that is there."""

from __future__ import annotations

from collections.abc import Iterator

from loralint.checks.finding import Finding
from loralint.config.config import Config
from loralint.config.shape import Shape
from loralint.diagnostics.record import Consequence, Fix, Safety
from loralint.edit.record import Edit
from loralint.syntax.data import to_python
from loralint.syntax.keypath import Path, format_path
from loralint.syntax.node import MappingNode, Node, SequenceNode, resolve
from loralint.words.values import either, literal


def missing_keys(config: Config, root: MappingNode) -> Iterator[Finding]:
    """Look at every mapping that is written."""
    yield from _below(config, root, config.shape, ())


def _below(config: Config, node: Node, shape: Shape | None, path: Path) -> Iterator[Finding]:
    node = resolve(node)
    if shape is None:
        return
    if isinstance(node, MappingNode):
        data = to_python(node)
        chosen = shape.alternative_for(data)
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
        fixes=tuple(_fixes(config, shape, data, names, path)),
    )


def _fixes(config: Config, shape: Shape, data: object, names: list[str], path: Path) -> Iterator[Fix]:
    """Fill in what the schema knows a value for (`x-fill`): only where it knows one for every missing key."""
    members = shape.members(data)
    fills = [shape.narrowed(members[name]).schema.get("x-fill") for name in names if name in members]
    known = [fill for fill in fills if fill is not None]
    if len(known) != len(names):
        return
    safety: Safety = "safe" if all(fill.get("safety") == "safe" for fill in known) else "unsafe"
    edits = tuple(
        Edit(config.path, "set", config.file_path((*path, name)), fill["value"])
        for name, fill in zip(names, known, strict=True)
    )
    shown = ", ".join(
        f"`{format_path((*path, name))}: {literal(fill['value'])}`" for name, fill in zip(names, known, strict=True)
    )
    yield Fix("fill", safety, f"write {shown}", edits)

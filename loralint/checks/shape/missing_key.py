"""Required keys that are not there: one finding for the whole file, and one for each section that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loralint.checks.finding import Finding
from loralint.checks.shape.unfilled import filled_in
from loralint.checks.shape.without import without_section
from loralint.config.config import Config
from loralint.config.scope import native_scope
from loralint.config.shape import Shape
from loralint.diagnostics.record import Consequence, Fix
from loralint.edit.record import Edit
from loralint.expressions import truth
from loralint.syntax.data import to_python
from loralint.syntax.keypath import Path
from loralint.syntax.node import MappingNode, Node, SequenceNode, resolve
from loralint.words.values import joined

StandIns = Mapping[Path, Path]
"""Unknown keys by the known one that each may have been meant for, as paths in the document."""


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
            yield from _below(config, entry.value, chosen.child(name, data), (*path, name), stand_ins)
    elif isinstance(node, SequenceNode):
        data = to_python(node)
        for index, item in enumerate(node.items):
            yield from _below(config, item, shape.child(index, data), (*path, index), stand_ins)


def _mapping(
    config: Config, node: MappingNode, data: object, shape: Shape, path: Path, stand_ins: StandIns
) -> Iterator[Finding]:
    for lacking, note in _by_slip(config, _needed(config, shape, data, path), path, stand_ins):
        yield _without(config, node, lacking, note, stand_ins)
    names = [name for name in shape.facet("required", data) or () if config.given((*path, name)) is False]
    if not names:
        return
    keys = [f"`{config.shown((*path, name))}`" for name in names]
    listed = joined(keys)
    verb = "is" if len(keys) == 1 else "are"
    yield Finding(
        "missing-key",
        _where_missing(shape, data),
        f"{listed} {verb} missing" + "".join(_not_it(config, (*path, name), stand_ins) for name in names),
        config.file_path((*path, names[0])),
        node.start,
        node.start,
        fixes=_filled_in(config, path, names) or _left_out(config, (*path, names[0])),
    )


def _filled_in(config: Config, path: Path, names: list[str]) -> tuple[Fix, ...]:
    """The placeholder in place of what is missing, where the program that fills this file in knows the value."""
    words = {name: word for name in names if (word := filled_in(config, (*path, name))) is not None}
    if len(words) < len(names):
        return ()
    edits = tuple(Edit(config.path, "set", config.file_path((*path, name)), word) for name, word in words.items())
    told = joined([f"`{name}`" for name in names])
    return (Fix("fill-in", "safe", f'set {told} to "{words[names[0]]}", which is filled in like the others', edits),)


def _left_out(config: Config, path: Path) -> tuple[Fix, ...]:
    """The fix that takes out the section that lacks a key, where something else takes its place."""
    fix = without_section(config, path)
    return () if fix is None else (fix,)


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


def _without(config: Config, node: MappingNode, paths: list[Path], note: str, stand_ins: StandIns) -> Finding:
    """Keys without which the run stops later: they are not there, or one is null."""
    path, verb = paths[0], "is" if len(paths) == 1 else "are"
    entry = config.entry(path)
    start, end = (node.start, node.start) if entry is None else (entry.key.start, entry.value.end)
    state = f"{verb} missing{_not_it(config, path, stand_ins)}" if entry is None else "is null"
    told = joined([f"`{config.shown(key)}`" for key in paths])
    return Finding("missing-key", "crash", f"{told} {state}: {note}", config.file_path(path), start, end)


def _not_it(config: Config, path: Path, stand_ins: StandIns) -> str:
    """That the framework does not take the misspelt key for it; nothing where there is none."""
    other = stand_ins.get(config.file_path(path))
    return "" if other is None else f", since `{config.shown(other[len(config.base) :])}` is not read"


def _where_missing(shape: Shape, data: object) -> Consequence:
    return "crash" if shape.facet("x-missing", data) == "crash" else "refused"


def _needed(config: Config, shape: Shape, data: object, path: Path) -> Iterator[tuple[str, str]]:
    """The keys without which this run stops (`x-needed-if`), where they are null or not there, and why it stops."""
    for name, schema in shape.members(data).items():
        condition = schema.get("x-needed-if")
        if condition is None or config.value((*path, name)) is not None:
            continue
        if truth(condition, native_scope(config)) is True:
            yield name, schema["x-needed-note"]

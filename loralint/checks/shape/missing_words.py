"""What is said of keys that are missing."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.checks.shape.unfilled import filled_in
from loralint.checks.shape.without import without_section
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.syntax.data import to_python
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Consequence
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import MappingNode

    StandIns = Mapping[Path, Path]
    """Unknown keys by the known one that each may have been meant for, as paths in the document."""


def required(
    config: Config, node: MappingNode, shape: Shape, path: Path, names: list[str], stand_ins: StandIns
) -> Finding:
    """Keys of one mapping that the framework asks for."""
    keys = [f"`{config.shown((*path, name))}`" for name in names]
    listed = joined(keys)
    verb = "is" if len(keys) == 1 else "are"
    return Finding(
        "missing-key",
        _where_missing(shape, to_python(node)),
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


def without(config: Config, node: MappingNode, paths: list[Path], note: str, stand_ins: StandIns) -> Finding:
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

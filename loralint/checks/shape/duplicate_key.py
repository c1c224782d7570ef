"""A key that is written twice in one mapping: the last one counts. A note where the first says nothing else."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.config.loaders.loader import WRONG
from loralint.syntax.data import to_python
from loralint.syntax.node import resolve
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.config.config import Config
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import MappingNode


def duplicate_keys(config: Config, node: MappingNode, path: Path) -> Iterator[Finding]:
    """One finding for every occurrence that is overruled by a later one."""
    if len(node.entries) == len(node.effective()):
        return
    last = {entry.name: entry for entry in node.entries if not entry.merge}
    for entry in node.entries:
        winner = last.get(entry.name)
        if entry.merge or winner is None or winner is entry:
            continue
        line = config.document.position(winner.key.start).line
        key = (*path, entry.name)
        lost, counts = (to_python(resolve(one.value)) for one in (entry, winner))
        same = _says_the_same(config, key, lost, counts)
        is_idle = lost is None or not (lost or counts)
        yield Finding(
            "duplicate-key",
            "ignored",
            f"`{config.shown(key)}` is written twice; this one has no effect",
            config.file_path(key),
            entry.key.start,
            entry.key.end,
            f"line {line} counts" + (", and says the same" if same else ""),
            severity="info" if same or is_idle else None,
        )


def _says_the_same(config: Config, key: Path, lost: object, counts: object) -> bool:
    """Is it one value as written, or as the framework reads it: `5e-5`, a text in YAML, and `5.0e-5`?"""
    shape = config.shape_at(key)
    # By their text: 1 and true are one value to Python, and two to a framework.
    if repr(lost) == repr(counts) or shape is None or isinstance(lost, bool) or isinstance(counts, bool):
        return repr(lost) == repr(counts)
    read = shape.read(lost)
    return read is not WRONG and repr(read) == repr(shape.read(counts))

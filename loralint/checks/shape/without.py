"""The fix that takes out a value at which the framework stops, where it does without the key or the section."""

from __future__ import annotations

from loralint.checks.shape.member import removal
from loralint.config.shape import NO_DEFAULT
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import literal

if TYPE_CHECKING:
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Fix
    from loralint.syntax.keypath import Path


def without_key(config: Config, path: Path) -> Fix | None:
    """The fix that leaves out the section around a key (`x-without`), else the key itself; None where it is needed.

    What takes its place is told: `remove scheduler: Trainer then follows its own lr_scheduler_type`.
    """
    section = without_section(config, path)
    if section is not None:
        return section
    parent, shape = config.shape_at(path[:-1]), config.shape_at(path)
    if parent is None or shape is None or not _is_short(config.written(path)):
        return None
    if not isinstance(path[-1], str) or path[-1] in (parent.facet("required", config.written(path[:-1])) or ()):
        return None
    return removal(config, path, _what_applies(shape))._replace(is_guess=True)


def without_section(config: Config, path: Path) -> Fix | None:
    """The fix that leaves out a section, or the one right around a key, that says what takes its place."""
    for end in (len(path), len(path) - 1):
        shape = config.shape_at(path[:end])
        note = None if shape is None else shape.schema.get("x-without")
        if note is not None:
            return removal(config, path[:end], f": {note}")._replace(is_guess=True)
    return None


def _is_short(data: object) -> bool:
    """Is it a single value or a plain list? A whole section may hold more than the one slip."""
    items = data if isinstance(data, list) else [data]
    return not any(isinstance(item, (dict, list)) for item in items)


def _what_applies(shape: Shape) -> str:
    """What the run takes in its place, such as `; without it: true with stage 3, else false`."""
    computed, default = shape.schema.get("x-computed"), shape.default()
    if isinstance(computed, str):
        return f"; without it: {computed}"
    is_empty = default in (NO_DEFAULT, None, {}, [])
    return ", which need not be set" if is_empty else f"; the default is `{literal(default)}`"

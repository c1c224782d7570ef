"""A placeholder such as "auto" at a place where nobody fills it in (the schema's `x-unfilled`)."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.config.functions import holds_placeholder
from loralint.syntax.data import to_python
from loralint.syntax.keypath import format_path
from loralint.syntax.node import MappingNode, resolve
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.checks.shape.member import Member
    from loralint.config.config import Config
    from loralint.diagnostics.record import Consequence
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Node


def is_unfilled(config: Config, value: object, path: Path) -> bool:
    """Is the value a placeholder at a place where it stays one?"""
    mark = config.shape.schema.get("x-unfilled")
    return (
        mark is not None
        and isinstance(value, str)
        and value in mark["values"]
        and format_path(path) not in mark["except"]
    )


def filled_in(config: Config, path: Path) -> str | None:
    """The placeholder that stands for a value at this place, where the program that reads the file fills it in."""
    mark = config.shape.schema.get("x-unfilled")
    if mark is None or format_path(path) not in mark["except"] or not holds_placeholder(config):
        return None
    word: str = mark["values"][0]
    return word


def holds_unfilled(config: Config, node: Node, path: Path) -> bool:
    """Is there such a placeholder in a value, or below it?"""
    node = resolve(node)
    if isinstance(node, MappingNode):
        return any(holds_unfilled(config, entry.value, (*path, name)) for name, entry in node.effective().items())
    return is_unfilled(config, to_python(node), path)


def unfilled(member: Member) -> Finding | None:
    """Judge the value of a key that the schema knows."""
    config = member.config
    value = to_python(member.entry.value)
    if not is_unfilled(config, value, member.path):
        return None
    consequence: Consequence = config.shape.schema["x-unfilled"]["consequence"]
    name = member.config.shown(member.path)
    return Finding(
        "unfilled-placeholder",
        consequence,
        f'`{name}` is "{value}", and at this place it is never filled in',
        config.file_path(member.path),
        member.entry.key.start,
        member.entry.value.end,
        "write a value, or leave the key out",
        (member.removal("; its default applies"),),
        uncertain=(config.file_path(member.path),),
    )

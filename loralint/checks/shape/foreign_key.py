"""A key that another kind of file has, or an older release, where the reader takes those of this kind alone."""

from __future__ import annotations

from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import joined

if TYPE_CHECKING:
    from typing import Any

    from loralint.checks.finding import Finding
    from loralint.checks.shape.member import Member
    from loralint.config.shape import Shape

_SEVERAL = 3
"""So many kinds are told as the program's and not one by one."""


def foreign_key(member: Member, shape: Shape | None) -> Finding | None:
    """Judge a key at the top by the kind of the file, where its reader is known and stops at others' names."""
    config = member.config
    arguments = config.framework.arguments
    if len(member.path) != 1 or not config.reading.refuses or arguments is None:
        return None
    name, mine, kinds = str(member.path[-1]), config.reading.kinds, arguments["kinds"]
    owners: list[str] = [] if shape is None else shape.schema.get("x-of") or []
    if any(kind in owners for kind in mine):
        return None
    successor, is_old = _successor(member, name), _is_old(name, mine, kinds)
    # A name that known scripts give arguments of their own says nothing of the class.
    is_theirs = bool(owners) and name not in arguments["more"]
    if not (is_theirs or successor or is_old):
        return None
    reader = arguments["readers"][config.reading.reader]
    lacking = joined([kinds[kind]["title"] for kind in mine], "or") if len(mine) < _SEVERAL else reader["program"]
    having = _titles([] if is_old else owners, kinds)
    told = _message(name, lacking, having) if successor is None else f"{reader['program']} calls `{name}` `{successor}`"
    message = f"{told}: {reader['passes_over']}"
    return member.finding("foreign-argument", "refused", message, None, (_fix(member, name, successor),))


def _successor(member: Member, name: str) -> str | None:
    """What an old name is today, or what another program's name is here, beside a mark of the reader's."""
    config = member.config
    arguments = config.framework.arguments or {}
    is_marked = any(mark in member.data for mark in arguments["marks"])
    found = arguments["foreign"].get(name) if is_marked else None
    found = found or arguments["renamed"].get(name)
    shape = None if found is None else config.shape_at((found,))
    owners = [] if shape is None else shape.schema.get("x-of") or config.reading.kinds
    return found if any(kind in owners for kind in config.reading.kinds) else None


def _is_old(name: str, mine: tuple[str, ...], kinds: dict[str, Any]) -> bool:
    """Had each of the kinds that the file may be of such a key?"""
    return all(name in kinds[kind].get("keys", ()) for kind in mine)


def _titles(owners: list[str], kinds: dict[str, Any]) -> list[str]:
    """What the kinds that have the key are called; the rare ones where no other has it."""
    usual = [kind for kind in owners if "rare" not in kinds[kind]]
    return [kinds[kind]["title"] for kind in usual or owners]


def _message(name: str, lacking: str, having: list[str]) -> str:
    """Which class lacks it, and whose key it is."""
    told = f"{lacking} has no `{name}`"
    return f"{told}, which is a key of {joined(having)}" if having else f"{told} any more"


def _fix(member: Member, name: str, successor: str | None) -> Fix:
    config = member.config
    if successor is None or config.is_written((successor,)):
        return member.removal(", which nothing here reads")
    edit = Edit(config.path, "rename", config.file_path(member.path), to=successor)
    return Fix("rename", "unsafe", f"rename `{name}` to `{successor}`", (edit,))

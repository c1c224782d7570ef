"""Both names of one key in one file, where the framework refuses that."""

from __future__ import annotations

from loralint.edit.record import Edit
from loralint.syntax.data import to_python
from loralint.syntax.keypath import parse_path
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.checks.finding import Finding
    from loralint.checks.shape.member import Member
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Fix
    from loralint.syntax.keypath import Path


def two_names(member: Member, shape: Shape) -> Finding | None:
    """Judge a key that is another name of one (`x-both: refused`)."""
    if shape.schema.get("x-both") != "refused":
        return None
    other = shape.schema.get("x-alias-of") or (shape.schema.get("x-deprecated") or {}).get("use")
    if other is None:
        return None
    path = parse_path(other)
    if not member.config.is_written(path):
        return None
    name = member.config.shown(member.path)
    message = f"`{name}` and `{other}` are two names of one key, and only one may be written"
    return member.finding("two-names", "refused", message, None, (_one_name(member, path, other),))


def _one_name(member: Member, path: Path, other: str) -> Fix:
    """Remove this name; its value is kept under the other one where that has but a placeholder, such as `auto`."""
    own = to_python(member.entry.value)
    if not isinstance(member.config.written(path), str) or isinstance(own, str):
        return member.removal(f" and keep `{other}`")
    removal = member.removal(f" and write its value as `{other}`")
    edit = Edit(member.config.path, "set", member.config.file_path(path), own)
    return removal._replace(edits=(edit, *removal.edits))

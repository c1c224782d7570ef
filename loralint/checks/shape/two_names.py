"""Both names of one key in one file, where the framework refuses that."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.checks.shape.member import Member
from loralint.config.shape import Shape
from loralint.syntax.keypath import parse_path


def two_names(member: Member, shape: Shape) -> Finding | None:
    """Judge a key that is another name of one (`x-both: refused`)."""
    if shape.schema.get("x-both") != "refused":
        return None
    other = shape.schema.get("x-alias-of") or (shape.schema.get("x-deprecated") or {}).get("use")
    if other is None or not member.config.is_written(parse_path(other)):
        return None
    name = member.config.shown(member.path)
    return member.finding(
        "two-names",
        "refused",
        f"`{name}` and `{other}` are two names of one key, and only one may be written",
        None,
        (member.removal(f" and keep `{other}`"),),
    )

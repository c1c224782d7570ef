"""What a key that is dropped asks for, beside what is in force without it."""

from __future__ import annotations

from loralint.checks.shape.suggestion import synonym
from loralint.config.scope import native_scope
from loralint.config.shape import NO_DEFAULT
from loralint.expressions.evaluate import evaluate
from loralint.expressions.unknown import UNKNOWN
from loralint.syntax.data import to_python
from loralint.syntax.node import resolve
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.checks.shape.member import Member
    from loralint.checks.shape.suggestion import Suggestion
    from loralint.expressions.expr import Expr

_NOTHING = (None, "none", "None")
"""Ways to write that there is to be none."""


def asks_for_more(member: Member, meant: Suggestion | None) -> bool:
    """Would the run be another one if the key were read? What is off, empty or in force anyway asks for nothing.

    A null under a misspelt name is told all the same: somebody fills it in one day.
    """
    value = to_python(resolve(member.entry.value))
    taken = taken_instead(member)
    if taken is not NO_DEFAULT:
        return not _is_part_of(value, taken) and not (value in _NOTHING and taken in _NOTHING)
    if meant is None:
        return bool(value) and value not in _NOTHING
    if value is None:
        return synonym(member) is None
    shape, in_force = member.config.shape_at(meant.path), member.config.value(meant.path)
    read = value if shape is None else shape.read(value)
    return bool(read != in_force and (read or in_force is UNKNOWN or in_force))


def taken_instead(member: Member) -> object:
    """What the framework's code takes for a key that it asks for although the section drops it (`x-dropped`,
    `x-dropped-for`);
    NO_DEFAULT where it asks for no such key."""
    name = str(member.path[-1])
    dropped: dict[str, object] = member.shape.facet("x-dropped", member.data) or {}
    alike: dict[str, Expr] = member.shape.facet("x-dropped-for", member.data) or {}
    return evaluate(alike[name], native_scope(member.config)) if name in alike else dropped.get(name, NO_DEFAULT)


def _is_part_of(value: object, whole: object) -> bool:
    """Does a value say what holds anyway? A mapping does where each of its items does."""
    if isinstance(value, dict) and isinstance(whole, dict):
        return all(key in whole and whole[key] == item for key, item in value.items())
    return value == whole

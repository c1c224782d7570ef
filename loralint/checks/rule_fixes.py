"""The fixes of a rule, worked out for the config that it fired on: whether they hold, their words, and their edits."""

from __future__ import annotations

from loralint.config.places import ConceptPlace, ConfigPlace, NoPlace
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.expressions.evaluate import evaluate, place, truth
from loralint.expressions.template import render
from loralint.expressions.unknown import UNKNOWN
from loralint.syntax.node import find
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from loralint.config.scope import ConfigScope
    from loralint.knowledge.rules import Case
    from loralint.syntax.keypath import Path


def native_place(where: object) -> ConfigPlace | None:
    """The place in a config that a concept or a name stands for; None where there is none."""
    if isinstance(where, ConceptPlace):
        where = where.native()
    if isinstance(where, NoPlace) or not isinstance(where, ConfigPlace):
        return None
    return where


def fixes_of(case: Case, scope: ConfigScope) -> Iterator[Fix]:
    """The ways to fix that hold here, the preferred one first."""
    for fix in case.fixes:
        if fix["if"] is not None and truth(fix["if"], scope) is not True:
            continue
        edits = _edits(fix, scope)
        if edits is None or (not edits and fix["safety"] != "manual"):
            continue
        yield Fix(
            id=fix["id"],
            safety=fix["safety"],
            description=render(fix["description"], scope),
            edits=edits,
            advice=None if fix["advice"] is None else render(fix["advice"], scope),
            instead_of=fix["instead_of"],
        )


def _edits(fix: dict[str, Any], scope: ConfigScope) -> tuple[Edit, ...] | None:
    """The edits whose conditions hold; None where one of them cannot be worked out."""
    edits: list[Edit] = []
    for edit in fix["edits"]:
        if edit["if"] is not None and truth(edit["if"], scope) is not True:
            continue
        named = place(edit["key"], scope)
        where = native_place(named)
        made = None if where is None else _edit(edit, named, where, scope)
        if made is None or where is None:
            return None
        edits.append(made)
        if made.operation == "set" and _reads_in_its_own_way(made.key, where):
            edits.append(Edit(made.path, "rename", made.key, to=str(where.path[-1])))
    return tuple(edits)


def _reads_in_its_own_way(key: Path, where: ConfigPlace) -> bool:
    """Is it written under an old name beside it that has values of its own? `flash_attention` takes no `sdpa`."""
    written = key[len(where.config.base) :]
    if written == where.path or written[:-1] != where.path[:-1]:
        return False
    shape = where.config.shape_at(written)
    return shape is not None and "values" in (shape.schema.get("x-deprecated") or {})


def _edit(edit: dict[str, Any], named: object, where: ConfigPlace, scope: ConfigScope) -> Edit | None:
    key = where.config.file_path(where.config.spelled(where.path))
    if edit["operation"] == "remove" and isinstance(key[-1], int) and find(where.config.document.root, key) is None:
        return None  # the item of a list that only a pending fix would make
    if edit["operation"] == "rename":
        return Edit(where.config.path, "rename", key, to=edit["to"])
    if edit["operation"] == "move":
        target = native_place(place(edit["to"], scope))
        return None if target is None else Edit(where.config.path, "move", key, to=target.config.file_path(target.path))
    value: object = None
    if edit["operation"] in ("set", "insert"):
        if not where.config.reading.whole and not where.config.is_written(where.config.spelled(where.path)[:1]):
            return None
        value = evaluate(edit["value"], scope)
        if isinstance(named, ConceptPlace):
            value = named.to_native(value)
        if value is UNKNOWN:
            return None
    return Edit(where.config.path, edit["operation"], key, value)

"""Which fixes a repair makes: one for each problem, the graver problems first, none that meets another."""

from __future__ import annotations

from loralint.diagnostics.record import SEVERITY_RANK, Identity
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from loralint.diagnostics.patches import Plans
    from loralint.diagnostics.record import Diagnostic, Fix, Safety
    from loralint.edit.record import Edit
    from loralint.syntax.keypath import Path

_SAFE: tuple[Safety, ...] = ("safe",)
_UNSAFE: tuple[Safety, ...] = ("safe", "unsafe")
_ANY: tuple[Safety, ...] = ("safe", "unsafe", "manual")


class Wanted(NamedTuple):
    """Which fixes the user asks for: the `unsafe` ones, those of `notes`, and by rule one of several (`choices`).

    With `unsafe`, what only some readers of a file stop at is repaired too.
    """

    unsafe: bool = False
    notes: bool = False
    choices: Mapping[str, str] = {}


SAFE_ALONE = Wanted()


FixName = tuple[Identity, str, str]
"""What a fix keeps when the files are checked again: its problem, its id and its description."""


class Chosen(NamedTuple):
    """A problem and the way to repair it."""

    diagnostic: Diagnostic
    fix: Fix

    @property
    def name(self) -> FixName:
        """Its name, by which it can be barred."""
        return self.diagnostic.identity, self.fix.id, self.fix.description


def choose(
    diagnostics: Iterable[Diagnostic], plans: Plans, how: Wanted, barred: Collection[FixName] = ()
) -> list[Chosen]:
    """The planned fix of every problem that is asked for and has one, in the order in which they are made.

    What is `barred`, by its name, is not chosen.
    """
    found = []
    for diagnostic in sorted(diagnostics, key=_precedence):
        if not is_asked_for(diagnostic, how):
            continue
        allowed = [fix for fix in diagnostic.fixes if Chosen(diagnostic, fix).name not in barred]
        fix = _fix(diagnostic._replace(fixes=tuple(allowed)), plans, how)
        if fix is not None:
            found.append(Chosen(diagnostic, fix))
    return found


def apart(chosen: Iterable[Chosen]) -> list[Chosen]:
    """Those that can be made together: a fix that meets an earlier one waits for the next pass."""
    kept: list[Chosen] = []
    touched: dict[str, list[Edit]] = {}
    for one in chosen:
        if not any(_meet(edit, other) for edit in one.fix.edits for other in touched.get(edit.path, ())):
            kept.append(one)
            for edit in one.fix.edits:
                touched.setdefault(edit.path, []).append(edit)
    return kept


def is_asked_for(diagnostic: Diagnostic, how: Wanted) -> bool:
    """Is it a problem that this repair is about?

    A note of a stop is about another reader of the file than the one it seems to be for: what that one needs is
    written with `unsafe`.
    """
    if diagnostic.severity != "info" or how.notes or _choice(diagnostic, how.choices) is not None:
        return True
    return how.unsafe and diagnostic.consequence in ("refused", "crash")


def _choice(diagnostic: Diagnostic, choices: Mapping[str, str]) -> str | None:
    return choices.get(diagnostic.rule) or choices.get(diagnostic.code)


def _fix(diagnostic: Diagnostic, plans: Plans, how: Wanted) -> Fix | None:
    """The first fix that is allowed; the user's own choice, and `instead_of` under --unsafe, come before it."""
    wanted = _choice(diagnostic, how.choices)
    if wanted is not None:
        return next((fix for fix in _usable(diagnostic, plans, _ANY) if fix.id == wanted), None)
    allowed = _usable(diagnostic, plans, _UNSAFE if how.unsafe else _SAFE)
    first = next(allowed, None)
    if first is None or all(fix.instead_of != first.id for fix in diagnostic.fixes):
        return first
    return next((fix for fix in allowed if fix.instead_of == first.id), first)


def _usable(diagnostic: Diagnostic, plans: Plans, safeties: Collection[Safety]) -> Iterator[Fix]:
    """The fixes that can be made and are as safe as that, each planned when it comes to it."""
    for fix in diagnostic.fixes:
        if fix.edits and fix.safety in safeties:
            planned = plans.fix(diagnostic, fix)
            if planned.blocked is None and planned.safety in safeties:
                yield planned


def _precedence(diagnostic: Diagnostic) -> tuple[int, str, str]:
    return SEVERITY_RANK[diagnostic.severity], diagnostic.code, diagnostic.path


def _meet(edit: Edit, other: Edit) -> bool:
    """Do two edits of one file touch the same value, or one a value inside the other's?"""
    return any(
        mine[: len(theirs)] == theirs or theirs[: len(mine)] == mine for mine in _keys(edit) for theirs in _keys(other)
    )


def _keys(edit: Edit) -> list[Path]:
    if isinstance(edit.to, tuple):
        return [edit.key, edit.to]
    return [edit.key, (*edit.key[:-1], edit.to)] if edit.to is not None else [edit.key]

"""What several checks say of one run, put together: once, in order, and without what another rule says better."""

from __future__ import annotations

from loralint.diagnostics.record import SEVERITY_RANK, Fix, Related
from loralint.syntax.keypath import format_path, names_in
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from loralint.diagnostics.record import Diagnostic, Merge, Safety

MOST_NAMES = 8
"""So many keys are named in a message; of more the first ones."""
MOST_FIXES = 3
"""So many parts of a fix are named in its description."""


def without_yielding(found: Sequence[Diagnostic], yields_to: Mapping[str, Collection[str]]) -> list[Diagnostic]:
    """The diagnostics without those of rules that yield to another one at the same key of the same file.

    `yields_to` names, by a rule's code, the rules (by name or code) that say it better.
    """
    fired = {(word, d.path, d.key) for d in found for word in (d.rule, d.code)}
    return [
        diagnostic
        for diagnostic in found
        if not any((other, diagnostic.path, diagnostic.key) in fired for other in yields_to.get(diagnostic.code, ()))
    ]


def in_order(found: Sequence[Diagnostic], last: Collection[str] = ()) -> list[Diagnostic]:
    """Each diagnostic once (two configs that name one file may lead to the same words about it), sorted.

    By path, then by place in the file; what is not written comes after what is, and the rules whose codes are in `last`
    after everything else of the file.
    """
    unique: dict[object, Diagnostic] = {}
    for diagnostic in found:
        unique.setdefault(_what_is_told(diagnostic), diagnostic)
    return sorted(unique.values(), key=lambda diagnostic: _order(diagnostic, last))


def merge(found: Sequence[Diagnostic], titles: Mapping[str, str], last: Collection[str] = ()) -> list[Diagnostic]:
    """One diagnostic for those that are told together, at the place of the first; the others as they are.

    `titles` are the names of the files' frameworks, by path. What is merged with a rule of `last` comes last as well.
    """
    groups: dict[object, list[Diagnostic]] = {}
    for number, diagnostic in enumerate(found):
        groups.setdefault(_group(diagnostic) or number, []).append(diagnostic)
    merged = [
        group[0] if len(group) == 1 else _together(group, titles.get(group[0].path, "")) for group in groups.values()
    ]
    return sorted(merged, key=lambda diagnostic: _order(diagnostic, last))


def _group(diagnostic: Diagnostic) -> object:
    """What those have in common that are told together; None for one that is told by itself."""
    merge = diagnostic.merge
    if merge is None:
        return None
    steps = {"section": diagnostic.key[:-1], "key": diagnostic.key}.get(merge.by, ())
    section = diagnostic.label if merge.by == "label" else names_in(steps)
    effect = (diagnostic.severity == "info",) if merge.mixed else (diagnostic.severity, diagnostic.consequence)
    home = (diagnostic.linked_from or diagnostic.path,) if merge.mixed else (diagnostic.path, diagnostic.linked_from)
    return merge.topic, home, section, effect


def _together(parts: Sequence[Diagnostic], title: str) -> Diagnostic:
    """The gravest of some diagnostics, one of the file itself before one of a linked file, speaking for all of them."""
    parts = sorted(parts, key=lambda part: part.linked_from is not None)
    gravest = min(parts, key=lambda part: (SEVERITY_RANK[part.severity], part.consequence != "refused"))
    assert gravest.merge is not None
    names = list(dict.fromkeys(f"`{_name(part, gravest.merge)}`" for part in parts))
    section = format_path(names_in(gravest.key[:-1]))
    words = gravest.merge.message.format(
        count=len(names), keys=_listed(names), section=f" in `{section}`" if section else "", framework=title
    )
    says_all = gravest.merge.advice is not None
    others = tuple(
        Related(part.path, part.key, (part.label or "") if says_all else part.message, part.span)
        for part in parts
        if part is not gravest and not _is_absent(part)
    )
    return gravest._replace(
        message=words if len(names) > 1 else gravest.message,
        label=gravest.label or (None if says_all else gravest.message),
        related=(*gravest.related, *others),
        fixes=tuple(_fixes(parts, gravest.merge.advice and gravest.merge.advice.format(framework=title))),
        parts=tuple(parts),
    )


def _name(part: Diagnostic, merge: Merge) -> str:
    named = names_in(part.key)
    return format_path(part.key) if merge.by in ("file", "label") or not named else str(named[-1])


def _listed(names: Sequence[str]) -> str:
    """`a, b and c`; of many the first ones."""
    shown = names if len(names) <= MOST_NAMES else names[: MOST_NAMES - 1]
    more = [f"{len(names) - len(shown)} more"] if len(shown) < len(names) else []
    return joined([*shown, *more])


def _fixes(parts: Sequence[Diagnostic], advice: str | None) -> Iterator[Fix]:
    """One fix of what is safe in all parts, one of all that can be made, and what only a person can do."""
    first = [next((fix for fix in part.fixes if fix.edits), None) for part in parts]
    made = [fix for fix in first if fix is not None]
    certain = [fix for fix in made if fix.safety == "safe"]
    if certain:
        yield _joined(certain, "safe")
    if len(made) > len(certain):
        yield _joined(made, "unsafe")
    manual = list(dict.fromkeys(fix for part in parts for fix in part.fixes if fix.safety == "manual"))
    yield from manual if advice is None else _told_once(manual, advice)


def _told_once(manual: Sequence[Fix], advice: str) -> Iterator[Fix]:
    """What is to be done by hand, alike things as one; `advice` says it for those that have advice of their own."""
    for name in dict.fromkeys(fix.id for fix in manual):
        alike = [fix for fix in manual if fix.id == name]
        own = alike[0].advice if len({fix.advice for fix in alike}) == 1 else advice
        yield alike[0] if len(alike) == 1 else Fix(name, "manual", _described(alike), advice=own)


def _joined(fixes: Sequence[Fix], safety: Safety) -> Fix:
    ids = dict.fromkeys(fix.id for fix in fixes)
    edits = [edit for fix in fixes for edit in fix.edits]
    edits = [edit for number, edit in enumerate(edits) if edit not in edits[:number]]
    one = next(iter(ids)) if len(ids) == 1 else "all"
    return Fix(one, safety, _described(fixes), tuple(edits), is_guess=any(fix.is_guess for fix in fixes))


def _described(fixes: Sequence[Fix]) -> str:
    words = list(dict.fromkeys(fix.description for fix in fixes))
    return "; ".join(
        words if len(words) <= MOST_FIXES else [*words[:MOST_FIXES], f"and {len(words) - MOST_FIXES} more"]
    )


def _what_is_told(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.code, diagnostic.path, diagnostic.key, diagnostic.span, diagnostic.message


def _order(diagnostic: Diagnostic, last: Collection[str]) -> tuple[str, bool, bool, int, int, str]:
    start = diagnostic.span.start if diagnostic.span else None
    line, column = (start.line, start.column) if start else (0, 0)
    return diagnostic.path, diagnostic.code in last, _is_absent(diagnostic), line, column, diagnostic.code


def _is_absent(diagnostic: Diagnostic) -> bool:
    """Does it speak of a key that is not written, so that its place is only where the file begins?"""
    span = diagnostic.span
    return span is not None and bool(diagnostic.key) and span.start == span.end

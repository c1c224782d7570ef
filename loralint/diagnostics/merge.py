"""What several checks say of one run, put together: once, in order, and without what another rule says better."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from loralint.diagnostics.record import Diagnostic


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


def merge(found: Sequence[Diagnostic], last: Collection[str] = ()) -> list[Diagnostic]:
    """Each diagnostic once (two configs that name one file may lead to the same words about it), sorted.

    By path, then by place in the file; what is not written comes after what is, and the rules whose codes are in `last`
    after everything else of the file.
    """
    unique: dict[object, Diagnostic] = {}
    for diagnostic in found:
        unique.setdefault(_what_is_told(diagnostic), diagnostic)
    return sorted(unique.values(), key=lambda diagnostic: _order(diagnostic, last))


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

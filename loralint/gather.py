"""What several checks say of one run, put together: once, in order, and without what another says better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loralint.diagnostic import Diagnostic
from loralint.rules import Rule

_LAST = "missing-key"
"""Told last: a short or half-written file is judged on what it says."""


def once(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Two configs that name one file may both lead to the same words about it."""
    return list({(d.code, d.path, d.key, d.span, d.message): d for d in reversed(found)}.values())[::-1]


def without_yielding(found: Sequence[Diagnostic], rules: Mapping[str, Rule]) -> list[Diagnostic]:
    """Leave out what another rule says better at the same place."""
    fired = {(word, d.path, d.key) for d in found for word in (d.rule, d.code)}
    return [
        diagnostic
        for diagnostic in found
        if not any((other, diagnostic.path, diagnostic.key) in fired for other in rules[diagnostic.code].yields_to)
    ]


def order(diagnostic: Diagnostic) -> tuple[str, bool, bool, int, int, str]:
    """By path, then by place in the file; what is not written comes after what is, missing keys last of all."""
    start = diagnostic.span.start if diagnostic.span else None
    line, column = (start.line, start.column) if start else (0, 0)
    is_last = diagnostic.rule == _LAST
    return diagnostic.path, is_last, _is_absent(diagnostic), line, column, diagnostic.code


def _is_absent(diagnostic: Diagnostic) -> bool:
    """Does it speak of a key that is not written, so that its place is only where the file begins?"""
    span = diagnostic.span
    return span is not None and bool(diagnostic.key) and span.start == span.end

"""A section that may have several forms: what is wrong in the form that was meant may be right in another one."""

from __future__ import annotations

from loralint.checks.shape.ranges import range_words
from loralint.config.loaders.loader import WRONG
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.checks.finding import Finding
    from loralint.config.shape import Shape
    from loralint.syntax.keypath import Path

_FAILING = ("refused", "crash")


def in_another_form(findings: list[Finding], shape: Shape, data: dict[str, object], at: Path) -> Iterator[Finding]:
    """The findings about a mapping at `at` of the document, as they are where another of its forms takes the data.

    The framework then reads the mapping in that form: a key that it knows is right, another one is dropped.
    """
    failing = [finding for finding in findings if finding.consequence in _FAILING and finding.depends_on_form]
    forms = shape.branches()
    taken = next((form for form in forms if _takes(form, data)), None) if failing and len(forms) > 1 else None
    if taken is None:
        yield from findings
        return
    for finding in findings:
        name = str(finding.key[len(at)]) if len(finding.key) > len(at) else ""
        if finding not in failing:
            yield finding
        elif name not in taken.members(data):
            label = "so the section is read in another form, which drops this key"
            yield finding._replace(consequence="ignored", label=label)


def _accepts(shape: Shape, data: object) -> bool:
    """Does the framework take the value, in one form or another?"""
    return any(_takes(form, data) for form in shape.branches())


def _takes(form: Shape, data: object) -> bool:
    if form.wrong in ("kept", "default"):
        return True
    value = form.read(data)
    if value is WRONG or not form.allows_any(value) or range_words(value, form.schema) is not None:
        return False
    if isinstance(value, list):
        items = [(form.child(index, value), item) for index, item in enumerate(value)]
        return all(inner is None or _accepts(inner, item) for inner, item in items)
    return not isinstance(value, dict) or _takes_members(form, value)


def _takes_members(form: Shape, data: dict[str, object]) -> bool:
    if any(name not in data for name in form.facet("required", data) or ()):
        return False
    closed = form.facet("x-unknown", data) == "refuses"
    for name, value in data.items():
        inner = form.child(name, data)
        if closed if inner is None else not _accepts(inner, value):
            return False
    return True

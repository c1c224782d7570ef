"""Versions as numbers, and the bounds that a rule names."""

from __future__ import annotations

import re

_COMPARISONS = {
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    "==": lambda left, right: left == right,
}


def covers(versions: str | None, version: str) -> bool:
    """Does a bound such as `>=0.19, <0.21` cover a version? No bound covers all."""
    return versions is None or all(
        _COMPARISONS[sign](version_key(version), version_key(bound))
        for sign, bound in re.findall(r"(>=|<=|==|>|<)([0-9.]+)", versions)
    )


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, for comparison: ``0.21.0`` is (0, 21, 0)."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))

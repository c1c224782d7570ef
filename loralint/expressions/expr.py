"""A compiled expression, the paths that it reads, and why a text is none."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    Expr = list[Any]
    """A compiled expression: `[operation, argument...]`, see `evaluate.py` for the operations."""


class ExpressionError(ValueError):
    """A text is no expression of the language. `offset` counts characters from the start of the text."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def paths_in(expr: Expr) -> set[tuple[str, ...]]:
    """Collect the paths that an expression reads, without the variables of `any`, `all` and `count`.

    A path is cut at its first index that is no plain key: `rank_pattern[key].x` gives `("rank_pattern",)`.
    """
    found: set[tuple[str, ...]] = set()
    _collect(expr, frozenset(), found)
    return found


def speaking_of(lets: Mapping[str, Expr], names: Collection[str]) -> frozenset[str]:
    """Collect the `let` values that speak of one of the names, or of others that do."""
    found: set[str] = set()
    used = {name: {path[0] for path in paths_in(expression)} for name, expression in lets.items()}
    while more := {name for name, firsts in used.items() if name not in found and firsts & {*names, *found}}:
        found |= more
    return frozenset(found)


def _collect(expr: Expr, variables: frozenset[str], found: set[tuple[str, ...]]) -> None:
    operation = expr[0]
    if operation in ("any", "all", "count"):
        _collect(expr[2], variables, found)
        _collect(expr[3], variables | {expr[1]}, found)
        return
    if operation == "path" and expr[1] not in variables:
        steps = expr[1:]
        end = next((at for at, step in enumerate(steps) if not isinstance(step, str)), len(steps))
        found.add(tuple(steps[:end]))
    for part in expr:
        if isinstance(part, list):
            _collect(part, variables, found)

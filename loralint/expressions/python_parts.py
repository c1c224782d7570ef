"""Pieces of Python source from which conditions are put together, see `python_source`."""

from __future__ import annotations

from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from loralint.expressions.expr import Expr

FRAMEWORK = "framework"
"""The name by which rules ask for the framework."""
_WEIGHTS = {"call(": 100, "matches(": 200, "m[": 200, "members(": 300, "each": 1000, "c(": 1000, "q(": 3000}


class _Null:
    """The type of `NULL`: None says that there is no literal."""


NULL = _Null()


def with_literal(expr: Expr) -> tuple[Expr, object]:
    """The other side of a comparison with a literal, and the literal; None where there is none."""
    for one, other in ((expr[1], expr[2]), (expr[2], expr[1])):
        if other[0] == "lit":
            return one, NULL if other[1] is None else other[1]
    return expr[1], None


def texts_of(expr: Expr) -> str | None:
    """A list of literal texts as a set in source; None for anything else."""
    parts = expr[1:] if expr[0] == "list" else []
    if not parts or not all(part[0] == "lit" and isinstance(part[1], str) for part in parts):
        return None
    return f"{{{', '.join(repr(part[1]) for part in parts)}}}"


class OfFramework:
    """What an expression can ask about a framework: its name; what is looked up in a config stays unknown."""

    def __init__(self, name: str) -> None:
        self._name = name

    def lookup(self, _name: str) -> str:
        """The framework's name."""
        return self._name

    def function(self, _name: str) -> Callable[..., object]:
        """Every function gives what is unknown."""
        return lambda *_arguments: UNKNOWN

    def bind(self, _name: str, _value: object) -> OfFramework:
        """Nothing is bound that could be asked for."""
        return self


def joined(word: str, parts: Iterable[str]) -> str:
    """Conditions with `and` or `or` between them, the cheapest first, without those that are decided."""
    decides, idle = ("False", "True") if word == "and" else ("True", "False")
    left = sorted((part for part in parts if part != idle), key=_cost)
    if not left or decides in left:
        return decides if left else idle
    return f"({f' {word} '.join(left)})"


def _cost(source: str) -> int:
    """About how much work a condition is: a fact is looked up, a function is called, the interpreter is asked."""
    return len(source) + sum(weight * source.count(sign) for sign, weight in _WEIGHTS.items())


def of_known(value: str, test: str) -> str:
    """A test of a `VALUE`; what is unknown holds for nothing."""
    return "False" if value == "U" else test.replace("VALUE", value, 1)


def below(source: str, steps: list[str | int]) -> str:
    """What gives a part of a value."""
    return f"below({source}, {', '.join(map(repr, steps))})" if steps else source

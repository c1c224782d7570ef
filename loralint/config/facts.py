"""What a config says at every path that rules ask for, each looked up once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from loralint.config.scope import ConfigScope
from loralint.expressions import UNKNOWN, Place
from loralint.expressions.steps import child_of, is_place, value_of

Names = tuple[str | int, ...]
"""A path by the names of rules, such as ("lora", "rank")."""


class Facts(NamedTuple):
    """Three mappings from paths: the value in force, the value as written, and whether the path is given."""

    value: dict[Names, object]
    written: dict[Names, object]
    given: dict[Names, object]


def facts(scope: ConfigScope) -> Facts:
    """What a scope without names of a rule's own says; each fact is worked out when it is asked for."""
    return Facts(
        _Asked(scope, value_of), _Asked(scope, _of_place(Place.written)), _Asked(scope, _of_place(Place.given))
    )


class _Asked(dict[Names, object]):
    """What one question gives at each path."""

    __slots__ = ("_question", "_scope")

    def __init__(self, scope: ConfigScope, question: Callable[[object], object]) -> None:
        super().__init__()
        self._scope = scope
        self._question = question

    def __missing__(self, path: Names) -> object:
        here = self._scope.lookup(str(path[0]))
        for step in path[1:]:
            here = child_of(here, step)
        answer = self[path] = self._question(here)
        return answer


def _of_place(question: Callable[[Place], object]) -> Callable[[object], object]:
    """A question to a place; what is none cannot tell."""
    name = question.__name__
    return lambda target: getattr(target, name)() if is_place(target) else UNKNOWN

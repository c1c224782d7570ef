"""What a config says at every path that rules ask for, each looked up once."""

from __future__ import annotations

from loralint.config.absent import absent_keys, keep_value
from loralint.expressions.steps import child_of, is_place, value_of
from loralint.expressions.unknown import UNKNOWN
from loralint.syntax.keypath import Path
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from loralint.config.absent import AbsentFacts
    from loralint.config.scope import ConfigScope


class Facts(NamedTuple):
    """Three mappings from paths by the names of rules, such as ("lora", "rank"): value in force, as written, given."""

    value: dict[Path, object]
    written: dict[Path, object]
    given: dict[Path, object]


def facts(scope: ConfigScope) -> Facts:
    """What a scope without names of a rule's own says; each fact is worked out when it is asked for."""
    config = scope.config
    absent = absent_keys(config.shape)
    return Facts(
        _Asked(scope, config.value, value_of, absent.value, lambda path, fact: keep_value(path, fact, config.shape)),
        _Asked(scope, config.written, _written, absent.written, absent.written.keep),
        _Asked(scope, config.given, _given, absent.given, absent.given.keep),
    )


def _written(target: object) -> object:
    return target.written() if is_place(target) else UNKNOWN


def _given(target: object) -> object:
    return target.given() if is_place(target) else UNKNOWN


class _Asked(dict[Path, object]):
    """What one question gives at each path: of a config's own keys, or of what other names stand for.

    Of absent keys it is known from other files; `keep` is told what is found out of one.
    """

    __slots__ = ("_keep", "_of_key", "_of_target", "_others", "_scope")

    def __init__(
        self,
        scope: ConfigScope,
        of_key: Callable[[Path], object],
        of_target: Callable[[object], object],
        absent: AbsentFacts,
        keep: Callable[[Path, object], None],
    ) -> None:
        self._others = scope.other_names()
        present = scope.config.present_names()
        super().__init__({} if present is None or self._others is None else absent.without(present))
        self._scope = scope
        self._of_key = of_key
        self._of_target = of_target
        self._keep = keep

    def __missing__(self, path: Path) -> object:
        if not self._is_key(path):
            answer = self[path] = self._of_target(self._target(path))
            return answer
        answer = self[path] = self._of_key(path)
        if self._scope.config.is_absent(path):
            self._keep(path, answer)
        return answer

    def _is_key(self, path: Path) -> bool:
        """Does a path stand for the key of that path, and nothing else?"""
        if self._others is None or path[0] in self._others:
            return False
        # Which item is the last one, the data say.
        return len(path) == 1 or not any(isinstance(step, int) and step < 0 for step in path)

    def _target(self, path: Path) -> object:
        here = self._scope.lookup(str(path[0]))
        for step in path[1:]:
            here = child_of(here, step)
        return here

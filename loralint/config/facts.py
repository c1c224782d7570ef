"""What a config says at every path that rules ask for, each looked up once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from loralint.config.absent import absent_values
from loralint.config.scope import ConfigScope
from loralint.expressions import UNKNOWN
from loralint.expressions.steps import child_of, is_place, value_of
from loralint.syntax.keypath import Path

_UNASKED = object()


class Facts(NamedTuple):
    """Three mappings from paths by the names of rules, such as ("lora", "rank"): value in force, as written, given."""

    value: dict[Path, object]
    written: dict[Path, object]
    given: dict[Path, object]


def facts(scope: ConfigScope) -> Facts:
    """What a scope without names of a rule's own says; each fact is worked out when it is asked for."""
    config = scope.config
    present, others = config.present, scope.other_names()
    # The file leaves all other names out, and what that means is known.
    known = None if present is None or others is None else frozenset((*present, *others))
    return Facts(
        _Asked(scope, known, absent_values(config.shape), config.value, value_of),
        _Asked(scope, known, _Always(None), config.written, lambda at: at.written() if is_place(at) else UNKNOWN),
        _Asked(scope, known, _Always(False), config.given, lambda at: at.given() if is_place(at) else UNKNOWN),
    )


class _Always(dict[Path, object]):
    """One answer for every path; below nothing there is nothing."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self._answer = answer

    def get(self, _path: Path, _default: object = None) -> object:
        """The answer."""
        return self._answer


class _Asked(dict[Path, object]):
    """What one question gives at each path: of a config's own keys, or of what other names stand for."""

    __slots__ = ("_known", "_of_absent", "_of_key", "_of_target", "_others", "_scope")

    def __init__(
        self,
        scope: ConfigScope,
        known: frozenset[object] | None,
        of_absent: dict[Path, object],
        of_key: Callable[[Path], object],
        of_target: Callable[[object], object],
    ) -> None:
        super().__init__()
        self._scope = scope
        self._known = known
        self._of_absent = of_absent
        self._others = scope.other_names()
        self._of_key = of_key
        self._of_target = of_target

    def __missing__(self, path: Path) -> object:
        if self._known is not None and path[0] not in self._known and not _counts_from_end(path):
            answer = self._of_absent.get(path, _UNASKED)
            if answer is not _UNASKED:
                self[path] = answer
                return answer
        answer = self[path] = self._of_key(path) if self._is_key(path) else self._of_target(self._target(path))
        return answer

    def _is_key(self, path: Path) -> bool:
        """Does a path stand for the key of that path, and nothing else?"""
        if self._others is None or path[0] in self._others:
            return False
        return not _counts_from_end(path)

    def _target(self, path: Path) -> object:
        here = self._scope.lookup(str(path[0]))
        for step in path[1:]:
            here = child_of(here, step)
        return here


def _counts_from_end(path: Path) -> bool:
    """Which item is the last one, the data say."""
    return len(path) > 1 and any(isinstance(step, int) and step < 0 for step in path)

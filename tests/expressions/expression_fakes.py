"""A config without a framework: what is written is in force, what is absent is null and below that unknown."""

from __future__ import annotations

from collections.abc import Callable

from loralint.config.functions import function_of
from loralint.expressions.evaluate import evaluate, truth
from loralint.expressions.parse import parse
from loralint.expressions.unknown import UNKNOWN


class FakePlace:
    def __init__(self, data: object, key: str, given: object = True) -> None:
        self._data = data
        self._key = key
        self._given = UNKNOWN if data is UNKNOWN and given is True else given

    def value(self) -> object:
        return self._data

    def raw(self) -> object:
        return self._data

    def written(self) -> object:
        return None if self._given is False else self._data

    def given(self) -> object:
        return self._given

    def key(self) -> str:
        return self._key

    def file(self) -> str:
        return "a.yaml"

    def child(self, step: str | int) -> FakePlace:
        key = f"{self._key}.{step}" if isinstance(step, str) else f"{self._key}[{step}]"
        if isinstance(self._data, dict):
            return FakePlace(self._data[step], key) if step in self._data else FakePlace(None, key, given=False)
        if isinstance(self._data, list) and isinstance(step, int) and step < len(self._data):
            return FakePlace(self._data[step], key)
        return FakePlace(UNKNOWN, key, given=UNKNOWN if self._data is UNKNOWN else False)


class FakeScope:
    """Names of `plain` are plain values; all others are places of `data`."""

    def __init__(self, data: dict[str, object], plain: dict[str, object] | None = None) -> None:
        self._data = data
        self._plain = plain or {}

    def lookup(self, name: str) -> object:
        if name in self._plain:
            return self._plain[name]
        return FakePlace(self._data[name], name) if name in self._data else FakePlace(None, name, given=False)

    def function(self, name: str) -> Callable[..., object]:
        return function_of(name, None)  # type: ignore[arg-type]

    def bind(self, name: str, value: object) -> FakeScope:
        return FakeScope(self._data, {**self._plain, name: value})


def value_of(text: str, plain: dict[str, object] | None = None, /, **data: object) -> object:
    return evaluate(parse(text), FakeScope(data, plain))


def truth_of(text: str, /, **data: object) -> object:
    return truth(parse(text), FakeScope(data))


def same(left: object, right: object) -> bool:
    """Compare as the reader of a table does: 1 is not True, 1 is not 1.0."""
    return repr(left) == repr(right)

"""What expressions are evaluated against: names that stand for places in a config, or for plain values."""

from __future__ import annotations

from typing import Protocol

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from loralint.expressions.unknown import Truth

Value = object
"""Plain data (null, bool, int, float, text, list, mapping), in which any part may be UNKNOWN."""


class Place(Protocol):
    """A key path of a config, whether or not the file has it."""

    def value(self) -> Value:
        """Give the value in force."""

    def raw(self) -> Value:
        """Give the effective value of the file as it stands, before any pending repair."""

    def written(self) -> Value:
        """Give the value as in the file; None if absent, UNKNOWN through an unreadable link."""

    def given(self) -> Truth:
        """Tell whether the file has it."""

    def child(self, step: str | int) -> Place:
        """Go one step down; always works."""

    def key(self) -> str:
        """Give the key path in the framework's own words."""

    def file(self) -> str:
        """Give the path of the file that it belongs to."""


class Scope(Protocol):
    """The names that an expression can speak of."""

    def lookup(self, name: str) -> Place | Value:
        """Give a Place, a plain value, or UNKNOWN."""

    def function(self, name: str) -> Callable[..., Value]:
        """Give one of the functions of `OF_SCOPE`. It takes known values and raises nothing."""

    def bind(self, name: str, value: Place | Value) -> Scope:
        """Make an inner scope in which `name` stands for `value`."""

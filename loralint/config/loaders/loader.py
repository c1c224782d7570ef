"""What a loader is, and the one that converts nothing. The schema names one by its file: `x-reads: raw`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Conversion = Callable[[Any], Any]
    """From a written value of another type to one of the wanted type, or to WRONG."""
    Types = Callable[[], tuple[str, ...]]
    """The JSON Schema types that may stand somewhere, worked out when they are needed."""

WRONG = object()
"""The value cannot be read as the type."""


_ORDER = ("boolean", "integer", "number", "string")
"""The order in which the types that a key may have are tried."""


class Loader:
    """A framework's way to read values: this one takes them as they are, and complains about other types."""

    conversions: Mapping[str, Conversion] = {}
    """By the JSON Schema type that is wanted."""
    keys_are_keywords = False
    """Is a class called with the keys of the file as keywords, so that every key of the root has to be text?"""
    any_text_is_true = True
    """Does text where true or false belongs count as true, where it is not refused?"""
    untyped_text_stays = True
    """Does text that looks like a number stay text where a key has no type?"""
    keeps_none = False
    """Does the word None stay text, where a Python programmer means nothing?"""
    drops_list_as_root = False
    """Is a file that is a list read as if it were empty?"""

    def convert(self, value: object, types: tuple[str, ...]) -> Any:
        """The value as the framework holds it, or WRONG. Without types everything fits."""
        if not types or fits(value, types):
            return self.fitting(value, types)
        attempts = (self.conversions[name](value) for name in _ORDER if name in types and name in self.conversions)
        return next((result for result in attempts if result is not WRONG), WRONG)

    def fitting(self, value: object, types: tuple[str, ...]) -> Any:  # noqa: ARG002 - for loaders that use them
        """What becomes of a value that has one of the types already."""
        return value

    def stops_at(self, value: object, types: tuple[str, ...]) -> bool:  # noqa: ARG002 - for loaders that use them
        """Does it stop where it cannot convert this value, whatever the framework does with a wrong one?"""
        return False

    def stores_unread(self, value: object, schema: Mapping[str, Any], types: Types) -> bool:  # noqa: ARG002
        """Is the value stored without a look at it?"""
        return False

    def is_empty_list(self, value: object, types: Types) -> bool:  # noqa: ARG002
        """Does the value stand for an empty list?"""
        return False

    def spoiler(self, value: object, section: Mapping[str, Any] | None, alike: bool) -> str | int | None:  # noqa: ARG002
        """The item for which a whole list of sections, or mapping of alike ones, is discarded; None if there is none.

        `section` is the schema of a list's items where they are sections; `alike` says that the members of a mapping
        are sections of one kind.
        """
        return None


LOADER = Loader()


@cache
def loader_of(name: str) -> Loader:
    """The loader that a schema names: `base-config` is the `LOADER` of base_config.py. Raises ImportError."""
    if name == "raw":
        return LOADER
    loader: Loader = import_module(f"loralint.config.loaders.{name.replace('-', '_')}").LOADER
    return loader


def kind_of(value: object) -> str:
    """The JSON Schema type of a plain value; dates and bytes, which YAML can give, are their own kinds."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (list, tuple)):
        return "array"
    return "object" if isinstance(value, dict) else type(value).__name__


def fits(value: object, types: tuple[str, ...]) -> bool:
    """Is the value of one of the JSON Schema types, without any conversion?"""
    kind = kind_of(value)
    return kind in types or (kind == "integer" and "number" in types)

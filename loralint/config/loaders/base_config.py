"""The loader of OneTrainer's BaseConfig (modules/util/config/BaseConfig.py), which converts by Python's own types."""

from __future__ import annotations

from loralint.config.loaders.loader import WRONG, Loader
from loralint.config.loaders.python_numbers import python_float, python_integer
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from loralint.config.loaders.loader import Types


def _number(value: object) -> Any:
    return python_float(value) if isinstance(value, (str, bool)) else WRONG


def _unchecked(value: object) -> Any:
    return value


class _BaseConfig(Loader):
    conversions = {"boolean": _unchecked, "integer": python_integer, "number": _number, "string": str}  # noqa: RUF012
    untyped_text_stays = False
    drops_list_as_root = True

    def fitting(self, value: object, types: tuple[str, ...]) -> Any:
        """A whole number where a float belongs becomes one."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return python_float(value) if is_whole and "number" in types and "integer" not in types else value

    def stores_unread(self, value: object, schema: Mapping[str, Any], types: Types) -> bool:
        """Only text is compared with an enum's names, and null is taken for any list."""
        if "enum" in schema and not isinstance(value, str):
            return True
        return value is None and "array" in types()

    def is_empty_list(self, value: object, types: Types) -> bool:
        """The loader goes through what stands for a list: there is nothing in an empty mapping or text."""
        return value in ({}, "") and "array" in types()

    def spoiler(self, value: object, section: Mapping[str, Any] | None, alike: bool) -> str | int | None:
        """A section is looked into before its keys are, and what cannot be looked into discards all of them."""
        if isinstance(value, list) and section is not None:
            # One with a version of its own has to be a mapping.
            readable = (dict,) if "x-version-key" in section else (dict, str, list)
            return next((index for index, item in enumerate(value) if not isinstance(item, readable)), None)
        if isinstance(value, dict) and alike:
            return next((key for key, member in value.items() if not isinstance(member, (dict, str, list))), None)
        return None


LOADER = _BaseConfig()

"""Dataclasses of arguments (HfArgumentParser, TrlParser): text may become a number, nothing else changes."""

from __future__ import annotations

from loralint.config.loaders.loader import WRONG
from loralint.config.loaders.pydantic import Pydantic
from loralint.config.loaders.python_numbers import python_integer
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def _integer(value: object) -> Any:
    """A float stays one, even a whole one, and so does text that looks like one."""
    return WRONG if isinstance(value, float) else python_integer(value)


class _Arguments(Pydantic):
    conversions = {**Pydantic.conversions, "integer": _integer}  # noqa: RUF012


LOADER = _Arguments()

"""What is wrong with settings that do not fit, by `schemas/settings.schema.json` and the validator of all data."""

from __future__ import annotations

from loralint.knowledge.data import load
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def explain_settings(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The path of each mistake in a table of settings, and a sentence such as "`ignore` must be a list, ..."."""
    from loralint.knowledge.validate import Validator  # and with it jsonschema, for settings with a mistake alone

    for complaint in Validator(load("settings.schema"), "the file").complaints(dict(table)):
        yield tuple(str(step) for step in complaint.at if isinstance(step, str)), complaint.message

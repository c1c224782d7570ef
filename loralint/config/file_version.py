"""The number of a config file's own version, by which its framework decides what to bring up to date."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def file_version(schema: dict[str, Any], data: object) -> object:
    """What stands under `x-version-key`, such as 10; 0 where all keys of `x-version-zero` stand there without it.

    None where the file does not say it, or has no number of this kind.
    """
    key = schema.get("x-version-key")
    if key is None or not isinstance(data, dict):
        return None
    first = schema.get("x-version-zero")
    return 0 if first and key not in data and all(name in data for name in first) else data.get(key)

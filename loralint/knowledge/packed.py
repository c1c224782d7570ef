"""Data as bytes: four times as quick to read as JSON, and the same for every Python since 3.4."""

from __future__ import annotations

import marshal
from collections.abc import Mapping

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

SUFFIX = ".marshal"
"""Of the files that hold such data."""
_FORMAT = 4
"""The form that every Python since 3.4 reads."""


def packed(value: Any) -> bytes:
    """Plain data as bytes."""
    return marshal.dumps(value, _FORMAT)


def read_packed(data: bytes) -> Any:
    """Plain data from bytes; like Python's byte code, they are loralint's own and no input."""
    return marshal.loads(data)  # noqa: S302


class Packed(Mapping[str, "Any"]):
    """Marshalled values by name, each read when it is first asked for."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = read_packed(self._packed[name])
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def pack_each(values: Mapping[str, Any]) -> dict[str, bytes]:
    """Marshal each of some values by itself, for `Packed`."""
    return {name: packed(value) for name, value in values.items()}

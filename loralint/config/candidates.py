"""Which files of a folder may be configs at all, told by their words alone: most are none, and are not parsed."""

from __future__ import annotations

import os
import re
from functools import cache

from loralint.config.recognise import LEAST_COMMON
from loralint.knowledge.frameworks import signatures
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from loralint.settings.record import Settings
    from loralint.syntax.node import Source

_WORDS = bytes(code if chr(code).isalnum() or code == 0x5F else 0x20 for code in range(128)) + b" " * 128
"""Every byte that is no letter, digit or underscore of ASCII becomes a space."""


class _Signs(NamedTuple):
    """What may tell a config: a distinctive key, several common ones, a name; keys by a word that they need."""

    distinctive: frozenset[bytes]
    words: frozenset[bytes]
    is_called: Callable[[str], object]


def candidates(settings: Settings) -> Callable[[Source], bool]:
    """The question whether a file of a folder may be a config; those that the settings speak of are kept."""
    if not settings.speaks_of_files():
        return may_be_config
    return lambda source: may_be_config(source) or settings.speaks_of(source.path)


def may_be_config(source: Source) -> bool:
    """May some framework be recognised in a file that nobody named? Never false where one would be."""
    data, signs = source.data, _signs()
    if b"\\" in data and (b"\\u" in data or b"\\x" in data or not source.path.lower().endswith(".json")):
        return True  # a key may be written by other letters
    found = signs.words.intersection(data.translate(_WORDS).split())
    if len(found) >= LEAST_COMMON or not signs.distinctive.isdisjoint(found):
        return True
    return signs.is_called(source.path.rpartition(os.sep)[2].lower()) is not None


@cache
def _signs() -> _Signs:
    from fnmatch import translate  # for folders alone

    marks: list[dict[str, Any]] = [signature["signature"] for signature in signatures()]
    names = {name.lower() for mark in marks for name in (*(mark.get("names") or ()), *(mark.get("own_names") or ()))}
    distinctive = frozenset(_words_of(key for mark in marks for key in mark.get("distinctive") or ()))
    common = frozenset(_words_of(key for mark in marks for key in mark.get("common") or ()))
    return _Signs(distinctive, distinctive | common, re.compile("|".join(map(translate, sorted(names)))).match)


def _words_of(keys: Iterable[str]) -> Iterable[bytes]:
    """A word of each key, the longest of a path."""
    return (max(key.encode().translate(_WORDS).split(), key=len) for key in keys)

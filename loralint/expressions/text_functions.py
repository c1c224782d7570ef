"""Functions on text that say how a framework would take it apart: parts of a list, patterns, printable characters."""

from __future__ import annotations

import re
import warnings

from loralint.expressions.unknown import UNKNOWN
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.expressions.unknown import Truth

PARTS = 1000
_FIELD_END = lazy_pattern(r"[.\[]")
PATTERN_LENGTH = 1000


def split(text: object, separator: object) -> object:
    """Give the parts of a text between separators, without the blanks around them: `"a, b"` is `["a", "b"]`."""
    if not isinstance(text, str) or not isinstance(separator, str) or not separator or text.count(separator) >= PARTS:
        return UNKNOWN
    return [part.strip() for part in text.split(separator)]


def joined(texts: object, separator: object) -> object:
    """Give one text with a separator between those of a list: `["a", "b"]` and `"|"` give `"a|b"`."""
    if not isinstance(texts, list) or not isinstance(separator, str) or len(texts) > PARTS:
        return UNKNOWN
    return separator.join(texts) if all(isinstance(text, str) for text in texts) else UNKNOWN


def is_pattern(text: object) -> Truth:
    """Tell whether a text is a regular expression that Python's `re` takes."""
    if not isinstance(text, str) or len(text) > PATTERN_LENGTH:
        return UNKNOWN
    if text.replace("_", "").isalnum():  # a plain word is one
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text)
    except re.error:
        return False
    except (ValueError, OverflowError, RecursionError, MemoryError):
        return UNKNOWN
    return True


def is_printable(text: object) -> object:
    """Tell whether a text is free of line breaks, tabs and other characters that do not show."""
    return text.isprintable() if isinstance(text, str) else UNKNOWN


def placeholders(text: object) -> object:
    """Give the names that `str.format` would ask for: `"{a} {b}"` has `["a", "b"]`; null where it stops at the text."""
    if not isinstance(text, str) or text.count("{") > PARTS:
        return UNKNOWN
    try:
        return list(dict.fromkeys(_fields(text)))
    except ValueError:
        return None


def _fields(text: str) -> Iterator[str]:
    from string import Formatter  # for speed: few files have a format

    for _, field, form, _ in Formatter().parse(text):
        if field is not None:
            yield _FIELD_END.split(field)[0]
            yield from _fields(form or "")


def nearest_of(text: object, names: object) -> object:
    """Give the name of a list that was probably meant by another; null where none is near."""
    if not isinstance(text, str) or not isinstance(names, list):
        return UNKNOWN
    from loralint.words.nearest import nearest

    found = nearest(text, [name for name in names if isinstance(name, str)])
    return found[0][1] if found else None


def without(items: object, others: object) -> object:
    """Give the texts of a list that another list lacks, in their order."""
    if not isinstance(items, list) or not isinstance(others, list):
        return UNKNOWN
    if not all(isinstance(item, str) for item in items):
        return UNKNOWN
    return [item for item in items if item not in others]


def filled(mapping: object) -> object:
    """Give the keys of a mapping under which something stands: `{"a": 1, "b": None, "c": {"d": ""}}` has `["a"]`."""
    if mapping is None:
        return []
    return [key for key, value in mapping.items() if _says(value)] if isinstance(mapping, dict) else UNKNOWN


def _says(value: object) -> bool:
    """Is it more than null, an empty text, or a list or mapping of nothing else?"""
    if isinstance(value, (dict, list)):
        return any(_says(item) for item in (value.values() if isinstance(value, dict) else value))
    return value is not None and value != ""


def quoted(texts: object) -> object:
    """Give the texts of a list in backticks: `["a"]` is ``["`a`"]``."""
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return UNKNOWN
    return [f"`{text}`" for text in texts]

"""Functions on text that say how a framework would take it apart: parts of a list, patterns, printable characters."""

from __future__ import annotations

import re
import warnings

from loralint.expressions.unknown import UNKNOWN, Truth

PARTS = 1000
PATTERN_LENGTH = 1000


def split(text: object, separator: object) -> object:
    """Give the parts of a text between separators, without the blanks around them: `"a, b"` is `["a", "b"]`."""
    if not isinstance(text, str) or not isinstance(separator, str) or not separator or text.count(separator) >= PARTS:
        return UNKNOWN
    return [part.strip() for part in text.split(separator)]


def is_pattern(text: object) -> Truth:
    """Tell whether a text is a regular expression that Python's `re` takes."""
    if not isinstance(text, str) or len(text) > PATTERN_LENGTH:
        return UNKNOWN
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

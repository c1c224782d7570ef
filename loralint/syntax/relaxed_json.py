"""JSON as lenient readers take it: with comments, and with commas before a closing bracket."""

from __future__ import annotations

import json
import re

_TEXT_OR_EXTRA = re.compile(
    r'"(?:[^"\\]|\\.)*"'  # a text stays, whatever stands in it
    r"|//[^\n]*|\#[^\n]*|/\*.*?\*/"
    r"|,(?=(?:\s|//[^\n]*|\#[^\n]*)*[}\]])",
    re.DOTALL,
)


def is_relaxed_json(text: str) -> bool:
    """Is it JSON but for comments and last commas? `[1, 2, ] // both` is."""
    plain = _TEXT_OR_EXTRA.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)
    try:
        json.loads(plain)
    except (ValueError, RecursionError):
        return False
    return True

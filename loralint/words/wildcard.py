"""Names compared with patterns such as `llama-3*` and `qwen[23]-*`."""

from __future__ import annotations


def is_like(text: str, pattern: str) -> bool:
    """Is a text of this pattern, as `fnmatch.fnmatchcase` says?

    One name is compared with hundreds of patterns: only those that begin like it are worth a regular expression.
    """
    start = _literal_start(pattern)
    if start == len(pattern):
        return text == pattern
    if not text.startswith(pattern[:start]):
        return False
    if start == len(pattern) - 1 and pattern[start] == "*":
        return True
    from fnmatch import fnmatchcase

    return fnmatchcase(text, pattern)


def _literal_start(pattern: str) -> int:
    """How many characters a pattern has before the first that stands for others."""
    places = [place for place in map(pattern.find, "*?[") if place >= 0]
    return min(places, default=len(pattern))

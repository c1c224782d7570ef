"""Names compared with patterns such as `llama-3*` and `qwen[23]-*`."""

from __future__ import annotations


def is_like(text: str, pattern: str) -> bool:
    """Is a text of this pattern, as `fnmatch.fnmatchcase` says?

    One name is compared with hundreds of patterns: only those with `?` and `[...]` that begin like it are worth a
    regular expression.
    """
    if "[" in pattern or "?" in pattern:
        if not text.startswith(_literal_start(pattern)):
            return False
        from fnmatch import fnmatchcase

        return fnmatchcase(text, pattern)
    first, *others = pattern.split("*")
    if not others:
        return text == pattern
    *middle, last = others
    place, end = len(first), len(text) - len(last)
    if place > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in middle:
        place = text.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True


def _literal_start(pattern: str) -> str:
    """What stands in a pattern before the first letter that stands for others."""
    places = [place for place in map(pattern.find, "*?[") if place >= 0]
    return pattern[: min(places)]

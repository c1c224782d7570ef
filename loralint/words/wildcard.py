"""Names compared with patterns such as `llama-3*` and `qwen[23]-*`."""

from __future__ import annotations

from functools import cache


def is_like(text: str, pattern: str) -> bool:
    """Is a text of this pattern, as `fnmatch.fnmatchcase` says?

    One name is compared with hundreds of patterns: a regular expression is made of few of those with `?` and `[...]`.
    """
    if "[" in pattern or "?" in pattern:
        if not all(part in text for part in _literal_parts(pattern)):
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


@cache
def _literal_parts(pattern: str) -> tuple[str, ...]:
    """What stands in every text of a pattern: `*zero[0-3]*.json` has `zero` and `.json`."""
    parts = [""]
    place = 0
    while place < len(pattern):
        end = _class_end(pattern, place) if pattern[place] == "[" else -1
        if end >= 0 or pattern[place] in "*?":
            parts.append("")
        else:
            parts[-1] += pattern[place]
        place = max(place, end) + 1
    return tuple(part for part in parts if part)


def _class_end(pattern: str, start: int) -> int:
    """Where a `[` is closed, -1 where it is not; a `]` that comes first is a member."""
    first = start + 2 if pattern[start + 1 : start + 2] == "!" else start + 1
    return pattern.find("]", first + 1)

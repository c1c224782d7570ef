"""KeyPaths: where a value lives in a document, such as ``datasets[0].type``."""

from __future__ import annotations

import re

from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple["str | int", ...]
"""The steps from the root: a string is a key of a mapping, an integer an index of a sequence."""

_PLAIN = lazy_pattern(r"[A-Za-z_$][A-Za-z0-9_$-]*")
_STEP = lazy_pattern(
    r"""\.?(?P<plain>[A-Za-z_$][A-Za-z0-9_$-]*)
      | \[(?P<index>-?\d+)\]
      | \["(?P<quoted>(?:[^"\\]|\\.)*)"\]""",
    re.VERBOSE,
)


def format_path(path: Sequence[str | int]) -> str:
    """Write a path as people read it; a key that is no plain word is quoted: ``a["b.c"][0]``."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN.fullmatch(step):
            parts.append(f".{step}" if parts else step)
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            parts.append(f'["{escaped}"]')
    return "".join(parts)


def names_in(path: Path) -> Path:
    """The path without its indices: `("datasets", "type")` for `datasets[0].type`, what all items of a list share."""
    return tuple(step for step in path if isinstance(step, str))


def parse_path(text: str) -> Path:
    """Read what `format_path` writes. Raises ValueError when the text is no KeyPath."""
    steps: list[str | int] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None or (text[position] == ".") != (position > 0 and match["plain"] is not None):
            raise ValueError(f"not a key path: {text!r}")
        if match["plain"] is not None:
            steps.append(match["plain"])
        elif match["index"] is not None:
            steps.append(int(match["index"]))
        else:
            steps.append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        position = match.end()
    return tuple(steps)

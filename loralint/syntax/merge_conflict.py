"""A git merge conflict that was left in a text, in any syntax."""

from __future__ import annotations

import re

from loralint.syntax.node import Problem
from loralint.words.lazy_pattern import lazy_pattern

MARK = "<<<<<<<"
"""What git writes before the first of two changes that meet."""
_CONFLICT = lazy_pattern(rf"^({MARK}(?: [^\n]*)?)$(?:.|\n)*?^=======$(?:.|\n)*?^>>>>>>>(?: [^\n]*)?$", re.MULTILINE)


def merge_conflict(text: str) -> Problem | None:
    """The marks that git leaves where two changes meet, if all three stand there."""
    ours = _CONFLICT.search(text)
    return None if ours is None else Problem("a git merge conflict was left here", ours.start(1), ours.end(1))

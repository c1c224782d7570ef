"""Regular expressions that are compiled when they are first used: most runs use few of all that there are."""

from __future__ import annotations

import re

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re import compile as lazy_pattern
else:

    class lazy_pattern:  # noqa: N801 - it stands for re.compile
        """As `re.compile`, later."""

        def __init__(self, pattern, flags=0):
            self._asked = pattern, flags

        def __getattr__(self, name):
            compiled = re.compile(*self._asked)
            for method in ("match", "fullmatch", "search", "finditer", "findall", "sub", "split"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)


__all__ = ["lazy_pattern"]

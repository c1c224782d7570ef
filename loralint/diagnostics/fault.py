"""A fault of loralint's own: what it had to say is missing, all else is told."""

from __future__ import annotations

from loralint.words.light_typing import NamedTuple


class Fault(NamedTuple):
    """What failed (a rule by its name, or a part such as `the shape check`), on which file, and how."""

    what: str
    path: str
    error: Exception

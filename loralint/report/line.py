"""Lines of a report as pieces with a style each, so that the words are made once, with colour or without."""

from __future__ import annotations

Segment = tuple[str, str]
"""A style (a name that `colour` knows, or "") and a text."""
Line = list[Segment]

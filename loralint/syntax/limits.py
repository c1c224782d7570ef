"""What loralint is ready to read: far more than any training config needs, and little enough to stay fast and safe."""

from __future__ import annotations

MAX_BYTES = 5_000_000
"""A larger file is data, not a config."""

MAX_DEPTH = 200
"""Nested collections, aliases followed: a bound for everything that walks a tree."""

LONGEST_NUMBER = 14_284
"""Bits. Python prints no whole number of more than 4300 digits, and refuses to read one from its digits."""

MAX_ALIASED_NODES = 100_000
"""Nodes that aliases may stand for in all: a few lines of aliases to aliases can stand for billions."""

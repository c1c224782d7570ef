"""Which rules of a framework can fire on a config: their conditions as one Python function, made by the build.

The function stands in `data/guards/`, where Python keeps its byte code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loralint.knowledge.data import module


def guards_of(framework: str) -> Mapping[str, Any]:
    """The guards of a framework: `guarded`, the names of rules, and `fire(...)`, which gives those that may fire."""
    return module(f"guards/{framework}.py")

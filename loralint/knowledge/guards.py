"""Which rules of a framework can fire on a config: their conditions as one Python function, made by the build.

The function stands in `data/guards/`, where Python keeps its byte code.
"""

from __future__ import annotations

from loralint.knowledge.data import module
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def guards_of(framework: str) -> Mapping[str, Any]:
    """The guards of a framework: `fire(...)` gives the names of the rules that may fire."""
    return module(f"guards/{framework}.py")

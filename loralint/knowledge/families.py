"""What a model's name says of its architecture, by the table `schemas/model_families.yaml`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loralint.expressions import UNKNOWN

Tables = Callable[[], dict[str, Any]]


def _shipped() -> dict[str, Any]:
    from loralint.knowledge.data import load

    tables: dict[str, Any] = load("families.json")
    return tables


def family(name: object, tables: Tables = _shipped) -> object:
    """Give the architecture (Transformers' model_type) that a model name stands for; UNKNOWN where it does not tell."""
    from fnmatch import fnmatchcase

    if not isinstance(name, str):
        return UNKNOWN
    parts = [part for part in name.lower().replace("\\", "/").split("/") if part]
    if not parts:
        return UNKNOWN
    for entry in tables().get("patterns", ()):
        for pattern, kind in entry.items():
            if fnmatchcase("/".join(parts[-2:]) if "/" in pattern else parts[-1], pattern):
                return UNKNOWN if kind is None else kind
    return UNKNOWN


def is_tied(name: object, tables: Tables = _shipped) -> object:
    """Tell whether a base model of this name has one weight for input embeddings and output layer; UNKNOWN else."""
    from fnmatch import fnmatchcase

    if not isinstance(name, str):
        return UNKNOWN
    last = name.lower().replace("\\", "/").rstrip("/").rpartition("/")[2]
    return any(fnmatchcase(last, pattern) for pattern in tables().get("tied", ())) or UNKNOWN


def family_fact(name: object, fact: object, tables: Tables = _shipped) -> object:
    """Give what the table says of a model's architecture under `fact`; UNKNOWN where it says nothing."""
    kind = family(name, tables)
    if kind is UNKNOWN or not isinstance(fact, str):
        return UNKNOWN
    return tables().get("facts", {}).get(kind, {}).get(fact, UNKNOWN)


def layer_count(name: object, tables: Tables = _shipped) -> object:
    """Give the number of layers of a base model, by the longest listed name that its own begins with."""
    if not isinstance(name, str):
        return UNKNOWN
    last = name.lower().replace("\\", "/").rstrip("/").rpartition("/")[2]
    counts: dict[str, int] = tables().get("layers", {})
    for word in (last, f"meta-{last}"):
        found = [start for start in counts if word.startswith(start) and word[len(start) :][:1] in ("", "-", ".")]
        if found:
            return counts[max(found, key=len)]
    return UNKNOWN

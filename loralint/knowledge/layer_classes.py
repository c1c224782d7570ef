"""Which classes the modules of an architecture (Transformers' model_type) have: `schemas/layer_classes.json`.

FSDP wraps the layers of the classes that a config names. All functions are pure given the table; UNKNOWN is what the
table does not tell.
"""

from __future__ import annotations

from functools import cache

from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Tables = Callable[[], dict[str, Any]]


@cache
def _shipped() -> dict[str, Any]:
    from loralint.knowledge.data import load
    from loralint.knowledge.packed import Packed

    tables: dict[str, Any] = load("layer_classes")
    return {**tables, "models": Packed(tables["models"])}


def layer_classes(family: object, tables: Tables = _shipped) -> object:
    """List the classes of the architecture's blocks: `["LlamaDecoderLayer"]` for Llama."""
    model = tables()["models"].get(family) if isinstance(family, str) else None
    if model is None:
        return UNKNOWN
    # Transformers also lists parts, such as the head of a vision tower that most models of the architecture lack.
    return [name for name in model["layers"] if name.endswith(("Layer", "Block"))] or list(model["layers"])


def missing_layer_classes(names: object, family: object, tables: Tables = _shipped) -> object:
    """List those of the names (a list, or a text split at its commas alone) that no module's class has."""
    model = tables()["models"].get(family) if isinstance(family, str) else None
    listed = _listed(names)
    if model is None or listed is None:
        return UNKNOWN
    return [name for name in listed if name not in model["layers"] and name not in model["others"]]


def meant_layer_class(name: object, tables: Tables = _shipped) -> object:
    """Give the class of some model's block that a name is a slip for; null where a model has a class of that name."""
    if not isinstance(name, str):
        return UNKNOWN
    models = tables()["models"].values()
    if any(name in model["layers"] or name in model["others"] for model in models):
        return None
    from loralint.words.nearest import nearest

    found = nearest(name, _distinct(model["layers"] for model in models), limit=2)
    return found[0][1] if found else UNKNOWN


def _distinct(lists: Iterable[list[str]]) -> list[str]:
    return list(dict.fromkeys(name for names in lists for name in names))


def _listed(names: object) -> list[str] | None:
    if isinstance(names, str):
        return names.split(",")
    texts = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return ",".join(names).split(",") if texts and isinstance(names, list) else None

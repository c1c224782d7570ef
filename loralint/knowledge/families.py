"""What a model's name says of it, by the tables `schemas/model_families.yaml` and `schemas/model_sizes.json`."""

from __future__ import annotations

from functools import cache, lru_cache

from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.wildcard import is_like

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Tables = Callable[[], dict[str, Any]]

_BEGIN = 3
"""Letters of a pattern that are compared before all of it."""
_QUANTISED = ("-unsloth-bnb-4bit", "-bnb-4bit", "-gptq", "-awq")


def _shipped() -> dict[str, Any]:
    from loralint.knowledge.data import load

    tables: dict[str, Any] = load("families")
    return tables


def family(name: object, tables: Tables = _shipped) -> object:
    """Give the architecture (Transformers' model_type) that a model name stands for; UNKNOWN where it does not tell."""
    if not isinstance(name, str):
        return UNKNOWN
    return _shipped_family(name) if tables is _shipped else _family(name, tables)


@lru_cache(maxsize=1024)
def _shipped_family(name: str) -> object:
    """Many rules ask for it of one file, and the patterns are some hundred."""
    return _family(name, _shipped)


def _family(name: str, tables: Tables) -> object:
    parts = _parts(name)
    if not parts:
        return UNKNOWN
    last, two = parts[-1], "/".join(parts[-2:])
    for pattern, kind in _patterns(tables):
        begin = pattern[:_BEGIN]
        # Most patterns begin with letters, by which most are sorted out.
        if begin.isalpha() and not (two if "/" in pattern else last).startswith(begin):
            continue
        if is_like(two if "/" in pattern else last, pattern):
            return UNKNOWN if kind is None else kind
    return UNKNOWN


def _patterns(tables: Tables) -> list[tuple[str, str | None]]:
    """The patterns of names with the architectures that they tell, in order."""
    if tables is _shipped:
        return _shipped_patterns()
    return [pair for entry in tables().get("patterns", ()) for pair in entry.items()]


@cache
def _shipped_patterns() -> list[tuple[str, str | None]]:
    return [pair for entry in _shipped().get("patterns", ()) for pair in entry.items()]


def _parts(name: object) -> list[str]:
    """The parts of a model's name or path, in small letters."""
    return [part for part in name.lower().replace("\\", "/").split("/") if part] if isinstance(name, str) else []


def _fits(parts: list[str], pattern: str) -> bool:
    """Is it a name of this pattern? One with a slash speaks of the last two parts."""
    return is_like("/".join(parts[-2:]) if "/" in pattern else parts[-1], pattern)


def tokenizer(name: object, tables: Tables = _shipped) -> object:
    """Give what the table says of a model's tokenizer, as `{"eos": "</s>", ...}`; UNKNOWN where it says nothing."""
    parts = _parts(name)
    for entry in tables().get("tokenizers", ()) if parts else ():
        if any(_fits(parts, pattern) for pattern in entry["names"]):
            return entry
    return UNKNOWN


def is_tied(name: object, tables: Tables = _shipped) -> object:
    """Tell whether a base model of this name has one weight for input embeddings and output layer; UNKNOWN else."""
    if not isinstance(name, str):
        return UNKNOWN
    last = name.lower().replace("\\", "/").rstrip("/").rpartition("/")[2]
    return any(is_like(last, pattern) for pattern in tables().get("tied", ())) or UNKNOWN


def family_fact(name: object, fact: object, tables: Tables = _shipped) -> object:
    """Give what the table says of a model's architecture under `fact`; UNKNOWN where it says nothing."""
    kind = family(name, tables)
    if kind is UNKNOWN or not isinstance(fact, str):
        return UNKNOWN
    return tables().get("facts", {}).get(kind, {}).get(fact, UNKNOWN)


def positions(name: object, tables: Tables = _shipped) -> object:
    """Give how many positions the model of this name has, as 2048; UNKNOWN where the table does not list it.

    The last part of the name counts, without what a quantised copy has at its end.
    """
    if not isinstance(name, str) or not name:
        return UNKNOWN
    last = name.lower().replace("\\", "/").rstrip("/").rpartition("/")[2]
    for ending in _QUANTISED:
        last = last.removesuffix(ending)
    return tables().get("positions", {}).get(last, UNKNOWN)


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

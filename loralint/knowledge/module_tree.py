"""The modules of an architecture with their whole names and kinds, and which of them PEFT's matching finds.

`model.layers.*.self_attn.q_proj` stands for that module in every layer. PEFT compares an entry of a list with the end
of a name, part by part, and takes one text for a regular expression that has to match a whole name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from loralint.expressions.pattern import PatternError, cost_of
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from loralint.expressions.pattern import Cost

NUMBERED = "*"
"""The part of a name that is the number of a layer."""
MOST_LAYERS = 100
"""Patterns are tried on layers below this: no model has more."""
_ALL = range(MOST_LAYERS)
_FEW = (0, 10)
_COUNTS = lazy_pattern(r"\{\d*,?\d*\}")
_IN_CLASS = lazy_pattern(r"\[[^\]]*[0-9]")
_IN_WORDS = lazy_pattern(r"(?<!\\)[A-Za-z_][0-9]+")
"""Digits that follow a letter, as in fc1, are no number of a layer."""
_BUDGET = 500_000_000
"""Steps that one pattern may take over all names, by the bound of `cost_of`."""
_FAR_REPETITIONS = 3
_ENOUGH = 20
"""So many architectures have to have a name for it to mean the same in models that are not listed."""
_TELLING = frozenset({"embedding", "norm", "inert", "list", "block"})
_GROUPS = ("linear", "unlike", "wrapper", "convolution", "embedding", "norm", "attention", "inert")


class Module(NamedTuple):
    """One module: the parts of its name, and what it is."""

    parts: tuple[str, ...]
    kind: str
    """`linear`, `conv1d`, `convolution`, `embedding`, `norm`, `attention`, `inert`, `list` or `block`;
    `unlike` is linear by class with another forward, `wrapper` a module around one linear layer."""

    @property
    def name(self) -> str:
        """The whole name, such as `model.layers.*.mlp.up_proj`."""
        return ".".join(self.parts)


Tree = tuple[Module, ...]


def tree_of(model: dict[str, Any]) -> Tree:
    """Every module of an architecture (an entry of `architectures.json`), those that hold others last."""
    transposed = frozenset(model.get("conv1d", ()))
    found: dict[tuple[str, ...], str] = {}
    for group in _GROUPS:
        for parts in _paths(model.get(group) or {}):
            found[parts] = "conv1d" if group == "linear" and parts[-1] in transposed else group
    head = model.get("head")
    if head:
        found.setdefault(tuple(head.split(".")), "linear")
    stacked = [(*place.split("."), "") for place in model.get("parameters") or {}]
    for parts in [*found, *stacked]:
        for end in range(1, len(parts)):
            found.setdefault(parts[:end], "list" if parts[end] == NUMBERED else "block")
    return tuple(Module(parts, kind) for parts, kind in found.items())


def _paths(places: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    for place, names in places.items():
        parent = tuple(place.split(".")) if place else ()
        for name in names:
            yield (*parent, name)


def kinds_everywhere(models: dict[str, Any]) -> dict[str, list[str]]:
    """What a name is in the architectures that have it, where it is a linear layer in none: `{"mlp": ["block"]}`.

    A name that few architectures have says nothing of models that are not listed, and is left out.
    """
    kinds: dict[str, dict[str, int]] = {}
    for model in models.values():
        for name, kind in {(module.parts[-1], module.kind) for module in tree_of(model)}:
            counts = kinds.setdefault(name, {})
            counts[kind] = counts.get(kind, 0) + 1
    return {
        name: sorted(found)
        for name, found in sorted(kinds.items())
        if found.keys() <= _TELLING and max(found.values()) >= _ENOUGH and name != NUMBERED
    }


def named(name: str, tree: Tree) -> list[Module]:
    """The modules whose names end with an entry of a list: `layers.0.mlp` ends `model.layers.*.mlp`."""
    wanted = name.split(".")
    last = (wanted[-1], NUMBERED) if wanted[-1].isdigit() else (wanted[-1],)
    return [module for module in tree if module.parts[-1] in last and ends_with(module.parts, wanted)]


def ends_with(parts: tuple[str, ...], wanted: list[str]) -> bool:
    """Do the last parts of a name equal these, a number standing for any layer?"""
    tail = parts[len(parts) - len(wanted) :] if len(parts) >= len(wanted) else ()
    return bool(tail) and all(
        one == other or (one == NUMBERED and other.isdigit()) for one, other in zip(tail, wanted, strict=True)
    )


def matched(pattern: str, tree: Tree) -> list[Module] | None:
    """The modules whose whole name a pattern matches, in some layer; None where trying it could take long."""
    return _matched(pattern, tree)


@lru_cache(maxsize=32)
def _matched(pattern: str, tree: Tree) -> list[Module] | None:
    numbers = _numbers(pattern)
    match = _quick_matcher(pattern, tree) or (_patient_matcher(pattern) if numbers is _FEW else None)
    if match is None:
        return None
    return [module for module in tree if any(match(name) for name in concrete(module.parts, numbers))]


def _quick_matcher(pattern: str, tree: Tree) -> Callable[[str], object] | None:
    """Python's own matcher, where it cannot take long."""
    try:
        cost = cost_of(pattern, around=True)
    except PatternError:
        return None
    return re.compile(pattern).fullmatch if _affordable(cost, tree) else None


def _patient_matcher(pattern: str) -> Callable[[str], object] | None:
    """A slower one that no pattern keeps busy."""
    from loralint.knowledge.whole_match import NotWalkedError, whole_matcher

    try:
        return whole_matcher(pattern)
    except NotWalkedError:
        return None


def _numbers(pattern: str) -> Sequence[int]:
    """The layers to try: to a pattern that names no number, all those of one length are the same."""
    rest = _COUNTS.sub("", pattern)
    return _ALL if re.search(r"[0-9]", _IN_WORDS.sub("", rest)) or _IN_CLASS.search(rest) else _FEW


def _affordable(cost: Cost, tree: Tree) -> bool:
    longest = max((len(module.name) for module in tree), default=0)
    return cost.repetitions <= _FAR_REPETITIONS and cost.steps(longest) * len(tree) <= _BUDGET


def concrete(parts: tuple[str, ...], numbers: Sequence[int]) -> Iterable[str]:
    """The names that a numbered one stands for: of every layer, and of two parts within it."""
    first = next((index for index, part in enumerate(parts) if part == NUMBERED), None)
    if first is None:
        return (".".join(parts),)
    ends = [".".join(parts[first + 1 :]).replace(NUMBERED, str(inner)) for inner in range(2)]
    start = ".".join(parts[:first])
    return (
        ".".join(part for part in (start, str(layer), end) if part) for layer in numbers for end in dict.fromkeys(ends)
    )


def within(module: Module, name: str) -> bool:
    """Is the module one of this name, or inside one? `modules_to_save` takes such a module from the adapter."""
    wanted = name.split(".")
    return any(ends_with(module.parts[:end], wanted) for end in range(len(wanted), len(module.parts) + 1))

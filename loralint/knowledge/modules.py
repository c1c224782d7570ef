"""Which modules a model has, by its architecture (Transformers' model_type): `schemas/architectures.json`.

A name of a list is missing only where no layer, container or head of the architecture has it, under its present or its
former name. The parts before the number of a layer changed between versions of Transformers: they are not judged.
All functions are pure given the table; UNKNOWN is what the table does not tell.
"""

from __future__ import annotations

from functools import cache

from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.module_tree import NUMBERED, matched, named, tree_of
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeGuard

    from loralint.expressions.unknown import Truth
    from loralint.knowledge.module_tree import Tree

    Tables = Callable[[], dict[str, Any]]

MOST_SUGGESTED = 12
"""With more layer names than this (several towers), a list of all of them is no advice."""

_HEADS = frozenset(
    {"score", "classifier", "qa_outputs", "v_head", "value_head", "reward_head", "pre_classifier", "pooler", "summary"}
)
"""Heads that a task, or a trainer, puts on a model of any architecture."""
_EXPERTS = frozenset(
    {"w1", "w2", "w3", "gate_proj", "up_proj", "down_proj", "gate_up_proj", "input_linear", "output_linear", "wi", "wo"}
    | {"wi_0", "wi_1", "fc1", "fc2", "gate", "router", "linear_in", "linear_out", "in_proj", "out_proj"}
)
"""Experts are stacked into one parameter by newer versions, and are linear layers in older or patched ones."""
_GATES = frozenset({"gate_proj", "gate_up_proj", "w1", "w3", "wi_0", "wi_1"})
"""What experts without a gate never had."""
_PLAIN = lazy_pattern(r"[A-Za-z0-9_.-]+")
_TOWERS = lazy_pattern(r"visi|visual|audio|image|projector|patch|speech|qformer")
_ALL_LINEAR = "all-linear"
_LAYERS = ("linear", "convolution", "parameters", "embedding")


class Modules(NamedTuple):
    """The last parts of an architecture's module names."""

    linear: tuple[str, ...]
    """Linear layers, in the model's order; without those of vision and audio towers where there are some."""
    known: frozenset[str]
    transposed: bool
    """Are the linear layers Transformers' Conv1D, whose weights are stored the other way round?"""
    experts: frozenset[str]
    """Names that the layers of stacked experts may have elsewhere."""
    pipeline: bool
    """Is it one of several models in a repository, as the transformer of FLUX is?"""
    tree: Tree
    """The modules with their whole names, as present versions have them."""


@cache
def _shipped() -> dict[str, Any]:
    from loralint.knowledge.data import load
    from loralint.knowledge.packed import Packed

    tables: dict[str, Any] = load("architectures")
    return {**tables, "models": Packed(tables["models"])}


def missing_modules(names: object, family: object, tables: Tables = _shipped) -> object:
    """List those of the names (a list, or one text) that no module of the architecture has.

    A text is a pattern for a whole name to PEFT; only plain names among them are judged.
    """
    modules = _modules(family, tables)
    if modules is None:
        return UNKNOWN
    if isinstance(names, str):
        return _missing_text(names, modules)
    if not _are_texts(names):
        return UNKNOWN
    return [name for name in names if not _exists(name, modules)]


def missing_saved_modules(names: object, family: object, tables: Tables = _shipped) -> object:
    """List those of the names in `modules_to_save` that no module name of the architecture ends with."""
    modules = _modules(family, tables)
    if modules is None or not _are_texts(names):
        return UNKNOWN
    return [
        name
        for name in names
        if not _exists(name, modules) and not any(known.endswith(_last(name)) for known in modules.known)
    ]


def nearest_module(name: object, family: object, tables: Tables = _shipped) -> object:
    """Give the layer of the architecture that was meant: the one spelt alike, or the one that does the same."""
    modules = _modules(family, tables)
    if modules is None or not isinstance(name, str):
        return UNKNOWN
    last = _last(name)
    from loralint.words.nearest import nearest

    # The name of another architecture's layer is no slip: q_proj is one letter from GPT-2's c_proj, and means c_attn.
    work = next((names for names in _SAME_WORK if last in names), None)
    found = [(0, other) for other in work if other in modules.linear] if work else nearest(last, modules.linear)
    return found[0][1] if found else UNKNOWN


def replacement_module(name: object, names: object, family: object, tables: Tables = _shipped) -> object:
    """Give the layer to write for a name of the list; UNKNOWN where another name of the list stands for it already.

    Phi-3 has one qkv_proj: of q_proj, k_proj and v_proj, the first makes way for it.
    """
    meant = nearest_module(name, family, tables)
    if meant is UNKNOWN or not _are_texts(names) or name not in names or meant in names:
        return UNKNOWN
    before = names[: names.index(str(name))]
    return UNKNOWN if any(nearest_module(other, family, tables) == meant for other in before) else meant


_SAME_WORK = (
    ("q_proj", "query", "q", "query_proj", "q_lin", "qkv_proj", "query_key_value", "Wqkv", "c_attn", "qkv"),
    ("k_proj", "key", "k", "key_proj", "k_lin", "qkv_proj", "query_key_value", "Wqkv", "c_attn", "qkv"),
    ("v_proj", "value", "v", "value_proj", "v_lin", "qkv_proj", "query_key_value", "Wqkv", "c_attn", "qkv"),
    ("query_key_value", "qkv_proj", "Wqkv", "c_attn", "qkv", "W_pack", "q_proj", "query", "q"),
    ("o_proj", "out_proj", "out_lin", "o", "wo", "dense", "c_proj"),
    ("gate_proj", "gate_up_proj", "w1", "wi_0", "c_fc", "dense_h_to_4h", "fc1", "wi"),
    ("up_proj", "gate_up_proj", "w3", "wi_1", "c_fc", "dense_h_to_4h", "fc1", "wi"),
    ("down_proj", "w2", "wo", "dense_4h_to_h", "fc2", "c_proj"),
    ("w1", "gate_proj", "gate_up_proj"),
    ("w3", "up_proj", "gate_up_proj"),
    ("w2", "down_proj"),
)
"""Names of layers that do the same work in different architectures; the first one is what people write."""


def known_modules(family: object, tables: Tables = _shipped) -> object:
    """List the linear layers of the architecture's language model; UNKNOWN where there are too many to name."""
    modules = _modules(family, tables)
    if modules is None or not 0 < len(modules.linear) <= MOST_SUGGESTED:
        return UNKNOWN
    return list(modules.linear)


def layer_lists(family: object, tables: Tables = _shipped) -> object:
    """List the names of the numbered lists of modules: `layers` for Llama, `h` for GPT-2, `block` and `layer` for T5.

    The lists that hold the layers come first, those within a layer last.
    """
    model = tables()["models"].get(family) if isinstance(family, str) else None
    paths = None if model is None else model.get("layers")
    if model is None or not paths:
        return UNKNOWN
    inner = [module.parts[-1] for module in tree_of(model) if module.kind == "list"]
    return list(dict.fromkeys([*(_last(path) for path in paths), *inner]))


def is_transposed(family: object, tables: Tables = _shipped) -> Truth:
    """Tell whether the layers are Transformers' Conv1D, for which `fan_in_fan_out` is right."""
    modules = _modules(family, tables)
    return UNKNOWN if modules is None else modules.transposed


def is_inner_module(name: object, tables: Tables = _shipped) -> Truth:
    """Tell whether a name is that of modules inside others in some architectures, and of none at the top of any."""
    if not isinstance(name, str):
        return UNKNOWN
    inside = False
    for model in tables()["models"].values():
        places = [(place, names) for kind in _LAYERS for place, names in model.get(kind, {}).items()]
        if name == str(model.get("head", "")).split(".")[0] or any(name == place.split(".")[0] for place, _ in places):
            return False
        if any(not place and name in names for place, names in places):
            return False
        inside = inside or any(name in names for _, names in places)
    return inside


def class_family(name: object, tables: Tables = _shipped) -> object:
    """Give the architecture of one of Transformers' model classes, such as `LlamaForCausalLM`."""
    return tables()["classes"].get(name, UNKNOWN) if isinstance(name, str) else UNKNOWN


def is_composed(name: object, family: object, tables: Tables = _shipped) -> bool:
    """Tell whether a name is that of one composition of an architecture, as `blip-2-t5` of blip-2."""
    model = tables()["models"].get(name) if isinstance(name, str) else None
    return model is not None and isinstance(family, str) and model.get("type") == family


def _modules(family: object, tables: Tables) -> Modules | None:
    if not isinstance(family, str):
        return None
    if tables is _shipped:
        return _shipped_modules(family)
    model = tables()["models"].get(family)
    return None if model is None else _described(model)


@cache
def _shipped_modules(family: str) -> Modules | None:
    model = _shipped()["models"].get(family)
    return None if model is None else _described(model)


def _described(model: dict[str, Any]) -> Modules:
    head = str(model.get("head", ""))
    linear = model.get("linear", {})
    language = {place: names for place, names in linear.items() if not _TOWERS.search(place)} or linear
    tree = tree_of(model)
    leaves = {leaf for names in model.get("parameters", {}).values() for leaf in names}
    leaves |= {_last(head), *model.get("renamed", {}), *model.get("former", ())} - {""}
    return Modules(
        linear=tuple(dict.fromkeys(_linear(language))),
        known=frozenset(leaves | {part for module in tree for part in module.parts} - {NUMBERED}),
        transposed="conv1d" in model,
        experts=_experts(model.get("parameters", {})),
        pipeline=bool(model.get("pipeline")),
        tree=tree,
    )


def _linear(places: dict[str, list[str]]) -> Iterator[str]:
    """Layers by the shortest name that tells one: `to_out.0` where a number alone would not."""
    for place, names in places.items():
        yield from (f"{_last(place)}.{name}" if name.isdigit() else name for name in names if name != NUMBERED)


def _experts(stacked: dict[str, list[str]]) -> frozenset[str]:
    """What separate experts may be called; those of up_proj and down_proj alone, as in Nemotron-H, have no gate."""
    leaves = {leaf for names in stacked.values() for leaf in names}
    return (_EXPERTS - _GATES if leaves == {"up_proj", "down_proj"} else _EXPERTS) if leaves else frozenset()


def _are_texts(names: object) -> TypeGuard[list[str]]:
    return isinstance(names, list) and all(isinstance(name, str) for name in names)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _exists(name: str, modules: Modules) -> bool:
    last = _last(name)
    if not _PLAIN.fullmatch(name) or not last:
        return False
    if last in _HEADS or last.isdigit() or last in modules.experts:
        return True
    return last in modules.known and (last == name or _stands_there(name, modules))


def _stands_there(name: str, modules: Modules) -> bool:
    """Does a dotted name end that of a module? What comes before its first number changed between versions."""
    parts = name.split(".")
    number = next((index for index, part in enumerate(parts) if part.isdigit()), 1)
    return bool(named(name, modules.tree) or named(".".join(parts[max(0, number - 1) :]), modules.tree))


def _missing_text(text: str, modules: Modules) -> object:
    """A text is a pattern for the whole name of a module."""
    if text.lower() == _ALL_LINEAR or (_PLAIN.fullmatch(text) and text in _HEADS):
        return []
    found = matched(text, modules.tree)
    if found is None or (not found and _may_match_elsewhere(text, modules)):
        return UNKNOWN
    return [] if found else [text]


def _may_match_elsewhere(pattern: str, modules: Modules) -> bool:
    """May it match the head of a task, experts that other versions keep apart, or another model of the repository?"""
    if any(head in pattern for head in _HEADS) or (modules.experts and "expert" in pattern):
        return True
    # A repository of an image model holds text encoders beside it.
    return modules.pipeline and "text" in pattern

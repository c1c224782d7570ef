"""What an adapter's method makes of a model's modules: `schemas/adapters.json` laid over `schemas/architectures.json`.

A method is named as PEFT names it, such as `LORA`. All functions are pure given the tables; UNKNOWN is what the
tables do not tell: own modules, models whose code comes with them in several versions, patterns that would take long.
"""

from __future__ import annotations

from functools import cache

from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.module_tree import matched, named, tree_of, within
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeGuard

    from loralint.expressions.unknown import Truth
    from loralint.knowledge.module_tree import Module, Tree

    Tables = Callable[[], Mapping[str, Any]]

ALL_LINEAR = "all-linear"
_PLAIN = lazy_pattern(r"[A-Za-z0-9_.-]+")
_BY_VERSION = lazy_pattern(r"multihead|attn_?pool|^attn$|^attention$")
_TOWERS = lazy_pattern(r"visi|visual|audio|image|projector|patch|speech|qformer")
"""Containers of towers that some versions build as one torch.nn.MultiheadAttention, which LoRA does adapt."""


@cache
def _shipped_models() -> Mapping[str, Any]:
    from loralint.knowledge.data import load
    from loralint.knowledge.packed import Packed

    return Packed(load("architectures")["models"])


def _shipped_kinds() -> dict[str, Any]:
    from loralint.knowledge.data import load

    kinds: dict[str, Any] = load("architectures")["kinds"]
    return kinds


def _shipped_methods() -> dict[str, Any]:
    from loralint.knowledge.data import load

    methods: dict[str, Any] = load("adapters")
    return methods


def tree(family: object, models: Tables = _shipped_models) -> Tree | None:
    """All modules of an architecture; None where it is not known."""
    if not isinstance(family, str):
        return None
    if models is _shipped_models:
        return _shipped_tree(family)
    return tree_of(models()[family]) if family in models() else None


@cache
def _shipped_tree(family: str) -> Tree | None:
    model = _shipped_models().get(family)
    return None if model is None else tree_of(model)


def adapted_modules(
    targets: object, excluded: object, saved: object, family: object, models: Tables = _shipped_models
) -> object:
    """List the whole names of the modules that get an adapter; `*` in them stands for the number of a layer.

    `targets` is a list of names, one pattern or `all-linear`; `excluded` and `saved` are what is taken away again, as
    lists, patterns or null. Example: `["model.layers.*.self_attn.q_proj"]`.
    """
    modules = tree(family, models)
    found = None if modules is None else _found(targets, modules)
    left = None if found is None else _left(found, excluded, saved)
    return UNKNOWN if left is None else [module.name for module in left]


def unfit_modules(
    names: object,
    family: object,
    method: object = "LORA",
    models: Tables = _shipped_models,
    methods: Tables = _shipped_methods,
) -> object:
    """List those of the names (a list, or one text) that find a module which the method cannot adapt.

    Such are containers and norms, as `self_attn` or `input_layernorm`, and for many methods embeddings.
    """
    modules, taken = tree(family, models), _kinds(method, methods)
    if modules is None or taken is None or not (isinstance(names, str) or _are_texts(names)):
        return UNKNOWN
    if isinstance(names, str):
        found = _found(names, modules)
        return UNKNOWN if found is None else [names] * any(_unfit(module, taken) for module in found)
    return _finding(names, modules, lambda module: _unfit(module, taken))


def broken_modules(
    names: object,
    family: object,
    method: object = "LORA",
    models: Tables = _shipped_models,
    methods: Tables = _shipped_methods,
) -> object:
    """List those of the names that find a linear layer with a forward of its own, on which the adapter breaks.

    Such are routers that give two tensors, and layers that give their output in groups.
    """
    modules, taken = tree(family, models), _kinds(method, methods)
    if modules is None or taken is None or not _are_texts(names):
        return UNKNOWN
    broken = {"unlike"} - taken if "linear" in taken else set()
    return _finding(names, modules, lambda module: module.kind in broken)


def wrapping_modules(names: object, family: object, models: Tables = _shipped_models) -> object:
    """List those of the names that find a module around one linear layer, as in the towers of Gemma 4."""
    modules = tree(family, models)
    if modules is None or not _are_texts(names):
        return UNKNOWN
    return _finding(names, modules, lambda module: module.kind == "wrapper")


def _finding(names: Iterable[str], modules: Tree, is_meant: Callable[[Module], bool]) -> list[str]:
    """Those of the names that find such a module."""
    return [name for name in names if any(is_meant(module) for module in named(name, modules))]


def unfit_anywhere(
    names: object, method: object = "LORA", kinds: Tables = _shipped_kinds, methods: Tables = _shipped_methods
) -> object:
    """List those of the names that the method can adapt in no architecture that has them, such as `input_layernorm`."""
    taken = _kinds(method, methods)
    if taken is None or not _are_texts(names):
        return UNKNOWN
    return [name for name in names if (found := _kinds_anywhere(name, kinds)) and not found & taken]


def untrained_anywhere(
    names: object, method: object, kinds: Tables = _shipped_kinds, methods: Tables = _shipped_methods
) -> object:
    """List those of the names that the method passes over in every architecture that has them."""
    passed = methods()["methods"].get(method, {}).get("passed") if isinstance(method, str) else None
    if not passed or not _are_texts(names):
        return UNKNOWN
    return [name for name in names if (found := _kinds_anywhere(name, kinds)) and found <= set(passed)]


def _kinds_anywhere(name: str, kinds: Tables) -> set[str]:
    return set(kinds().get(name.rpartition(".")[2], ()))


def untrained_targets(
    names: object,
    family: object,
    method: object,
    models: Tables = _shipped_models,
    methods: Tables = _shipped_methods,
) -> object:
    """List those of the names that find only modules which the method passes over without a word."""
    modules = tree(family, models)
    passed = methods()["methods"].get(method, {}).get("passed") if isinstance(method, str) else None
    if modules is None or not passed or not _are_texts(names):
        return UNKNOWN
    found = {name: named(name, modules) for name in names}
    return [name for name in names if found[name] and all(module.kind in passed for module in found[name])]


def saved_lists(names: object, family: object, models: Tables = _shipped_models) -> object:
    """List those of the names in `modules_to_save` that a list of modules ends with; it cannot be copied and trained.

    PEFT goes through a text letter by letter.
    """
    modules = tree(family, models)
    if modules is None or not (isinstance(names, str) or _are_texts(names)):
        return UNKNOWN
    lists = [module.name for module in modules if module.kind == "list"]
    return [name for name in dict.fromkeys(names) if any(path.endswith(name) for path in lists)]


def own_containers(names: object, method: object = "LORA", methods: Tables = _shipped_methods) -> object:
    """List the containers in the method's own layers whose names end with one of the names: `lora_dropout` with `out`.

    PEFT looks for the names of `modules_to_save` in the adapted model, and goes through a text letter by letter.
    """
    table = methods()["methods"].get(method) if isinstance(method, str) else None
    if table is None or not (isinstance(names, str) or _are_texts(names)):
        return UNKNOWN
    ends = tuple(name for name in names if name)
    return [container for container in table.get("containers", ()) if container.endswith(ends)]


def model_tasks(family: object, models: Tables = _shipped_models) -> object:
    """List those of PEFT's tasks CAUSAL_LM and SEQ_2_SEQ_LM for which Transformers has a class of the architecture."""
    model = _model(family, models)
    return UNKNOWN if model is None else list(model.get("tasks", ()))


def default_targets(family: object, method: object = "LORA", methods: Tables = _shipped_methods) -> object:
    """List the modules that a method adapts where none are named; null where it has no default for the architecture."""
    if tree(family) is None or not isinstance(method, str):
        return UNKNOWN
    family = (_model(family, _shipped_models) or {}).get("type", family)
    tables = methods()["default_targets"]
    table = tables.get(method)
    if table is None:
        return UNKNOWN
    if "like" in table:
        return table.get("own", {}).get(family) or tables[table["like"]].get(family)
    return table.get(family)


def default_feedforward(family: object, methods: Tables = _shipped_methods) -> object:
    """List the feed-forward modules that (IA)3 knows of an architecture; null where it knows none."""
    return UNKNOWN if tree(family) is None else methods()["feedforward"].get(family)


def takes_prompt_layers(family: object, methods: Tables = _shipped_methods) -> Truth:
    """Tell whether LLaMA-Adapter knows where to put its layers into a model of this architecture."""
    return UNKNOWN if tree(family) is None else family in methods()["adaption_prompt"]


def _model(family: object, models: Tables) -> dict[str, Any] | None:
    return models().get(family) if isinstance(family, str) else None


def idle_experts(targets: object, family: object, models: Tables = _shipped_models) -> object:
    """List the stacked weights of experts that none of the targets reaches: they are parameters, no modules.

    A name of a separate expert layer that PEFT turns into the stacked weight, as `w1` in Mixtral, reaches it, and so
    does PEFT's all-linear where there are such names.
    """
    model = _model(family, models)
    if model is None or not (isinstance(targets, str) or _are_texts(targets)):
        return UNKNOWN
    stacked = dict.fromkeys(name for names in model.get("parameters", {}).values() for name in names)
    reached = model.get("renamed", {})
    names = reached if _is_all_linear(targets) else targets if isinstance(targets, list) else ()
    known = {reached[name] for name in names if name in reached}
    return [name for name in stacked if name not in known]


def stacked_targets(targets: object, family: object, models: Tables = _shipped_models) -> object:
    """List those of the targets that PEFT turns into stacked weights of experts, such as `gate_proj` in Qwen3-MoE."""
    model = _model(family, models)
    if model is None:
        return UNKNOWN
    renamed = model.get("renamed", {}) if "parameters" in model else {}
    if _is_all_linear(targets):
        return list(renamed)
    return [name for name in targets if _leaf(name) in renamed] if _are_texts(targets) else UNKNOWN


def _leaf(name: object) -> str:
    return str(name).rpartition(".")[2]


def halves_of_stacked(targets: object, family: object, models: Tables = _shipped_models) -> object:
    """List those of the targets that PEFT refuses to turn into a stacked weight without the other names it holds."""
    names, model = stacked_targets(targets, family, models), _model(family, models)
    if not isinstance(names, list) or model is None:
        return UNKNOWN
    leaves = {_leaf(name) for name in names}
    groups = model.get("fused", {}).values()
    alone = {name for group in groups if 0 < len(leaves & set(group)) < len(group) for name in group}
    return [name for name in names if _leaf(name) in alone]


def _found(targets: object, modules: Tree) -> list[Module] | None:
    """The modules that PEFT finds; None where that is not certain."""
    if isinstance(targets, str):
        if targets.lower() == ALL_LINEAR:
            return [module for module in modules if module.kind in ("linear", "unlike", "conv1d")]
        return matched(targets, modules)
    if not _are_texts(targets):
        return None
    wanted = {module: None for target in targets for module in named(target, modules)}
    return list(wanted)


def _left(found: list[Module], excluded: object, saved: object) -> list[Module] | None:
    """Those that are neither excluded nor saved in full."""
    if saved and (not _are_texts(saved) or not all(_PLAIN.fullmatch(name) for name in saved)):
        return None
    away: Iterable[Module] = ()
    if excluded:
        away = _found(excluded, tuple(found)) if not _is_all_linear(excluded) else None  # type: ignore[assignment]
        if away is None:
            return None
    gone = set(away)
    saved_names = saved if _are_texts(saved) else []
    return [module for module in found if module not in gone and not any(within(module, name) for name in saved_names)]


def _is_all_linear(value: object) -> bool:
    return isinstance(value, str) and value.lower() == ALL_LINEAR


def _kinds(method: object, methods: Tables) -> frozenset[str] | None:
    """The kinds of modules with which a method does not stop."""
    table = methods()["methods"].get(method) if isinstance(method, str) else None
    if table is None:
        return None
    kinds = {*table.get("taken", ()), *table.get("passed", ())}
    # The tables of modules do not tell convolutions of one, two and three dimensions apart.
    alike = {"convolution": any(kind.startswith("convolution") for kind in kinds), "wrapper": "block" in kinds}
    return frozenset(kinds | {kind for kind, taken in alike.items() if taken})


def _unfit(module: Module, taken: frozenset[str]) -> bool:
    if module.kind == "block" and _BY_VERSION.search(module.parts[-1]) and _TOWERS.search(module.name):
        return "attention" not in taken
    # A linear layer by class gets its adapter, and fails when it is used: broken_modules.
    return module.kind not in taken and not (module.kind == "unlike" and "linear" in taken)


def _are_texts(names: object) -> TypeGuard[list[str]]:
    return isinstance(names, list) and all(isinstance(name, str) for name in names)

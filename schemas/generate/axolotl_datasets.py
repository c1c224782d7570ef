"""What Axolotl's dataset loaders know, read from their source: types by stage, the keys each reads, placeholders.

Nothing is run but `prompters.py`, whose prompt styles are tried. A stage is a folder of `prompt_strategies` under whose
names a type is looked for: `sft` (the folder itself), `dpo`, `kto`, `orpo`, `ebft`; `rl` chooses it. The result are the
tables that rules ask (`x-tables`):

    stages    {"dpo": "dpo", "ipo": "dpo", ...}: the stage of each `rl`
    types     {"sft": {"completion": ["field"], ...}, ...}: the keys of an entry that the loader of a type reads
    modules   {"sft": ["alpaca_chat", ...], ...}: the first part of the dotted types
    styles    {"alpaca": ["instruct", ...], "reflection": []}: what may follow a type and a colon; any text where empty
    loading   {"sft": ["path", "split", ...], "rl": [...]}: the keys that are read whatever the type
    formats   {"sft": {"format": ["instruction", "input"]}, ...}: the placeholders of the formats of a type of one's own
    columns   {"sft": {"field_input": "input", ...}, ...}: the columns that such a type reads where it names none
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from axolotl_reads import ENTRY_NAMES, Definition, Source, key_of, keys_read

STRATEGIES = "axolotl.prompt_strategies"
OWN_TYPE = "mapping"
"""The name in the tables of a type that the file defines itself, as a mapping."""


def loaders(source: Source, module: str) -> dict[str, tuple[Definition, Definition | None]]:
    """The functions of a module that load a type, `load` and `load_...`, with the class of those that are objects."""
    found: dict[str, tuple[Definition, Definition | None]] = {}
    for node in source.tree(module).body:
        if isinstance(node, ast.FunctionDef) and _loads(node.name) and node.args.args[0].arg == "tokenizer":
            found[node.name] = Definition(node, module), None
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            name = node.targets[0].id if isinstance(node.targets[0], ast.Name) else ""
            owner = source.define(node.value.func.id, module) if _loads(name) else None
            call = source.methods(owner).get("__call__") if owner and isinstance(owner.node, ast.ClassDef) else None
            if call is not None:
                found[name] = call, owner
    return found


def _loads(name: str) -> bool:
    return name == "load" or name.startswith("load_")


def instruction_types(source: Source) -> dict[str, list[str]]:
    """The types of a run without `rl`, each with the keys that its loader reads."""
    found: dict[str, list[str]] = {}
    for module in source.modules(STRATEGIES):
        if module != "user_defined":  # it takes the mapping that the file defines, by no name
            found.update(_module_types(source, f"{STRATEGIES}.{module}", module))
    for package in source.packages(STRATEGIES):
        for module in source.modules(f"{STRATEGIES}.{package}") if package != "messages" else ():
            types = dict(_module_types(source, f"{STRATEGIES}.{package}.{module}", f"{package}.{module}"))
            found.update({name: keys for name, keys in types.items() if name == f"{package}.{module}"})
    for integration in source.packages("axolotl.integrations"):
        for module in source.modules(f"axolotl.integrations.{integration}"):
            full = f"axolotl.integrations.{integration}.{module}"
            found.update(_module_types(source, full, full))
    return {**found, "messages": _messages(source), **{name: [] for name in (*handlers(source), OWN_TYPE)}}


def _module_types(source: Source, module: str, name: str) -> Iterator[tuple[str, list[str]]]:
    """The types of one module: its name stands for `load`."""
    for loader, (function, owner) in loaders(source, module).items():
        keys = sorted(keys_read(source, function, ENTRY_NAMES, owner))
        yield f"{name}.{loader}", keys
        if loader == "load":
            yield name, keys


def _messages(source: Source) -> list[str]:
    """The keys of `messages`: of its own loader, and of the transforms to which that hands the entry."""
    package = f"{STRATEGIES}.messages"
    keys = keys_read(source, Definition(source.tree(package), package), ENTRY_NAMES)
    for module in source.modules(package):
        keys.update(*(read for _, read in _module_types(source, f"{package}.{module}", module)))
    return sorted(keys)


def preference_types(source: Source, stage: str) -> dict[str, list[str]]:
    """The types of a stage of preference data: a module and one of its functions, `default` where none is named."""
    found: dict[str, list[str]] = {}
    package = f"{STRATEGIES}.{stage}"
    for module in source.modules(package):
        for node in source.tree(f"{package}.{module}").body:
            if not isinstance(node, ast.FunctionDef) or node.args.args[0].arg != "cfg":
                continue
            if module == "user_defined":
                found[OWN_TYPE] = []
                continue
            keys = sorted(keys_read(source, Definition(node, f"{package}.{module}"), ENTRY_NAMES))
            found[f"{module}.{node.name}"] = keys
            if node.name == "default":
                found[module] = keys
    return found


def modules(types: dict[str, list[str]]) -> list[str]:
    """The modules of dotted types, by whose names no one calls a package of their own."""
    return sorted({name.split(".")[0] for name in types if "." in name} - {"axolotl"})


def handlers(source: Source) -> dict[str, str]:
    """The types that have a function of their own, and the prompter that it makes of the style behind the colon."""
    module = "axolotl.utils.data.wrappers"
    table = next(
        node.value
        for node in source.tree(module).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DATASET_HANDLERS"
    )
    assert isinstance(table, ast.Dict)
    found: dict[str, str] = {}
    for key, value in zip(table.keys, table.values, strict=True):
        function = source.define(value.id, module) if isinstance(value, ast.Name) else None
        assert function is not None
        assert key is not None
        found[ast.literal_eval(key)] = next(
            node.func.id
            for node in ast.walk(function.node)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Prompter")
        )
    return found


def styles(source: Source, prompters: Any) -> dict[str, list[str]]:
    """The styles that a type takes; none are listed where it takes any text. Each prompter is tried."""
    named = [style.value for style in prompters.PromptStyle]
    found = {}
    for name, prompter in handlers(source).items():
        makes = getattr(prompters, prompter)
        found[name] = [] if _prompts(makes, "no-such-style") else [style for style in named if _prompts(makes, style)]
    return found


def _prompts(prompter: Any, style: str) -> bool:
    try:
        "".join(prompter(style).build_prompt("instruction", "input"))
    except AttributeError:
        return False
    return True


def stages(source: Source) -> dict[str, str]:
    """The stage by `rl`: `_load_split` asks for a few methods by name, the rest is the last branch."""
    enums = source.define("RLType", "axolotl.utils.schemas.enums")
    assert enums is not None
    assert isinstance(enums.node, ast.ClassDef)
    methods = {ast.literal_eval(node.value) for node in enums.node.body if isinstance(node, ast.Assign)}
    split = source.define("_load_split", "axolotl.utils.data.rl")
    assert split is not None
    found: dict[str, str] = {}
    for node in ast.walk(split.node):
        if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
            continue
        chosen = _loader_in(node.body)
        if chosen and isinstance(node.test.comparators[0], ast.Attribute):
            found[node.test.comparators[0].attr.lower()] = chosen
            last = _loader_in(node.orelse) or "dpo"
    return {method: found.get(method, last) for method in sorted(methods)}


def _loader_in(body: list[ast.stmt]) -> str | None:
    """The stage whose loader a branch calls: `load_dpo(...)`."""
    first = body[0] if body else None
    call = first.value if isinstance(first, ast.Assign) else None
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    return name.removeprefix("load_") if name.startswith("load_") else None


def loading(source: Source) -> dict[str, list[str]]:
    """The keys that finding, loading and cutting the rows reads, for SFT and for `rl`."""
    shared = {"load_dataset_with_config", "datasets_with_name_generator", "get_dataset_type"}
    module = "axolotl.utils.data.shared"
    names = {node.name for node in source.tree(module).body if isinstance(node, ast.FunctionDef)}
    wanted = shared | {name for name in names if name.startswith(("_load_from", "_check_if_hub"))}
    both: set[str] = {"type"}
    for name in wanted:
        function = source.define(name, module)
        assert function is not None
        both |= keys_read(source, function, {"config"})
    single = source.define("_load_and_process_single_dataset", "axolotl.utils.data.sft")
    assert single is not None
    return {"sft": sorted(both | keys_read(source, single, ENTRY_NAMES)), "rl": sorted(both)}


def formats(source: Source, stage: str) -> dict[str, list[str]]:
    """The placeholders that each format of a stage's own types may have: what `.format(...)` is called with."""
    module = f"{STRATEGIES}.user_defined" if stage == "sft" else f"{STRATEGIES}.{stage}.user_defined"
    trees = [source.tree(module)]
    aliases: dict[str, str] = {}
    for node in ast.walk(trees[0]):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            key = key_of(node.value, ENTRY_NAMES)
            if key is not None:
                aliases[node.targets[0].id] = key
    if stage == "sft":
        base = source.define("SystemDataPrompter", module)
        assert base is not None
        trees = [ast.Module([base.node], [])]  # type: ignore[list-item]
    found: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
                target = node.func.value
                name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
                if name in aliases:
                    found.setdefault(aliases[name], set()).update(str(one.arg) for one in node.keywords)
    return {key: sorted(found[key]) for key in sorted(found)}


def columns(source: Source, stage: str) -> dict[str, str]:
    """The columns that a stage's own types read where the file names no others."""
    if stage == "sft":
        owner = source.define("UserDefinedDatasetConfig", f"{STRATEGIES}.user_defined")
        assert owner is not None
        assert isinstance(owner.node, ast.ClassDef)
        return dict(_defaults(owner.node))
    found: dict[str, str] = {}
    for node in ast.walk(source.tree(f"{STRATEGIES}.{stage}.user_defined")):
        key = key_of(node, ENTRY_NAMES)
        if key is not None and key.startswith("field_") and isinstance(node, ast.Call):
            found[key] = ast.literal_eval(node.args[1])
    return found


def _defaults(owner: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """The fields of a class that name columns, with their defaults."""
    for node in owner.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
            continue
        if node.target.id.startswith("field_"):
            yield node.target.id, ast.literal_eval(node.value)


def dataset_tables(root: str, prompters: Any) -> dict[str, Any]:
    """All tables of the loaders in the package under `root`."""
    source = Source(root)
    by_rl = stages(source)
    preferences = sorted({"dpo", *by_rl.values()})
    own = ["sft", *(stage for stage in preferences if source.path(f"{STRATEGIES}.{stage}.user_defined"))]
    types = {
        "sft": instruction_types(source),
        **{stage: preference_types(source, stage) for stage in preferences},
    }
    return {
        "dataset_stages": by_rl,
        "dataset_types": types,
        "dataset_modules": {stage: modules(names) for stage, names in types.items()},
        "dataset_styles": styles(source, prompters),
        "dataset_loading": loading(source),
        "dataset_formats": {stage: formats(source, stage) for stage in own},
        "dataset_columns": {stage: columns(source, stage) for stage in own},
    }

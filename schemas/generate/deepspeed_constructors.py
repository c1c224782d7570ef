"""Parameters of optimizers and schedules: whatever their constructors take, one branch of the schema for each type."""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Schema = dict[str, Any]

# DeepSpeed's own optimizer names, with the spelling shown first, and the classes that may be built for each.
OPTIMIZERS: dict[str, tuple[str, ...]] = {
    "AdamW": ("ops.adam.fused_adam:FusedAdam", "ops.adam.cpu_adam:DeepSpeedCPUAdam"),
    "Adam": ("ops.adam.fused_adam:FusedAdam", "ops.adam.cpu_adam:DeepSpeedCPUAdam"),
    "Lion": ("ops.lion.fused_lion:FusedLion", "ops.lion.cpu_lion:DeepSpeedCPULion"),
    "Adagrad": ("torch.optim:Adagrad", "ops.adagrad.cpu_adagrad:DeepSpeedCPUAdagrad"),
    "Lamb": ("ops.lamb.fused_lamb:FusedLamb",),
    "Muon": (),
    "MuAdam": (),
    "MuAdamW": (),
    "MuSGD": (),
}
# Filled in by DeepSpeed itself, never read from the file.
NOT_FROM_FILE = {"self", "params", "model_params", "optimizer", "adamw_mode", "adam_w_mode"}
CRASHES: Schema = {
    "type": ["object", "null"],
    "default": {},
    "x-unknown": "refuses",
    "x-wrong": "crash",
    "additionalProperties": False,
}


def load(spec: str) -> Any:
    """The object that `module:name` names; modules are DeepSpeed's own unless torch is named."""
    module, _, name = spec.partition(":")
    full = module if module.startswith("torch") else "deepspeed." + module
    return getattr(__import__(full, fromlist=[name]), name)


def spellings(names: Iterable[str]) -> list[str]:
    """The ways a name that is read in any case is usually written."""
    return [s for n in names for s in dict.fromkeys((n, n.lower(), n.upper(), n.capitalize()))]


def any_case(name: str) -> str:
    """A pattern that matches the name in any case, without inline flags."""
    return "".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else c for c in name)


def of_default(default: object) -> Schema:
    """The schema that a parameter's default value suggests."""
    if isinstance(default, bool):
        return {"type": "boolean", "default": default}
    if isinstance(default, (int, float)):
        return {"type": "number", "default": default}
    if isinstance(default, (list, tuple)):
        return {"type": "array", "default": list(default)}
    if isinstance(default, str):
        return {"type": "string", "default": default}
    return {"default": None} if default is None else {}


def parameters(objects: Iterable[Callable[..., object]], known: Mapping[str, Schema]) -> tuple[Schema, list[str]]:
    """Properties and required names of the constructors together; what the overlay knows of a name wins."""
    properties: Schema = {}
    required: list[str] = []
    for built in objects:
        for name, parameter in inspect.signature(built).parameters.items():
            if name in NOT_FROM_FILE or name in properties or parameter.kind is parameter.VAR_KEYWORD:
                continue
            if parameter.default is parameter.empty:
                required.append(name)
                properties[name] = {}
            else:
                properties[name] = of_default(parameter.default)
            properties[name] |= copy.deepcopy(dict(known.get(name, {})))
    return properties, required


def adam_params(overlay: Schema) -> Schema:
    """FusedAdam and DeepSpeedCPUAdam together; torch's own parameters only with torch_adam."""
    known = overlay["optimizer_params"]
    properties, _ = parameters(map(load, OPTIMIZERS["AdamW"]), known)
    properties |= copy.deepcopy(overlay["optimizer_extra"]["adam"])
    properties["max_grad_norm"] = copy.deepcopy(known["max_grad_norm"])
    torch_only, _ = parameters([load("torch.optim:AdamW")], known)
    extra = {name: words for name, words in torch_only.items() if name not in properties}
    condition = {"properties": {"torch_adam": {"const": True}}, "required": ["torch_adam"]}
    return CRASHES | {"properties": properties, "allOf": [{"if": condition, "then": {"properties": extra}}]}


def optimizer_defs(overlay: Schema, torch_names: Iterable[str]) -> Schema:
    """$defs of the params of every optimizer type."""
    known = overlay["optimizer_params"]
    refused = {"max_grad_norm": known["max_grad_norm"]}
    defs = {"optimizer_adam": adam_params(overlay)}
    for name, built in OPTIMIZERS.items():
        if name not in ("AdamW", "Adam") and built:
            properties, _ = parameters(map(load, built), known)
            defs["optimizer_" + name.lower()] = CRASHES | {"properties": properties | copy.deepcopy(refused)}
    muon = copy.deepcopy(overlay["optimizer_extra"]["muon"]) | copy.deepcopy(refused)
    defs["optimizer_muon"] = {
        "type": ["object", "null"],
        "default": {},
        "x-unknown": "drops",
        "x-wrong": "crash",
        "properties": muon,
    }
    for name in torch_names:
        special = overlay["optimizer_torch"].get(name, {})
        properties, _ = parameters([load("torch.optim:" + name)], known | special)
        defs["optimizer_torch_" + name] = CRASHES | {"properties": properties | copy.deepcopy(refused)}
    return defs


def torch_optimizers() -> list[str]:
    """Names of torch.optim that are found in exactly this case, those that DeepSpeed's own names cover left out."""
    import torch

    own = {name.lower() for name in OPTIMIZERS}
    found = [n for n, c in vars(torch.optim).items() if inspect.isclass(c) and issubclass(c, torch.optim.Optimizer)]
    return sorted(n for n in found if n != "Optimizer" and n.lower() not in own)


def by_type(names: list[str], definition: str) -> Schema:
    """One branch: the params of these types are those of the definition."""
    condition = {
        "properties": {"type": {"enum": names} if len(names) > 1 else {"const": names[0]}},
        "required": ["type"],
    }
    return {"if": condition, "then": {"properties": {"params": {"$ref": "#/$defs/" + definition}}}}


def fill_optimizer(section: Schema, torch_names: list[str]) -> None:
    """Allowed types and one branch for each."""
    names = "|".join(any_case(name) for name in OPTIMIZERS)
    choices = [{"enum": [*OPTIMIZERS, *torch_names]}, {"type": "string", "pattern": f"^({names})$"}]
    section["properties"]["type"] |= {"anyOf": choices}
    branches = [by_type(spellings(["AdamW", "Adam"]), "optimizer_adam")]
    branches += [
        by_type(spellings([n]), "optimizer_" + n.lower()) for n, b in OPTIMIZERS.items() if b and n[:4] != "Adam"
    ]
    branches.append(by_type(spellings(["Muon"]), "optimizer_muon"))
    branches += [by_type([name], "optimizer_torch_" + name) for name in torch_names]
    section["allOf"] = branches


def fill_scheduler(section: Schema, overlay: Schema, defs: Schema) -> None:
    """The schedules of DeepSpeed, exact case."""
    from deepspeed.runtime import lr_schedules

    names = list(lr_schedules.VALID_LR_SCHEDULES)
    section["properties"]["type"] |= {"enum": names}
    section["allOf"] = []
    for name in names:
        properties, required = parameters([getattr(lr_schedules, name)], overlay["scheduler_params"])
        words = {k: v for k, v in CRASHES.items() if k != "default"} | {"type": "object", "properties": properties}
        defs["scheduler_" + name] = words | ({"required": required, "x-missing": "crash"} if required else {})
        section["allOf"].append(by_type([name], "scheduler_" + name))

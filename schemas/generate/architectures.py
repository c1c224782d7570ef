"""Write schemas/architectures.json: the module names of the models that Transformers knows.

usage: python schemas/generate/architectures.py [--check]    (needs transformers, torch and peft; no GPU, no network)

Every model type with a language or encoder head is built from its default config on torch's meta device, where weights
take no memory. What cannot be built that way (it needs another package, or has no usable default) is left out.
`--check` writes nothing and fails if the file is stale.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import typing
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]  # the files here have the names of frameworks
os.environ.update(HF_HUB_OFFLINE="1", CUDA_VISIBLE_DEVICES="", TRANSFORMERS_VERBOSITY="critical")
OUTPUT = os.path.join(os.path.dirname(HERE), "architectures.json")

# A model type is built with the head of the first of these that has it and works.
HEADS = ("CAUSAL_LM", "SEQ_TO_SEQ_CAUSAL_LM", "IMAGE_TEXT_TO_TEXT", "MASKED_LM", "SEQUENCE_CLASSIFICATION")
ALL_HEADS = (*HEADS, "TOKEN_CLASSIFICATION", "QUESTION_ANSWERING")
# The tasks of PEFT whose class Transformers has for a model type, by its auto class.
TASKS = {"CAUSAL_LM": "CAUSAL_LM", "SEQ_2_SEQ_LM": "SEQ_TO_SEQ_CAUSAL_LM"}
# Settings beside the defaults: what a default config lacks to be built, and variants whose modules have other names.
GATED: list[dict[str, object]] = [{"feed_forward_proj": "relu"}, {"feed_forward_proj": "gated-gelu"}]
FULL_QUERY: list[dict[str, object]] = [{}, {"q_lora_rank": None}]
FLAN_T5 = {"model_type": "t5", "feed_forward_proj": "gated-gelu"}
VARIANTS: dict[str, list[dict[str, object]]] = {
    "t5": GATED,
    "mt5": GATED,
    "umt5": GATED,
    "longt5": GATED,
    "deepseek_v2": FULL_QUERY,
    "deepseek_v3": FULL_QUERY,
    "glm4_moe_lite": FULL_QUERY,
    "opt": [{}, {"word_embed_proj_dim": 512}],
    "qwen2_moe": [{}, {"mlp_only_layers": [0]}],
    "qwen3_moe": [{}, {"mlp_only_layers": [0]}],
    "nemotron": [{"num_key_value_heads": 8}],
    "ministral": [{"head_dim": 128}],
    "hunyuan_v1_dense": [{"head_dim": 128}],
    "hunyuan_v1_moe": [{"head_dim": 128}],
    # the language model differs from one published model of the type to the next
    "blip-2": [{}, {"text_config": FLAN_T5}],
    "instructblip": [{}, {"text_config": FLAN_T5}, {"text_config": {"model_type": "llama"}}],
    "instructblipvideo": [{}, {"text_config": {"model_type": "llama"}}],
    # no usable defaults
    "esm": [{"vocab_size": 33}],
    "lfm2_moe": [{"num_hidden_layers": 4, "layer_types": ["conv", "full_attention"] * 2}],
    "dots1": [{"n_routed_experts": 8, "n_shared_experts": 1, "first_k_dense_replace": 1}],
    "dbrx": [{"attn_config": {"kv_n_heads": 8, "rope_theta": 5e5}}],
    "aya_vision": [{"vision_config": {"model_type": "siglip_vision_model"}}],
    "chameleon": [{"vocabulary_map": {"<image>": 1}}],
    # towers that every published model of the type has, and its default config lacks
    "gemma4": [{}, {"vision_config": {}, "audio_config": {}}],
    "gemma4_unified": [{}, {"vision_config": {}, "audio_config": {}}],
}

# One published composition of a model type, with a name of its own: {name: (model type, settings)}.
COMPOSED: dict[str, tuple[str, dict[str, object]]] = {
    "blip-2-opt": ("blip-2", {}),
    "blip-2-t5": ("blip-2", {"text_config": FLAN_T5}),
    "instructblip-t5": ("instructblip", {"text_config": FLAN_T5}),
    "instructblip-llama": ("instructblip", {"text_config": {"model_type": "llama"}}),
}

Table = dict[str, typing.Any]
Variants = list[dict[str, object]]


def mapping(head: str) -> dict[str, tuple[str, ...]]:
    """{model type: class names} of one of Transformers' auto classes."""
    from transformers.models.auto import modeling_auto

    table = getattr(modeling_auto, f"MODEL_FOR_{head}_MAPPING_NAMES")
    return {kind: names if isinstance(names, tuple) else (names,) for kind, names in table.items()}


def place(name: str) -> tuple[str, str]:
    """`model.layers.0.self_attn.q_proj` as (`model.layers.*.self_attn`, `q_proj`)."""
    parent, _, leaf = name.rpartition(".")
    return re.sub(r"(?<![^._])\d+(?![^.])", "*", parent), leaf


def grouped(names: typing.Iterable[str], numbered: typing.Collection[str] = ()) -> dict[str, list[str]]:
    """Leaf names by the place where they stand, in the model's order; numbers in the lists of `numbered` are kept."""
    groups: dict[str, dict[str, None]] = {}
    for name in names:
        parent, leaf = place(name)
        held = name.rpartition(".")[0]
        outer, _, inner = held.rpartition(".")
        if outer in numbered:
            parent = f"{place(outer)[0]}.{place(outer)[1]}.{inner}"
        groups.setdefault(parent, {})["*" if leaf.isdigit() and held not in numbered else leaf] = None
    return {parent: list(leaves) for parent, leaves in groups.items()}


def series(model: typing.Any) -> set[str]:
    """Lists that hold layers of different classes one after the other, such as a linear layer and its dropout."""
    import torch

    lists = (torch.nn.ModuleList, torch.nn.Sequential)
    found = {name: list(module) for name, module in model.named_modules() if isinstance(module, lists)}
    return {
        name
        for name, held in found.items()
        if len({type(one) for one in held}) > 1 and not all(list(one.children()) for one in held)
    }


def describe(model: typing.Any, numbered: typing.Collection[str] = ()) -> Table:
    """Names of the modules that an adapter or modules_to_save may speak of."""
    import torch
    from transformers.pytorch_utils import Conv1D

    modules = [(name, module) for name, module in model.named_modules() if name]
    head = model.get_output_embeddings() if hasattr(model, "get_output_embeddings") else None
    linear = [name for name, module in modules if isinstance(module, (torch.nn.Linear, Conv1D)) and module is not head]
    unlike = [name for name in linear if is_unlike(model.get_submodule(name))]
    convolutions = (torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d)
    stacked = [name for name, weight in model.named_parameters() if weight.ndim >= 3 and ".experts." in name]
    group = functools.partial(grouped, numbered=numbered)
    found: Table = {
        "class": type(model).__name__,
        "linear": group(name for name in linear if name not in unlike),
        # linear by class, with a forward of their own: what stands in for a linear layer breaks on it
        "unlike": group(unlike),
        # modules around one linear layer, whose name is what people take for the layer's
        "wrapper": group(name for name, module in modules if is_wrapper(module)),
        "convolution": group(name for name, module in modules if isinstance(module, convolutions)),
        # weights of all experts in one tensor: no module, so only PEFT's target_parameters reaches them
        "parameters": group(stacked),
        "embedding": group(name for name, module in modules if isinstance(module, torch.nn.Embedding)),
        "norm": group(name for name, module in modules if is_norm(module) and not list(module.children())),
        "attention": group(name for name, module in modules if isinstance(module, torch.nn.MultiheadAttention)),
        # what has neither weights that an adapter could stand beside nor modules of its own: activations, dropout
        "inert": group(name for name, module in modules if is_inert(module)),
        "layers": layer_lists(model),
        "head": next((name for name, module in modules if module is head), None) if head is not None else None,
        "tied": tied(model.config),
    }
    if any(isinstance(module, Conv1D) for _, module in modules):
        found["conv1d"] = [leaf for name, module in modules if isinstance(module, Conv1D) for leaf in [place(name)[1]]]
        found["conv1d"] = list(dict.fromkeys(found["conv1d"]))
    return {key: value for key, value in found.items() if value not in ({}, [], None)}


def is_unlike(module: typing.Any) -> bool:
    """Whether a linear layer does not give one tensor with its last size replaced, as `nn.Linear` does."""
    import torch

    if not isinstance(module, torch.nn.Linear) or type(module).forward is torch.nn.Linear.forward:
        return False
    try:
        found = module(torch.empty(2, 3, module.in_features, device="meta", dtype=module.weight.dtype))
    except Exception:  # it wants an input of another shape
        return True
    return not isinstance(found, torch.Tensor) or found.shape != (2, 3, module.out_features)


def is_wrapper(module: typing.Any) -> bool:
    """Whether a module is called a linear layer and only holds one."""
    import torch

    held = list(module.children())
    return "Linear" in type(module).__name__ and len(held) == 1 and isinstance(held[0], torch.nn.Linear)


def is_norm(module: typing.Any) -> bool:
    """Whether the class says that it normalises."""
    return "norm" in type(module).__name__.lower()


def is_inert(module: typing.Any) -> bool:
    """Whether a module is none of the layers above and holds no other module."""
    import torch
    from transformers.pytorch_utils import Conv1D

    layers = (torch.nn.Linear, Conv1D, torch.nn.Embedding, torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d)
    return not isinstance(module, layers) and not is_norm(module) and not list(module.children())


def tied(config: typing.Any) -> bool | None:
    """Whether input and output embeddings are one matrix by default; None where the config does not say."""
    for part in (config.get_text_config(), config) if hasattr(config, "get_text_config") else ():
        value = getattr(part, "tie_word_embeddings", None)
        if value is not None:
            return bool(value)
    return None


def expert_names(kind: str) -> Table:
    """Names of separate expert layers that PEFT turns into the stacked weights, and which of them only go together."""
    from peft.utils import transformers_weight_conversion as conversion

    like = conversion._MODEL_TO_CONVERSION_PATTERN.get(kind, "")
    renamed = conversion._MOE_TARGET_MODULE_MAPPING.get(like)
    return {"renamed": dict(renamed), "fused": conversion._MOE_FUSED_TARGETS[like]} if renamed else {}


def merged(first: Table, second: Table) -> Table:
    """The names of two variants of one model type."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return list(dict.fromkeys([*first, *second])) if isinstance(first, list) else first
    both = {key: merged(value, second[key]) if key in second else value for key, value in first.items()}
    return both | {key: value for key, value in second.items() if key not in first}


def layer_lists(model: typing.Any) -> list[str]:
    """Places of the lists of repeated blocks, outermost only: `model.layers`."""
    import torch

    lists = [name for name, module in model.named_modules() if isinstance(module, torch.nn.ModuleList)]
    outer = [name for name in lists if not any(name.startswith(f"{other}.") for other in lists)]
    return [name for name in outer if len(model.get_submodule(name)) > 1]


def build(kind: str, names: list[str], variants: Variants | None = None) -> Table | None:
    """One model type by the first class that works, or None where Transformers cannot build it from its defaults."""
    errors: list[str] = []
    for name in names:
        found = attempt(kind, name, errors, variants or VARIANTS.get(kind, [{}]))
        if found is not None:
            tasks = [task for task, head in TASKS.items() if kind in mapping(head)]
            return found | expert_names(kind) | ({"tasks": tasks} if tasks else {})
    print(f"{kind}: left out, {errors[0]}", file=sys.stderr)
    return None


def attempt(kind: str, name: str, errors: list[str], variants: Variants) -> Table | None:
    """The names of one class, or None with the reason in `errors`."""
    import torch
    import transformers

    found: Table = {}
    try:
        for settings in variants:
            config = transformers.AutoConfig.for_model(kind, **settings)
            with torch.device("meta"):
                found = merged(found, describe(getattr(transformers, name)(config)))
    except Exception as error:  # whatever a model needs that is not here
        errors.append(f"{type(error).__name__}: {str(error)[:120]}")
        return None
    return found


def collect() -> Table:
    """The whole file."""
    import transformers

    chosen: dict[str, list[str]] = {}
    classes: dict[str, str] = {}
    for head in ALL_HEADS:
        for kind, names in mapping(head).items():
            if head in HEADS:
                chosen.setdefault(kind, []).append(names[0])
            for name in names:
                classes.setdefault(name, kind)
    models = {kind: table for kind in sorted(chosen) if (table := build(kind, chosen[kind])) is not None}
    for name, (kind, settings) in COMPOSED.items():
        models[name] = {"type": kind, **(build(kind, chosen[kind], [settings]) or {})}
    return {
        "transformers": transformers.__version__,
        "models": models,
        "classes": {name: own_kind(name, kind, models) for name, kind in sorted(classes.items()) if kind in models},
    }


def own_kind(name: str, listed: str, models: typing.Collection[str]) -> str:
    """The model type of a class: that of its own config, since an auto class lists several for one."""
    import transformers

    own = getattr(getattr(getattr(transformers, name, None), "config_class", None), "model_type", None)
    return own if own in models else listed


def render(table: Table) -> str:
    """JSON with each list of names on one line."""
    text = json.dumps(table, indent=1, ensure_ascii=False)
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r",\s+", ", ", m[1]) + "]", text) + "\n"


def write(collected: typing.Callable[[], Table], output: str, source: str) -> None:
    """Write what is collected, or with `--check` compare it; `source` is the package that it is collected from."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = render(collected())
    if "--check" in sys.argv[1:]:
        with open(output, encoding="utf-8") as file:
            sys.exit(0 if file.read() == text else f"{output} is not what the installed {source} gives")
    with open(output, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    write(collect, OUTPUT, "Transformers")

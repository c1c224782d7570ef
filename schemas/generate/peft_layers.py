"""Write schemas/adapters.json: which kinds of layers each PEFT method adapts, and what it adapts by default.

usage: python schemas/generate/peft_layers.py [--check]    (needs peft, transformers and torch; no GPU, no network)

Every method is put on a small model that holds one layer of each kind, once on that layer alone and once on a linear
layer as well, and is trained for one step. A kind is `taken` where the layer gets weights of its own, `passed` where it
gets none and nothing is said; with a kind that is not listed the method stops.
`--check` writes nothing and fails if the file is stale.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import typing
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT = os.path.join(os.path.dirname(HERE), "adapters.json")
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]  # the files here have the names of frameworks
os.environ.update(HF_HUB_OFFLINE="1", CUDA_VISIBLE_DEVICES="", TRANSFORMERS_VERBOSITY="critical", TQDM_DISABLE="1")

SIZE = 64
KINDS = (
    "attention",
    "linear",
    "unlike",
    "conv1d",
    "embedding",
    "norm",
    "convolution1",
    "convolution2",
    "convolution3",
    "list",
    "block",
    "inert",
)
# Methods that put nothing in the place of a module: prompts, and those with layers of their own.
OTHER = {
    *("XLORA", "ADAPTION_PROMPT", "PROMPT_TUNING", "MULTITASK_PROMPT_TUNING", "P_TUNING", "PREFIX_TUNING"),
    *("CPT", "CARTRIDGE", "SHADOW"),
}
# What a method needs beside the target modules, where that differs from peft_measure.py.
NEEDS: dict[str, dict[str, object]] = {"IA3": {"feedforward_modules": []}, "POLY": {"n_tasks": 1}}
# Names that PEFT's constants use for a method, where they differ from its own.
TABLES = {"LN_TUNING": "LNTUNING"}

Table = dict[str, typing.Any]


def measured_needs() -> dict[str, dict[str, object]]:
    """The settings under which each method works, from the script that measures keys."""
    sys.path.insert(0, HERE)  # for peft_bench, which that script imports by its name
    spec = importlib.util.spec_from_file_location("peft_measure", os.path.join(HERE, "peft_measure.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["peft_measure"] = module
    spec.loader.exec_module(module)
    sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]
    needs: dict[str, dict[str, object]] = module.NEEDS
    return needs


def bench_model() -> typing.Any:
    """A model with a linear layer and one layer of every kind; all of them work on 64 features."""
    import torch
    from torch import nn
    from transformers.pytorch_utils import Conv1D

    class Grouped(nn.Linear):
        """Linear by class, with another shape going out, as some grouped layers and routers have."""

        def forward(self, hidden: typing.Any) -> typing.Any:
            return super().forward(hidden).unflatten(-1, (2, -1))

    class Layers(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.plain, self.linear, self.conv1d = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, SIZE), Conv1D(SIZE, SIZE)
            self.embedding, self.norm, self.inert = nn.Embedding(SIZE, SIZE), nn.LayerNorm(SIZE), nn.Dropout(0.1)
            self.convolution1, self.convolution2 = nn.Conv1d(SIZE, SIZE, 1), nn.Conv2d(SIZE, SIZE, 1)
            self.convolution3 = nn.Conv3d(SIZE, SIZE, 1)
            self.block = nn.Sequential(nn.Linear(SIZE, SIZE))
            self.list = nn.ModuleList([nn.Linear(SIZE, SIZE)])
            self.unlike = Grouped(SIZE, SIZE)
            self.attention = nn.MultiheadAttention(SIZE, 1, batch_first=True)

        def forward(self, tokens: typing.Any, **_: typing.Any) -> typing.Any:
            hidden = self.norm(self.conv1d(self.linear(self.plain(self.embedding(tokens)))))
            hidden = self.unlike(self.attention(hidden, hidden, hidden)[0]).flatten(-2)
            hidden = self.convolution1(self.list[0](self.block(self.inert(hidden))).transpose(1, 2))
            return self.convolution3(self.convolution2(hidden.unflatten(2, (2, 4))).unflatten(3, (2, 2))).sum()

    torch.manual_seed(0)
    return Layers()


def outcome(method: str, targets: list[str], needs: dict[str, object]) -> str:
    """`taken` where the last of the targets gets trained weights, `passed` where it gets none, or `crash`."""
    import torch
    from peft import get_peft_model
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            config = PEFT_TYPE_TO_CONFIG_MAPPING[method](**{**needs, "target_modules": targets})
            model = get_peft_model(bench_model(), config)
            trained = [name for name, weight in model.named_parameters() if weight.requires_grad]
            if trained:
                # Poly asks for the task of each sample, which no file can give
                more = {"task_ids": torch.zeros(2, dtype=torch.long)} if method == "POLY" else {}
                (model.base_model if more else model)(torch.arange(3, 19).reshape(2, 8), **more).backward()
        except Exception:
            return "crash"
        return (
            "taken"
            if any(f".{targets[-1]}." in f".{name}." for name in trained) or wrapped(model, targets[-1])
            else "passed"
        )


def wrapped(model: typing.Any, name: str) -> bool:
    """Whether the layer was replaced by one of PEFT's own: some methods keep their weights apart."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    return any(
        isinstance(module, BaseTunerLayer) and path.endswith(f".{name}") for path, module in model.named_modules()
    )


def kinds_of(method: str, needs: dict[str, object]) -> dict[str, list[str]]:
    """The kinds of layers that a method takes, and those that it passes over without a word."""
    found: dict[str, list[str]] = {"taken": [], "passed": []}
    for kind in KINDS:
        verdict = outcome(method, ["plain", kind], needs)
        if verdict == outcome(method, [kind], needs) and verdict in found:
            found[verdict].append(kind)
    return {verdict: kinds for verdict, kinds in found.items() if kinds}


def containers_of(method: str, needs: dict[str, object]) -> list[str]:
    """Names of the dictionaries and lists inside a method's layers, such as `lora_dropout`, which PEFT cannot copy."""
    import torch
    from peft import get_peft_model
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING
    from torch import nn

    unfit = (nn.ModuleDict, nn.ModuleList, nn.ParameterDict, nn.ParameterList)
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = get_peft_model(
            bench_model(), PEFT_TYPE_TO_CONFIG_MAPPING[method](**{**needs, "target_modules": ["plain"]})
        )
    inside = [name for name, module in model.named_modules() if isinstance(module, unfit) and ".plain." in name]
    return list(dict.fromkeys(name.rpartition(".")[2] for name in inside))


def default_targets() -> dict[str, dict[str, list[str]]]:
    """{method: {model type: names}}; a method whose table is that of LoRA has the text `LORA` instead."""
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING
    from peft.utils import constants

    tables: dict[str, typing.Any] = {}
    for kind in PEFT_TYPE_TO_CONFIG_MAPPING:
        name = f"TRANSFORMERS_MODELS_TO_{TABLES.get(kind.value, kind.value)}_TARGET_MODULES_MAPPING"
        if hasattr(constants, name):
            tables[kind.value] = getattr(constants, name)
    lora = tables["LORA"]
    for method, table in tables.items():
        if method != "LORA":
            own = {model: names for model, names in table.items() if lora.get(model) != names}
            gone = [model for model in lora if model not in table]
            tables[method] = {"like": "LORA", **({"own": own} if own else {})} if not gone else dict(table)
    return tables


def build() -> Table:
    """The whole file."""
    import peft
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING
    from peft.tuners.adaption_prompt.config import TRANSFORMERS_MODEL_CONFIG
    from peft.utils import constants

    needs = measured_needs()
    methods = {}
    for kind in PEFT_TYPE_TO_CONFIG_MAPPING:
        if kind.value not in OTHER:
            own = {key: value for key, value in needs.get(kind.value, {}).items() if key != "target_modules"}
            needed = {**own, **NEEDS.get(kind.value, {})}
            methods[kind.value] = kinds_of(kind.value, needed)
            if found := containers_of(kind.value, needed):
                methods[kind.value]["containers"] = found
            print(kind.value, methods[kind.value], file=sys.stderr, flush=True)
    return {
        "peft": peft.__version__,
        "methods": methods,
        "default_targets": default_targets(),
        "feedforward": constants.TRANSFORMERS_MODELS_TO_IA3_FEEDFORWARD_MODULES_MAPPING,
        "adaption_prompt": sorted(TRANSFORMERS_MODEL_CONFIG),
    }


def render(table: Table) -> str:
    """JSON with a method or a model type on a line."""
    groups = []
    for name, value in table.items():
        if not isinstance(value, dict):
            groups.append(f" {json.dumps(name)}: {json.dumps(value)}")
            continue
        lines = [f"  {json.dumps(key)}: {json.dumps(inner)}" for key, inner in value.items()]
        groups.append(f" {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(groups) + "\n}\n"


def main() -> None:
    """Write the file, or compare it."""
    text = render(build())
    if "--check" in sys.argv[1:]:
        with open(OUTPUT, encoding="utf-8") as file:
            sys.exit(0 if file.read() == text else f"{OUTPUT} is not what the installed PEFT gives")
    with open(OUTPUT, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()

"""Write schemas/layer_classes.json: the classes of the modules of the models that Transformers knows.

    PYTHON_WITH_TRANSFORMERS schemas/generate/layer_classes.py [--check]    (needs transformers, torch and peft)

FSDP wraps layers by the name of their class and stops at one that the model does not have. Models are built as
architectures.py builds them, with every head; `layers` are the classes that Transformers itself never splits
(`_no_split_modules`), `others` those of all further modules. `--check` fails if the file is stale.
"""

from __future__ import annotations

import os
import sys
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(HERE)  # architectures.py takes this folder off again

import architectures  # noqa: E402

OUTPUT = os.path.join(os.path.dirname(HERE), "layer_classes.json")
Table = dict[str, Any]


def classes_of(kind: str, name: str) -> tuple[set[str], set[str]]:
    """The layer classes and all classes of one model; nothing where Transformers cannot build it from its defaults."""
    import torch
    import transformers

    layers: set[str] = set()
    known: set[str] = set()
    for settings in architectures.VARIANTS.get(kind, [{}]):
        try:
            config = transformers.AutoConfig.for_model(kind, **settings)
            with torch.device("meta"):
                model = getattr(transformers, name)(config)
        except Exception:  # whatever a model needs that is not here
            return set(), set()
        names = {type(module).__name__ for module in model.modules()}
        layers |= set(model._no_split_modules or ()) & names
        known |= names
    return layers, known


def collect() -> Table:
    """The whole file."""
    import transformers

    layers: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    for head in architectures.HEADS:
        for kind, names in architectures.mapping(head).items():
            own, every = classes_of(kind, names[0])
            layers.setdefault(kind, set()).update(own)
            known.setdefault(kind, set()).update(every)
    models = {
        kind: {"layers": sorted(layers[kind]), "others": sorted(known[kind] - layers[kind])}
        for kind in sorted(known)
        if layers[kind]
    }
    return {"transformers": transformers.__version__, "models": models}


if __name__ == "__main__":
    architectures.write(collect, OUTPUT, "Transformers")

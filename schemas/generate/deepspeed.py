"""Write schemas/deepspeed/<version>.json from the installed DeepSpeed and deepspeed_overlay.yaml.

    PYTHON_WITH_DEEPSPEED schemas/generate/deepspeed.py [--check]

Sections that DeepSpeed reads with pydantic come from its classes, parameters of optimizers and schedules from their
constructors, removed keys and most defaults from its constants. The overlay holds what only running shows.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import sys
from typing import TYPE_CHECKING, Any

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
# This file is named like the package it reads: the package must be found first.
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != HERE] + [HERE]

import deepspeed_classes as classes  # noqa: E402
import deepspeed_constructors as constructors  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Schema = dict[str, Any]

# Sections with a pydantic class of their own: key, module, class.
PYDANTIC = (
    ("zero_optimization", "runtime.zero.config", "DeepSpeedZeroConfig"),
    ("fp16", "runtime.precision_config", "DeepSpeedFP16Config"),
    ("bf16", "runtime.precision_config", "DeepSpeedBF16Config"),
    ("compile", "compile.config", "CompileConfig"),
    ("comms_logger", "comm.config", "CommsLoggerConfig"),
    ("tensorboard", "monitor.config", "TensorBoardConfig"),
    ("wandb", "monitor.config", "WandbConfig"),
    ("csv_monitor", "monitor.config", "CSVConfig"),
    ("comet", "monitor.config", "CometConfig"),
    ("hybrid_engine", "runtime.config", "HybridEngineConfig"),
    ("tensor_parallel", "runtime.tensor_parallel.config", "TPTrainingConfig"),
    ("weight_quantization", "inference.config", "WeightQuantConfig"),
)


def top_level(overlay: Schema) -> Schema:
    """Scalar keys; each named constant must still hold the key, and gives the default."""
    from deepspeed.runtime import constants

    properties: Schema = {}
    for key, words in overlay["top_level"].items():
        words = dict(words)
        constant = words.pop("constant", None)
        if constant is not None:
            if getattr(constants, constant) != key:
                raise SystemExit(f"deepspeed.runtime.constants.{constant} is no longer {key!r}")
            if "x-computed" not in words:
                words.setdefault("default", getattr(constants, constant + "_DEFAULT"))
        properties[key] = without_default_if_computed(words)
    return properties


def without_default_if_computed(words: Schema) -> Schema:
    """A default that is worked out at run time is no default."""
    return {k: v for k, v in words.items() if k != "default"} if "x-computed" in words else words


def hand_read(overlay: Schema) -> Schema:
    """Sections that are read key by key; keys and defaults are compared with what DeepSpeed makes of an empty file."""
    read = classes.defaults_of_hand_read_sections()
    sections: Schema = {}
    for name, words in copy.deepcopy(overlay["sections"]).items():
        words.setdefault("x-wrong", "refused" if "type" in words else "kept")
        if "properties" in words or name == "timers":
            words.setdefault("x-unknown", "drops")
        for key, default in read.get(name, {}).items():
            if key not in words["properties"]:
                raise SystemExit(f"deepspeed_overlay.yaml lacks {name}.{key}")
            words["properties"][key].setdefault("default", default)
        for key, inner in words.get("properties", {}).items():
            if words["x-wrong"] == "refused" and key not in ("type", "params"):
                inner.setdefault("x-wrong", "kept")
            words["properties"][key] = without_default_if_computed(inner)
        sections[name] = words
    return sections


def removed(keys: Iterable[str], words: Mapping[str, Schema]) -> Schema:
    """Keys whose mere presence is refused; `words` are what else is known of some of them."""
    return {
        key: {
            "deprecated": True,
            "x-unknown": "keeps",
            "x-wrong": "kept",
            "x-deprecated": {"effect": "refused", "use": None} | words.get(key, {}),
        }
        for key in keys
    }


def patch(root: Schema, overlay: Schema) -> None:
    """Lay the corrections of the overlay over the generated schema, and mark the places where "auto" is filled."""
    for path, words in overlay["patches"].items():
        place = find(root, path)
        place |= copy.deepcopy(words)
        if "x-computed" in words:
            place.pop("default", None)
    for path in overlay["auto"]:
        section, _, key = path.rpartition(".")
        if section in ("optimizer.params", "scheduler.params"):
            prefix = section.partition(".")[0] + "_"
            places = [d["properties"] for n, d in root["$defs"].items() if n.startswith(prefix)]
        else:
            places = [find(root, section)["properties"] if section else root["properties"]]
        for properties in places:
            if key in properties:
                properties[key]["x-placeholder"] = ["auto"]


def find(root: Schema, path: str) -> Schema:
    """The schema of a property path."""
    for step in path.split("."):
        root = root["properties"][step]
    return root


def generate() -> Schema:
    """The whole schema."""
    with open(os.path.join(HERE, "deepspeed_overlay.yaml"), encoding="utf-8") as stream:
        overlay = yaml.safe_load(stream)
    from deepspeed.runtime import config

    defs = classes.dtype_defs(config.DtypeEnum)
    torch_names = constructors.torch_optimizers()
    defs |= constructors.optimizer_defs(overlay, torch_names)
    sections = hand_read(overlay)
    constructors.fill_optimizer(sections["optimizer"], torch_names)
    constructors.fill_scheduler(sections["scheduler"], overlay, defs)
    models = {key: classes.section(constructors.load(f"{module}:{name}"), key) for key, module, name in PYDANTIC}
    sections["timers"]["properties"] = {
        "throughput": classes.section(constructors.load("utils.config:DeepSpeedThroughputTimerConfig"), "")
    }
    models["zero_optimization"]["properties"] |= removed(config._REMOVED_ZERO_CONFIG_KEYS, {})
    del models["zero_optimization"]["default"]
    properties = top_level(overlay) | models | sections
    properties |= removed(config._REMOVED_TOP_LEVEL_CONFIG_KEYS, overlay["removed"])
    root = classes.frame(overlay, properties, defs)
    patch(root, overlay)
    return root


def main(arguments: list[str]) -> int:
    """Write the schema, or with --check tell whether the file is what would be written."""
    import deepspeed

    schema = generate()
    if deepspeed.__version__ != schema["x-version"]:
        raise SystemExit(f"deepspeed {deepspeed.__version__} is installed, the overlay speaks of {schema['x-version']}")
    target = os.path.join(HERE, os.pardir, "deepspeed", schema["x-version"] + ".json")
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    if "--check" in arguments:
        with open(target, encoding="utf-8") as stream:
            return 0 if stream.read() == text else 1
    with open(target, "w", encoding="utf-8") as stream:
        stream.write(text)
    return 0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(main(sys.argv[1:]))

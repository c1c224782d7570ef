"""Write OneTrainer's schema from its own config classes.

usage: python schemas/generate/onetrainer.py --source DIR --out schemas/onetrainer/11.json
       python schemas/generate/onetrainer.py --source DIR --concepts --out schemas/onetrainer_concepts/2.json

DIR is a checkout of OneTrainer. Its config classes are imported with torch and the like stubbed (nothing is trained,
no package is needed); what `create_optimizer` reads for each optimizer is taken from its syntax tree. Facts that only
the code around the classes tells are in onetrainer_overlay.yaml. With --concepts, it is the schema of the files that
`concept_file_name` names.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import typing
from enum import Enum
from typing import Any

import yaml
from onetrainer_optimizers import add_optimizers
from onetrainer_source import import_config

HERE = os.path.dirname(os.path.abspath(__file__))
OVERLAY = os.path.join(HERE, "onetrainer_overlay.yaml")
PLAIN_TYPES = {int: "integer", float: "number", str: "string", bool: "boolean"}


class Builder:
    """Turns config objects into schemas; equal ones share a definition."""

    def __init__(self, base: Any, overlay: dict[str, Any]) -> None:
        self.base = base
        self.overlay = overlay
        self.definitions: dict[str, Any] = {}
        self.variants: dict[str, list[str]] = {}
        self.applies = dict(_conditions(overlay))
        self.met: set[str] = set()

    def config(self, config: Any, path: str) -> dict[str, Any]:
        """The schema of a config object: every key that its class declares, and those of older versions."""
        name = type(config).__name__
        # Which migrations run is decided by the value as it stands: the text "11" is no version.
        properties: dict[str, Any] = {"__version": {"type": "integer", "x-wrong": "kept", "x-reads": "raw"}}
        for key, declared in config.types.items():
            place = f"{path}.{key}" if path else key
            self.met.update((place, f"{name}.{key}"))
            properties[key] = self.key(declared, config.nullables[key], getattr(config, key), place)
            if f"{name}.{key}" in self.overlay["computed"]:
                properties[key].pop("default", None)
                properties[key]["x-computed"] = self.overlay["computed"][f"{name}.{key}"]
            properties[key].update(self.overlay["bounds"].get(f"{name}.{key}") or {})
            if place in self.applies:
                condition, note = self.applies[place]
                properties[key].update({"x-applies-if": condition, "x-applies-note": note})
            if f"{name}.{key}" in self.overlay["own_words"]:
                properties[key]["x-own-words"] = self.overlay["own_words"][f"{name}.{key}"]
            if f"{name}.{key}" in self.overlay["migrated"]:
                properties[key]["x-migrated-from"] = self.overlay["migrated"][f"{name}.{key}"]
            if f"{name}.{key}" in self.overlay["separators"]:
                properties[key]["x-separator"] = self.overlay["separators"][f"{name}.{key}"]
        for key, facts in (self.overlay["retired"].get(name) or {}).items():
            assert key not in properties, f"{name}.{key} is not retired"
            properties[key] = retired(facts, self.overlay)
        schema: dict[str, Any] = {"type": "object", "x-unknown": "drops"}
        if config.config_migrations:
            schema["x-version-key"] = "__version"
        return {**schema, "properties": properties}

    def key(self, declared: Any, nullable: bool, value: Any, path: str) -> dict[str, Any]:
        """The schema of one key, by its declared type."""
        inner = typing.get_args(declared)
        origin = typing.get_origin(declared) or declared
        if origin is list:
            items = self.items(inner, f"{path}[]")
            return {"type": _or_null("array", nullable), **items, "default": value}
        if origin is dict:
            return {"type": _or_null("object", nullable), **self.members(inner, path), "default": value}
        if issubclass(origin, self.base):
            return {"$ref": self.define(value, path), "default": {}}
        if issubclass(origin, Enum):
            return {"$ref": self.define_enum(origin), "default": value.name}
        if origin is str and value is not None:
            value = str(value)
        schema: dict[str, Any] = {"type": _or_null(PLAIN_TYPES[origin], nullable), "default": value}
        if origin is bool:
            # Nothing is checked: what is written counts by Python's truth.
            schema.update({"x-wrong": "kept", "x-null-means": False})
        return schema

    def items(self, inner: tuple[Any, ...], path: str) -> dict[str, Any]:
        """`items` of a list; lists of plain types are stored as they are."""
        if inner and isinstance(inner[0], type) and issubclass(inner[0], self.base):
            item: Any = inner[0]
            return {"items": {"$ref": self.define(item.default_values(), path)}}
        return {"items": {"type": "object", "x-unknown": "keeps", "x-reads": "raw"}, "x-wrong": "kept"}

    def members(self, inner: tuple[Any, ...], path: str) -> dict[str, Any]:
        """The members of a mapping; one of optimizer blocks has a member for each optimizer."""
        if len(inner) < 2 or not issubclass(inner[1], self.base):
            return {"x-unknown": "keeps", "x-reads": "raw", "x-wrong": "kept"}
        block = inner[1].default_values()
        reference = {"$ref": self.define(block, f"{path}.*")}
        return {"x-unknown": "drops", "properties": {member.name: reference for member in type(block.optimizer)}}

    def define(self, config: Any, path: str) -> str:
        """A reference to the definition of a config object; the first place that has it gives the name."""
        schema = self.config(config, path)
        kind = type(config).__name__
        for name in self.variants.setdefault(kind, []):
            if self.definitions[name] == schema and kind != "TrainOptimizerConfig":
                return f"#/$defs/{name}"
        name = f"{kind}-{path.replace('[]', '').replace('.*', '')}" if kind in VARIED else kind
        assert name not in self.definitions, f"{path} differs from another {kind}"
        self.variants[kind].append(name)
        self.definitions[name] = schema
        return f"#/$defs/{name}"

    def define_enum(self, enum: type[Enum]) -> str:
        """A reference to an enum: OneTrainer looks a text up among the names of its members."""
        name = enum.__name__
        if name not in self.definitions:
            spellings = self.overlay["spellings"].get(name) or {}
            self.definitions[name] = {"type": "string", "enum": list(enum.__members__)}
            for word, place in (("x-same", "same"), ("x-near", "near")):
                if place in spellings:
                    assert set(spellings[place].values()) <= set(enum.__members__), name
                    self.definitions[name][word] = spellings[place]
        return f"#/$defs/{name}"


VARIED = ("TrainModelPartConfig", "TrainOptimizerConfig", "TrainEmbeddingConfig")
"""Classes whose objects differ from place to place, in defaults or in what is read of them."""


def _or_null(kind: str, nullable: bool) -> str | list[str]:
    return [kind, "null"] if nullable else kind


def _conditions(overlay: dict[str, Any]) -> typing.Iterator[tuple[str, tuple[str, str]]]:
    """Each key path with its condition and note; wildcards are resolved later, against the classes."""
    for entry in overlay["applies"]:
        condition = _with_groups(entry["if"], overlay)
        for key in entry["keys"]:
            yield key, (condition, entry["note"])


def _with_groups(condition: str, overlay: dict[str, Any]) -> str:
    """A condition with the model types of each `{group}` in its place."""
    for name, members in overlay["groups"].items():
        condition = condition.replace("{" + name + "}", json.dumps(members))
    return condition


def expand_wildcards(overlay: dict[str, Any], config: Any) -> None:
    """Replace `section.*` among the conditions' keys by the section's keys."""
    for entry in overlay["applies"]:
        keys: list[str] = []
        for key in entry["keys"]:
            if not key.endswith(".*"):
                keys.append(key)
                continue
            section = config
            for step in key[:-2].split("."):
                section = getattr(section, step)
            keys += [f"{key[:-2]}.{member}" for member in section.types]
        entry["keys"] = [key for key in keys if key not in entry.get("except", ())]


def retired(facts: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    """The schema of a key of older versions."""
    word = {"effect": "ignored", "use": facts.get("use")}
    word.update({key: facts[key] for key in ("until", "note", "advice", "safety", "with", "values") if key in facts})
    if "moot" in facts:
        word["moot"] = _with_groups(facts["moot"], overlay)
    return {"deprecated": True, "x-reads": "raw", "x-wrong": "kept", "x-deprecated": word}


def generate_concepts(source: str) -> dict[str, Any]:
    """The schema of a concept file: a list of concepts, each read into an object of its own.

    An item that is no mapping stops the data loader; a value that does not fit leaves its key at the default.
    """
    overlay = _read_overlay()
    module = import_config(source)
    concept = typing.get_args(module.TrainConfig.default_values().types["concepts"])[0].default_values()
    builder = Builder(module.BaseConfig, overlay)
    item = {**builder.config(concept, ""), "x-wrong": "crash"}
    for fields in item["properties"].values():
        fields.setdefault("x-wrong", "default")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"OneTrainer concepts version {concept.config_version}",
        "x-framework": "onetrainer_concepts",
        "x-version": str(concept.config_version),
        "x-date": str(overlay["source"]["date"]),
        "x-commit": overlay["source"]["commit"],
        "x-reads": "base-config",
        "x-wrong": "crash",
        "x-inactive": "written",
        "type": "array",
        "items": item,
        "$defs": dict(sorted(builder.definitions.items())),
    }


def _read_overlay() -> dict[str, Any]:
    with open(OVERLAY, encoding="utf-8") as file:
        overlay: dict[str, Any] = yaml.safe_load(file)
    return overlay


def generate(source: str) -> dict[str, Any]:
    """The whole schema."""
    overlay = _read_overlay()
    module = import_config(source)
    config = module.TrainConfig.default_values()
    assert str(config.config_version) == overlay["source"]["version"], "the overlay is of another config version"
    expand_wildcards(overlay, config)
    for key in overlay["flat_optimizer"]:
        overlay["retired"]["TrainConfig"][f"optimizer_{key}"] = {"until": 0, "use": f"optimizer.{key}"}
    builder = Builder(module.BaseConfig, overlay)
    root = builder.config(config, "")
    named = (overlay[field] for field in ("computed", "own_words", "separators", "bounds", "migrated"))
    unmet = {*builder.applies, *itertools.chain.from_iterable(named)} - builder.met
    assert not unmet, f"no such keys: {sorted(unmet)}"
    block = builder.definitions["TrainOptimizerConfig-optimizer"]
    add_optimizers(block, config.optimizer, overlay["optimizer_reads"], source)
    parts = [key for key, declared in config.types.items() if declared is module.TrainModelPartConfig]
    for part in parts:
        _say_which_models(root["properties"][part], part, type(config.model_type))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"OneTrainer config version {overlay['source']['version']}",
        "x-framework": "onetrainer",
        "x-version": overlay["source"]["version"],
        "x-date": str(overlay["source"]["date"]),
        "x-commit": overlay["source"]["commit"],
        "x-reads": "base-config",
        "x-wrong": "default",
        "x-inactive": "written",
        **root,
        "x-dropped-for": overlay["dropped_for"],
        "x-version-zero": overlay["version_zero"],
        "x-migrations": _migrations(overlay["migrations"], parts),
        "$defs": dict(sorted(builder.definitions.items())),
    }


def _say_which_models(declared: dict[str, Any], part: str, model_type: Any) -> None:
    with_part = [member.name for member in model_type if part in member.model_parts()]
    without = [member.name for member in model_type if part not in member.model_parts()]
    if not without:
        return
    word, names = ("in", with_part) if len(with_part) <= len(without) else ("not in", without)
    condition = f"model_type {word} {json.dumps(names)}"
    if part == "prior":  # in a file of version 8 or older it holds what is now the transformer's (__migration_8)
        condition = f"{condition} or __version in [2, 3, 4, 5, 6, 7, 8]"
    declared.update({"x-applies-if": condition, "x-applies-note": "this model type has no such part"})


def _migrations(written: dict[int, list[str]], parts: list[str]) -> dict[str, list[str]]:
    return {
        str(version): [path.replace("*", part) for path in paths for part in (parts if "*" in path else [""])]
        for version, paths in written.items()
    }


def main() -> None:
    """Write the schema file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", required=True, help="a checkout of OneTrainer")
    parser.add_argument("--out", required=True, help="the file to write")
    parser.add_argument("--concepts", action="store_true", help="the schema of concept files")
    arguments = parser.parse_args()
    make = generate_concepts if arguments.concepts else generate
    text = json.dumps(make(os.path.abspath(arguments.source)), indent=1, ensure_ascii=False, allow_nan=False)
    with open(arguments.out, "w", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    main()

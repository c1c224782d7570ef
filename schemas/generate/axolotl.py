"""Generate schemas/axolotl/<version>.json from Axolotl's own config classes.

    python schemas/generate/axolotl.py --source WHEEL_OR_DIR [--date YYYY-MM-DD] --out schemas/axolotl/0.21.0.json

The source is the wheel, or a directory that holds the packages `axolotl` and `axolotl-<version>.dist-info` (an unpacked
wheel, site-packages). Only the modules that define config classes are run, and of third-party packages only pydantic
and jinja2 are needed: everything else they import is replaced by stand-ins. What the classes do not say (effective
defaults, keys that validators take, deprecations, conditions) comes from axolotl_overlay.yaml, each fact with its
evidence. axolotl_datasets.py and axolotl_templates.py read the tables of dataset types and chat templates (`x-tables`).
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import zipfile
from tempfile import TemporaryDirectory
from typing import Any

import pydantic
import yaml
from axolotl_datasets import dataset_tables
from axolotl_source import config_class, newest_member, version_of
from axolotl_templates import turn_ends
from pydantic.json_schema import GenerateJsonSchema

HERE = os.path.dirname(os.path.abspath(__file__))
SILENT_WORDS = ("title", "description", "format", "help")
ORDER = ["$schema", "title", "x-framework", "x-version", "x-date", "x-reads", "x-wrong", "x-unknown", "x-missing"]
Schema = dict[str, Any]


class Generator(GenerateJsonSchema):
    """Pydantic's schema, and the defaults that are made by a function; a section's own defaults stand in its class."""

    def get_default_value(self, schema: Any) -> Any:
        """The default, made if need be."""
        factory = schema.get("default_factory")
        return super().get_default_value(schema) if factory is None else factory()

    def encode_default(self, dft: Any) -> Any:
        """The default as JSON."""
        return {} if isinstance(dft, pydantic.BaseModel) else super().encode_default(dft)


def simplify(node: Any) -> Any:
    """Pydantic's output in few words: no titles and descriptions, alternatives of plain types as a list of types."""
    if isinstance(node, list):
        return [simplify(item) for item in node]
    if not isinstance(node, dict):
        return node
    result: Schema = {}
    for word, value in node.items():
        if word in ("properties", "$defs", "patternProperties"):
            result[word] = {name: simplify(value[name]) for name in sorted(value)}
        elif word in ("default", "enum", "const", "required"):
            result[word] = value
        elif word not in SILENT_WORDS:
            result[word] = simplify(value)
    if "anyOf" in result:
        result = {**merged(result.pop("anyOf")), **result}
    if "properties" in result or result.get("type") == "object":
        result = described(result)
    return result


def merged(branches: list[Schema]) -> Schema:
    """One schema for alternatives of different plain types; `anyOf` where they differ in more."""
    null = {"type": "null"} in branches
    rich = [branch for branch in branches if branch != {"type": "null"}]
    plain = [branch for branch in rich if set(branch) == {"type"} and isinstance(branch["type"], str)]
    if len(rich) == 1 and "$ref" not in rich[0] and "anyOf" not in rich[0]:
        only = dict(rich[0])
        if "enum" in only and null:
            only["enum"] = [*only["enum"], None]
        if "const" in only and null:
            only["enum"] = [only.pop("const"), None]
        if "type" in only and null:
            only["type"] = [only["type"], "null"]
        return only
    if len(plain) == len(rich):
        return {"type": [branch["type"] for branch in rich] + (["null"] if null else [])}
    return {"anyOf": branches}


def described(schema: Schema) -> Schema:
    """Say what becomes of unknown keys: pydantic's models drop them, free mappings keep them as they are."""
    if "properties" in schema:
        extra = schema.get("additionalProperties")
        unknown = {False: "refuses", True: "keeps"}.get(extra, "drops") if isinstance(extra, bool) else "drops"
        return {**schema, "x-unknown": unknown}
    if isinstance(schema.get("additionalProperties"), dict):
        return {**schema, "x-unknown": "keeps"}
    schema.pop("additionalProperties", None)
    return {**schema, "x-unknown": "keeps", "x-reads": "raw"}


def inline_enums(node: Any, definitions: Schema) -> Any:
    """Put the definitions that are no models where they are used."""
    if isinstance(node, list):
        return [inline_enums(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    target = definitions.get(str(node.get("$ref", "")).removeprefix("#/$defs/"))
    if target is not None and "properties" not in target:
        node = {**target, **{word: value for word, value in node.items() if word != "$ref"}}
    return {word: inline_enums(value, definitions) for word, value in node.items()}


def dataset_branches(schema: Schema) -> None:
    """Let `rl` choose the class of `datasets`, as utils/config: validate_config does; other lists stay a union."""
    datasets = schema["properties"]["datasets"]
    words = {word: value for word, value in datasets.items() if word not in ("items", "anyOf")}
    synthetic = {"properties": {"type": {"const": "_synthetic"}}, "required": ["type"]}
    by_type = {"if": synthetic, "then": ref("SyntheticDataset"), "else": ref("SFTDataset")}
    sft = {"type": "object", "allOf": [by_type]}

    def of(items: Schema) -> Schema:
        return {"properties": {"datasets": {**words, "items": items}}}

    def when(values: list[str], items: Schema, otherwise: Schema) -> Schema:
        condition = {"properties": {"rl": {"enum": values}}, "required": ["rl"]}
        return {"if": condition, "then": of(items), "else": otherwise}

    kto = when(["kto"], ref("KTODataset"), of(sft))
    schema["properties"]["datasets"] = words
    schema["allOf"] = [when(["dpo", "ipo", "simpo"], ref("DPODataset"), {"allOf": [kto]})]


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def apply_overlay(schema: Schema, version: str, overlay: list[Schema]) -> None:
    """Add the hand-written facts. A fact about a key that the version does not have is a mistake, unless it adds it."""
    for fact in overlay:
        if version not in fact.get("in", [version]):
            continue
        for place in fact["at"]:
            owner, _, key = place.rpartition(".")
            holder = schema["$defs"][owner] if owner else schema
            if not key:
                parts = [*holder.get("allOf", ()), *fact["words"].get("allOf", ())]
                holder.update(fact["words"], **({"allOf": parts} if parts else {}))
                continue
            if (key in holder["properties"]) == bool(fact.get("add")):
                raise SystemExit(f"axolotl_overlay.yaml: {place} {'is' if fact.get('add') else 'is not'} in {version}")
            target = holder["properties"].setdefault(key, {})
            if "names" in fact:
                target.update(type=["string", "null"], enum=[*_names(target), *fact["names"], None])
                target.pop("anyOf", None)
            for word in fact.get("drop", ()):
                target.pop(word, None)
            if "without" in fact:
                target["enum"] = [name for name in target["enum"] if name not in fact["without"]]
            if "classes" in fact:
                target.pop("type", None)
                target["anyOf"] = [ref("ModelClass"), {"type": "null"}]
                schema["$defs"]["ModelClass"] = {"type": "string", "enum": model_classes(fact["classes"])}
            target.update(json.loads(json.dumps(fact["words"])))


def model_classes(file: str) -> list[str]:
    """The names of Transformers' model classes, from the table that model_classes.py writes."""
    with open(os.path.join(HERE, file), encoding="utf-8") as stream:
        return list(json.load(stream)["classes"])


def _names(schema: Schema) -> list[str]:
    return [name for branch in schema.get("anyOf", ()) for name in branch.get("enum", ())]


def entry_keys(schema: Schema) -> dict[str, list[str]]:
    """The keys of the classes of a dataset entry, without those that are carried over to others."""
    classes = {"sft": "SFTDataset", "dpo": "DPODataset", "kto": "KTODataset"}
    return {
        stage: [key for key, words in schema["$defs"][name]["properties"].items() if not words.get("deprecated")]
        for stage, name in classes.items()
    }


def foreign_names() -> dict[str, Any]:
    """Names of other packages, by what they are for: `tokenizer_type`, `processor_type`, `data_formats`."""
    with open(os.path.join(HERE, "axolotl_classes.json"), encoding="utf-8") as stream:
        names: dict[str, Any] = json.load(stream)
    return names


def unpatched_attention(version: str) -> dict[str, str]:
    """The model types whose attention the LoRA kernels cannot patch, where that was measured for this version."""
    with open(os.path.join(HERE, "axolotl_kernels.json"), encoding="utf-8") as stream:
        measured = json.load(stream)
    if measured["versions"]["axolotl"] != version:
        return {}
    return {name: why for name, why in measured["unpatched"].items() if name not in measured["off"]}


def named_classes(schema: Schema) -> None:
    """Keys that name a class of Transformers: any other name ends in an AttributeError when it is asked for."""
    names = foreign_names()
    for key in ("tokenizer_type", "processor_type"):
        schema["properties"][key].update({"enum": [*names[key], None], "x-wrong": "crash"})


def fsdp_prefixes(schema: Schema) -> None:
    """The old spelling of the keys of `fsdp_config`, which a validator strips of its `fsdp_`."""
    properties = schema["$defs"]["FSDPConfig"]["properties"]
    for key, words in list(properties.items()):
        if key in ("fsdp_version", "version"):
            continue
        alias = {"deprecated": True, "x-deprecated": {"effect": "alias", "use": f"fsdp_config.{key}"}}
        properties[f"fsdp_{key}"] = {**alias, **words}


def check_deprecations(schema: Schema) -> None:
    """Every key that the framework marks as deprecated must have its effect told by the overlay."""
    for name, holder in {"": schema, **schema["$defs"]}.items():
        for key, words in holder.get("properties", {}).items():
            if words.get("deprecated") and "x-deprecated" not in words:
                raise SystemExit(f"axolotl_overlay.yaml: what does the deprecated {name}.{key} do?")


def ordered(schema: Schema) -> Schema:
    """Head words first, definitions last, keys by name."""
    rest = [word for word in schema if word not in ORDER and word != "$defs"]
    result = {word: schema[word] for word in [*ORDER, *rest, "$defs"]}
    for holder in (result, *result["$defs"].values()):
        if "properties" in holder:
            holder["properties"] = {key: holder["properties"][key] for key in sorted(holder["properties"])}
    result["$defs"] = {name: result["$defs"][name] for name in sorted(result["$defs"])}
    return result


def reachable(schema: Schema) -> set[str]:
    """The definitions that are still used."""
    used: set[str] = set()
    waiting = [json.dumps({word: value for word, value in schema.items() if word != "$defs"})]
    while waiting:
        for name in re.findall(r'"#/\$defs/(\w+)"', waiting.pop()):
            if name not in used:
                used.add(name)
                waiting.append(json.dumps(schema["$defs"][name]))
    return used


def generate(source: str, version: str, date: str) -> Schema:
    """The finished schema of one version."""
    ends = turn_ends(source)  # before stand-ins take the place of all packages
    combined, needs = config_class(source)
    schema: Schema = simplify(combined.model_json_schema(schema_generator=Generator))
    definitions = schema["$defs"]
    schema = inline_enums(schema, definitions)
    schema = simplify(schema)  # inlined enums may now stand beside null alone
    for key, names in needs.items():
        schema["properties"][key]["x-plugin"] = names
    schema["required"] = [key for key in schema["required"] if key not in needs]
    dataset_branches(schema)
    with open(os.path.join(HERE, "axolotl_overlay.yaml"), encoding="utf-8") as stream:
        apply_overlay(schema, version, yaml.safe_load(stream))
    fsdp_prefixes(schema)
    named_classes(schema)
    check_deprecations(schema)
    used = reachable(schema)
    schema["$defs"] = {name: value for name, value in schema["$defs"].items() if name in used}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Axolotl {version}",
        "x-framework": "axolotl",
        "x-version": version,
        "x-date": date,
        "x-reads": "pydantic",
        "x-wrong": "refused",
        "x-missing": "refused",
        "x-tables": {
            **dataset_tables(source, importlib.import_module("axolotl.prompters")),
            "dataset_keys": entry_keys(schema),
            "data_formats": dict.fromkeys(foreign_names()["data_formats"], True),
            "template_ends": ends,
            "unpatched_attention": unpatched_attention(version),
        },
    }
    return ordered({**head, **schema})


def main() -> None:
    """Read the command line, write the schema."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", required=True, help="wheel or directory with axolotl and its dist-info")
    parser.add_argument("--date", help="release date; of a wheel, by default, the day it was built")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        source = arguments.source
        if os.path.isfile(source):
            date = arguments.date or newest_member(source)
            with zipfile.ZipFile(source) as wheel:
                wheel.extractall(folder)
            source = folder
        elif arguments.date:
            date = arguments.date
        else:
            parser.error("a directory does not tell the release date: give --date")
        schema = generate(source, version_of(source), date)
    with open(arguments.out, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

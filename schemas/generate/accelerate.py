"""Write schemas/accelerate/<version>.json from the installed accelerate and accelerate_overlay.yaml.

    PYTHON_WITH_ACCELERATE schemas/generate/accelerate.py [--check]

The keys at the top are the fields of accelerate's config classes; those of a section are the arguments of `accelerate
launch` in the group of that section. The overlay says what the launcher and the plugins make of their values.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import typing
from typing import Any

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
# This file is named like the package it reads: the package must be found first.
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != HERE]

Schema = dict[str, Any]
KINDS: dict[object, str] = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object"}


def any_case(values: list[str]) -> list[Schema]:
    """Alternatives that take the values in any case, such as `no` and `NO`."""
    spelled = "|".join("".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else c for c in value) for value in values)
    return [{"enum": [*values, None]}, {"type": "string", "pattern": f"^({spelled})$"}]


def choices() -> dict[str, list[str]]:
    """The values of accelerate's own lists, by the name that the overlay uses."""
    from accelerate.utils import ComputeEnvironment, DistributedType, DynamoBackend, PrecisionType, constants
    from accelerate.utils import dataclasses as records

    enums = {
        "environments": ComputeEnvironment,
        "types": DistributedType,
        "sagemaker_types": records.SageMakerDistributedType,
        "precisions": PrecisionType,
        "backends": DynamoBackend,
    }
    lists = {
        "launchers": constants.DEEPSPEED_MULTINODE_LAUNCHERS,
        "shardings": constants.FSDP_SHARDING_STRATEGY,
        "wrappings": constants.FSDP_AUTO_WRAP_POLICY,
        "prefetches": constants.FSDP_BACKWARD_PREFETCH,
        "state_dicts": constants.FSDP_STATE_DICT_TYPE,
        "modes": constants.TORCH_DYNAMO_MODES,
    }
    return {name: [member.value for member in enum] for name, enum in enums.items()} | lists


def filled_in(words: Schema, lists: dict[str, list[str]]) -> Schema:
    """Words of the overlay with accelerate's own lists in place: `choices` exactly, `any-case` in any case."""
    words = dict(words)
    more = words.pop("or", [])
    if "choices" in words:
        words["enum"] = [*lists[words.pop("choices")], *more]
    if "any-case" in words:
        words["anyOf"] = any_case(lists[words.pop("any-case")])
        words["anyOf"][0]["enum"] += more
    return words


def fields_of(config: Any) -> Schema:
    """The fields of a config class with their kinds and defaults."""
    found: Schema = {}
    hints = typing.get_type_hints(config)
    for field in dataclasses.fields(config):
        parts = [*typing.get_args(hints[field.name]), hints[field.name]]
        kind = next((KINDS[part] for part in parts if part in KINDS), None)
        found[field.name] = {"type": [kind, "null"], "x-wrong": "kept"} if kind else {}
        if field.default is not dataclasses.MISSING and kind != "object":
            found[field.name]["default"] = field.default
    return found


def arguments() -> dict[str, dict[str, Any]]:
    """Every argument of `accelerate launch` with its default, by the title of its group."""
    from accelerate.commands.launch import launch_command_parser

    groups = launch_command_parser()._action_groups
    return {str(group.title): {a.dest: a.default for a in group._group_actions} for group in groups}


def section(name: str, facts: Schema, launch: dict[str, dict[str, Any]], lists: dict[str, list[str]]) -> Schema:
    """A section: its arguments, what the overlay says of them, and their names without the prefix."""
    prefix = facts.get("prefix", "")
    known = {key: value for key, value in launch[facts["group"]].items() if key.startswith(facts.get("only", ""))}
    overlay = facts.get("keys", {})
    strange = set(overlay) - set(known) - set(facts.get("more", ()))
    if strange:
        raise SystemExit(f"accelerate launch has no {sorted(strange)} for {name}")
    properties: Schema = {}
    for key, default in (known | dict.fromkeys(facts.get("more", ()))).items():
        words: Schema = {"default": plain(default), "x-wrong": "kept"} | filled_in(overlay.get(key, {}), lists)
        properties[key] = without_default_if_computed(words)
        if prefix and key.startswith(prefix):
            aliased = {k: w for k, w in properties[key].items() if k not in ("default", "x-own-words")}
            properties[key.removeprefix(prefix)] = aliased | {"x-alias-of": key}
    properties |= {key: {"deprecated": True, "x-wrong": "kept"} for key in facts.get("also", ())}
    unread = facts.get("unread")
    if unread:
        words = {"deprecated": True, "x-wrong": "kept", "x-unknown": "keeps"}
        words |= {"x-applies-if": "false", "x-applies-note": unread["note"]}
        properties |= {key: dict(words) for key in keys_of(unread["framework"]) if key not in properties}
    return {"type": ["object", "null"], "default": {}, "x-unknown": "drops", **facts["words"], "properties": properties}


def without_default_if_computed(words: Schema) -> Schema:
    """A default that is worked out at run time is no default."""
    return {k: v for k, v in words.items() if k != "default"} if "x-computed" in words else words


def keys_of(framework: str) -> list[str]:
    """The keys at the top of another framework's files."""
    folder = os.path.join(HERE, os.pardir, framework)
    with open(os.path.join(folder, "framework.yaml"), encoding="utf-8") as stream:
        version = str(yaml.safe_load(stream)["default_version"])
    with open(os.path.join(folder, version + ".json"), encoding="utf-8") as stream:
        return sorted(json.load(stream)["properties"])


def plain(value: object) -> Any:
    """A default as JSON holds it."""
    return list(value) if isinstance(value, tuple) else value


def properties_of(config: Any, overlay: Schema, lists: dict[str, list[str]], sections: Schema) -> Schema:
    """The keys of one config class."""
    found = fields_of(config)
    for key in found:
        words = filled_in(overlay["top"].get(key, {}), lists)
        if "enum" in words or "anyOf" in words:
            found[key].pop("type", None)
        found[key] = without_default_if_computed(found[key] | words)
    return {key: sections.get(key, words) for key, words in found.items()}


def generate() -> Schema:
    """The whole schema."""
    from accelerate.commands.config.config_args import ClusterConfig, SageMakerConfig

    with open(os.path.join(HERE, "accelerate_overlay.yaml"), encoding="utf-8") as stream:
        overlay = yaml.safe_load(stream)
    lists, launch = choices(), arguments()
    sections = {name: section(name, facts, launch, lists) for name, facts in overlay["sections"].items()}
    cluster = properties_of(ClusterConfig, overlay, lists, sections)
    sagemaker = properties_of(SageMakerConfig, overlay, lists, sections)
    sagemaker["distributed_type"] = filled_in(overlay["sagemaker_type"], lists)
    unmet = set(overlay["top"]) - set(cluster)
    if unmet:
        raise SystemExit(f"accelerate's classes have no {sorted(unmet)}")
    # A key that both have stands at the top as a machine of one's own reads it.
    shared = {key: words for key, words in cluster.items() if key in sagemaker}
    condition = {
        "properties": {"compute_environment": {"const": "AMAZON_SAGEMAKER"}},
        "required": ["compute_environment"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"accelerate {overlay['version']}",
        "x-framework": "accelerate",
        "x-version": str(overlay["version"]),
        "x-date": str(overlay["date"]),
        "type": "object",
        "x-reads": "raw",
        "x-wrong": "kept",
        "x-unknown": "refuses",
        "required": ["distributed_type"],
        "x-missing": "refused",
        "properties": shared | {key: filled_in(words, lists) for key, words in overlay["older"].items()},
        "allOf": [
            {
                "if": condition,
                "then": {"properties": {key: words for key, words in sagemaker.items() if shared.get(key) != words}},
                "else": {"properties": {key: words for key, words in cluster.items() if key not in shared}},
            }
        ],
    }


def main(options: list[str]) -> int:
    """Write the schema, or with --check tell whether the file is what would be written."""
    import accelerate

    schema = generate()
    if accelerate.__version__ != schema["x-version"]:
        raise SystemExit(f"accelerate {accelerate.__version__} is installed, not {schema['x-version']}")
    target = os.path.join(HERE, os.pardir, "accelerate", schema["x-version"] + ".json")
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    if "--check" in options:
        with open(target, encoding="utf-8") as stream:
            return 0 if stream.read() == text else 1
    with open(target, "w", encoding="utf-8") as stream:
        stream.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

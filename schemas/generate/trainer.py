"""Write schemas/trainer/<version>.json from the installed Transformers and trainer_overlay.yaml.

PYTHON_WITH_TRANSFORMERS schemas/generate/trainer.py [--check]
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import json
import os
import sys
import types
import typing
from typing import Any

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
Schema = dict[str, Any]
SIMPLE: dict[object, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    dict: "object",
    list: "array",
    type(None): "null",
}


def kinds(annotation: Any) -> list[str]:
    """The JSON types that an annotation allows; empty where it says nothing that a file could hold."""
    if annotation in SIMPLE:
        return [SIMPLE[annotation]]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return list(dict.fromkeys(kind for part in arguments for kind in kinds(part)))
    if origin is typing.Literal:
        return list(dict.fromkeys(SIMPLE[type(value)] for value in arguments))
    if origin in SIMPLE:
        return [SIMPLE[origin]]
    return ["string"] if inspect.isclass(annotation) and issubclass(annotation, enum.Enum) else []


def typed(names: list[str]) -> Schema:
    """The `type` word for these names."""
    return {"type": names[0] if len(names) == 1 else names} if names else {}


def plain(value: object) -> Any:
    """A default as JSON holds it."""
    return value.value if isinstance(value, enum.Enum) else value


def arguments() -> dict[str, tuple[Schema, Any]]:
    """Type and default of every argument of TrainingArguments."""
    from transformers import TrainingArguments

    hints = typing.get_type_hints(TrainingArguments)
    found: dict[str, tuple[Schema, Any]] = {}
    for field in dataclasses.fields(TrainingArguments):
        if field.init:
            default = field.default if field.default is not dataclasses.MISSING else field.default_factory()  # type: ignore[misc]
            found[field.name] = (typed(kinds(hints[field.name])), plain(default))
    return found


def told(value: object, computed: str | None) -> str:
    """A default in words."""
    return computed or json.dumps(value)


def property_of(name: str, own: tuple[Schema, Any] | None, overlay: Schema) -> Schema:
    """One key: its types, and its default where all that know it agree."""
    words: Schema = dict(own[0]) if own else {}
    defaults: dict[str, str] = {}
    value: Any = None
    if own:
        value, defaults["Transformers"] = own[1], told(own[1], None)
    for title, section in (("TRL", "trl"), ("Unsloth", "unsloth")):
        fields = overlay[section].get(name)
        if fields is None:
            continue
        words.setdefault("type", fields.get("type"))
        if "default" in fields:
            value, defaults[title] = fields["default"], told(fields["default"], fields.get("computed"))
    words = {key: word for key, word in words.items() if word is not None}
    if len(set(defaults.values())) > 1:
        words["x-computed"] = ", ".join(f"{title}: {default}" for title, default in defaults.items())
    elif defaults:
        words["default"] = value
    return words | overlay["patches"].get(name, {})


def generate() -> Schema:
    """The whole schema."""
    with open(os.path.join(HERE, "trainer_overlay.yaml"), encoding="utf-8") as stream:
        overlay = yaml.safe_load(stream)
    own = arguments()
    names = dict.fromkeys((*own, *overlay["trl"], *overlay["unsloth"]))
    properties = {name: property_of(name, own.get(name), overlay) for name in names}
    properties |= overlay["older"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Trainer {overlay['version']}",
        "x-framework": "trainer",
        "x-version": str(overlay["version"]),
        "x-date": str(overlay["date"]),
        "type": "object",
        "x-unknown": "keeps",
        "x-reads": "pydantic",
        "x-wrong": "kept",
        "properties": properties,
    }


def main(options: list[str]) -> int:
    """Write the schema, or with --check tell whether the file is what would be written."""
    import transformers

    schema = generate()
    if transformers.__version__ != schema["x-version"]:
        raise SystemExit(f"transformers {transformers.__version__} is installed, not {schema['x-version']}")
    target = os.path.join(HERE, os.pardir, "trainer", schema["x-version"] + ".json")
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    if "--check" in options:
        with open(target, encoding="utf-8") as stream:
            return 0 if stream.read() == text else 1
    with open(target, "w", encoding="utf-8") as stream:
        stream.write(text)
    return 0


if __name__ == "__main__":
    # The files beside this one have the names of packages that Transformers looks for.
    sys.path = [p for p in sys.path if os.path.abspath(p or ".") != HERE]
    sys.exit(main(sys.argv[1:]))

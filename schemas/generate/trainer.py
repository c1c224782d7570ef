"""Write schemas/trainer/<version>.json from the installed Transformers and TRL, and trainer_overlay.yaml.

PYTHON_WITH_TRANSFORMERS_AND_TRL schemas/generate/trainer.py [--check]
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
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
Fields = dict[str, Schema]
SIMPLE: dict[object, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    dict: "object",
    list: "array",
    type(None): "null",
}
DEFAULTS = ("default", "x-computed", "x-default-from")


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
    return ["string"] if is_enum(annotation) else []


def is_enum(annotation: Any) -> bool:
    """Is this a class of choices?"""
    return inspect.isclass(annotation) and issubclass(annotation, enum.Enum)


def choices(annotation: Any, metadata: typing.Mapping[str, Any]) -> Schema:
    """The values of a class of choices, which refuses any other text; else those that are listed."""
    parts = typing.get_args(annotation) or (annotation,)
    chosen = next((part for part in parts if is_enum(part)), None)
    if chosen is not None:
        return {"enum": [member.value for member in chosen], "x-wrong": "refused"}
    if typing.get_origin(annotation) is typing.Literal:
        return {"enum": list(parts)}
    return {"enum": list(metadata["choices"])} if metadata.get("choices") else {}


def typed(annotation: Any, metadata: typing.Mapping[str, Any]) -> Schema:
    """What an annotation says of the values."""
    listed = choices(annotation, metadata)
    names = kinds(annotation)
    if listed and "null" in names:
        listed["enum"] = [*listed["enum"], None]
    return listed or ({"type": names[0] if len(names) == 1 else names} if names else {})


def plain(value: object) -> Any:
    """A default as JSON holds it."""
    return value.value if isinstance(value, enum.Enum) else value


def fields_of(cls: Any) -> Fields:
    """The words of every field of a dataclass that a file may give."""
    hints = typing.get_type_hints(cls)
    found: Fields = {}
    for field in dataclasses.fields(cls):
        if field.init:
            found[field.name] = typed(hints[field.name], field.metadata)
            if field.default is not dataclasses.MISSING:
                found[field.name]["default"] = plain(field.default)
            elif field.default_factory is not dataclasses.MISSING:
                found[field.name]["default"] = field.default_factory()
    return found


def named(path: str) -> Any:
    """The class of a dotted name."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def told(words: Schema) -> str:
    """A default in words."""
    return str(words.get("x-computed") or words.get("x-default-from") or json.dumps(words["default"]))


def of_anyone(forms: typing.Sequence[Schema]) -> Schema:
    """One key as far as nobody knows which program reads the file, from what each makes of it."""
    first, *others = forms
    words = {word: value for word, value in first.items() if word not in DEFAULTS}
    for other in others:
        if "type" in other or "enum" in other:  # of some the default alone is listed
            words = {word: value for word, value in words.items() if other.get(word) == value} | merged(words, other)
    return words


def shared_default(forms: dict[str, Schema]) -> Schema:
    """The default where all agree; else who has which, in words."""
    known = {title: form for title, form in forms.items() if form.keys() & set(DEFAULTS)}
    by_default: dict[str, list[str]] = {}
    for title, form in known.items():
        by_default.setdefault(told(form), []).append(title)
    if len(by_default) > 1:
        whose = [f"{' and '.join(titles)}: {default}" for default, titles in by_default.items()]
        return {"x-computed": ", ".join(whose)}
    return {word: value for form in list(known.values())[:1] for word, value in form.items() if word in DEFAULTS}


def merged(mine: Schema, other: Schema) -> Schema:
    """The types and values that either takes."""
    if "type" not in mine or "type" not in other:
        if "enum" in mine and "enum" in other:
            return {"enum": list(dict.fromkeys([*mine["enum"], *other["enum"]]))}
        return {}
    both = list(dict.fromkeys([*as_list(mine["type"]), *as_list(other["type"])]))
    if "number" in both and "integer" in both:
        both.remove("integer")
    return {"type": both[0] if len(both) == 1 else both}


def as_list(value: Any) -> list[Any]:
    """A value, or the list that it is."""
    return value if isinstance(value, list) else [value]


def property_of(name: str, ours: Schema | None, of_kinds: Fields, overlay: Schema) -> Schema:
    """One key: what holds for everyone, the kinds that alone have it, and what holds for some kinds only."""
    own = {kind: patched(fields, overlay["every_kind"].get(name)) for kind, fields in of_kinds.items()}
    patch = overlay["patches"].get(name) or {}
    words = patched(for_everyone(ours, own, overlay["unsloth"].get(name), overlay["kinds"]), patch)
    if ours is None and 0 < len(own) < len(overlay["kinds"]):
        words["x-of"] = list(own)
    for kind, fields in own.items():
        corrected = patched(fields, patch, (overlay["kinds"][kind].get("patches") or {}).get(name))
        own[kind] = differing(corrected, words)
    first = next(iter(own.values()), {})
    of_all = {word: value for word, value in first.items() if in_all(word, value, own)}
    groups = {"any": of_all, **{kind: differing(fields, of_all) for kind, fields in own.items()}}
    groups = {kind: fields for kind, fields in groups.items() if fields}
    return words | ({"x-kinds": groups} if groups else {})


def for_everyone(ours: Schema | None, own: Fields, unsloth: Schema | None, entries: Fields) -> Schema:
    """What holds of a key whoever reads the file; the classes that are rare have no say in the default."""
    usual = [kind for kind in own if not entries[kind].get("rare")] or list(own)
    is_one = len(usual) > 1 and len({told(own[kind]) for kind in usual}) == 1
    others = {title: form for title, form in (("Transformers", ours), ("Unsloth", unsloth)) if form}
    named = {("TRL" if is_one else entries[kind]["title"]): own[kind] for kind in usual}
    return of_anyone([*own.values(), *others.values()]) | shared_default({**named, **others})


def patched(words: Schema, *patches: Schema | None) -> Schema:
    """A key with corrections: where a default comes from takes its place, alternatives that of a type."""
    for patch in patches:
        if patch and "x-default-from" in patch:
            words = {word: value for word, value in words.items() if word != "default"}
        if patch and "anyOf" in patch:
            words = {word: value for word, value in words.items() if word not in ("type", "enum")}
        words = words | (patch or {})
    return words


def in_all(word: str, value: object, forms: Fields) -> bool:
    """Do all forms say this?"""
    return all(word in form and form[word] == value for form in forms.values())


def differing(fields: Schema, words: Schema) -> Schema:
    """The words that are not among others."""
    return {word: value for word, value in fields.items() if word not in words or words[word] != value}


def generate() -> Schema:
    """The whole schema."""
    with open(os.path.join(HERE, "trainer_overlay.yaml"), encoding="utf-8") as stream:
        overlay = yaml.safe_load(stream)
    ours = fields_of(named("transformers.TrainingArguments"))
    shared: Fields = {}
    for path in overlay["shared"]:
        shared |= fields_of(named(path))
    classes = {kind: shared | fields_of(named(entry["class"])) for kind, entry in overlay["kinds"].items()}
    names = dict.fromkeys((*ours, *(name for fields in classes.values() for name in fields), *overlay["unsloth"]))
    properties = {}
    for name in names:
        of_kinds = {kind: fields[name] for kind, fields in classes.items() if name in fields}
        properties[name] = property_of(name, ours.get(name), of_kinds, overlay)
    properties |= overlay["older"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Trainer {overlay['version']}",
        "x-framework": "trainer",
        "x-version": str(overlay["version"]),
        "x-date": str(overlay["date"]),
        "type": "object",
        "x-unknown": "keeps",
        "x-reads": "arguments",
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

"""Write schemas/unsloth/<version>.json from Unsloth's source and unsloth_overlay.yaml.

    python schemas/generate/unsloth.py --source UNSLOTH_CHECKOUT --date 2026-08-22 --out schemas/unsloth/2026.8.19.json

`unsloth train --config` gives the file to one pydantic class (unsloth_cli/config.py), which is read here as a syntax
tree: nothing of Unsloth is run.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
from typing import Any

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
Schema = dict[str, Any]
KINDS = {"str": "string", "Path": "string", "int": "integer", "float": "number", "bool": "boolean"}


def typed(annotation: ast.expr, classes: dict[str, ast.ClassDef]) -> Schema:
    """What a field takes: `Optional[str]` is `{"type": ["string", "null"]}`."""
    if isinstance(annotation, ast.Name):
        if annotation.id in classes:
            return section(classes[annotation.id], classes)
        return {"type": KINDS[annotation.id]}
    assert isinstance(annotation, ast.Subscript)
    assert isinstance(annotation.value, ast.Name)
    if annotation.value.id == "Literal":
        return {"enum": list(ast.literal_eval(annotation.slice))}
    inner = typed(annotation.slice, classes)
    if annotation.value.id == "List":
        return {"type": "array", "items": inner}
    return {**inner, "type": [inner["type"], "null"]}  # Optional


def default_of(value: ast.expr | None) -> Schema:
    """The default; none for a section, whose fields have their own."""
    if isinstance(value, ast.Call):
        return {"default": ast.literal_eval(value.args[0])} if value.args else {"default": {}}
    return {} if value is None else {"default": ast.literal_eval(value)}


def section(cls: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Schema:
    """A class as a section: every field with its type and default."""
    fields = [node for node in cls.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    properties = {
        node.target.id: {**typed(node.annotation, classes), **default_of(node.value)}
        for node in fields
        if isinstance(node.target, ast.Name)
    }
    return {"type": "object", "x-unknown": "drops", "properties": properties}


def version_of(source: str) -> str:
    """The release: `__version__ = "2026.8.19"`."""
    with open(os.path.join(source, "unsloth", "_version.py"), encoding="utf-8") as stream:
        tree = ast.parse(stream.read())
    return next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))


def add_words(schema: Schema, overlay: dict[str, Schema]) -> None:
    """Lay the overlay's words over the keys that it names, such as `training.max_steps`."""
    for path, words in overlay.items():
        at = schema
        for step in path.split("."):
            at = at["properties"][step]
        at.update(words)


def generate(source: str, date: str) -> Schema:
    """The whole schema of the checkout in `source`, whose newest commit is of `date`."""
    with open(os.path.join(source, "unsloth_cli", "config.py"), encoding="utf-8") as stream:
        tree = ast.parse(stream.read())
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    schema = section(classes["Config"], classes)
    with open(os.path.join(HERE, "unsloth_overlay.yaml"), encoding="utf-8") as stream:
        add_words(schema, yaml.safe_load(stream))
    version = version_of(source)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Unsloth {version}",
        "x-framework": "unsloth",
        "x-version": version,
        "x-date": date,
        "x-reads": "pydantic",
        "x-wrong": "refused",
        **schema,
    }


def main() -> None:
    """Write the file, or print it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--source", required=True, help="a checkout of Unsloth")
    parser.add_argument("--date", required=True, help="the day of its newest commit")
    parser.add_argument("--out", help="the file to write")
    options = parser.parse_args()
    text = json.dumps(generate(options.source, options.date), indent=1) + "\n"
    if options.out is None:
        print(text, end="")
        return
    with open(options.out, "w", encoding="utf-8") as stream:
        stream.write(text)


if __name__ == "__main__":
    main()

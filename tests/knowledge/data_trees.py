"""A small tree of rules and schemas in a folder, whole and right, in which a test makes one mistake."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from loralint.knowledge.build import compile_all

ROOT = Path(__file__).parents[2]
META = ("rule.schema.json", "framework.schema.json", "dialect.schema.json", "settings.schema.json")

RULE = """\
name: rate-too-high
code: TY101
framework: toy
versions: ">=1.0"
consequence: harm
summary: A learning rate that is too high
let:
  most: option.most
tables:
  limits: {slow: 0.1, fast: 1.0}
  pairs:
    - {mine: rate, other: section.rate}
options:
  most: 1.0
when: rate > most and speed in ["slow", "fast"] and not on(quick)
at: [section.rate, rate]
message: "`rate` is {rate}, and {lookup(limits, speed)} is the most"
related:
  speed: "the speed is {speed}"
fixes:
  - id: lower
    if: speed != null
    safety: unsafe
    description: lower it
    edits:
      - set: rate
        value: most
yields_to: [quick-and-slow]
why: |
  It was seen.
evidence:
  - run: "seen"
examples:
  - bad: {rate: 2.0}
  - good: {rate: 0.5}
"""
OTHER = """\
name: quick-and-slow
code: TY102
framework: any
consequence: note
summary: Both at once
when: learning_rate > 1
at: learning_rate
message: "`{name(learning_rate)}` is {learning_rate}"
why: |
  It was seen.
evidence:
  - read: "toy.py"
examples:
  - bad: {rate: 2.0}
    framework: toy
  - good: {rate: 0.5}
    framework: toy
"""
FRAMEWORK = """\
name: toy
title: Toy
default_version: "1.0"
syntaxes: [yaml]
file_name: toy.yaml
bom: accepted
signature:
  distinctive: [rate, speed]
links:
  other:
    key: other_file
    framework: toy
concepts:
  learning_rate: rate
  packing: {path: quick, if: speed != null}
  precision.mixed: {path: speed, values: {slow: false, fast: true}}
synonyms:
  lr: rate
exclusive:
  - [quick, other_file]
"""
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Toy 1.0",
    "x-framework": "toy",
    "x-version": "1.0",
    "x-date": "2026-01-01",
    "type": "object",
    "x-unknown": "drops",
    "x-reads": "raw",
    "x-wrong": "refused",
    "required": ["speed"],
    "properties": {
        "rate": {"type": "number", "minimum": 0, "default": 0.1},
        "speed": {"enum": ["slow", "fast", None], "default": None},
        "quick": {"type": "boolean", "default": False, "x-applies-if": "speed != null"},
        "other_file": {"type": ["string", "null"], "default": None},
        "section": {"type": "object", "properties": {"rate": {"type": "number"}}, "x-unknown": "refuses"},
    },
}
CONCEPTS = (
    "learning_rate: the peak learning rate\npacking: several samples share one row\nprecision.mixed: fewer bits\n"
)
FILES = {
    "rules/toy/rate-too-high.yaml": RULE,
    "rules/toy/quick-and-slow.yaml": OTHER,
    "schemas/toy/framework.yaml": FRAMEWORK,
    "schemas/toy/1.0.json": json.dumps(SCHEMA, indent=1) + "\n",
    "schemas/toy/example.yaml": "rate: 0.1\n",
    "schemas/concepts.yaml": CONCEPTS,
    "schemas/model_families.yaml": "patterns: []\nfacts: {}\nformer_names: {}\nown_code: {}\n"
    "tokenizers: []\ntied: []\n",
    "schemas/architectures.json": '{"models": {}, "classes": {}}\n',
    "schemas/diffusion.json": '{"beside": [], "models": {}}\n',
    "schemas/layer_classes.json": '{"models": {}}\n',
    "schemas/model_sizes.json": '{"positions": {}, "layers": {}}\n',
    "schemas/adapters.json": '{"methods": {}, "default_targets": {}, "feedforward": {}, "adaption_prompt": []}\n',
}


def plant(root: Path, changes: dict[str, tuple[str, str]] | None = None, more: dict[str, str] | None = None) -> Path:
    """Write the tree with one text replaced by another in some files, and with further files."""
    for name, text in {**FILES, **(more or {})}.items():
        old, new = (changes or {}).get(name, ("", ""))
        assert old in text, f"{old!r} is not in {name}"
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    for name in META:
        shutil.copy(ROOT / "schemas" / name, root / "schemas" / name)
    return root


def errors_in(root: Path) -> list[str]:
    """What the builder says of a tree: `path:line:column: message`."""
    compiled = compile_all(str(root / "rules"), str(root / "schemas"))
    return [f"{e['path']}:{e['line']}:{e['column']}: {e['message']}" for e in compiled["errors"]]

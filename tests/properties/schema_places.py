"""Every key of a framework's schema with a small config in which it stands, and values that fit it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from loralint.checks.finding import Finding
from loralint.checks.shape.check import check_shape
from loralint.config.config import Config
from loralint.config.shape import Shape, root_shape
from loralint.knowledge.frameworks import framework_names, load_framework
from loralint.syntax import parse
from loralint.syntax.keypath import Path
from loralint.syntax.node import Source


def _tells_unknown_keys(name: str) -> bool:
    framework = load_framework(name)
    return framework.schema(framework.default_version).get("x-unknown", "keeps") != "keeps"


FRAMEWORKS = tuple(name for name in framework_names() if _tells_unknown_keys(name))
_DEEPEST = 4


class Place(NamedTuple):
    """A key with its place: `beside` are the keys of the same mapping that make it known there."""

    framework: str
    path: Path
    fields: dict[str, Any]
    beside: dict[str, Any]
    form: tuple[int, ...] = ()
    """Which alternatives of the sections above are meant."""

    @property
    def key(self) -> str:
        return str(self.path[-1])


def places(name: str) -> Iterator[Place]:
    """Every key that is neither deprecated nor a remark, at every level, under every type that brings it in."""
    framework = load_framework(name)
    yield from _below(name, root_shape(framework.schema(framework.default_version)), ())


def _below(name: str, shape: Shape, path: Path, form: tuple[int, ...] = ()) -> Iterator[Place]:
    for number, branch in enumerate(shape.branches()):
        told: set[str] = set()
        mine = (*form, number)
        for beside in ({}, *_conditions(branch)):
            for key, fields in branch.members(beside).items():
                if key in told or key in beside or key.startswith("_") or {"x-deprecated", "x-plugin"} & set(fields):
                    continue
                told.add(key)
                yield Place(name, (*path, key), fields, beside, mine)
                if len(path) < _DEEPEST and not beside:
                    yield from _below(name, branch.narrowed(fields), (*path, key), mine)
        items = branch.schema.get("items")
        if isinstance(items, dict) and len(path) < _DEEPEST:
            yield from _below(name, branch.narrowed(items), (*path, 0), mine)


def _conditions(shape: Shape) -> Iterator[dict[str, Any]]:
    for part in shape.schema.get("allOf") or ():
        tests = part.get("if", {}).get("properties", {})
        if tests:
            yield {key: test["const"] if "const" in test else test["enum"][0] for key, test in tests.items()}


def fitting(fields: dict[str, Any], root: dict[str, Any]) -> Any:
    """A value that the schema takes without conversion."""
    shape = Shape({}, root, "raw", "kept").narrowed(fields)
    default = shape.schema.get("default")
    if default is not None:
        return default
    branch = next((b for b in shape.branches() if b.types() != ("null",)), shape)
    listed = branch.schema.get("enum") or ([branch.schema["const"]] if "const" in branch.schema else [])
    chosen = next((value for value in listed if value is not None), None)
    kinds = [kind for kind in branch.types() if kind != "null"]
    low = branch.schema.get("minimum", branch.schema.get("exclusiveMinimum", 0))
    blank = {"boolean": True, "integer": int(low) + 1, "number": low + 0.25, "string": "abc", "array": [], "object": {}}
    return chosen if chosen is not None else blank[kinds[0]] if kinds else "abc"


def config_with(place: Place, members: dict[str, Any]) -> Config:
    """The framework's clean example with members beside the place's own, which is taken out."""
    framework = load_framework(place.framework)
    data = json.loads(json.dumps(framework.example))
    inner: Any = data
    for step, following in zip(place.path[:-1], place.path[1:], strict=True):
        if not isinstance(step, int):
            inner[step] = [{}] if isinstance(following, int) else {}
        inner = inner[step]
    inner.update(place.beside)
    inner.pop(place.key, None)
    inner.update(members)
    # JSON is YAML as well; the difference does not matter to names of keys.
    source = Source("config.json", json.dumps(data).encode())
    return Config(parse(source, "json"), framework, framework.default_version)


def unknown_keys(config: Config, path: Path) -> list[Finding]:
    """The findings about a key that is unknown at its place."""
    return [f for f in check_shape(config) if f.rule == "unknown-key" and f.key == path]

"""Which keys of a dataset entry a function of Axolotl reads, told by its source, without running it.

What a function hands on is followed: into functions of the package, methods of its class and those of its bases.
"""

from __future__ import annotations

import ast
import os
from functools import lru_cache
from typing import NamedTuple

ENTRY_NAMES = {"ds_cfg", "dataset_config"}
"""What the loaders call an entry of `datasets`."""
METHODS = {"get", "items", "copy", "model_dump", "to_dict"}


class Definition(NamedTuple):
    """A function or class, the module that it stands in, and the class of a method."""

    node: ast.AST
    module: str
    of: ast.ClassDef | None = None


class Source:
    """The modules of a package, parsed as they are asked for."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.tree = lru_cache(maxsize=None)(self._tree)

    def path(self, module: str) -> str | None:
        """The file of a module; None where there is none."""
        base = os.path.join(self.root, *module.split("."))
        return next((path for path in (f"{base}.py", f"{base}/__init__.py") if os.path.isfile(path)), None)

    def _tree(self, module: str) -> ast.Module:
        path = self.path(module)
        assert path is not None, module
        with open(path, encoding="utf-8") as stream:
            return ast.parse(stream.read())

    def modules(self, package: str) -> list[str]:
        """The names of the modules in a package."""
        names = os.listdir(os.path.join(self.root, *package.split(".")))
        return sorted(name[:-3] for name in names if name.endswith(".py") and name != "__init__.py")

    def packages(self, package: str) -> list[str]:
        """The names of the packages in a package."""
        folder = os.path.join(self.root, *package.split("."))
        return sorted(name for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name, "__init__.py")))

    def define(self, name: str, module: str) -> Definition | None:
        """What a name of a module stands for: defined there, or imported from another module of the package."""
        for node in self.tree(module).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
                return Definition(node, module)
            if isinstance(node, ast.ImportFrom) and any((item.asname or item.name) == name for item in node.names):
                origin = self._absolute(node, module)
                original = next(item.name for item in node.names if (item.asname or item.name) == name)
                return self.define(original, origin) if self.path(origin) else None
        return None

    def _absolute(self, node: ast.ImportFrom, module: str) -> str:
        """The module that an import names; a package itself is the first one up."""
        if not node.level:
            return node.module or ""
        up = node.level - (self.path(module) or "").endswith("__init__.py")
        parts = module.split(".")
        return ".".join([*parts[: len(parts) - up], *([node.module] if node.module else [])])

    def inherited(self, owner: Definition) -> dict[str, Definition]:
        """The methods of a class's bases."""
        assert isinstance(owner.node, ast.ClassDef)
        found: dict[str, Definition] = {}
        for base in owner.node.bases:
            parent = self.define(base.id, owner.module) if isinstance(base, ast.Name) else None
            found.update(self.methods(parent) if parent else {})
        return found

    def methods(self, owner: Definition) -> dict[str, Definition]:
        """The methods of a class, those of its bases among them."""
        assert isinstance(owner.node, ast.ClassDef)
        own = [node for node in owner.node.body if isinstance(node, ast.FunctionDef)]
        return {**self.inherited(owner), **{node.name: Definition(node, owner.module, owner.node) for node in own}}


def keys_read(source: Source, function: Definition, entries: set[str], owner: Definition | None = None) -> set[str]:
    """The keys that a function reads of the values called `entries`, and the functions to which it hands them."""
    found: set[str] = set()
    entries = entries | {name for name in ENTRY_NAMES if entries}
    for node in ast.walk(function.node):
        key = key_of(node, entries)
        if key is not None:
            found.add(key)
        if isinstance(node, ast.Call):
            found |= _read_by_call(source, node, function, entries, owner)
    return found - _only_denied(function.node, entries)


def key_of(node: ast.AST, entries: set[str]) -> str | None:
    """The key that an expression takes: `entry.key`, `entry["key"]`, `entry.get("key")`, `"key" in entry`."""
    if isinstance(node, ast.Attribute) and _is_entry(node.value, entries) and node.attr not in METHODS:
        return node.attr
    if isinstance(node, ast.Subscript) and _is_entry(node.value, entries):
        return _text(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return _text(node.args[0]) if _is_entry(node.func.value, entries) else None
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In) and _is_entry(node.comparators[0], entries):
        return _text(node.left)
    return None


def _is_entry(node: ast.AST, entries: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in entries


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _only_denied(function: ast.AST, entries: set[str]) -> set[str]:
    """Keys of which a function only asks that they are not set: `entry.a and not entry.b` reads a alone."""
    denied = {id(node.operand): node for node in ast.walk(function) if _denies(node)}
    uses = [(node, key_of(node, entries)) for node in ast.walk(function)]
    asked = {key for node, key in uses if key is not None and id(node) not in denied}
    return {key for node, key in uses if key is not None and id(node) in denied} - asked


def _denies(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _read_by_call(
    source: Source, call: ast.Call, function: Definition, entries: set[str], owner: Definition | None
) -> set[str]:
    handed = [
        *((index, None) for index, argument in enumerate(call.args) if _is_entry(argument, entries)),
        *((None, keyword.arg) for keyword in call.keywords if _is_entry(keyword.value, entries)),
    ]
    called = _called(source, call.func, function, owner) if handed else None
    if called is None:
        return set()
    assert isinstance(called.node, ast.FunctionDef)
    names = [argument.arg for argument in called.node.args.args]
    names = names[1:] if names[:1] == ["self"] else names
    taken = {
        names[index] if index is not None else str(name)
        for index, name in handed
        if index is None or index < len(names)
    }
    return keys_read(source, called, taken, owner)


def _called(source: Source, name: ast.AST, function: Definition, owner: Definition | None) -> Definition | None:
    if isinstance(name, ast.Name):
        found = source.define(name.id, function.module)
        return found if found is not None and isinstance(found.node, ast.FunctionDef) else None
    if isinstance(name, ast.Attribute) and owner is not None:
        if isinstance(name.value, ast.Call) and function.of is not None:  # super().method(...)
            return source.inherited(Definition(function.of, function.module)).get(name.attr)
        return source.methods(owner).get(name.attr)
    return None

"""Axolotl's config classes out of its source: imported with stand-ins for all that they do not need, plugins read.

Only the modules that define config classes are run, and the prompters; of third-party packages only pydantic is needed.
"""

from __future__ import annotations

import ast
import enum
import importlib
import importlib.abc
import importlib.machinery
import os
import re
import sys
import types
import zipfile
from collections.abc import Sequence

import pydantic

REAL_PACKAGES = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection", "yaml"}
CONFIG_MODULES = re.compile(
    r"axolotl\.(prompters|utils\.schemas(\.\w+)*|integrations\.\w+\.(args|constants|vendored(\.\w+)*))"
)
Model = type[pydantic.BaseModel]


class StandIn(str):
    """Whatever a module would import from a package that is not needed; its text is its name (`torch.int4`)."""

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(name)

    def __call__(self, *_: object, **__: object) -> StandIn:
        """Decorators and factories give themselves."""
        return self


class Resampling(enum.IntEnum):
    """Pillow's filter numbers: the one foreign enum that a config class mentions."""

    NEAREST, LANCZOS, BILINEAR, BICUBIC, BOX, HAMMING = range(6)


class StandInModule(types.ModuleType):
    """A package that hands out stand-ins."""

    def __init__(self, name: str, path: list[str]) -> None:
        super().__init__(name)
        self.__path__ = path

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return Resampling if name == "Resampling" else StandIn(name)


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Runs Axolotl's config modules from `source`; its packages become empty, all that is foreign a stand-in."""

    def __init__(self, source: str) -> None:
        self.source = source

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,  # noqa: ARG002 (the protocol's signature)
    ) -> importlib.machinery.ModuleSpec | None:
        """Python's own, pydantic and the config modules are real; the rest is this loader's."""
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top in REAL_PACKAGES or top.startswith("_"):
            return None
        if CONFIG_MODULES.fullmatch(name):
            return importlib.machinery.PathFinder.find_spec(name, path)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """An empty package; one of Axolotl's knows its folder, so that what is below can be found."""
        folder = os.path.join(self.source, *spec.name.split("."))
        below = spec.name.startswith("axolotl") and os.path.isdir(folder)
        return StandInModule(spec.name, [folder] if below else [])

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing is run."""


def string_constant(node: ast.AST | None) -> str | None:
    """The text of a literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def plugins(source: str) -> list[tuple[list[str], str]]:
    """The names by which each plugin that brings keys may be listed, and its class of keys, read from the source."""
    found = []
    root = os.path.join(source, "axolotl", "integrations")
    with open(os.path.join(root, "base.py"), encoding="utf-8") as stream:
        colons = "def normalize_plugin_name" in stream.read()  # since then `module:Class` is understood too
    for folder in sorted(os.listdir(root)):
        package = f"axolotl.integrations.{folder}"
        reexported = _imported_names(os.path.join(root, folder, "__init__.py"))
        for file in sorted(_python_files(os.path.join(root, folder))):
            with open(os.path.join(root, folder, file), encoding="utf-8") as stream:
                tree = ast.parse(stream.read())
            for plugin, args in _plugin_classes(tree):
                module = package if file == "__init__.py" else f"{package}.{file[:-3]}"
                names = [f"{module}.{plugin}"]
                if plugin in reexported:
                    names.insert(0, f"{package}.{plugin}")
                names += [name.removeprefix("axolotl.integrations.") for name in names]
                names += [":".join(name.rsplit(".", 1)) for name in names] if colons else []
                found.append((list(dict.fromkeys(names)), f"{package}.args:{args.rpartition('.')[2]}"))
    return found


def _python_files(folder: str) -> list[str]:
    return [name for name in os.listdir(folder) if name.endswith(".py")] if os.path.isdir(folder) else []


def _imported_names(file: str) -> set[str]:
    if not os.path.exists(file):
        return set()
    with open(file, encoding="utf-8") as stream:
        tree = ast.parse(stream.read())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def _plugin_classes(tree: ast.Module) -> list[tuple[str, str]]:
    """Classes with a `get_input_args` that returns a literal, and that literal."""
    found = []
    for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for method in cls.body:
            if not (isinstance(method, ast.FunctionDef) and method.name == "get_input_args"):
                continue
            texts = [string_constant(node.value) for node in ast.walk(method) if isinstance(node, ast.Return)]
            found += [(cls.name, text) for text in texts if text]
    return found


def always_loaded(source: str) -> set[str]:
    """The plugins that Axolotl loads without being asked."""
    with open(os.path.join(source, "axolotl", "integrations", "base.py"), encoding="utf-8") as stream:
        tree = ast.parse(stream.read())
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "BUILTIN_PLUGINS":
            return set(ast.literal_eval(node.value))
    return set()


def config_class(source: str) -> tuple[Model, dict[str, list[str]]]:
    """The config class with the keys of all plugins, and for each plugin's key the names that bring it."""
    sys.meta_path.insert(0, Importer(source))
    base: Model = importlib.import_module("axolotl.utils.schemas.config").AxolotlInputConfig
    always = always_loaded(source)
    classes: list[Model] = []
    needs: dict[str, list[str]] = {}
    for names, target in plugins(source):
        module, _, name = target.partition(":")
        args: Model = getattr(importlib.import_module(module), name)
        classes.append(args)
        for field in set(args.model_fields) - set(base.model_fields):
            if not always & set(names):
                needs.setdefault(field, []).extend(names)
    # Axolotl itself builds its class like this (integrations/config.py: merge_input_args).
    combined: Model = type("AxolotlConfig", (base, *dict.fromkeys(classes)), {})
    return combined, {key: sorted(needs[key]) for key in sorted(needs)}


def version_of(source: str) -> str:
    """The version by the name of the dist-info folder."""
    for name in sorted(os.listdir(source)):
        match = re.fullmatch(r"axolotl-(.+)\.dist-info", name)
        if match:
            return match[1]
    raise SystemExit(f"{source}: no axolotl-<version>.dist-info")


def newest_member(source: str) -> str:
    """The day on which the wheel was built."""
    with zipfile.ZipFile(source) as wheel:
        return "{:04}-{:02}-{:02}".format(*max(info.date_time for info in wheel.infolist())[:3])

"""Where loralint's own data lives: marshalled values and Python, made from `rules/` and `schemas/`.

A wheel carries the compiled files in `loralint/data/`. In a source tree the same files are compiled on first use and
again whenever a source is newer; nothing else of loralint reads YAML rules.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from importlib.machinery import SourceFileLoader

from loralint.knowledge.packed import SUFFIX, packed, read_packed
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(PACKAGE, "data")
SOURCE_TREE = os.path.dirname(PACKAGE)
RULES = os.path.join(SOURCE_TREE, "rules")
SCHEMAS = os.path.join(SOURCE_TREE, "schemas")
_STAMP = "stamp"


def in_source_tree() -> bool:
    """Is this a checkout (also one installed as editable), whose rules and schemas stand beside the package?"""
    return os.path.isdir(RULES) and os.path.isfile(os.path.join(SCHEMAS, "rule.schema.json"))


@cache
def load(name: str) -> Any:
    """The compiled data `name`, such as ``frameworks`` or ``schemas/peft/0.21.2``.

    Raises FileNotFoundError where there are none.
    """
    fresh = _in_memory()
    if fresh is not None:
        return fresh[name] if name in fresh else _missing(name)
    with open(os.path.join(DATA, name + SUFFIX), "rb") as file:
        return read_packed(file.read())


@cache
def module(name: str) -> Mapping[str, Any]:
    """The names of the compiled Python file `name`, such as ``guards/peft.py``; its byte code is kept beside it.

    Raises FileNotFoundError where there is no such file.
    """
    names: dict[str, Any] = {}
    fresh = _in_memory()
    if fresh is None:
        code = SourceFileLoader(name, os.path.join(DATA, name)).get_code(name)
    else:
        code = compile(fresh[name] if name in fresh else _missing(name), name, "exec")
    exec(code or "", names)  # noqa: S102 - loralint's own
    return names


def is_stale() -> bool:
    """Is this a source tree whose rules, schemas or code are not those that were compiled?"""
    return in_source_tree() and _inputs() != _stamp()


def _in_memory() -> dict[str, Any] | None:
    """The data of changed sources where they cannot be written; None where they stand in the folder."""
    return _compiled_now() if is_stale() else None


@lru_cache(maxsize=1)
def _compiled_now() -> dict[str, Any] | None:
    """Compile the sources; the result itself where it cannot be written, else None."""
    from loralint.knowledge.build import compile_all, write_compiled

    inputs = _inputs()
    compiled = compile_all(RULES, SCHEMAS)
    try:
        write_compiled(compiled, DATA)
        with open(os.path.join(DATA, _STAMP), "wb") as file:
            file.write(packed(inputs))
    except OSError:
        return compiled
    _stamp.cache_clear()
    return None


@lru_cache(maxsize=1)
def _stamp() -> Any:
    """The sources from which the data were compiled, as `_inputs` lists them."""
    try:
        with open(os.path.join(DATA, _STAMP), "rb") as file:
            return read_packed(file.read())
    except (OSError, ValueError, EOFError, TypeError):
        return None


@lru_cache(maxsize=1)
def _inputs() -> list[list[Any]]:
    """Path, size and time of every source and of the code: a removed one counts as a change as well."""
    found: list[list[Any]] = []
    waiting = [RULES, SCHEMAS, PACKAGE]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir() and entry.name not in ("generate", "__pycache__", "data"):
                    waiting.append(entry.path)
                elif entry.is_file() and entry.name.endswith((".yaml", ".json", ".py")):
                    status = entry.stat()
                    found.append([os.path.relpath(entry.path, SOURCE_TREE), status.st_size, status.st_mtime_ns])
    return sorted(found)


def _missing(name: str) -> Any:
    raise FileNotFoundError(name)

"""The modules that every check needs as the source of one, made when a wheel is built: a start opens one file, not 100.

Each module becomes a function whose code runs in the namespace of that module; `loralint.cli` loads them all. In a
source tree there is no such file, and every module is loaded from its own.
"""

from __future__ import annotations

import ast
import os
import subprocess
import symtable
import sys
import tempfile
from graphlib import TopologicalSorter
from importlib.util import find_spec

from loralint.knowledge.data import PACKAGE
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULE = "start.py"
"""The file of the package."""
_CLEAN = {
    "adapter_config.json": '{"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj", "v_proj"], '
    '"base_model_name_or_path": "meta-llama/Llama-3.2-1B", "task_type": "CAUSAL_LM"}'
}
_ASK = """
import sys
root, data, *paths = sys.argv[1:]
sys.path.insert(0, root)
import loralint.knowledge.data as d
d.DATA, d.in_source_tree = data, lambda: False
from loralint.cli import main
main(["check", *paths])
print(*(name for name in sys.modules if name.startswith("loralint.")), file=sys.stderr)
"""
_HEAD = '''"""Generated from other modules when the wheel was built; see loralint/knowledge/start_source.py."""

from __future__ import annotations

import os
import sys

_FOLDER = os.path.dirname(os.path.abspath(__file__))


def _make(name, body, is_package):
    module = type(sys)(name)
    file = os.path.join(_FOLDER, *name.split(".")[1:])
    module.__file__ = os.path.join(file, "__init__.py") if is_package else file + ".py"
    if is_package:
        module.__path__ = [file]
    sys.modules[name] = module
    exec(body.__code__, module.__dict__)
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


'''
_TAIL = """
for _name, _body, _is_package in MODULES:
    if _name not in sys.modules:
        _make(_name, _body, _is_package)
"""


def start_source(modules: Iterable[str]) -> str:
    """The source of one file with some modules of loralint, such as `["loralint.run"]`."""
    bodies: list[str] = []
    entries: list[str] = []
    for number, name in enumerate(_in_order(modules)):
        spec = find_spec(name)
        assert spec is not None
        bodies.append(_body(f"_{number}", _source(name)))
        entries.append(f"    ({name!r}, _{number}, {spec.submodule_search_locations is not None}),")
    return "\n".join([_HEAD, *bodies, "MODULES = (", *entries, ")", _TAIL])


def _in_order(modules: Iterable[str]) -> list[str]:
    """Modules with those before them that they import; packages first of all."""
    wanted = set(modules)
    needs = {name: {*_imported(name), name.rpartition(".")[0]} & wanted for name in sorted(wanted)}
    return list(TopologicalSorter(needs).static_order())


def _imported(name: str) -> set[str]:
    """What a module imports when it is loaded."""
    tree = ast.parse(_source(name))
    found: set[str] = set()
    for node in _lean(tree.body, is_module=True):
        for inner in ast.walk(node) if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) else ():
            if isinstance(inner, ast.ImportFrom) and inner.module:
                found |= {inner.module, *(f"{inner.module}.{alias.name}" for alias in inner.names)}
    return found - {name}


def _source(name: str) -> str:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    with open(spec.origin, encoding="utf-8") as file:
        return file.read()


def _body(function: str, source: str) -> str:
    """A module as a function: all that it binds is global, so that the function's code fills a namespace."""
    table = symtable.symtable(source, function, "exec")
    names = sorted(symbol.get_name() for symbol in table.get_symbols() if _is_bound(symbol))
    body: list[ast.stmt] = [ast.Global(names)] if names else []
    body += _lean(ast.parse(source).body, is_module=True)
    arguments = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    definition = ast.FunctionDef(function, arguments, body or [ast.Pass()], decorator_list=[])
    return ast.unparse(ast.fix_missing_locations(definition)) + "\n\n"


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _lean(body: Iterable[ast.stmt], is_module: bool = False) -> list[ast.stmt]:
    """Statements without what only people and type checkers read; the annotations in classes make records."""
    found: list[ast.stmt] = []
    for node in body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            found += _lean(node.orelse, is_module)
        elif not _is_idle(node):
            found += _leaner(node, is_module)
    return found


def _is_idle(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _leaner(node: ast.stmt, is_module: bool) -> list[ast.stmt]:
    if is_module and isinstance(node, ast.AnnAssign):
        # A name that is declared global takes no annotation.
        return [ast.Assign([node.target], node.value)] if node.value is not None else []
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        node.body = _lean(node.body) or [ast.Pass()]
    if isinstance(node, ast.FunctionDef):
        node.returns = None
        for part in ast.walk(node.args):
            if isinstance(part, ast.arg):
                part.annotation = None
    if is_module and isinstance(node, (ast.If, ast.Try)):
        node.body = _lean(node.body, is_module) or [ast.Pass()]
        node.orelse = _lean(node.orelse, is_module)
    return [node]


def modules_of_a_check(data: str) -> list[str]:
    """The modules that a check of a clean file loads, but for those of YAML; `data` is the folder of compiled data."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _CLEAN.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        root = os.path.dirname(PACKAGE)
        done = subprocess.run(  # noqa: S603 - this Python
            [sys.executable, "-c", _ASK, root, data, *_CLEAN], cwd=folder, capture_output=True, text=True, check=True
        )
    return [name for name in done.stderr.split() if name.startswith("loralint.") and name != "loralint.cli"]

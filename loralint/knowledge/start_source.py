"""The modules that every check needs as the source of one, made when a wheel is built: a start opens one file, not 100.

Each module becomes a function whose code runs in the namespace of that module. In a source tree there is no such file,
and every module is loaded from its own.
"""

from __future__ import annotations

import ast
import os
import subprocess
import symtable
import sys
import tempfile
from importlib.util import find_spec

from loralint.knowledge.data import PACKAGE
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULE = "start.py"
"""The file of the package."""
_CLEAN = {
    "adapter_config.json": '{"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj", "v_proj"], '
    '"base_model_name_or_path": "meta-llama/Llama-3.2-1B", "task_type": "CAUSAL_LM"}',
    "config.yaml": "base_model: meta-llama/Llama-3.2-1B\nadapter: lora\nlora_r: 8\nlora_alpha: 16\n"
    "lora_target_modules: [q_proj, v_proj]\ndatasets:\n  - path: a/b\n    type: alpaca\nmicro_batch_size: 1\n"
    "num_epochs: 1\nlearning_rate: 0.0002\noptimizer: adamw_torch\nlr_scheduler: cosine\nbf16: true\n"
    "max_grad_norm: 1.0\noutput_dir: ./out\n",
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
_Spec = type(__spec__)


class _Start:
    """Finds and runs the modules that stand here."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in MODULES:
            return None
        spec = _Spec(name, _Start, is_package=MODULES[name][1])
        if MODULES[name][1]:
            spec.submodule_search_locations.append(os.path.join(_FOLDER, *name.split(".")[1:]))
        return spec

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        body, is_package = MODULES[module.__name__]
        file = os.path.join(_FOLDER, *module.__name__.split(".")[1:])
        module.__file__ = os.path.join(file, "__init__.py") if is_package else file + ".py"
        exec(body.__code__, module.__dict__)


'''
_TAIL = "sys.meta_path.insert(0, _Start)\n"


def start_source(modules: Iterable[str]) -> str:
    """The source of one file with some modules of loralint, such as `["loralint.run"]`."""
    bodies: list[str] = []
    entries: list[str] = []
    for number, name in enumerate(modules):
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        with open(spec.origin, encoding="utf-8") as file:
            bodies.append(_body(f"_{number}", file.read()))
        entries.append(f"    {name!r}: (_{number}, {spec.submodule_search_locations is not None}),")
    return "\n".join([_HEAD, *bodies, "MODULES = {", *entries, "}", _TAIL])


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
    """The modules of loralint that a check of a clean JSON file and of a clean YAML file loads; `data` is compiled."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _CLEAN.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        root = os.path.dirname(PACKAGE)
        done = subprocess.run(  # noqa: S603 - this Python
            [sys.executable, "-c", _ASK, root, data, *_CLEAN], cwd=folder, capture_output=True, text=True, check=True
        )
    return done.stderr.split()

"""The house: imports lead downwards only, between packages and between files, and there is no circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "loralint"
FLOORS = (
    ("words", "version"),
    ("syntax", "expressions"),
    ("edit", "files"),
    ("diagnostics", "settings"),
    ("knowledge",),
    ("config",),
    ("checks",),
    ("run",),
    ("repair",),
    ("report",),
    ("explain",),
    ("__init__",),
    ("cli", "lsp"),
    ("__main__",),
)
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}


def _module(path: Path) -> str:
    return ".".join(("loralint", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


MODULES = {_module(path): path for path in PACKAGE.rglob("*.py") if "data" not in path.parts}


def _imports(path: Path) -> set[str]:
    """The modules of loralint that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & MODULES.keys() or {node.module or ""}
    return found & MODULES.keys()


GRAPH = {module: _imports(path) for module, path in MODULES.items()}


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def test_every_room_has_its_floor_and_there_are_few():
    assert {_room(module) for module in MODULES} <= FLOOR.keys()
    assert len({_room(module) for module in MODULES}) <= 20


def test_imports_lead_downwards():
    upwards = {
        f"{module} -> {target}"
        for module, targets in GRAPH.items()
        for target in targets
        if _room(module) != _room(target) and FLOOR[_room(target)] >= FLOOR[_room(module)]
    }
    assert upwards == set()


def test_no_file_imports_itself_by_a_detour():
    TopologicalSorter(GRAPH).prepare()

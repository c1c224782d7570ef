"""A hook runs at every commit: a check imports only what its file needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import loralint
from loralint.knowledge.data import DATA
from loralint.knowledge.start_source import MODULE, modules_of_a_check, start_source

HEAVY = {"typer", "jsonschema", "ruamel.yaml", "rich", "pydantic", "dataclasses", "inspect", "ast", "pathlib", "click"}
AXOLOTL = "base_model: NousResearch/Llama-3.2-1B\nadapter: lora\nlora_rnak: 8\nmicro_batch_size: 1\n"
PEFT = json.dumps({"peft_type": "LORA", "r": 8, "lora_alpha": 16, "lora_rnak": 4})
CLEAN = json.dumps({"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj", "v_proj"]})

# What a clean adapter_config.json needs, by package; a module more is a decision.
NEEDED = {
    "": {"run", "version"},
    "checks": {"rules", "scopes", "shape"},
    "checks.shape": {"check", "fitting", "missing_key", "ranges"},
    "cli": {"check", "configure", "failure", "fault", "options", "output", "progress", "quick"},
    "config": {
        "absent",
        "assigned",
        "candidates",
        "config",
        "facts",
        "file_version",
        "functions",
        "identity_cache",
        "links",
        "loaders",
        "pending_fixes",
        "places",
        "project",
        "reading",
        "recognise",
        "referrers",
        "schema_parts",
        "scope",
        "shape",
        "versions",
    },
    "config.loaders": {"loader"},
    "diagnostics": {"fault", "has_remarks", "patches", "record"},
    "edit": {"record"},
    "expressions": {
        "evaluate",
        "expr",
        "functions",
        "operators",
        "pattern",
        "python_names",
        "steps",
        "text_functions",
        "unknown",
    },
    "files": {"discover", "paths", "read"},
    "knowledge": {
        "adapters",
        "data",
        "families",
        "frameworks",
        "guards",
        "kinds",
        "layer_classes",
        "module_tree",
        "modules",
        "packed",
        "rules",
        "settings_check",
        "version_numbers",
    },
    "report": {"compose", "fold", "options", "safe", "summary", "text"},
    "settings": {"keys", "load", "record"},
    "syntax": {"data", "decode", "json_error", "json_reader", "keypath", "limits", "node"},
    "words": {"lazy_pattern", "light_typing", "wildcard"},
}


def _imported(name: str, content: str, folder: Path) -> set[str]:
    (folder / name).write_text(content)
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom loralint.cli import main\n"
        f"main(['check', {name!r}])\nprint(*sorted(set(sys.modules) - before), file=sys.stderr)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=False)  # compiles the rules
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("name", "content", "forbidden"),
    [("config.yaml", AXOLOTL, HEAVY), ("adapter_config.json", PEFT, HEAVY | {"yaml"})],
    ids=["yaml", "json"],
)
def test_a_check_imports_no_more_than_it_needs(name, content, forbidden, tmp_path):
    assert not _imported(name, content, tmp_path) & forbidden


def test_a_clean_file_needs_these_modules_and_no_other(tmp_path):
    imported = _imported("adapter_config.json", CLEAN, tmp_path)
    assert not imported & {"typing", "json", "contextlib", "fnmatch", "tomllib", "yaml"}
    packages = {f"loralint.{name}" for name in NEEDED if name}
    needed = {".".join(filter(None, ("loralint", name, one))) for name, ones in NEEDED.items() for one in ones}
    own = {name for name in imported if name.startswith("loralint.")} - packages - {"loralint.cli"}
    assert own - {"loralint.checks.shape", "loralint.config.loaders"} <= needed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The package as a wheel has it: with its data, and with the modules of every check in one file."""
    folder = tmp_path_factory.mktemp("wheel")
    package = Path(loralint.__file__).parent
    shutil.copytree(package, folder / "loralint", ignore=shutil.ignore_patterns("__pycache__"))
    modules = modules_of_a_check(DATA)
    assert {"loralint.run", "loralint.checks.scopes", "loralint.syntax.json_reader"} <= set(modules)
    (folder / "loralint" / MODULE).write_text(start_source(modules))
    return folder


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("config.yaml", AXOLOTL, 1),
        ("adapter_config.json", PEFT, 1),
        ("adapter_config.json", CLEAN, 0),
        ("adapter_config.json", "{", 1),
        ("adapter_config.json", '{"peft_type": "LORA", "r": "x", "r": 8}', 1),
        ("other.json", "{}", 2),
    ],
)
def test_the_modules_in_one_file_do_the_same(name, content, code, wheel, tmp_path):
    (tmp_path / name).write_text(content)
    ask = "import sys; from loralint.cli import main; code = main(['check', '--notes', sys.argv[1]]); "
    runs = []
    for before in ("", f"sys.path.insert(0, {str(wheel)!r}); "):
        program = ask.replace("import sys; ", f"import sys; {before}") + "print('loralint.start' in sys.modules, code)"
        command = [sys.executable, "-c", program, name]
        runs.append(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True))
    own, bundled = runs
    assert own.stdout.endswith(f"False {code}\n")
    assert bundled.stdout.endswith(f"True {code}\n")
    assert own.stdout.rpartition("False")[0] == bundled.stdout.rpartition("True")[0]
    assert own.stderr == bundled.stderr

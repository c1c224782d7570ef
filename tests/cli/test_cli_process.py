"""What only a process of its own shows: imports, pipes, the exit code that a shell sees."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HEAVY = {"rich", "typer", "click", "yaml", "jsonschema", "ruamel", "pathlib", "dataclasses", "inspect", "ast", "enum"}


def python(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": ROOT}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, **options)


def imported(code, *flags):
    """The heavy modules that a piece of code brings in beyond what a bare interpreter has."""
    shown = "; import sys; print(*sorted(set(sys.modules)))"
    bare = set(python(*flags, "-c", "import re, typing, json, fnmatch" + shown).stdout.split())
    run = python(*flags, "-c", code + shown)
    assert run.returncode == 0, run.stderr
    return (set(run.stdout.split()) - bare) & HEAVY


@pytest.mark.parametrize(
    "module", ["loralint.cli", "loralint.cli.check", "loralint.report.text", "loralint.report.json"]
)
def test_the_command_line_brings_in_nothing_heavy(module):
    assert imported(f"import {module}") == set()


def test_only_the_app_brings_in_typer():
    assert "typer" in imported("import loralint.cli.app")


def test_python_m_loralint_works_and_ends_with_the_exit_code(tmp_path):
    run = python("-m", "loralint", "check", "gone.yaml", "--format", "concise", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout.startswith("gone.yaml: error[")
    assert run.stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="pipes close otherwise elsewhere")
def test_a_reader_that_goes_away_is_no_fault(tmp_path):
    (tmp_path / "a.py").write_text(
        "import sys\nfrom loralint.cli import output, main\n"
        "import loralint.cli.rules as rules\n"
        "rules.run_rules = lambda options: output.write('x' * 10_000_000) or 0\n"
        "sys.exit(main(['rules']))\n"
    )
    command = f"{sys.executable} a.py | head -c 1; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "PYTHONPATH": ROOT}
    run = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("x0\n", "")

"""Run a script that measures a framework in a Python that has it, and read the figures that it prints."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from typing import Any

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 300.0


def measured(script: str, framework: str = "peft") -> dict[str, Any]:
    """Give the figures of one script; the test is skipped where the framework cannot be imported."""
    variable = f"LORALINT_{framework.upper()}_PYTHON"
    python = os.environ.get(variable, sys.executable)
    if not _imports(python, framework):
        pytest.skip(f"{framework} and transformers cannot be imported; {variable} names a python that can")
    return _figures(python, script)


@functools.cache
def _imports(python: str, framework: str) -> bool:
    probe = [python, "-c", f"import torch, transformers, {framework}"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


@functools.cache
def _figures(python: str, script: str) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": HERE, "CUDA_VISIBLE_DEVICES": "", "HF_HUB_OFFLINE": "1"}
    command = [python, os.path.join(HERE, f"{script}.py")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=LIMIT, env=environment, cwd=HERE
    )
    assert done.returncode == 0, done.stderr[-2000:]
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures

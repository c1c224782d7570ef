"""The hooks, run by the real pre-commit on a scratch repository: it installs loralint as it would for a user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
BROKEN = """\
base_model: NousResearch/Llama-3.2-1B
datasets:
  - path: tatsu-lab/alpaca
    type: alpaca
adapter: lora
lora_rnak: 64
lora_alpha: 64
lora_target_linear: true
micro_batch_size: 2
learning_rate: 0.0002
max_grad_norm: 1.0
bf16: true
"""


def _run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=env, check=False)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout")
    folder = tmp_path_factory.mktemp("scratch")
    home = tmp_path_factory.mktemp("pre-commit")
    _run("git", "init", "-q", cwd=folder)
    (folder / "notes.yaml").write_text("some: other file\n")

    def hook(name: str) -> subprocess.CompletedProcess[str]:
        _run("git", "add", "-A", cwd=folder)
        done = _run(
            sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), name, "--all-files", "--verbose",
            cwd=folder, PRE_COMMIT_HOME=str(home),
        )  # fmt: skip
        if "ConnectionError" in done.stdout or "No matching distribution" in done.stdout:
            pytest.skip("pip cannot reach a package index")
        return done

    return folder, hook


def test_the_hook_refuses_a_commit_and_leaves_other_files_alone(scratch):
    folder, hook = scratch
    (folder / "config.yaml").write_text(BROKEN)
    done = hook("loralint")
    assert done.returncode == 1, done.stdout
    assert "missing-key" in done.stdout
    assert "notes.yaml" not in done.stdout


def test_the_fixing_hook_repairs_and_then_the_commit_passes(scratch):
    folder, hook = scratch
    (folder / "config.yaml").write_text(BROKEN)
    assert hook("loralint-fix").returncode == 1
    assert (folder / "config.yaml").read_text() == BROKEN.replace("lora_rnak", "lora_r")
    assert hook("loralint-fix").returncode == 0
    assert hook("loralint").returncode == 0

"""A hook runs at every commit: a check imports only what it needs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"typer", "jsonschema", "ruamel.yaml", "rich", "pydantic", "dataclasses", "inspect", "ast", "pathlib", "click"}
AXOLOTL = "base_model: NousResearch/Llama-3.2-1B\nadapter: lora\nlora_rnak: 8\nmicro_batch_size: 1\n"
PEFT = json.dumps({"peft_type": "LORA", "r": 8, "lora_alpha": 16, "lora_rnak": 4})


@pytest.mark.parametrize(
    ("name", "content", "forbidden"),
    [("config.yaml", AXOLOTL, HEAVY), ("adapter_config.json", PEFT, HEAVY | {"yaml"})],
    ids=["yaml", "json"],
)
def test_a_check_imports_no_more_than_it_needs(name, content, forbidden, tmp_path):
    (tmp_path / name).write_text(content)
    code = (
        "import sys\nfrom loralint.cli import main\n"
        f"main(['check', {name!r}])\nprint(*sorted(sys.modules), file=sys.stderr)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)  # compiles the rules
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert not set(done.stderr.split()) & forbidden

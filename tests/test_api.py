"""The public API."""

from __future__ import annotations

import loralint

CONFIG = """\
base_model: NousResearch/Llama-3.2-1B
datasets:
  - path: tatsu-lab/alpaca
    type: alpaca
adapter: lora
lora_rnak: 64
micro_batch_size: 2
learning_rate: 0.0002
max_grad_norm: 1.0
bf16: true
"""


def test_check_returns_diagnostics(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    found = loralint.check(str(path)).diagnostics
    assert [d.key for d in found if d.rule == "unknown-key"] == [("lora_rnak",)]
    assert all(isinstance(d, loralint.Diagnostic) for d in found)


def test_fix_writes_only_when_asked(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    repair = loralint.fix(str(path))
    assert path.read_text() == CONFIG
    assert repair.changes[0].after.decode() == CONFIG.replace("lora_rnak", "lora_r")
    loralint.fix(str(path), write=True)
    assert path.read_text() == CONFIG.replace("lora_rnak", "lora_r")

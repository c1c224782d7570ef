"""Remarks in a YAML file that silence rules."""

from __future__ import annotations

import pytest

from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

CONFIG = """\
base_model: NousResearch/Llama-3.2-1B
datasets:
  - path: tatsu-lab/alpaca
    type: alpaca
adapter: lora
lora_rnak: 64{same}
lora_alpha: 64
lora_target_linear: true
micro_batch_size: 2
learning_rate: 0.0002
max_grad_norm: 1.0
bf16: true
"""


def _rules(text: str) -> set[str]:
    run = check_sources([Source("config.yaml", text.encode())], Settings(), {"config.yaml"})
    return {d.rule for d in run.diagnostics}


def test_without_a_remark_the_rule_speaks():
    assert "unknown-key" in _rules(CONFIG.format(same=""))


@pytest.mark.parametrize(
    "text",
    [
        CONFIG.format(same="  # loralint: ignore[unknown-key]"),
        CONFIG.format(same="  # loralint: ignore[LL101]"),
        CONFIG.format(same="  # loralint: ignore[yaml-surprise, unknown-key]"),
        CONFIG.format(same="").replace("lora_rnak", "# loralint: ignore[unknown-key]\nlora_rnak"),
        "# loralint: ignore-file[unknown-key]\n" + CONFIG.format(same=""),
    ],
    ids=["same line", "by code", "one of several", "line above", "whole file"],
)
def test_a_remark_silences_the_rule(text):
    assert "unknown-key" not in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        CONFIG.format(same="  # loralint: ignore[wrong-type]"),
        CONFIG.format(same="").replace("adapter: lora", "adapter: lora  # loralint: ignore[unknown-key]"),
        CONFIG.format(same="").replace("lora_alpha: 64", "lora_alpha: 64  # loralint: ignore[unknown-key]"),
    ],
    ids=["another rule", "at the end of the line above", "the line below"],
)
def test_a_remark_silences_nothing_else(text):
    assert "unknown-key" in _rules(text)


def test_a_former_name_of_a_rule_still_silences_it(monkeypatch):
    monkeypatch.setattr("loralint.run.renamed_rules", lambda: {"old-key": ["unknown-key"]})
    assert "unknown-key" not in _rules(CONFIG.format(same="  # loralint: ignore[old-key]"))

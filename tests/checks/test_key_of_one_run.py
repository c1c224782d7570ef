"""A misspelt key that would name one run for all runs of the file."""

from __future__ import annotations

from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

BASE = """base_model: NousResearch/Llama-3.2-1B
datasets: [{path: a/b, type: alpaca}]
adapter: lora
lora_r: 8
lora_alpha: 16
lora_target_linear: true
micro_batch_size: 1
learning_rate: 0.0002
sequence_len: 1024
"""


def told(text):
    run = check_sources([Source("config.yaml", (BASE + text).encode())], Settings(), ["config.yaml"])
    return {d.rule: d.fixes for d in run.diagnostics if d.severity == "warning"}


def test_a_misspelt_id_of_a_run_is_not_renamed_by_itself():
    (fix,) = told("wandb_runid: default\n")["unknown-key"]
    assert (fix.safety, fix.edits) == ("manual", ())
    assert "all runs of the file then have that ID" in fix.advice


def test_another_misspelt_key_of_the_tracker_is_renamed():
    (edit,) = told("wandb_projct: tuning\n")["unknown-key"][0].edits
    assert edit.to == "wandb_project"

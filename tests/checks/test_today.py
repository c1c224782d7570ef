"""What is true of the file as it stands, where rules see it with its pending fixes."""

from __future__ import annotations

from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

BASE = """base_model: NousResearch/Llama-3.2-1B
datasets: [{path: a/b, type: alpaca}]
adapter: lora
lora_alpha: 16
lora_target_linear: true
micro_batch_size: 1
learning_rate: 0.0002
sequence_len: 1024
"""


def told(text, rule):
    run = check_sources([Source("config.yaml", (BASE + text).encode())], Settings(), ["config.yaml"])
    return [(d.severity, d.consequence, d.message) for d in run.diagnostics if d.rule == rule]


def test_what_only_a_pending_fix_would_bring_about_stops_no_run_today():
    wrong = "lora_r: 8\nbatch_size: 4\ngradient_accumulation_steps: 2\n"
    ((severity, consequence, message),) = told(wrong, "batch-size-clash")
    assert (severity, consequence) == ("error", "refused")
    ((later, kind, words),) = told(wrong.replace("batch_size:", "batch_sizes:"), "batch-size-clash")
    assert (later, kind) == ("warning", "note")
    assert words == f"once `batch_sizes` is put right: {message}"


def test_what_stops_the_run_with_and_without_the_fix_is_told_as_ever():
    wrong = "lora_r: 8\nbatch_size: 4\ngradient_accumulation_steps: 2\nlora_droput: 0.1\n"
    ((severity, consequence, _),) = told(wrong, "batch-size-clash")
    assert (severity, consequence) == ("error", "refused")


def test_a_rule_that_asks_for_the_file_as_it_stands_speaks_of_today():
    text = '{"__version": 11, "training_method": "lora", "base_model_name": "x", "output_model_format": "KOHYA_LORA"}'
    run = check_sources([Source("config.json", text.encode())], Settings(framework="onetrainer"), ["config.json"])
    found = [d for d in run.diagnostics if d.rule == "misread-method-fails-at-the-save"]
    assert [(d.severity, d.consequence) for d in found] == [("error", "crash")]


def test_what_stops_the_run_before_and_after_the_fix_is_told_as_of_today():
    text = """{"training_method": "LORA", "base_model_name": "x", "model_type": "FLUX_DEV_1", "optimizer": "ADAMW"}"""
    run = check_sources([Source("config.json", text.encode())], Settings(framework="onetrainer"), ["config.json"])
    (message,) = [d.message for d in run.diagnostics if d.rule == "no-version"]
    assert "where `optimizer` is a text" not in message


def test_a_slip_that_stops_the_run_is_told_as_such_at_its_place_and_with_its_fix():
    text = BASE.replace("lora_target_linear: true\n", "lora_r: 8\n") + "lora_target_moduls: [q_proj]\n"
    run = check_sources([Source("config.yaml", text.encode())], Settings(), ["config.yaml"])
    slip, end = (next(d for d in run.diagnostics if d.rule == rule) for rule in ("unknown-key", "no-targets"))
    assert (slip.severity, slip.consequence) == ("info", "ignored")
    assert (end.severity, end.consequence, end.span, end.fixes) == ("error", "crash", slip.span, slip.fixes[:1])
    assert end.message.startswith("`lora_target_moduls` is not read, and `adapter: lora` has no target")


def test_what_an_old_name_says_holds_today():
    wrong = "lora_r: 8\nbf16: false\nflash_attention: true\n"
    ((severity, consequence, message),) = told(wrong, "flash-attention-needs-16-bits")
    assert (severity, consequence) == ("error", "crash")
    assert message.startswith("`bf16` is `false`")

"""A rule that fails says nothing; the others do, and the user is told."""

from __future__ import annotations

import pytest

import loralint.checks.rules
import loralint.checks.telling
from loralint.cli import main
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

CONFIG = (
    b"base_model: x/y\nadapter: lora\nlora_target_linear: true\nlora_alpha: 16\nlora_rnak: 8\nmicro_batch_size: 1\n"
    b"learning_rate: 0.0002\nmax_grad_norm: 1.0\nbf16: true\n"
)


def _check():
    return check_sources([Source("config.yaml", CONFIG)], Settings(), {"config.yaml"})


@pytest.fixture
def bad_rule(monkeypatch):
    """One rule that fires on the config fails while its diagnostic is made."""
    real = loralint.checks.telling._diagnostic

    def fail(rule, case, config, scope):
        if rule.name == "no-dataset":
            raise ZeroDivisionError("told nowhere")
        return real(rule, case, config, scope)

    monkeypatch.setattr(loralint.checks.telling, "_diagnostic", fail)


def test_without_a_fault_every_rule_speaks():
    run = _check()
    assert {"no-dataset", "unknown-key"} <= {d.rule for d in run.diagnostics}
    assert run.faults == ()


def test_one_bad_rule_does_not_silence_the_others(bad_rule):
    run = _check()
    assert [(fault.what, fault.path) for fault in run.faults] == [("no-dataset", "config.yaml")]
    assert "unknown-key" in {d.rule for d in run.diagnostics}
    assert "no-dataset" not in {d.rule for d in run.diagnostics}


def test_a_shape_check_that_fails_leaves_the_rules_and_the_other_files(monkeypatch):
    real = loralint.checks.rules.check_shape

    def fail(config):
        if config.path == "config.yaml":
            raise ZeroDivisionError
        return real(config)

    monkeypatch.setattr(loralint.checks.rules, "check_shape", fail)
    sources = [Source("config.yaml", CONFIG), Source("other.yaml", CONFIG)]
    run = check_sources(sources, Settings(), {"config.yaml", "other.yaml"})
    assert [fault.path for fault in run.faults] == ["config.yaml"]
    rules = {(d.path, d.rule) for d in run.diagnostics}
    assert {("config.yaml", "no-dataset"), ("other.yaml", "unknown-key")} <= rules
    assert ("config.yaml", "unknown-key") not in rules


@pytest.mark.parametrize("command", ["check", "fix"])
def test_the_user_is_told_of_a_bad_rule_with_exit_code_3(command, bad_rule, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LORALINT_TRACEBACK", raising=False)
    (tmp_path / "config.yaml").write_bytes(CONFIG)
    assert main([command, "config.yaml"]) == 3
    out, error = capsys.readouterr()
    assert "lora_rnak" in out
    assert error.count("\n") == 1
    assert "no-dataset on config.yaml: ZeroDivisionError" in error


def test_a_repair_after_which_a_rule_fails_is_not_made(monkeypatch):
    real = loralint.checks.telling.told_by

    def fail(rule, config, surroundings):
        if rule.name == "no-dataset" and b"lora_rnak" not in config.document.source.data:
            raise ZeroDivisionError
        return real(rule, config, surroundings)

    source = Source("config.yaml", CONFIG)
    assert repair_sources([source], Settings(), named={"config.yaml"}).changes
    monkeypatch.setattr(loralint.checks.telling, "told_by", fail)
    repair = repair_sources([source], Settings(), named={"config.yaml"})
    assert not repair.changes
    assert "a rule would fail on the result" in {left.detail for left in repair.left}

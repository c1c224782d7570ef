"""Fixes are planned as patches, of a file with very many problems the first ones."""

from __future__ import annotations

import pytest
import yaml

import loralint.diagnostics.patches
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

PATH = "config.yaml"
GROUND = "base_model: x/y\ndatasets: [{path: a, type: alpaca}]\nadapter: lora\nmicro_batch_size: 1\n"
SLIPS = {
    "lora_alhpa": ("lora_alpha", 32),
    "lora_droupout": ("lora_dropout", 0.2),
    "lora_target_linaer": ("lora_target_linear", True),
    "num_epohcs": ("num_epochs", 3),
    "optimzer": ("optimizer", "adamw_8bit"),
    "max_grad_nrom": ("max_grad_norm", 0.3),
    "sequence_lne": ("sequence_len", 2048),
}
ONLY = Settings(select=("unknown-key",))


@pytest.fixture
def source(monkeypatch):
    monkeypatch.setattr(loralint.diagnostics.patches, "ALWAYS_PLANNED", 3)
    monkeypatch.setattr(loralint.diagnostics.patches, "WORK", 0)
    lines = [f"{slip}: {str(value).lower()}\n" for slip, (_, value) in SLIPS.items()]
    return Source(PATH, (GROUND + "".join(lines)).encode())


def test_beyond_the_limit_a_fix_is_blocked_and_says_why(source):
    run = check_sources([source], ONLY, {PATH})
    fixes = [run.plans.fix(d, d.fixes[0]) for d in run.parts]
    assert [bool(fix.patches) for fix in fixes] == [True] * 3 + [False] * 4
    assert [fix.blocked is None for fix in fixes] == [True] * 3 + [False] * 4
    assert "so many problems" in (fixes[-1].blocked or "")


def test_a_repair_comes_to_all_of_them_pass_by_pass(source):
    repair = repair_sources([source], ONLY, Wanted(notes=True), {PATH})
    assert set(yaml.safe_load(repair.changes[0].after)) >= {right for right, _ in SLIPS.values()}

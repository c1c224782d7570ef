"""Fixes are planned as patches, of a file with very many problems the first ones."""

from __future__ import annotations

import json

import pytest

import loralint.diagnostics.patches
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

PATH = "adapter_config.json"
UNKNOWN = {f"unheard_of_{number}": number + 1 for number in range(7)}
CONFIG = {"peft_type": "LORA", "base_model_name_or_path": "x/y", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj"]}


@pytest.fixture
def source(monkeypatch):
    monkeypatch.setattr(loralint.diagnostics.patches, "MOST_PLANNED", 3)
    return Source(PATH, json.dumps({**CONFIG, **UNKNOWN}, indent=1).encode())


def test_beyond_the_limit_a_fix_is_blocked_and_says_why(source):
    run = check_sources([source], Settings(), {PATH})
    fixes = [run.plans.fix(d, d.fixes[0]) for d in run.parts if d.rule == "unknown-key"]
    assert [bool(fix.patches) for fix in fixes] == [True] * 3 + [False] * 4
    assert [fix.blocked is None for fix in fixes] == [True] * 3 + [False] * 4
    assert "so many problems" in (fixes[-1].blocked or "")


def test_a_repair_comes_to_all_of_them_pass_by_pass(source):
    repair = repair_sources([source], Settings(), Wanted(unsafe=True), {PATH})
    assert json.loads(repair.changes[0].after).keys() == CONFIG.keys()

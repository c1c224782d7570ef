"""A guess is tried before it is shown: what would make a new problem is told, and not offered."""

from __future__ import annotations

import json

import pytest

from loralint.files.read import Source
from loralint.repair.guesses import with_tried_guesses
from loralint.run import check_sources
from loralint.settings.record import Settings

STAGE_3 = {
    "train_batch_size": "auto",
    "train_micro_batch_size_per_gpu": "auto",
    "gradient_accumulation_steps": "auto",
    "zero_optimization": {"stage": 3},
    "communication": {"prescale_gradients": True},
}


def tried(content):
    sources = [Source("ds_config.json", json.dumps(content).encode())]
    run = check_sources(sources, Settings(), {"ds_config.json"})
    (told,) = (d for d in run.diagnostics if d.rule == "unknown-key")
    (fix,) = told.fixes
    return run.plans.fix(told, fix), with_tried_guesses(run, sources, Settings(), {"ds_config.json"}).plans.fix(
        told, fix
    )


@pytest.mark.parametrize(("stage", "blocked"), [(3, True), (0, False)])
def test_a_move_that_stops_the_run_is_not_offered(stage, blocked):
    before, after = tried({**STAGE_3, "zero_optimization": {"stage": stage}})
    assert (before.is_guess, before.blocked) == (True, None)
    assert (after.blocked is not None, bool(after.patches)) == (blocked, not blocked)
    if blocked:
        assert "`prescale_gradients` `true` does not work with `reduce_scatter`" in str(after.blocked)


@pytest.mark.parametrize(("more", "blocked"), [("", True), ("    chat_template_jinja: '{{ messages }}'\n", False)])
def test_a_value_that_needs_another_key_is_not_offered_without_it(more, blocked):
    data = f"datasets:\n  - path: a/b\n    type: chat_template\n    chat_template: jinja2\n{more}"
    text = f"base_model: a/b\nmicro_batch_size: 1\n{data}"
    sources = [Source("run.yaml", text.encode())]
    run = check_sources(sources, Settings(), {"run.yaml"})
    (told,) = (d for d in run.diagnostics if d.rule == "wrong-value")
    plans = with_tried_guesses(run, sources, Settings(), {"run.yaml"}).plans
    assert (plans.fix(told, told.fixes[0]).blocked is not None) == blocked


@pytest.mark.parametrize(("layers", "blocked"), [("ATTN_MLP", True), ("attn", False)])
def test_an_old_name_is_not_given_up_for_one_that_stops_at_the_value(layers, blocked):
    content = {
        "__version": 11,
        "training_method": "LORA",
        "model_type": "FLUX_DEV_1",
        "base_model_name": "black-forest-labs/FLUX.1-dev",
        "output_model_format": "DIFFUSERS_LORA",
        "lora_layers": layers,
    }
    sources = [Source("config.json", json.dumps(content).encode())]
    run = check_sources(sources, Settings(), {"config.json"})
    (told,) = (d for d in run.diagnostics if d.rule == "deprecated-key")
    plans = with_tried_guesses(run, sources, Settings(), {"config.json"}).plans
    assert (plans.fix(told, told.fixes[0]).blocked is not None) == blocked


def test_only_guesses_are_tried():
    sources = [
        Source("ds_config.json", json.dumps({**STAGE_3, "communication": {}, "gradient_clipping": "1.0"}).encode())
    ]
    run = check_sources(sources, Settings(), {"ds_config.json"})
    plans = run.plans.tried_by(lambda *_: pytest.fail("tried"))
    for told in run.diagnostics:
        plans.fixes(told)


def test_of_many_guesses_the_first_are_tried(monkeypatch):
    names = ["gradient_clippin", "steps_per_prin", "wall_clock_breakdwn"]
    content = {**STAGE_3, "communication": {}, **dict.fromkeys(names, 1)}
    sources = [Source("ds_config.json", json.dumps(content).encode())]
    run = check_sources(sources, Settings(), {"ds_config.json"})
    checks = []
    monkeypatch.setattr("loralint.repair.guesses.MOST_TRIED", 2)
    monkeypatch.setattr("loralint.repair.guesses.check_sources", lambda *given: checks.append(given) or run)
    plans = with_tried_guesses(run, sources, Settings(), {"ds_config.json"}).plans
    for told in run.parts:
        plans.fixes(told)
    assert len(checks) == 2

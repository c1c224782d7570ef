"""The guards of rules, which are Python code, against the interpreter of the same conditions: they must agree."""

from __future__ import annotations

import sys

import pytest

from loralint.checks import telling
from loralint.checks.scopes import Scopes, _Lets
from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.data import load
from loralint.knowledge.guard_source import guard_source
from loralint.knowledge.packed import Packed
from loralint.knowledge.rules import rules_of
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

from .examples import all_examples, check, write

_EXAMPLES = [*all_examples("bad"), *all_examples("good")]
_EACH = 12
"""Of so many examples one is looked at in the fast tests."""


def _agree(example, tmp_path, monkeypatch) -> None:
    looked_at: list[str] = []
    firing_by_guards = Scopes._guarded

    def compare(self: Scopes):
        firing = firing_by_guards(self)
        config = self._config
        rules = [rule for rule in rules_of(config.framework.name) if rule.check is None]
        for rule in rules:
            scopes = telling._each(rule, self.of(rule))
            fires = any(telling._fires(rule, scope) and telling._case(rule, scope) for scope in scopes)
            assert not (fires and rule.name not in firing), f"{rule.name} is spared, but its condition holds"
            if rule.each is None:
                assert fires or rule.name not in firing, f"{rule.name} is not spared, but its condition does not hold"
        looked_at.append(config.path)
        return firing

    monkeypatch.setattr(Scopes, "_guarded", compare)
    monkeypatch.chdir(tmp_path)
    run = check(example, write(example, example.content, str(tmp_path)))
    assert not run.all_faults
    assert looked_at or all(file.status != "checked" for file in run.files) or run.diagnostics


@pytest.mark.parametrize("example", _EXAMPLES[::_EACH], ids=lambda example: example.name)
def test_guards_agree_with_the_interpreter(example, tmp_path, monkeypatch):
    _agree(example, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda example: example.name)
def test_guards_agree_with_the_interpreter_on_every_example(example, tmp_path, monkeypatch):
    _agree(example, tmp_path, monkeypatch)


def _calls(source) -> int:
    """How often Python or C functions are called while one file is checked."""
    counted = 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run = check_sources([source], Settings(), {source.path})
    finally:
        sys.setprofile(None)
    assert not run.all_faults
    return counted


_COMMON = {"hardware", "framework", "file", "model", "sets", "tables", "option"}


def _of_other_keys(rule, copy):
    """The same rule for keys of other names, which no file has."""
    own = {*_COMMON, *dict(rule["let"]), *rule["tables"], *(rule["each"][0] if rule["each"] else ())}

    def renamed(expr, bound=frozenset()):
        if not isinstance(expr, list) or not expr:
            return expr
        if expr[0] in ("any", "all", "count"):
            bound = bound | {expr[1]}
        if expr[0] == "path" and isinstance(expr[1], str) and expr[1] not in own | bound:
            return ["path", f"{expr[1]}_{copy}", *(renamed(step, bound) for step in expr[2:])]
        return [renamed(part, bound) for part in expr]

    return {
        **rule,
        "name": f"{rule['name']}-{copy}",
        "let": [[name, renamed(expr)] for name, expr in rule["let"]],
        "each": rule["each"] and [rule["each"][0], *map(renamed, rule["each"][1:])],
        "when": renamed(rule["when"]),
        "require": renamed(rule["require"]),
        "cases": [{**case, "when": renamed(case["when"])} for case in rule["cases"]],
    }


def _asks_for_keys(rule, framework) -> bool:
    """Does a rule have nothing to say, and nothing to work out, where none of its keys is there?"""
    source = guard_source([rule], framework, ())
    names: dict[str, object] = {}
    exec(source, names)
    absent, nothing = _Always(UNKNOWN), _Always(None)
    lets = _Lets()
    lets.given = given = (absent, nothing, _Always(False), *[absent] * 3, lets, None, _Always({}), None)
    return not any(asks in source for asks in ("q(", "c(", "m[")) and not names["fire"](*given)


class _Always(dict):
    def __init__(self, fact):
        self._fact = fact

    def __missing__(self, key):
        return self._fact


def test_ten_times_the_rules_cost_little_more(monkeypatch):
    """Rules for keys that a file leaves out cost a look each; what they ask is known from other files."""
    framework = load("frameworks/axolotl")
    rules = list(Packed(load("rules/axolotl")).values())
    others = [_of_other_keys(rule, 0) for rule in rules if rule["framework"] == "axolotl" and rule["check"] is None]
    others = [rule for rule in others if _asks_for_keys(rule, framework)]
    assert len(others) > 100
    many = rules + [_of_other_keys(rule, copy) for rule in others for copy in range(1 + 9 * len(rules) // len(others))]
    assert len(many) >= 10 * len(rules)
    text = "base_model: a/llama-3-8b\nadapter: lora\nlora_r: 8\nlora_alpha: 16\nmicro_batch_size: 1\nnum_epochs: 1\n"
    source = Source("config.yaml", text.encode())
    counts: list[int] = []
    for some in (rules, many):
        names: dict[str, object] = {}
        exec(guard_source(some, framework, ()), names)
        monkeypatch.setattr("loralint.checks.scopes.guards_of", lambda _, names=names: names)
        _calls(source)  # the first file finds out what holds of absent keys
        counts.append(_calls(source))
    once, ten_times = counts
    assert once > 1000
    assert ten_times <= 1.5 * once

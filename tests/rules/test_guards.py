"""The guards of rules, which are Python code, against the interpreter of the same conditions: they must agree."""

from __future__ import annotations

import pytest

from loralint.checks import telling
from loralint.checks.scopes import Scopes
from loralint.knowledge.rules import rules_of

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

"""The words of a rule beyond one condition: cases, tables, sets, and the functions that ask how a key is written."""

from __future__ import annotations

import json

import pytest

from loralint.checks.rules import check_rules
from loralint.checks.scopes import Surroundings
from loralint.config.config import Config
from loralint.knowledge.data_file import DataFile
from loralint.knowledge.frameworks import load_framework
from loralint.knowledge.rule_file import compile_rule
from loralint.knowledge.rules import Rule, Rules, compiled_rule
from loralint.syntax import parse
from loralint.syntax.node import Source

HEAD = """\
name: made-for-a-test
code: ZZ999
framework: axolotl
consequence: note
summary: For a test
why: For a test
evidence: [{read: "nowhere"}]
examples: [{good: {}}]
"""


def rule_of(text: str) -> Rule:
    rule, complaints = compile_rule(DataFile("rule.yaml", (HEAD + text).encode()).data)
    assert not complaints
    return compiled_rule(json.loads(json.dumps(rule.run)))


def told(text: str, config: str, sets: dict[str, list[object]] | None = None) -> list[str]:
    framework = load_framework("axolotl")._replace(sets=sets or {})
    document = parse(Source("config.yaml", config.encode()), "yaml")
    outcome = check_rules(
        Config(document, framework, "0.21.0"), Rules(["rule"], lambda _: rule_of(text)), Surroundings({}, {})
    )
    assert not outcome.faults
    return [f"{d.key[-1] if d.key else ''}: {d.message}" for d in outcome.diagnostics]


CASES = """\
when: adapter == "lora"
at: lora_r
cases:
  - when: lora_r < 0
    message: "below nothing"
  - when: lora_r == 0
    at: lora_alpha
    message: "nothing"
  - message: "something, {lora_r}"
"""


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("adapter: lora\nlora_r: -1\nlora_alpha: 1\n", ["lora_r: below nothing"]),
        ("adapter: lora\nlora_r: 0\nlora_alpha: 1\n", ["lora_alpha: nothing"]),
        ("adapter: lora\nlora_r: 8\nlora_alpha: 1\n", ["lora_r: something, 8"]),
        ("adapter: qlora\nlora_r: 8\nlora_alpha: 1\n", []),
    ],
)
def test_the_first_case_that_holds_speaks_and_takes_from_the_rule_what_it_leaves_out(config, expected):
    assert told(CASES, config) == expected


ROWS = """\
tables:
  pairs:
    - {mine: lora_r, other: lora_alpha, least: 2}
    - {mine: lora_alpha, other: max_steps}
each: pair in pairs
when: given(pair.mine) and pair.mine != pair.other and (pair.least == null or pair.mine >= pair.least)
at: [pair.mine]
message: "{name(pair.mine)} is not {name(pair.other)}"
"""


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("lora_r: 8\nlora_alpha: 16\nmax_steps: 16\n", ["lora_r: lora_r is not lora_alpha"]),
        ("lora_r: 8\nlora_alpha: 8\nmax_steps: 16\n", ["lora_alpha: lora_alpha is not max_steps"]),
        ("lora_r: 1\nlora_alpha: 16\nmax_steps: 16\n", []),
    ],
)
def test_a_rule_goes_through_the_rows_of_its_table(config, expected):
    assert told(ROWS, config) == expected


@pytest.mark.parametrize(
    ("when", "config", "fires"),
    [
        ("lookup(limits, optimizer) < lora_r", "optimizer: adamw_torch\nlora_r: 9\n", True),
        ("lookup(limits, optimizer) < lora_r", "optimizer: adamw_torch\nlora_r: 8\n", False),
        ("lookup(limits, optimizer) == null", "optimizer: adafactor\n", True),
        ("lookup(limits, optimizer) == null", "optimizer: ${OPTIMIZER}\n", False),
        ("optimizer in limits", "optimizer: adamw_torch\n", True),
        ("optimizer in sets.small", "optimizer: adamw_torch\n", True),
        ("optimizer in sets.small", "optimizer: adafactor\n", False),
        ("optimizer in sets.no_such", "optimizer: adamw_torch\n", False),
        ("on(tf32)", "tf32: true\n", True),
        ("on(tf32)", "tf32: false\n", False),
        ("on(tf32)", "lora_r: 1\n", False),
        ("not on(tf32)", "lora_r: 1\n", True),
        ("number(lora_r) > 4", "lora_r: 8\n", True),
        ("number(lora_r) > 4", "lora_r: '8'\n", True),
        ("number(lora_r) > 4 or number(lora_r) <= 4", "lora_alpha: 1\n", False),
        ("known(number(learning_rate))", "learning_rate: 2e-5\n", True),
        ("plugin('LigerPlugin')", "plugins: [axolotl.integrations.liger.LigerPlugin]\n", True),
        ("plugin('LigerPlugin')", "plugins: [axolotl.integrations.liger.plugin:LigerPlugin]\n", True),
        ("plugin('LigerPlugin')", "plugins: [my.MyLigerPlugin]\n", False),
        ("plugin('LigerPlugin')", "plugins: ${PLUGINS}\n", False),
        ("not plugin('LigerPlugin')", "lora_r: 1\n", True),
    ],
)
def test_what_a_condition_can_ask(when, config, fires):
    text = f'tables: {{limits: {{adamw_torch: 8, sgd: 16}}}}\nwhen: "{when}"\nmessage: told\n'
    assert bool(told(text, config, {"small": ["adamw_torch"]})) is fires


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cases: [{message: a}, {when: 'true', message: b}]\n", "only the last case may do without `when`"),
        ("when: 'true'\n", "the field `message` is missing"),
        ("cases: [{when: 'true', message: a}, {when: 'true'}]\n", "the field `message` is missing"),
        ("message: a\n", "a rule needs `when`, `require`, `cases` or `check`"),
        ("when: on(lora_r + 1)\nmessage: a\n", "on() takes a path"),
    ],
)
def test_a_rule_that_says_too_little_is_refused(text, message):
    _, complaints = compile_rule(DataFile("rule.yaml", (HEAD + text).encode()).data)
    assert any(complaint.message.startswith(message) for complaint in complaints)

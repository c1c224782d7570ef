"""Mistakes in rules and frameworks: each is refused with its place and a sentence that names the mend."""

from __future__ import annotations

import sys

import pytest

import loralint.knowledge.data
from loralint.cli import main
from tests.knowledge.data_trees import FILES, OTHER, errors_in, plant

RULE = "rules/toy/rate-too-high.yaml"
FRAMEWORK = "schemas/toy/framework.yaml"
SCHEMA = "schemas/toy/1.0.json"


def assert_begin(errors: list[str], beginnings: list[str]) -> None:
    """The errors are as many as expected, and each begins as expected."""
    assert [error[: len(begin)] for error, begin in zip(errors, beginnings, strict=False)] == beginnings, errors
    assert len(errors) == len(beginnings), errors


IN_A_RULE = [
    (
        "summary:",
        "sumary:",
        [":6:1: the rule has no key `sumary`; did you mean summary?", ":1:1: the rule lacks `summary`"],
    ),
    (
        "consequence: harm",
        "consequence: harms",
        [":5:1: `consequence` must be refused, crash, ignored, harm, deprecated or note, not harms; did"],
    ),
    ("code: TY101", "code: T101", [':2:1: `code` has the wrong form: T101; write it like "AX205"']),
    (
        "  most: 1.0\nwhen",
        "  most 1.0\nwhen",
        [':13:1: `options` must be a mapping, not the text "most 1.0"; write it like {"most": 0.001}'],
    ),
    (
        "name: rate-too-high",
        "name: rate-to-high",
        [":1:1: the file is called rate-too-high, the rule `rate-to-high`: give both one name"],
    ),
    ("framework: toy", "framework: toi", [":3:1: there is no framework `toi`; did you mean toy?"]),
    ('">=1.0"', '">=2.0"', [":4:1: `versions` >=2.0 covers none of the versions with a schema: 1.0"]),
    ("when: rate > most", "when: rote > most", [":15:7: toy has no key `rote` there; did you mean rate?"]),
    ("at: [section.rate", "at: [section.rote", [":16:14: toy has no key `rote` there; did you mean rate?"]),
    ("speed in [", "speed == 3 or speed in [", [":15:23: `speed` is null or text, so it is never a number such as 3"]),
    ("not on(quick)", 'quick == "yes"', [":15:53: `quick` is true or false, so it is never text such as 'yes'"]),
    (
        "not on(quick)",
        "not om(quick)",
        [':15:57: there is no function om(); did you mean on()? in `rate > most and speed in ["slow",'],
    ),
    (
        "and not on",
        "and not (on",
        [':15:1: not an expression: \'(\' was never closed in `rate > most and speed in ["slow", "fast"]'],
    ),
    ("option.most", "option.mots", [":8:16: `option` has no option `mots`; did you mean most?"]),
    ("other: section.rate", "other: section.rote", [":12:35: toy has no key `rote` there; did you mean rate?"]),
    (
        "yields_to: [quick-and-slow]",
        "yields_to: [quick-and-slo]",
        [":28:13: there is no rule `quick-and-slo`; did you mean quick-and-slow?"],
    ),
    ("safety: unsafe", "safety: manual", [":21:5: a manual fix has no edits, every other has some"]),
    ("        value: most\n", "", [":26:9: `set` needs either `to` (a literal) or `value` (an expression)"]),
    ("      - set: rate", "      - set: most\n        put: 1", [":27:9: `fixes[0].edits[0]` has no key `put`"]),
    ("why: |", "code: TY103\nwhy: |", [":29:1: `code` is written twice"]),
    ("  - good: {rate: 0.5}\n", "", [":33:1: no example shows what the rule leaves alone: add one with `good:`"]),
    ("evidence:\n  - run", "evidence:\n  - ran", [":32:5: `evidence[0]` has no key `ran`; did you mean run?"]),
]


@pytest.mark.parametrize(("right", "wrong", "told"), IN_A_RULE, ids=[wrong.strip()[:30] for _, wrong, _ in IN_A_RULE])
def test_a_mistake_in_a_rule(tmp_path, right, wrong, told):
    assert_begin(errors_in(plant(tmp_path, {RULE: (right, wrong)})), [RULE + one for one in told])


IN_FRAMEWORK_DATA = [
    (FRAMEWORK, "concepts:", "concept:", [":13:1: the framework has no key `concept`; did you mean concepts?"]),
    (
        FRAMEWORK,
        "  learning_rate: rate",
        "  lerning_rate: rate",
        [":14:3: there is no concept `lerning_rate`; did you mean learning_rate?"],
    ),
    (
        FRAMEWORK,
        "  learning_rate: rate",
        "  learning_rate: rote",
        [":14:18: toy has no key `rote` there; did you mean rate?"],
    ),
    (FRAMEWORK, "title: Toy\n", "", [":1:1: the framework lacks `title`"]),
    (FRAMEWORK, '"1.0"', '"1.1"', [":3:1: there is no schema of version 1.1; did you mean 1.0?"]),
    (FRAMEWORK, "bom: accepted", "bom accepted", [":6:1: a colon with a space behind it is missing in this line"]),
    (FRAMEWORK, "    framework: toy", "    framework: tou", [":12:5: there is no framework `tou`; did you mean toy?"]),
    (FRAMEWORK, "  lr: rate", "  lr: raet", [":18:7: toy has no key `raet` there; did you mean rate?"]),
    (FRAMEWORK, "if: speed", "if: sped", [":15:30: toy has no key `sped` there; did you mean speed?"]),
    (
        SCHEMA,
        '"x-unknown": "drops"',
        '"x-unknown": "refuse"',
        [":8:2: `x-unknown` must be refuses, drops, warns or keeps, not refuse; did you mean refuses?"],
    ),
    (
        SCHEMA,
        '"x-reads": "raw"',
        '"x-reads": "pydantc"',
        [
            ":9:2: `x-reads` must be raw, pydantic, base-config, arguments or argument-parser, not pydantc; "
            "did you mean pydantic?"
        ],
    ),
    (
        SCHEMA,
        '"type": "boolean"',
        '"type": "bool"',
        [":29:4: `properties.quick.type` must be null, boolean, integer, number, string, array or"],
    ),
    (
        SCHEMA,
        '"x-applies-if": "speed != null"',
        '"x-applies-if": "sped != null"',
        [":31:21: toy has no key `sped` there; did you mean speed?"],
    ),
    (
        SCHEMA,
        '"x-applies-if": "speed != null"',
        '"x-deprecated": {"effect": "ignored", "moot": "sped != null"}',
        [":31:51: toy has no key `sped` there; did you mean speed?"],
    ),
    (FRAMEWORK, "[rate, speed]", "[rate, sped]", [":8:23: toy has no key `sped` there; did you mean speed?"]),
    (FRAMEWORK, "fast: true", "fasd: true", [":16:56: `speed` is never `fasd`; did you mean fast?"]),
    (
        SCHEMA,
        '"required": [\n  "speed"',
        '"required": [\n  "sped"',
        [":12:3: `required` names `sped`, and `properties` does not; did you mean speed?"],
    ),
    (
        SCHEMA,
        '"default": 0.1',
        '"default": -0.1',
        [":18:4: the default does not fit this key: -0.1 is less than the minimum of 0"],
    ),
    (SCHEMA, '"x-wrong"', '"x-worng"', [":10:2: the schema has no key `x-worng`; did you mean x-wrong?"]),
]


@pytest.mark.parametrize(
    ("name", "right", "wrong", "told"),
    IN_FRAMEWORK_DATA,
    ids=[wrong.strip()[:30] for _, _, wrong, _ in IN_FRAMEWORK_DATA],
)
def test_a_mistake_in_a_framework(tmp_path, name, right, wrong, told):
    assert_begin(errors_in(plant(tmp_path, {name: (right, wrong)})), [name + one for one in told])


def test_the_tree_itself_is_right(tmp_path):
    assert errors_in(plant(tmp_path)) == []


def test_a_second_rule_of_one_name_or_code_names_both_files(tmp_path):
    twin = OTHER.replace("TY102", "TY101")
    errors = errors_in(plant(tmp_path, more={"rules/toy/more/quick-and-slow.yaml": twin}))
    assert errors == [
        "rules/toy/rate-too-high.yaml:2:1: the code TY101 is taken by rules/toy/more/quick-and-slow.yaml",
        "rules/toy/quick-and-slow.yaml:1:1: the name quick-and-slow is taken by rules/toy/more/quick-and-slow.yaml",
    ]


def test_a_concept_that_no_framework_shares_is_refused_in_a_rule_for_any(tmp_path):
    errors = errors_in(
        plant(tmp_path, {"rules/toy/quick-and-slow.yaml": ("when: learning_rate", "when: learnin_rate")})
    )
    assert errors == [
        "rules/toy/quick-and-slow.yaml:6:7: there is no concept `learnin_rate`; did you mean learning_rate?"
    ]


def test_codes_of_a_folder_begin_alike(tmp_path):
    errors = errors_in(
        plant(
            tmp_path, more={"rules/toy/third.yaml": OTHER.replace("TY102", "TX103").replace("quick-and-slow", "third")}
        )
    )
    assert errors == ["rules/toy/third.yaml:2:1: the codes of rules/toy begin with TY"]


def test_a_retired_name_or_code_is_not_given_again(tmp_path):
    errors = errors_in(plant(tmp_path, more={"rules/renamed.yaml": "TY102: [rate-too-high]\nold: [rate-too-hig]\n"}))
    assert (
        errors[0]
        == "rules/toy/quick-and-slow.yaml:2:1: the code TY102 is taken by a retired rule, see rules/renamed.yaml"
    )
    assert errors[-1] == "rules/renamed.yaml:2:7: there is no rule `rate-too-hig`; did you mean rate-too-high?"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "rules/renamed.yaml",
            "old: rate-too-high\n",
            'rules/renamed.yaml:1:1: `old` must be a list, not the text "rate-too-high"',
        ),
        (
            "schemas/concepts.yaml",
            "packing: [several]\n",
            "schemas/concepts.yaml:1:1: `packing` must be text, not a list",
        ),
        (
            "schemas/model_families.yaml",
            "patterns: []\nfacts: {}\n",
            "schemas/model_families.yaml:1:1: the file lacks `former_names`",
        ),
    ],
)
def test_a_mistake_in_a_table(tmp_path, name, text, told):
    assert errors_in(plant(tmp_path, more={name: text}))[0] == told


def test_a_framework_without_an_example_is_refused(tmp_path):
    (plant(tmp_path) / "schemas/toy/example.yaml").unlink()
    assert (
        errors_in(tmp_path)[0]
        == f"{FRAMEWORK}:1:1: there is no example.yaml beside this file: the examples of rules start from it"
    )


def test_every_mistake_is_told_and_the_rest_goes_on(tmp_path):
    changes = {RULE: ("when: rate > most and speed", "when: rote > most and sped"), SCHEMA: ("", "")}
    errors = errors_in(plant(tmp_path, changes, more={"rules/toy/broken.yaml": "name: [\n"}))
    assert [error.split(": ")[0] for error in errors] == ["rules/toy/broken.yaml:1:8", f"{RULE}:15:7", f"{RULE}:15:23"]


def _forget_what_was_loaded() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("loralint."):
            for function in vars(module).values():
                getattr(function, "cache_clear", lambda: None)()


def test_the_command_line_tells_of_changed_data_and_ends_with_2(tmp_path, monkeypatch, capsys):
    """As in a checkout: rules and schemas stand beside the package, and are read anew when they change."""
    plant(tmp_path, {RULE: ("when: rate", "when: rote")})
    data = loralint.knowledge.data
    for name, folder in (("RULES", "rules"), ("SCHEMAS", "schemas"), ("DATA", "data")):
        monkeypatch.setattr(data, name, str(tmp_path / folder))
    _forget_what_was_loaded()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("rate: 2.0\nspeed: slow\n")
    try:
        code = main(["check", "--notes", "--format", "concise", "config.yaml"])
        out, error = capsys.readouterr()
    finally:
        _forget_what_was_loaded()
    assert code == 2
    assert "info[quick-and-slow]" in out
    assert error.splitlines() == [
        "loralint: rules or schemas have changed; they are checked and compiled anew (some seconds)",
        f"loralint: {RULE}:15:7: toy has no key `rote` there; did you mean rate?",
    ]


def test_every_file_of_the_tree_is_looked_at():
    assert {RULE, FRAMEWORK, SCHEMA} < FILES.keys()

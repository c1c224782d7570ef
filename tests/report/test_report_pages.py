from __future__ import annotations

import re

from loralint.explain.pages import detection_page, key_page, rule_page, rules_page, version_page
from loralint.explain.records import Detection, FixDoc, FrameworkDoc, KeyDoc, KeyRule, LinkDoc, RuleDoc

RULE = RuleDoc(
    name="adalora-no-budget-phase",
    code="PF301",
    framework="peft",
    consequence="refused",
    severity="error",
    summary="AdaLoRA needs steps between its warm-up and its final phase",
    why="Ranks are cut only while tinit < step.\n\n  steps  0   500\n  ranks  12  8\n\nThe end.",
    evidence=(("read", "peft: AdaLoraConfig.__post_init__"), ("thread", "huggingface/peft#1801")),
    fixes=(FixDoc("scale", "unsafe", "scale both down"), FixDoc("raise", "manual", "raise total_step")),
    bad='{"tinit": 800}',
    good='{"tinit": 200}',
    options=(("share", 0.5),),
)


def test_the_page_of_a_rule():
    assert rule_page(RULE, {"peft": "PEFT"}, False) == (
        """\
adalora-no-budget-phase (PF301)     peft · refused · error · fixed with --unsafe

AdaLoRA needs steps between its warm-up and its final phase.

What happens    PEFT refuses the file when it loads it.

Why             Ranks are cut only while tinit < step.

                  steps  0   500
                  ranks  12  8

                The end.

What to do      scale both down (unsafe, --fix-choice adalora-no-budget-phase=scale)
                raise total_step

Options         share = 0.5

Bad             {"tinit": 800}

Good            {"tinit": 200}

Evidence        read: peft: AdaLoraConfig.__post_init__
                thread: huggingface/peft#1801
"""
    )


def test_a_rule_whose_fixes_are_made_in_code_promises_nothing_about_them():
    heading = rule_page(RULE._replace(fixes=(), in_code=True, framework="any"), {}, False).split("\n")[0]
    assert heading == "adalora-no-budget-phase (PF301)     any framework · refused · error"


def test_a_rule_without_fixes_says_so():
    assert "no automatic fix" in rule_page(RULE._replace(fixes=()), {}, False).split("\n")[0]


KEY = KeyDoc("lora_r", "axolotl", "0.21.0", "whole number or null")


def test_the_page_of_a_key():
    key = KEY._replace(
        defaults=(("8", "peft_type LORA, ADALORA"), ("null", "otherwise")),
        allowed=((">= 1", ""),),
        words="The rank.",
        sections=("a", "b"),
        read_if=("adapter is lora",),
        remarks=("a remark",),
        elsewhere=("PEFT r", "OneTrainer lora_rank"),
        rules=(KeyRule("scale", "A scale that is far from what was meant, with words enough for a second line"),),
    )
    assert key_page(key, {"axolotl": "Axolotl"}, False) == (
        """\
lora_r     Axolotl 0.21.0

The rank.

In              a, b
Takes           whole number or null
Values          >= 1
Default         8   (peft_type LORA, ADALORA)
                null   (otherwise)
Read only if    adapter is lora
Remarks         a remark
Elsewhere       PEFT r, OneTrainer lora_rank
Rules           scale: A scale that is far from what was meant, with words enough for a
                  second line
"""
    )


def test_what_is_not_known_of_a_key_takes_no_line():
    key = KEY._replace(defaults=(("null", ""),))
    assert key_page(key, {}, False) == (
        "lora_r     axolotl 0.21.0\n\nTakes           whole number or null\nDefault         null\n"
    )


def test_of_many_rules_about_a_key_the_first_are_shown():
    key = KEY._replace(rules=tuple(KeyRule(f"rule-{number}", "x") for number in range(10)))
    page = key_page(key, {}, False)
    assert "rule-7: x\n" in page
    assert "rule-8" not in page
    assert "and 2 more: loralint rules --framework axolotl\n" in page


def test_the_catalogue_is_a_line_a_rule():
    assert rules_page([RULE, RULE._replace(code="LL101", name="x", framework="any", severity="info")], None) == (
        "PF301  adalora-no-budget-phase  peft           error    "
        "AdaLoRA needs steps between its warm-up and its final phase\n"
        "LL101  x                        any framework  info     "
        "AdaLoRA needs steps between its warm-up and its final phase\n"
        "2 rules; loralint explain NAME says more\n"
    )


def test_on_a_terminal_the_sentences_of_the_catalogue_stay_beside_their_rule():
    page = rules_page([RULE], 80, True)
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in page.splitlines()]
    assert plain == [
        "PF301  adalora-no-budget-phase  peft  error    AdaLoRA needs steps between its",
        "                                               warm-up and its final phase",
        "1 rule; loralint explain NAME says more",
    ]
    assert "\x1b[1;31merror" in page
    assert rules_page([RULE], 80).splitlines() == plain


def test_on_a_narrow_terminal_the_sentence_stands_below_its_rule():
    assert rules_page([RULE], 60).splitlines()[:2] == [
        "PF301  adalora-no-budget-phase  peft  error",
        "    AdaLoRA needs steps between its warm-up and its final",
    ]


def test_detection_tells_framework_reasons_and_links():
    found = [
        Detection(
            "config.yaml",
            "axolotl",
            "0.21.0",
            "2026-10-30",
            ("base_model", "adapter"),
            (
                LinkDoc("deepspeed", "ds/zero2.json", "deepspeed", "0.19.8"),
                LinkDoc("deepspeed", "gone.json", reason="it is not there"),
            ),
        ),
        Detection("x.yaml", None, None, None, ("no framework has keys like these",)),
    ]
    assert detection_page(found, False, 100) == (
        "config.yaml     axolotl (schema 0.21.0, of 2026-10-30)   because of base_model, adapter\n"
        "  deepspeed ->  ds/zero2.json   deepspeed (schema 0.19.8)\n"
        "  deepspeed ->  gone.json   it is not there\n"
        "x.yaml          no known framework: no framework has keys like these\n"
    )


def test_the_version_names_every_schema_with_its_date():
    frameworks = [FrameworkDoc("axolotl", "Axolotl", "0.21.0", "2026-10-30"), FrameworkDoc("x", "X", "1", None)]
    assert version_page("0.1.0", frameworks) == "loralint 0.1.0\naxolotl 0.21.0 (2026-10-30)\nx 1\n"

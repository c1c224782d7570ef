"""What a rule's data say with places and plain values, as people read it."""

from __future__ import annotations

import pytest

from loralint.explain.examples import example_texts
from loralint.explain.placeholders import concepts_in, in_words
from loralint.explain.rules import rule_docs

RULE = {"let": {"layers": "x"}, "each": "key, row in y", "options": {"norm": 0.3, "way": "auto"}}
WORDS = [
    ("remove `{name(ds.optimizer)}` from {file(ds)}", "remove `optimizer` from the DeepSpeed file"),
    ("write `{name(lora.alpha)}` {lora.rank}", "write `lora.alpha` <lora.rank>"),
    ("clip at {option.norm} or {option.way}", "clip at 0.3 or auto"),
    ("set `r` to {(r // k + 1) * k}", "set `r` to <(r // k + 1) * k>"),
    ("every {a - (b - 1)} of {a / b / c}", "every <a - (b - 1)> of <a / b / c>"),
    ("{round(r / 2, 1)} and {written(r)}", "<r / 2> and <r>"),
    ("set `{'a' if x else 'b'}` to {'c' if x else 'd'}", "set `a` or `b` to c or d"),
    ("bf16{', since fp16 overflows' if x else ''}", "bf16"),
    ("name `{name(row.key)}`, {layers}, {layers[0]}", "name `<key>`, <layers>, <layers>"),
    ("a {{brace}} stays", "a {brace} stays"),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_places_are_told_in_words(text, words):
    assert in_words(text, RULE) == words


def test_the_concepts_whose_names_are_asked_for_are_known():
    assert list(concepts_in("{name(lora.alpha)} {lora.rank} {name(gradient_clipping)}")) == [
        "lora.alpha",
        "gradient_clipping",
    ]


def test_a_rule_for_any_framework_tells_the_names_of_its_concepts():
    (rule,) = rule_docs("alpha-not-positive")
    names = dict(rule.names)["lora.alpha"]
    assert names.startswith("Axolotl lora_alpha, OneTrainer lora_alpha, PEFT lora_alpha")


def _texts(*examples, framework="axolotl"):
    return example_texts({"framework": framework, "examples": examples})


EXAMPLES = [
    # framework, example, text
    ("axolotl", {"bad": {"bf16": True, "lr": "2e-5"}}, "bf16: true\nlr: 2e-5"),
    ("peft", {"bad": {"r": 8, "bias": None}}, '{"r": 8, "bias": null}'),
    ("peft", {"bad": {"a": "x" * 60}}, '{\n  "a": "' + "x" * 60 + '"\n}'),
    ("axolotl", {"text": "a: 1\n"}, "a: 1"),
    ("axolotl", {"bad": {}}, "(nothing of this)"),
    (
        "axolotl",
        {"bad": {"config": {"bf16": True}, "ds": {"fp16": {"enabled": True}}}},
        'config.yaml\n  bf16: true\n  deepspeed: ds.json\nds.json\n  {"fp16": {"enabled": true}}',
    ),
    (
        "axolotl",
        {"bad": {"saved": {"r": 16}}},
        'config.yaml\n  lora_model_dir: saved\nsaved/adapter_config.json\n  {"r": 16}',
    ),
    (
        "deepspeed",
        {"bad": {"a": 1}, "settings": {"hardware": {"gpus": 4}}, "version": "0.18"},
        '{"a": 1}\n(with hardware.gpus = 4 in the settings)\n(in version 0.18)',
    ),
]


@pytest.mark.parametrize(("framework", "example", "text"), EXAMPLES)
def test_an_example_is_written_as_its_framework_reads_it(framework, example, text):
    assert _texts(example, framework=framework).bad == text


def test_the_good_example_is_of_the_same_framework_or_what_the_fix_makes():
    bad = {"framework": "peft", "bad": {"r": 0}}
    other = {"framework": "axolotl", "good": {"lora_r": 8}}
    assert _texts(bad, other, {"framework": "peft", "good": {"r": 8}}).good == '{"r": 8}'
    assert _texts({**bad, "fixed": {"r": 4}}, other).good == '{"r": 4}'
    assert _texts(bad, other).good is None


def test_a_key_that_only_one_of_the_two_lacks_is_shown_in_the_other():
    texts = _texts({"bad": {"lora_model_dir": "x"}, "drop": ["adapter"]}, {"good": {"lora_model_dir": "x"}})
    assert texts.bad == "lora_model_dir: x"
    assert texts.good == "adapter: lora\nlora_model_dir: x"


def test_no_page_shows_a_place_of_a_template():
    told = [fix.description for rule in rule_docs() for fix in rule.fixes]
    assert not [text for text in told if "{name(" in text or "{file(" in text]

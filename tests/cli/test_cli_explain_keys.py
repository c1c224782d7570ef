from __future__ import annotations

import pytest

from loralint.explain import keys
from loralint.explain.conditions import condition_words, read_words
from loralint.explain.mentions import elsewhere, mentions
from loralint.expressions.parse import parse
from loralint.knowledge.rules import all_docs


class Fake:
    """A framework with the schemas of two versions."""

    def __init__(self):
        self.name, self.title, self.default_version = "x", "X", "2"
        self.versions = {"1": None, "2": None}
        self.synonyms = {"size": "rank"}

    def schema(self, version):
        return OLD if version == "1" else NEW


NEW = {
    "required": ["base"],
    "properties": {
        "base": {"type": "string"},
        "rank": {"type": ["integer", "null"], "default": 8, "minimum": 1, "x-own-words": "the size"},
        "old": {"type": "string", "x-deprecated": {"effect": "alias", "use": "rank"}},
        "kind": {"enum": ["a", "b", "c", "d", None], "default": "a", "x-null-means": "b"},
        "tree": {"$ref": "#/$defs/node"},
        "items": {"type": "array", "items": {"properties": {"path": {"type": "string"}}}},
        "late": {"type": "number", "x-computed": "from the data", "default": 3},
        "scale": {"type": "number", "default": 2.0},
        "moved": {"type": "boolean", "default": True},
        "gated": {
            "type": "integer",
            "default": 1,
            "x-applies-if": parse("kind == 'a'"),
            "x-applies-note": "b has none",
        },
        "section": {"x-applies-if": parse("moved"), "properties": {"inner": {"type": "string"}}},
        **{part: {"properties": {"width": {"type": "integer", "default": 4}}} for part in ("p1", "p2", "p3")},
    },
    "allOf": [
        {
            "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
            "then": {
                "properties": {
                    "alpha": {"type": kind, "default": default, "minimum": low},
                    "scale": {"type": "number", "default": scale},
                }
            },
        }
        for name, kind, default, low, scale in (
            ("a", "integer", 8, 0, 2),
            ("b", "number", 8.0, 1, 2.0),
            ("c", "number", None, 0, 0.5),
        )
    ],
    "$defs": {"node": {"properties": {"name": {"type": "string"}, "child": {"$ref": "#/$defs/node"}}}},
}
OLD = {"properties": {"rank": {"type": "integer", "default": 8}, "moved": {"default": False}, "gone": {"default": 1}}}


@pytest.fixture
def doc(monkeypatch):
    monkeypatch.setattr(keys, "framework_names", lambda: ["x"])
    monkeypatch.setattr(keys, "load_framework", lambda name: Fake())
    monkeypatch.setattr(keys, "_elsewhere", lambda *_: [])
    monkeypatch.setattr(keys, "_rules", lambda *_: [])
    return lambda word: keys.key_docs(word, None)[0]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("rank", ["rank"]),
        ("items[0].path", ["items.path"]),
        ("name", ["tree.name"]),
        ("width", ["*.width"]),
        ("p2.width", ["p2.width"]),
        ("nothing", []),
    ],
)
def test_keys_are_found_by_path_and_by_their_last_part(doc, word, found):
    assert [one.key for one in keys.key_docs(word, None)] == found


def test_a_key_tells_type_bounds_default_and_words(doc):
    rank = doc("rank")
    assert (rank.kind, rank.defaults, rank.allowed, rank.words) == (
        "whole number or null",
        (("8", ""),),
        ((">= 1", ""),),
        "The size.",
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("base", [("none: it must be written", "")]),
        ("late", [("worked out at run time: from the data", "")]),
        ("old", [("not known before the run", "")]),
        ("alpha", [("8", "kind a, b"), ("null", "kind c")]),
        ("scale", [("0.5", "kind c"), ("2", "otherwise")]),
        ("width", [("4", "")]),
    ],
)
def test_defaults_are_grouped_by_the_types_under_which_they_hold(doc, word, expected):
    assert list(doc(word).defaults) == expected


def test_types_and_bounds_of_several_types_are_put_together(doc):
    assert doc("alpha").kind == "number"
    assert doc("alpha").allowed == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("gated", ("kind is a; else b has none",)),
        ("section.inner", ("moved",)),
        ("alpha", ("kind is a, b, c",)),
        ("rank", ()),
        ("scale", ()),
    ],
)
def test_when_a_key_is_read(doc, word, expected):
    assert doc(word).read_if == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("old", ("since 2; 1 has no such key", "deprecated: another name of rank")),
        ("gone", ("until 1; 2 has no such key",)),
        ("moved", ("default in 1: false",)),
        ("rank", ()),
        ("kind", ("since 2; 1 has no such key", 'null is read as "b"')),
    ],
)
def test_remarks_tell_versions_and_names(doc, word, expected):
    assert doc(word).remarks == expected


def test_alike_sections_are_told_together(doc):
    assert doc("width").sections == ("p1", "p2", "p3")


@pytest.mark.parametrize(("word", "expected"), [("rnak", ["rank"]), ("tree.nmae", ["tree.name"]), ("zzzz", [])])
def test_the_nearest_keys(doc, word, expected):
    assert keys.nearest_keys(word, None) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rl", "rl"),
        ("not rl", "not rl"),
        ('a.b == "LORA"', "a.b is LORA"),
        ('a != "x"', "a is not x"),
        ('a == ""', 'a is ""'),
        ("a == null", "a is null"),
        ("a > 0 and a <= 1", "a > 0 and a <= 1"),
        ('a in ["x", "y"]', "a is x or y"),
        ('a not in ["x", "y"]', "a is none of x or y"),
        ('a in ["x"]', "a is x"),
        ("a in other", "a is in other"),
        ('a in ["1", "2", "3", "4", "5", "6", "7", "8"]', "a is one of 1, 2, 3, 4, 5, 6 and 2 more"),
        ('a in ["x"] or a in ["y", "z"]', "a is x, y or z"),
        ('rl != null and rl == "dpo"', "rl is dpo"),
        ("(a or b) and c", "(a or b) and c"),
        ("given(a) and not given(b)", "a is set and b is not set"),
        ("len(a.b[0]) == 0", "len(a.b[0]) is 0"),
        ('any(x.type == "a" for x in xs)', "any(x.type is a for x in xs)"),
        ('matches(a, "b+")', "a has the form b+"),
        ("-a < 2 if b else c", "-a < 2 if b else c"),
        ("not (a == 1 and b)", "not (a is 1 and b)"),
    ],
)
def test_a_condition_in_words(text, words):
    assert condition_words(parse(text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('kind == "a" or not given(k) or written(k) == 16', "kind is a"),
        ("false or not given(k) or len(k) == 0", "never"),
        ("kind or other", "kind or other"),
        ("k == 3", "k is 3"),
    ],
)
def test_a_key_that_is_not_written_is_no_condition(text, words):
    assert read_words(parse(text), ("k",)) == words


def test_the_same_thing_in_other_frameworks():
    assert "OneTrainer lora_rank or lokr_dim" in elsewhere("axolotl", ("lora_r",))
    assert any(name.startswith("PEFT ") for name in elsewhere("onetrainer", ("lora_alpha",)))
    assert elsewhere("axolotl", ("hub_model_id",)) == []


def named(framework, *path):
    docs = all_docs()
    return {docs[code]["name"] for code in mentions().get((framework, path), ())}


def test_rules_about_a_key_are_those_whose_conditions_speak_of_it():
    assert "adafactor-scale-parameter" in named("onetrainer", "optimizer", "scale_parameter")
    assert "loraplus-off" in named("axolotl", "loraplus_lr_ratio")


def test_rules_in_shared_concepts_and_through_links_count():
    assert "rslora-scale" in named("peft", "lora_alpha")
    assert "rslora-scale" in named("onetrainer", "lora_alpha")
    assert "loraplus-off" in named("deepspeed", "optimizer")


def test_a_name_of_another_framework_leads_to_the_key_here(doc):
    found = doc("size")
    assert (found.key, found.remarks) == ("rank", ("it is what size is elsewhere",))

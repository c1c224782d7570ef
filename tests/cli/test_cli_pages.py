from __future__ import annotations

import json

import pytest

from loralint.cli import keys, main
from loralint.documentation import RuleDoc


@pytest.fixture
def command(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize("word", ["unknown-key", "LL101"])
def test_a_rule_is_explained_by_name_and_code(command, word):
    code, out, _ = command("explain", word)
    assert code == 0
    assert out.startswith("unknown-key (LL101)     any framework · ignored · warning\n")
    assert "\nWhy  " in out
    assert "\nEvidence  " in out


def test_a_key_is_explained_for_every_framework_that_has_it(command):
    code, out, _ = command("explain", "learning_rate")
    assert code == 0
    assert out.startswith("learning_rate     Axolotl ")
    assert "learning_rate     OneTrainer " in out
    assert "OneTrainer" not in command("explain", "learning_rate", "--framework", "axolotl")[1]


def test_what_is_neither_is_told_with_the_nearest(command):
    assert command("explain", "unknown-kye") == (
        2,
        "",
        "loralint: there is no rule and no key unknown-kye; did you mean unknown-key?\n",
    )


def test_the_catalogue_holds_rules_of_a_framework_and_of_any(command):
    code, out, _ = command("rules", "--framework", "peft")
    assert code == 0
    assert "unknown-key" in out
    assert "axolotl  " not in out


def test_a_framework_that_does_not_exist_is_told(command):
    assert command("rules", "--framework", "pefft") == (
        2,
        "",
        "loralint: --framework: there is no framework pefft; did you mean peft?\n",
    )


def test_detect_tells_the_framework_and_why(command, tmp_path):
    (tmp_path / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "r": 8}))
    code, out, _ = command("detect", "adapter_config.json")
    assert code == 0
    assert out.startswith("adapter_config.json     peft (schema ")
    assert "peft_type" in out


def test_detect_of_an_unknown_file_is_exit_code_2(command, tmp_path):
    (tmp_path / "x.yaml").write_text("hello: 1\n")
    code, out, _ = command("detect", "x.yaml", "gone.yaml")
    assert code == 2
    assert out == (
        "gone.yaml     no known framework: it is not there\n"
        "x.yaml        no known framework: no framework has keys like these\n"
    )


def test_the_version_names_the_schemas(command):
    code, out, _ = command("--version")
    assert code == 0
    assert out.startswith("loralint ")
    assert "\naxolotl " in out


SCHEMA = {
    "properties": {
        "rank": {"type": ["integer", "null"], "default": 8, "minimum": 1, "x-own-words": "the size"},
        "old": {"type": "string", "x-deprecated": {"effect": "alias", "use": "rank"}},
        "kind": {"enum": ["a", None], "x-null-means": "a"},
        "tree": {"$ref": "#/$defs/node"},
        "items": {"type": "array", "items": {"properties": {"path": {"type": "string"}}}},
        "late": {"type": "number", "x-computed": "from the data"},
    },
    "$defs": {"node": {"properties": {"name": {"type": "string"}, "child": {"$ref": "#/$defs/node"}}}},
}
RULE = RuleDoc("r", "XX101", "x", "harm", "warning", "", "", keys=frozenset({"rank"}))


@pytest.fixture
def schema(monkeypatch):
    monkeypatch.setattr(keys, "_schemas", lambda framework: iter([("x", "1", SCHEMA)]))


def test_keys_are_found_by_path_and_by_their_last_part(schema):
    found = {word: [doc.key for doc in keys.key_docs(word, None, [])] for word in ("rank", "items[0].path", "name")}
    assert found == {"rank": ["rank"], "items[0].path": ["items.path"], "name": ["tree.name"]}


def test_a_key_tells_what_the_schema_says(schema):
    rank, old, kind, late = (keys.key_docs(word, None, [RULE])[0] for word in ("rank", "old", "kind", "late"))
    assert (rank.kind, rank.default, rank.allowed, rank.words, rank.rules) == (
        "whole number or null",
        "8",
        (">= 1",),
        "the size",
        ("r",),
    )
    assert old.remarks == ("deprecated: another name of rank",)
    assert (kind.kind, kind.allowed, kind.remarks) == ("one of a list", ("a", "null"), ('null is read as "a"',))
    assert (late.default, late.remarks) == (None, ("worked out at run time: from the data",))

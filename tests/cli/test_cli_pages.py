from __future__ import annotations

import json

import pytest

from loralint.cli import main


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
    assert "\nlearning_rate " not in command("explain", "learning_rate", "--framework", "axolotl")[1]


def test_what_is_neither_is_told_with_the_nearest(command):
    assert command("explain", "unknown-kye") == (
        2,
        "",
        "loralint: there is no rule and no key unknown-kye; did you mean unknown-key?\n",
    )


@pytest.mark.parametrize(
    ("word", "framework", "meant"),
    [
        ("lora_rnak", "onetrainer", "lora_rank"),
        ("optimzer.type", "deepspeed", "optimizer.type"),
        ("betac", "peft", "beta, beta1 or beta2"),
        ("zzzzzzzz", "peft", None),
    ],
)
def test_a_misspelt_key_is_told_with_the_nearest(command, word, framework, meant):
    hint = f"; did you mean {meant}?" if meant else ""
    assert command("explain", word, "--framework", framework) == (
        2,
        "",
        f"loralint: there is no rule and no key {word}{hint}\n",
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

from __future__ import annotations

import datetime
import itertools
import json
import math
from typing import Union

import pytest

from loralint.config.config import Config
from loralint.config.loaders.loader import WRONG, loader_of
from loralint.files.read import Source
from loralint.knowledge.frameworks import load_framework
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax import parse
from loralint.syntax.keypath import format_path, parse_path

TEXTS = [
    *(
        "1",
        "0",
        "16",
        " 16 ",
        "+16",
        "-16",
        "- 16",
        "1_6",
        "_16",
        "16_",
        "1__6",
        "16.",
        "16.0",
        " 16.00 ",
        "16.5",
        ".0",
    ),
    *("0x10", "1e3", "1e1", "2e-5", "", "  ", "true", "True", "TRUE", "yes", "on", "off", "No", "t", "F", "y", "tru"),
    *(" true ", "1.0", "2", "inf", "nan", "-inf", "Infinity", "1_000.5", "1,5", "٣", "null", "None", "abc", "0016"),
    *("-0", "1" * 25, "9" * 5000, "16.0_0", "1_6.0", " 1.5\n", "--1", "0b1", "1\u00a0"),
]
VALUES = [
    *TEXTS,
    *(True, False, None, 0, 1, 2, -1, 10**22, 0.0, 1.0, 2.0, 2.5, -0.0, math.inf, math.nan, 1e16, 1e19, -(2.0**63)),
    *([], [1], ["a"], {}, {"a": 1}, datetime.date(2024, 1, 1), b"16", b"true", b"\xff"),
]
PYTHON = {"boolean": bool, "integer": int, "number": float, "string": str, "array": list, "object": dict, "null": None}


def same(left, right):
    """Equal and of one kind; a whole number stands for the float that it is equal to."""
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, str):
        return type(left) is type(right) and left == right
    return left is right or left == right or (left != left and right != right)


@pytest.mark.parametrize("types", [types for size in (1, 2) for types in itertools.combinations(PYTHON, size)])
def test_lax_mode_is_that_of_pydantic(types):
    pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed here", minversion="2.0")
    adapter = pydantic.TypeAdapter(Union[tuple(PYTHON[name] for name in types)])  # noqa: UP007 - built at run time
    different = []
    for value in VALUES:
        try:
            theirs = adapter.validate_python(value)
        except pydantic.ValidationError:
            theirs = WRONG
        ours = loader_of("pydantic").convert(value, types)
        if not same(theirs, ours):
            different.append((value, theirs, ours))
    assert different == []


@pytest.mark.parametrize(
    ("types", "value", "expected"),
    [
        ("integer", "16", 16),
        ("integer", " 16 ", 16),
        ("integer", "1_6", 16),
        ("integer", "16.00", 16),
        ("integer", 16.0, 16),
        ("integer", True, 1),
        ("integer", "1__6", WRONG),
        ("integer", "16.5", WRONG),
        ("integer", "1e1", WRONG),
        ("integer", 16.5, WRONG),
        ("integer", 1e19, WRONG),
        ("integer", "9" * 5000, WRONG),
        ("number", "2e-5", 2e-5),
        ("number", "inf", math.inf),
        ("number", "1,5", WRONG),
        ("boolean", "Off", False),
        ("boolean", 1.0, True),
        ("boolean", 2, WRONG),
        ("boolean", "tru", WRONG),
        ("string", 5, WRONG),
        ("string", b"abc", "abc"),
        ("array", "abc", WRONG),
    ],
)
def test_lax_mode_as_a_table(types, value, expected):
    assert same(loader_of("pydantic").convert(value, (types,)), expected)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("types", [(name,) for name in PYTHON])
def test_raw_converts_nothing(types, value):
    assert loader_of("raw").convert(value, types) in (value, WRONG) or value != value


def onetrainer(data):
    """What is said of a config, as `key: message`, and the config as OneTrainer holds it."""
    source = Source("config.json", json.dumps({"__version": 11, "training_method": "LORA", **data}).encode())
    run = check_sources([source], Settings(framework="onetrainer", select=("shape",)), {"config.json"})
    framework = load_framework("onetrainer")
    config = Config(parse(source, "json"), framework, framework.default_version)
    said = {format_path(d.key): d.message for d in run.diagnostics if d.consequence == "ignored"}
    return said, lambda key: config.value(parse_path(key))


KEPT = [
    ("lora_rank", " 16 ", 16),
    ("lora_rank", "1_6", 16),
    ("lora_rank", 32.9, 32),
    ("lora_rank", True, 1),
    ("lora_rank", "-4", -4),
    ("learning_rate", "3e-4", 3e-4),
    ("learning_rate", " 1e-4 ", 1e-4),
    ("learning_rate", True, 1.0),
    ("learning_rate", "nan", math.nan),
    ("clip_grad_norm", "inf", math.inf),
    ("clip_grad_norm", None, None),
    ("resolution", 1024, "1024"),
    ("resolution", [512, 768], "[512, 768]"),
    ("resolution", None, "None"),
    ("resolution", True, "True"),
    ("resolution", {}, "{}"),
    ("latent_caching", 0, 0),
    ("latent_caching", "maybe", "maybe"),
    ("latent_caching", [], []),
    ("train_dtype", 16, 16),
    ("train_dtype", None, None),
    ("train_dtype", [], []),
    ("ema", True, True),
    ("concepts", None, None),
    ("concepts", {}, []),
    ("concepts", "", []),
    ("additional_embeddings", None, None),
    ("samples", [{}, {}], [{}, {}]),
]
DEFAULTS = [
    ("lora_rank", "32.0", 16),
    ("lora_rank", "1e3", 16),
    ("lora_rank", "", 16),
    ("lora_rank", None, 16),
    ("lora_rank", "null", 16),
    ("lora_rank", [16], 16),
    ("lora_rank", {}, 16),
    ("lora_rank", "9" * 5000, 16),
    ("learning_rate", "0,0003", 3e-06),
    ("learning_rate", "", 3e-06),
    ("learning_rate", None, 3e-06),
    ("learning_rate", [0.0001], 3e-06),
    ("learning_rate", 10**400, 3e-06),
    ("clip_grad_norm", "none", 1.0),
    ("training_method", "lora", "FINE_TUNE"),
    ("training_method", "LORA ", "FINE_TUNE"),
    ("ema", "", "OFF"),
    ("unet", True, {}),
    ("unet", None, {}),
    ("unet", "train", {}),
    ("unet", [], {}),
    ("concepts", 5, None),
    ("concepts", True, None),
    ("concepts", {"name": "a"}, None),
    ("samples", "abc", None),
    ("optimizer_defaults", None, {}),
    ("optimizer_defaults", [], {}),
]


@pytest.mark.parametrize(("key", "value", "held"), KEPT)
def test_onetrainer_takes_it_without_a_loss(key, value, held):
    said, value_of = onetrainer({key: value})
    assert key not in said
    assert same(value_of(key), held)


@pytest.mark.parametrize(("key", "value", "held"), DEFAULTS)
def test_onetrainer_puts_the_default_in_its_place(key, value, held):
    said, value_of = onetrainer({key: value})
    assert key in said
    assert same(value_of(key), held)


@pytest.mark.parametrize(
    ("key", "value", "culprit", "held"),
    [
        ("concepts", [{}, None], "concepts[1]", None),
        ("concepts", [3], "concepts[0]", None),
        ("concepts", [{}, {}, False], "concepts[2]", None),
        ("concepts", ["/data"], "concepts[0]", None),
        ("concepts", [{}, []], "concepts[1]", None),
        ("samples", [{}, 1.5], "samples[1]", None),
        ("additional_embeddings", [None], "additional_embeddings[0]", []),
        ("optimizer_defaults", {"ADAMW": {}, "LION": None}, "optimizer_defaults.LION", {}),
        ("optimizer_defaults", {"ADAMW": 5}, "optimizer_defaults.ADAMW", {}),
    ],
)
def test_one_bad_item_loses_the_whole_list_and_is_named(key, value, culprit, held):
    said, value_of = onetrainer({key: value})
    assert list(said) == [key]
    assert said[key].startswith(f"all of `{key}` has no effect: `{culprit}` must be a mapping, not ")
    assert value_of(key) == held


@pytest.mark.parametrize("item", ["/data", []])
def test_a_text_in_another_list_loses_itself_alone(item):
    said, value_of = onetrainer({"samples": [item, {"prompt": "a cat"}]})
    assert list(said) == ["samples[0]"]
    assert value_of("samples[1].prompt") == "a cat"


@pytest.mark.parametrize(
    ("framework", "text", "consequence", "key"),
    [
        ("onetrainer", '[{"training_method": "LORA"}]', "ignored", "[0]"),
        ("onetrainer", "[]", "ignored", ""),
        ("onetrainer", "null", "refused", ""),
        ("onetrainer", '"LORA"', "refused", ""),
        ("peft", '[{"peft_type": "LORA"}]', "refused", "[0]"),
        ("peft", "null", "refused", ""),
        ("deepspeed", "[]", "refused", ""),
        ("axolotl", "- base_model: x\n", "refused", "[0]"),
        ("axolotl", "hello\n", "refused", ""),
    ],
)
def test_a_file_that_is_no_mapping_is_one_problem(framework, text, consequence, key):
    name = "config.yaml" if framework == "axolotl" else "config.json"
    run = check_sources([Source(name, text.encode())], Settings(framework=framework, select=("shape",)), {name})
    assert [(d.rule, d.consequence, format_path(d.key)) for d in run.diagnostics] == [("wrong-type", consequence, key)]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_yaml_file_is_an_empty_mapping(text):
    run = check_sources([Source("config.yaml", text.encode())], Settings(framework="axolotl"), {"config.yaml"})
    assert "wrong-type" not in {d.rule for d in run.diagnostics}


def test_a_default_may_come_from_other_keys_and_a_text_may_be_a_list():
    document = parse(Source("config.yaml", b"micro_batch_size: 4\n"), "yaml")
    config = Config(document, load_framework("axolotl"), "0.21.0")
    assert config.value(("eval_batch_size",)) == 4
    assert config.value(("batch_size",)) == 4
    onetrainer = load_framework("onetrainer")
    for written, parts in (("attn, ff,", ["attn", "ff", ""]), ("", [])):
        text = json.dumps({"layer_filter": written})
        config = Config(parse(Source("config.json", text.encode()), "json"), onetrainer, "11")
        assert config.value(("layer_filter",)) == parts
        assert config.written(("layer_filter",)) == written


@pytest.mark.parametrize(
    ("value", "types", "read"),
    [
        (2.0, ("integer",), WRONG),
        ("16.0", ("integer",), WRONG),
        ("16", ("integer",), 16),
        (True, ("integer",), 1),
        ("2e-5", ("number",), 2e-5),
        ("false", ("boolean",), False),
    ],
)
def test_arguments_make_at_most_a_number_of_text(value: object, types: tuple[str, ...], read: object) -> None:
    assert loader_of("arguments").convert(value, types) == read

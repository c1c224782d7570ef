from __future__ import annotations

import pytest

from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.families import family, family_fact, is_tied, layer_count, positions, tokenizer
from tests.expressions.expression_fakes import value_of

TABLES = {
    "patterns": [{"tiny-embedding*": None}, {"tiny-*": "tiny"}, {"acme/big": "big"}],
    "facts": {"tiny": {"fp16_overflow": True}},
    "tokenizers": [{"names": ["acme/*-it"], "eos": "<end>"}, {"names": ["acme/*"], "eos": "<eos>", "template": False}],
}


def tables() -> dict[str, object]:
    return TABLES


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("tiny-7b", "tiny"),
        ("Someone/Tiny-7B-bnb-4bit", "tiny"),
        ("C:\\models\\tiny-7b\\", "tiny"),
        ("acme/big", "big"),
        ("other/big", UNKNOWN),
        ("tiny-embedding-1b", UNKNOWN),
        ("", UNKNOWN),
        (7, UNKNOWN),
    ],
)
def test_a_family_is_told_by_the_first_pattern_that_fits(name: object, kind: object) -> None:
    assert family(name, tables) == kind


@pytest.mark.parametrize(
    ("name", "fact", "value"),
    [
        ("tiny-7b", "fp16_overflow", True),
        ("tiny-7b", "other", UNKNOWN),
        ("acme/big", "fp16_overflow", UNKNOWN),
        ("nothing", "fp16_overflow", UNKNOWN),
    ],
)
def test_a_fact_is_unknown_where_the_table_is_silent(name: str, fact: str, value: object) -> None:
    assert family_fact(name, fact, tables) is value


def test_rules_can_ask_for_the_facts_of_a_base_model() -> None:
    assert value_of("family_fact(base, 'fp16_overflow')", base="google/gemma-2-9b") is True
    assert value_of("family(base)", base=UNKNOWN) is UNKNOWN


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("TinyLlama/TinyLlama-1.1B-Chat-v1.0", 2048),
        ("unsloth/TinyLlama-1.1B-Chat-v1.0-bnb-4bit", 2048),
        ("/models/gpt2/", 1024),
        ("org/some-model", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_well_known_name_tells_the_positions_of_the_model(name: object, most: object) -> None:
    assert positions(name) == most


@pytest.mark.parametrize(
    ("name", "eos"), [("Acme/big-it", "<end>"), ("acme/big", "<eos>"), ("other/big", None), ("big", None), (7, None)]
)
def test_a_tokenizer_is_told_by_the_first_entry_that_fits(name: object, eos: str | None) -> None:
    found = tokenizer(name, tables)
    assert found is UNKNOWN if eos is None else isinstance(found, dict) and found["eos"] == eos


@pytest.mark.parametrize(
    ("name", "eos"),
    [
        ("meta-llama/Llama-3.2-1B", "<|end_of_text|>"),
        ("NousResearch/Meta-Llama-3.1-8B", "<|end_of_text|>"),
        ("meta-llama/Llama-3.2-1B-Instruct", None),
        ("mistralai/Mistral-7B-v0.1", "</s>"),
        ("Qwen/Qwen2.5-7B", "<|endoftext|>"),
        ("Qwen/Qwen2.5-7B-Instruct", "<|im_end|>"),
        ("Qwen/Qwen3-8B-Base", "<|endoftext|>"),
        ("google/gemma-2-9b-it", "<eos>"),
    ],
)
def test_the_end_of_texts_differs_between_a_base_model_and_its_chat_version(name: str, eos: str | None) -> None:
    assert value_of("lookup(tokenizer(base), 'eos')", base=name) == eos


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("meta-llama/Llama-3.2-1B", 16),
        ("unsloth/Llama-3.2-1B-Instruct-bnb-4bit", 16),
        ("NousResearch/Meta-Llama-3.1-8B", 32),
        ("meta-llama/Llama-3.1-8B-Instruct", 32),
        ("Qwen/Qwen3-4B", 36),
        ("google/gemma-2-2b-it", 26),
        ("acme/llama-3.2-1bee", UNKNOWN),
        ("acme/own", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_the_number_of_layers_that_a_name_tells(name, layers):
    assert layer_count(name) == layers


@pytest.mark.parametrize(
    ("name", "tied"),
    [("unsloth/Llama-3.2-1B-Instruct", True), ("Qwen/Qwen2.5-7B", UNKNOWN), ("Qwen/Qwen3-4B", True), (None, UNKNOWN)],
)
def test_names_of_models_with_tied_embeddings(name, tied):
    assert is_tied(name) is tied

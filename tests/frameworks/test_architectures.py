"""The tables of module names and model families."""

from __future__ import annotations

import fnmatch
import json
import os
import subprocess
import sys
from typing import Any

import pytest
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TABLE = os.path.join(ROOT, "schemas", "architectures.json")
GENERATOR = os.path.join(ROOT, "schemas", "generate", "architectures.py")
# The python that has transformers, torch and peft, where it is not the one that runs the tests.
PYTHON = os.environ.get("LORALINT_PEFT_PYTHON", sys.executable)
GROUPS = ("linear", "convolution", "parameters", "embedding")

with open(TABLE, encoding="utf-8") as stream:
    ARCHITECTURES = json.load(stream)
with open(os.path.join(ROOT, "schemas", "adapters.json"), encoding="utf-8") as stream:
    ADAPTERS = json.load(stream)
with open(os.path.join(ROOT, "schemas", "model_families.yaml"), encoding="utf-8") as stream:
    FAMILIES = yaml.safe_load(stream)
with open(os.path.join(ROOT, "schemas", "diffusion.json"), encoding="utf-8") as stream:
    DIFFUSION = json.load(stream)
MODELS: dict[str, Any] = ARCHITECTURES["models"]
# Known by name, but not buildable without another package.
UNBUILT = {"gemma3n"}


def leaves(kind: str, group: str = "linear") -> set[str]:
    return {leaf for names in MODELS[kind].get(group, {}).values() for leaf in names}


def family(name: str) -> str | None:
    """The rule that the file's head gives, written out."""
    parts = [part for part in name.lower().split("/") if part]
    for entry in FAMILIES["patterns"]:
        ((pattern, kind),) = entry.items()
        if fnmatch.fnmatchcase("/".join(parts[-2:]) if "/" in pattern else parts[-1], pattern):
            return kind if kind is None else str(kind)
    return None


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("llama", {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}),
        ("gpt2", {"c_attn", "c_proj", "c_fc"}),
        ("gpt_neox", {"query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"}),
        ("phi3", {"qkv_proj", "o_proj", "gate_up_proj", "down_proj"}),
        ("t5", {"q", "k", "v", "o", "wi", "wi_0", "wi_1", "wo"}),
        ("bloom", {"query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"}),
    ],
)
def test_linear_layers_of_well_known_models(kind: str, names: set[str]) -> None:
    assert leaves(kind) == names


def test_transposed_layers_are_marked() -> None:
    assert MODELS["gpt2"]["conv1d"] == ["c_attn", "c_proj", "c_fc"]
    assert "conv1d" not in MODELS["llama"]


def test_stacked_experts_are_parameters_and_keep_their_old_names() -> None:
    mixtral = MODELS["mixtral"]
    assert leaves("mixtral", "parameters") == {"gate_up_proj", "down_proj"}
    assert "w1" not in leaves("mixtral")
    assert mixtral["renamed"]["w1"] == "gate_up_proj"
    assert mixtral["fused"] == {"gate_up_proj": ["w1", "w3"]}


@pytest.mark.parametrize(
    ("kind", "head", "layers", "tied"),
    [
        ("llama", "lm_head", "model.layers", False),
        ("gpt2", "lm_head", "transformer.h", True),
        ("t5", "lm_head", "decoder.block", True),
    ],
)
def test_head_layers_and_tying(kind: str, head: str, layers: str, tied: bool) -> None:
    assert MODELS[kind]["head"] == head
    assert layers in MODELS[kind]["layers"]
    assert MODELS[kind]["tied"] is tied


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_every_model_is_described_in_the_same_way(kind: str) -> None:
    model = MODELS[kind]
    assert model["class"] in ARCHITECTURES["classes"]
    assert leaves(kind) | leaves(kind, "convolution")
    for group in GROUPS:
        for place, names in model.get(group, {}).items():
            assert not any("." in name for name in names)
            assert not any(part.isdigit() for part in place.split("."))


def test_pefts_default_targets_exist_in_the_models() -> None:
    """The two tables come from two libraries and must speak of the same names."""
    for kind, targets in ADAPTERS["default_targets"]["LORA"].items():
        if kind in MODELS and isinstance(targets, list):
            assert set(targets) & (leaves(kind) | leaves(kind, "convolution")), kind


def test_the_table_stays_small() -> None:
    assert os.path.getsize(TABLE) < 430_000


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("meta-llama/Meta-Llama-3-8B-Instruct", "llama"),
        ("NousResearch/Llama-3.2-1B", "llama"),
        ("unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit", "llama"),
        ("/data/models/Llama-2-7b-hf/", "llama"),
        ("huggyllama/llama-7b", "llama"),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", "qwen2"),
        ("deepseek-ai/DeepSeek-V3", "deepseek_v3"),
        ("Qwen/Qwen2.5-0.5B", "qwen2"),
        ("Qwen/Qwen2.5-VL-7B-Instruct", "qwen2_5_vl"),
        ("Qwen/Qwen3-8B", "qwen3"),
        ("Qwen/Qwen3-30B-A3B-Instruct-2507", "qwen3_moe"),
        ("mistralai/Mistral-7B-v0.1", "mistral"),
        ("mistralai/Mixtral-8x7B-v0.1", "mixtral"),
        ("google/gemma-2-9b-it", "gemma2"),
        ("google/gemma-3-1b-it", "gemma3_text"),
        ("google/gemma-3-4b-it", "gemma3"),
        ("google/gemma-7b", "gemma"),
        ("google/flan-t5-base", "t5"),
        ("google/mt5-small", "mt5"),
        ("EleutherAI/pythia-1.4b", "gpt_neox"),
        ("openai-community/gpt2-medium", "gpt2"),
        ("facebook/opt-350m", "opt"),
        ("bigscience/bloomz-7b1", "bloom"),
        ("tiiuae/falcon-7b-instruct", "falcon"),
        ("microsoft/phi-2", "phi"),
        ("microsoft/Phi-3-mini-4k-instruct", "phi3"),
        ("google-bert/bert-base-uncased", "bert"),
        # names that say too little, or another thing
        ("meta-llama/Llama-3.2-11B-Vision", "mllama"),
        ("Qwen/Qwen-7B", "qwen"),
        ("THUDM/chatglm3-6b", "chatglm"),
        ("THUDM/glm-4-9b-chat-hf", "glm"),
        ("HuggingFaceH4/zephyr-7b-gemma-v0.1", "gemma"),
        ("llava-hf/llava-1.5-7b-hf", "llava"),
        ("liuhaotian/llava-v1.5-7b", None),
        ("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "nemotron_h"),
        ("nvidia/NVIDIA-Nemotron-Nano-12B-v2-VL-BF16", None),
        ("Salesforce/blip2-flan-t5-xl", "blip-2-t5"),
        ("black-forest-labs/FLUX.2-klein-base-4B", "Flux2Transformer2DModel"),
        ("LiquidAI/LFM2-8B-A1B", "lfm2_moe"),
        ("vaiv/GeM2-Llamion-14B-Chat", None),
        ("Qwen/Qwen3-Embedding-8B", None),
        ("acme/prompt-7b", None),
    ],
)
def test_a_base_model_is_known_by_its_name(name: str, kind: str | None) -> None:
    assert family(name) == kind


def test_every_family_is_an_architecture() -> None:
    named = {kind for entry in FAMILIES["patterns"] for kind in entry.values() if kind is not None}
    assert (
        named | set(FAMILIES["facts"]) <= set(MODELS) | set(DIFFUSION["models"]) | set(FAMILIES["own_code"]) | UNBUILT
    )


def test_patterns_are_in_lower_case_and_not_repeated() -> None:
    patterns = [pattern for entry in FAMILIES["patterns"] for pattern in entry]
    assert patterns == [pattern.lower() for pattern in patterns]
    assert len(patterns) == len(set(patterns))


@pytest.mark.parametrize(
    ("kind", "overflows"), [("t5", True), ("mt5", True), ("gemma2", True), ("gemma3", True), ("llama", False)]
)
def test_families_that_overflow_in_float16(kind: str, overflows: bool) -> None:
    assert FAMILIES["facts"].get(kind, {}).get("fp16_overflow", False) is overflows


@pytest.mark.skipif(
    not os.environ.get("LORALINT_SLOW"), reason="builds 300 models (one minute); LORALINT_SLOW=1 runs it"
)
def test_the_table_is_what_the_generator_writes() -> None:
    probe = subprocess.run(
        [PYTHON, "-c", "import peft, torch, transformers; print(transformers.__version__)"],
        capture_output=True,
        text=True,
        check=False,
    )
    if probe.returncode or probe.stdout.strip() != ARCHITECTURES["transformers"]:
        pytest.skip(f"needs transformers {ARCHITECTURES['transformers']}, torch and peft")
    outcome = subprocess.run([PYTHON, GENERATOR, "--check"], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr[-500:]

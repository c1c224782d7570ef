"""Which modules a model has: the look-ups, over a small table and over the one that ships."""

from __future__ import annotations

import json
import os

import pytest

from loralint.expressions.unknown import UNKNOWN
from loralint.files.read import read_source
from loralint.knowledge import adapters, modules
from loralint.knowledge.families import family
from loralint.run import check_sources
from loralint.settings.record import Settings

TINY = {
    "models": {
        "tiny": {
            "linear": {"model.layers.*.attn": ["q_proj", "o_proj"], "model.layers.*.mlp": ["up_proj"]},
            "embedding": {"model": ["embed_tokens"]},
            "norm": {"model.layers.*": ["input_layernorm"]},
            "head": "lm_head",
            "former": ["w_pack"],
        },
        "experts": {
            "linear": {"model.layers.*.attn": ["q_proj"]},
            "parameters": {"model.layers.*.experts": ["gate_up_proj"]},
            "renamed": {"w9": "gate_up_proj"},
            "head": "lm_head",
        },
        "seeing": {
            "linear": {"model.vision_tower.blocks.*": ["qkv"], "model.language_model.layers.*.mlp": ["up_proj"]},
            "head": "lm_head",
        },
        "turned": {"linear": {"h.*.attn": ["c_attn"]}, "conv1d": ["c_attn"], "head": "lm_head"},
    },
    "classes": {"TinyForCausalLM": "tiny"},
}


def tables():
    return TINY


@pytest.mark.parametrize(
    ("names", "kind", "missing"),
    [
        (["q_proj", "o_proj"], "tiny", []),
        (["q_proj", "k_proj"], "tiny", ["k_proj"]),
        (["layers.0.attn.q_proj", "model.layers.0.attn.k_proj"], "tiny", ["model.layers.0.attn.k_proj"]),
        (["lm_head", "embed_tokens", "input_layernorm", "attn", "w_pack", "score"], "tiny", []),
        ([".*q_proj", "q_proj "], "tiny", [".*q_proj", "q_proj "]),
        (["w1", "gate_up_proj", "w9"], "experts", []),
        (["wte"], "experts", ["wte"]),
        ("all-linear", "tiny", []),
        ("ALL-LINEAR", "tiny", []),
        ("q_proj", "tiny", ["q_proj"]),
        ("lm_head", "tiny", []),
        (".*q_proj", "tiny", []),
        ("model.layers.0.attn.q_proj", "tiny", []),
        ("layers.0.attn.q_proj", "tiny", ["layers.0.attn.q_proj"]),
        ("q_proj$", "tiny", ["q_proj$"]),
        (".*score", "tiny", UNKNOWN),
        (".*experts.0.w1", "experts", UNKNOWN),
        ("(.*a)*b", "tiny", ["(.*a)*b"]),
        (r"(.)\1b", "tiny", UNKNOWN),
        (["layers.0.q_proj"], "tiny", ["layers.0.q_proj"]),
        (["old.model.layers.0.attn.q_proj"], "tiny", []),
        ([], "tiny", []),
        (["anything"], "unheard-of", UNKNOWN),
        (["q_proj", 7], "tiny", UNKNOWN),
        (["q_proj", UNKNOWN], "tiny", UNKNOWN),
        (None, "tiny", UNKNOWN),
        (["q_proj"], 7, UNKNOWN),
    ],
)
def test_names_that_no_module_has(names, kind, missing):
    assert modules.missing_modules(names, kind, tables) == missing


@pytest.mark.parametrize(
    ("names", "missing"), [(["lm_head"], []), (["tokens", "head"], []), (["wte"], ["wte"]), ("wte", UNKNOWN)]
)
def test_saved_modules_match_the_end_of_a_name_without_a_dot(names, missing):
    assert modules.missing_saved_modules(names, "tiny", tables) == missing


def test_a_vision_tower_is_not_among_the_layers_to_name():
    assert modules.known_modules("seeing", tables) == ["up_proj"]


def test_the_flag_for_transposed_weights():
    assert modules.is_transposed("turned", tables) is True
    assert modules.is_transposed("tiny", tables) is False
    assert modules.is_transposed("unheard-of", tables) is UNKNOWN


def test_a_name_at_the_top_of_any_model_is_no_inner_one():
    assert modules.is_inner_module("q_proj", tables) is True
    assert modules.is_inner_module("lm_head", tables) is False
    assert modules.is_inner_module("nothing", tables) is False


def test_a_class_names_its_architecture():
    assert modules.class_family("TinyForCausalLM", tables) == "tiny"
    assert modules.class_family("LlavaTinyForCausalLM", tables) is UNKNOWN


@pytest.mark.parametrize(
    ("name", "kind", "meant"),
    [
        ("gate_porj", "llama", "gate_proj"),
        ("q_proj", "gpt2", "c_attn"),
        ("q_proj", "gpt_neox", "query_key_value"),
        ("query_key_value", "llama", "q_proj"),
        ("o_proj", "opt", "out_proj"),
        ("gate_proj", "glm4", "gate_up_proj"),
        ("k_proj", "glm4_moe_lite", UNKNOWN),
        ("nothing_like_it", "llama", UNKNOWN),
        ("q_proj", "unheard-of", UNKNOWN),
    ],
)
def test_the_layer_that_was_meant(name, kind, meant):
    assert modules.nearest_module(name, kind) == meant


def test_one_layer_replaces_the_first_of_the_names_that_stand_for_it():
    names = ["q_proj", "k_proj", "gate_proj", "down_proj"]
    assert modules.replacement_module("q_proj", names, "phi3") == "qkv_proj"
    assert modules.replacement_module("k_proj", names, "phi3") is UNKNOWN
    assert modules.replacement_module("gate_proj", names, "phi3") == "gate_up_proj"
    assert modules.replacement_module("gate_proj", [*names, "gate_up_proj"], "phi3") is UNKNOWN


@pytest.mark.parametrize(
    ("base", "targets"),
    [
        ("meta-llama/Llama-2-7b-hf", ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]),
        ("mistralai/Mixtral-8x7B-v0.1", ["q_proj", "w1", "w2", "w3", "gate"]),
        ("Qwen/Qwen3-30B-A3B", ["gate_proj", "up_proj", "down_proj"]),
        ("microsoft/phi-2", ["q_proj", "dense", "fc1", "fc2"]),
        ("THUDM/chatglm-6b", ["query_key_value", "dense_h_to_4h"]),
        ("THUDM/chatglm3-6b", ["query_key_value", "dense", "output_layer"]),
        ("baichuan-inc/Baichuan2-7B-Chat", ["W_pack", "o_proj", "gate_proj"]),
        ("Qwen/Qwen-7B-Chat", ["c_attn", "c_proj", "w1", "w2"]),
        ("internlm/internlm2-chat-7b", ["wqkv", "wo", "w1", "w2", "w3"]),
        ("EleutherAI/pythia-1b", ["query_key_value", "embed_out"]),
        ("google/flan-t5-base", ["q", "v", "wi_0", "wi_1", "wo"]),
        ("google/gemma-3-4b-it", ["q_proj", "fc1", "lm_head"]),
        ("openai/gpt-oss-20b", ["q_proj", "gate_up_proj", "down_proj"]),
        ("FacebookAI/roberta-base", ["query", "value", "dense", "out_proj"]),
    ],
)
def test_what_real_adapters_name_is_there(base, targets):
    assert modules.missing_modules(targets, family(base)) == []


@pytest.mark.parametrize(
    ("base", "targets"),
    [
        ("microsoft/phi-2", ["Wqkv"]),
        ("THUDM/chatglm2-6b", ["query", "value"]),
        ("THUDM/chatglm3-6b", ["q_proj", "v_proj"]),
        ("baichuan-inc/Baichuan-13B-Chat", ["q_proj", "v_proj"]),
        ("Qwen/Qwen-14B", ["q_proj"]),
        ("internlm/internlm2-7b", ["q_proj"]),
    ],
)
def test_names_of_another_architecture_are_missing(base, targets):
    assert modules.missing_modules(targets, family(base)) == targets


@pytest.mark.parametrize(("kind", "lists"), [("llama", ["layers"]), ("gpt2", ["h"]), ("chatglm", ["layers"])])
def test_the_lists_of_layers_of_an_architecture(kind, lists):
    assert modules.layer_lists(kind) == lists


def test_the_lists_of_layers_of_an_unknown_architecture_are_unknown():
    assert modules.layer_lists("acme") is UNKNOWN


# A name of their linear layers is that of a block as well, or of a layer of their own.
MIXED = {"deepseek_vl_hybrid", "ernie4_5_vl_moe", "gemma4", "ibert", "reformer", "ZImageTransformer2DModel"}


@pytest.mark.parametrize("kind", sorted(modules._shipped()["models"]))
def test_every_architecture_has_the_layers_that_it_is_said_to_have(kind):
    layers = modules.known_modules(kind)
    if layers is not UNKNOWN:
        assert modules.missing_modules(layers, kind) == []
        assert bool(adapters.unfit_modules(layers, kind)) == (kind in MIXED)


def test_experts_without_a_gate_have_none():
    assert modules.missing_modules(["gate_proj", "up_proj"], "nemotron_h") == ["gate_proj"]
    assert modules.missing_modules(["gate_proj", "w1"], "qwen3_moe") == []


def test_layers_of_a_text_encoder_are_not_missed_in_the_model_beside_it():
    assert modules.missing_modules(["to_q", "q_proj", "to_ouut"], "FluxTransformer2DModel") == ["to_ouut"]
    assert modules.missing_modules("text_model.*q_proj", "FluxTransformer2DModel") is UNKNOWN


def test_a_composition_is_one_of_its_architecture():
    assert modules.is_composed("blip-2-t5", "blip-2")
    assert not modules.is_composed("blip-2-t5", "t5")


# The base model as a folder of the project, and what lies outside it.


def _peft(folder, base, targets):
    config = {"peft_type": "LORA", "r": 8, "base_model_name_or_path": base, "target_modules": targets}
    (folder / "adapter_config.json").write_text(json.dumps(config))


def _rules(path="adapter_config.json"):
    run = check_sources([read_source(path)], Settings(), {path})
    return {diagnostic.rule for diagnostic in run.diagnostics}


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    (folder / "ours").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ({"model_type": "llama"}, True),
        ({"model_type": "gpt_neox"}, False),
        ({"model_type": "llama", "auto_map": {"AutoModel": "code.Model"}}, False),
        ({"model_type": 7}, False),
        ({}, False),
        ([], False),
    ],
)
def test_the_file_of_a_model_folder_tells_its_architecture(project, file, told):
    (project / "ours" / "config.json").write_text(json.dumps(file))
    _peft(project, "ours", ["query_key_value"])
    assert ("targets-match-nothing" in _rules()) is told


def test_the_file_of_the_folder_is_believed_before_its_name(project):
    (project / "Llama-2-7b-hf").mkdir()
    (project / "Llama-2-7b-hf" / "config.json").write_text('{"model_type": "gpt_neox"}')
    _peft(project, "Llama-2-7b-hf", ["query_key_value"])
    assert "targets-match-nothing" not in _rules()


def test_the_class_that_an_adapter_names_is_believed_before_the_name_of_its_model(project):
    _peft(project, "meta-llama/Llama-2-7b-hf", ["mm_projector_layer", "q_proj"])
    assert "target-missing" in _rules()
    config = json.loads((project / "adapter_config.json").read_text())
    config["auto_mapping"] = {"base_model_class": "LlavaLlamaForCausalLM", "parent_library": "llava.model"}
    (project / "adapter_config.json").write_text(json.dumps(config))
    assert "target-missing" not in _rules()


@pytest.mark.parametrize("way", ["above", "absolute", "symlink", "file-symlink"])
def test_a_model_outside_the_project_is_not_read(project, way):
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "config.json").write_text('{"model_type": "llama"}')
    base = {"above": "../outside", "absolute": str(outside)}.get(way, "linked")
    if way == "symlink":
        os.symlink(outside, project / "linked")
    elif way == "file-symlink":
        (project / "linked").mkdir()
        os.symlink(outside / "config.json", project / "linked" / "config.json")
    _peft(project, base, ["query_key_value"])
    assert "targets-match-nothing" not in _rules()


# The folder of a saved adapter.

AXOLOTL = """\
base_model: NousResearch/Llama-3.2-1B
datasets: [{path: tatsu-lab/alpaca, type: alpaca}]
micro_batch_size: 2
gradient_accumulation_steps: 4
num_epochs: 1
learning_rate: 0.0002
max_grad_norm: 1.0
bf16: true
adapter: lora
lora_r: 64
lora_alpha: 128
lora_target_linear: true
"""


def _axolotl(folder, adapter):
    (folder / "config.yaml").write_text(f"{AXOLOTL}lora_model_dir: {adapter}\n")
    return _rules("config.yaml")


def test_a_saved_adapter_is_found_beside_the_config_and_below_the_working_directory(project):
    (project / "runs").mkdir()
    _peft(project / "ours", "NousResearch/Llama-3.2-1B", ["q_proj"])
    assert "saved-adapter-decides" in _axolotl(project, "ours")
    (project / "runs" / "config.yaml").write_text(f"{AXOLOTL}lora_model_dir: ../ours\n")
    assert "saved-adapter-decides" in _rules(os.path.join("runs", "config.yaml"))


def test_a_folder_without_an_adapter_is_told_and_a_name_on_the_hub_is_not(project):
    assert "saved-adapter-missing" in _axolotl(project, "ours")
    assert not {"saved-adapter-missing", "link-missing"} & _axolotl(project, "acme/adapter")


def test_a_saved_adapter_outside_the_project_is_not_read(project):
    outside = project.parent / "outside"
    outside.mkdir()
    assert "saved-adapter-missing" not in _axolotl(project, "../outside")
    _peft(outside, "NousResearch/Llama-3.2-1B", ["q_proj"])
    os.symlink(outside, project / "linked")
    for adapter in ("../outside", "linked", str(outside)):
        assert not {"saved-adapter-decides", "saved-adapter-missing"} & _axolotl(project, adapter)


def test_what_the_saved_adapter_says_is_unknown_where_it_cannot_be_read(project):
    (project / "ours" / "adapter_config.json").write_text("[1, 2")
    assert not {"saved-adapter-decides", "saved-adapter-of-other-model"} & _axolotl(project, "ours")

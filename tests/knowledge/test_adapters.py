"""Which modules an adapter is put on, and which of them its method cannot adapt."""

from __future__ import annotations

import pytest

from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge import adapters
from loralint.knowledge.module_tree import kinds_everywhere

MODELS = {
    "tiny": {
        "linear": {"model.layers.*.attn": ["q_proj", "o_proj"], "model.layers.*.mlp": ["up_proj"]},
        "embedding": {"model": ["embed_tokens"]},
        "norm": {"model.layers.*": ["input_layernorm"]},
        "inert": {"model.layers.*.mlp": ["act_fn"]},
        "head": "lm_head",
    },
    "odd": {
        "linear": {"model.layers.*.mlp": ["up_proj"], "vision.layers.*.up_proj": ["linear"]},
        "unlike": {"model.layers.*.mlp": ["router"]},
        "wrapper": {"vision.layers.*": ["up_proj"]},
    },
    "turned": {"linear": {"h.*.attn": ["c_attn"]}, "conv1d": ["c_attn"], "head": "lm_head"},
    "seeing": {"linear": {"vision.blocks.*.attn": ["qkv"], "text.layers.*.attn": ["q_proj"]}},
    "experts": {
        "linear": {"model.layers.*.attn": ["q_proj"]},
        "parameters": {"model.layers.*.experts": ["gate_up_proj", "down_proj"]},
        "renamed": {"w1": "gate_up_proj", "w2": "down_proj"},
    },
}
METHODS = {
    "methods": {
        "LORA": {"taken": ["linear", "conv1d", "embedding", "attention"]},
        "ROAD": {"taken": ["linear"]},
        "OSF": {"taken": ["linear", "unlike"], "passed": ["norm", "embedding"]},
    },
    "default_targets": {
        "LORA": {"llama": ["q_proj"], "gpt2": ["c_attn"]},
        "ROAD": {"like": "LORA", "own": {"gpt2": ["mlp.c_proj"]}},
        "BEFT": {"llama": ["v_proj"]},
    },
    "feedforward": {"llama": ["down_proj"]},
    "adaption_prompt": ["llama"],
}
Q, OUT, UP = "model.layers.*.attn.q_proj", "model.layers.*.attn.o_proj", "model.layers.*.mlp.up_proj"


def models():
    return MODELS


def methods():
    return METHODS


@pytest.mark.parametrize(
    ("targets", "excluded", "saved", "adapted"),
    [
        (["q_proj", "up_proj"], None, None, [Q, UP]),
        (["attn.q_proj", "layers.3.mlp.up_proj"], [], [], [Q, UP]),
        (".*_proj", None, None, [Q, OUT, UP]),
        (".*layers.(1|2)[0-9].attn..*", None, None, [Q, OUT]),
        ("(?!.*attn).*_proj", None, None, [UP]),
        ("all-linear", None, None, [Q, OUT, UP, "lm_head"]),
        ("layers.0.attn.q_proj", None, None, []),
        (["q_proj", "up_proj"], ["q_proj"], None, [UP]),
        (["q_proj", "up_proj"], ".*attn.*", None, [UP]),
        (["q_proj", "up_proj"], None, ["layers"], []),
        (["q_proj", "up_proj"], None, ["mlp"], [Q]),
        (["q_proj"], None, "mlp", UNKNOWN),
        ("(.*a)*b", None, None, []),
        (r"(?:.*?(?:model).*?(?:attn|mlp).*?(?:_proj).*?.*?)", None, None, [Q, OUT, UP]),
        (r"(.)\1.*_proj", None, None, UNKNOWN),
        ("(", None, None, UNKNOWN),
        (None, None, None, UNKNOWN),
        ([1], None, None, UNKNOWN),
    ],
)
def test_modules_that_get_an_adapter(targets, excluded, saved, adapted):
    assert adapters.adapted_modules(targets, excluded, saved, "tiny", models) == adapted


def test_an_architecture_without_a_table_is_not_judged():
    assert adapters.adapted_modules(["q_proj"], None, None, "unheard-of", models) is UNKNOWN
    assert adapters.unfit_modules(["q_proj"], "unheard-of", "LORA", models, methods) is UNKNOWN


@pytest.mark.parametrize(
    ("names", "method", "unfit"),
    [
        (
            ["mlp", "input_layernorm", "q_proj", "lm_head", "nothing", "act_fn"],
            "LORA",
            ["mlp", "input_layernorm", "act_fn"],
        ),
        (["layers", "model"], "LORA", ["layers", "model"]),
        (["embed_tokens", "q_proj"], "LORA", []),
        (["embed_tokens", "q_proj"], "ROAD", ["embed_tokens"]),
        (["embed_tokens", "act_fn"], "OSF", ["act_fn"]),
        (".*", "LORA", [".*"]),
        (".*_proj", "LORA", []),
        (["q_proj"], "UNHEARD", UNKNOWN),
    ],
)
def test_modules_that_a_method_cannot_adapt(names, method, unfit):
    assert adapters.unfit_modules(names, "tiny", method, models, methods) == unfit


def test_a_linear_layer_with_a_forward_of_its_own_breaks_the_adapter():
    names = ["model.layers.*.mlp.router", "up_proj"]
    assert adapters.adapted_modules("all-linear", None, None, "odd", models) == [
        "model.layers.*.mlp.up_proj",
        "vision.layers.*.up_proj.linear",
        "model.layers.*.mlp.router",
    ]
    assert adapters.unfit_modules(["router"], "odd", "LORA", models, methods) == []
    assert adapters.broken_modules(names, "odd", "LORA", models, methods) == names[:1]
    assert adapters.broken_modules(names, "odd", "OSF", models, methods) == []
    assert adapters.broken_modules(names, "unheard-of", "LORA", models, methods) is UNKNOWN


def test_a_module_around_a_linear_layer_is_none():
    assert adapters.unfit_modules(["up_proj", "linear"], "odd", "LORA", models, methods) == ["up_proj"]
    assert adapters.wrapping_modules(["up_proj", "linear"], "odd", models) == ["up_proj"]
    assert adapters.wrapping_modules(["up_proj"], "unheard-of", models) is UNKNOWN


def test_transposed_layers_fit_some_methods_alone():
    assert adapters.unfit_modules(["c_attn"], "turned", "LORA", models, methods) == []
    assert adapters.unfit_modules(["c_attn"], "turned", "ROAD", models, methods) == ["c_attn"]


def test_a_block_of_a_tower_may_be_torchs_attention_layer():
    assert adapters.unfit_modules(["attn"], "seeing", "ROAD", models, methods) == ["attn"]
    assert adapters.unfit_modules(["blocks.0.attn"], "seeing", "LORA", models, methods) == []
    assert adapters.unfit_modules(["layers.0.attn"], "seeing", "LORA", models, methods) == ["layers.0.attn"]


def test_modules_that_a_method_passes_over():
    assert adapters.untrained_targets(["input_layernorm", "q_proj"], "tiny", "OSF", models, methods) == [
        "input_layernorm"
    ]
    assert adapters.untrained_targets(["input_layernorm"], "tiny", "LORA", models, methods) is UNKNOWN


@pytest.mark.parametrize(
    ("names", "lists"),
    [(["layers", "lm_head"], ["layers"]), ("so", ["s"]), ([""], [""]), (["mlp"], []), (None, UNKNOWN)],
)
def test_names_to_save_that_a_list_of_layers_ends_with(names, lists):
    assert adapters.saved_lists(names, "tiny", models) == lists


@pytest.mark.parametrize(
    ("family", "method", "targets"),
    [
        ("llama", "LORA", ["q_proj"]),
        ("llama", "ROAD", ["q_proj"]),
        ("gpt2", "ROAD", ["mlp.c_proj"]),
        ("gpt2", "BEFT", None),
        ("qwen3", "LORA", None),
        ("llama", "SHADOW", UNKNOWN),
        ("unheard-of", "LORA", UNKNOWN),
    ],
)
def test_what_a_method_adapts_by_default(family, method, targets):
    assert adapters.default_targets(family, method, methods) == targets


def test_architectures_that_a_method_knows():
    assert adapters.default_feedforward("llama", methods) == ["down_proj"]
    assert adapters.default_feedforward("gpt2", methods) is None
    assert adapters.takes_prompt_layers("llama", methods) is True
    assert adapters.takes_prompt_layers("gpt2", methods) is False
    assert adapters.takes_prompt_layers("unheard-of", methods) is UNKNOWN


def test_containers_of_the_adapter_that_a_name_ends():
    assert adapters.own_containers(["out"], "LORA") == ["lora_dropout"]
    assert adapters.own_containers("lm_head", "LORA") == []
    assert adapters.own_containers("embed_tokens", "LORA") == ["lora_dropout"]  # by the letter t
    assert adapters.own_containers(["dec.out"], "VERA") == []
    assert adapters.own_containers(["out"], "PROMPT_TUNING") is UNKNOWN


@pytest.mark.parametrize(
    ("family", "tasks"),
    [("llama", ["CAUSAL_LM"]), ("t5", ["SEQ_2_SEQ_LM"]), ("bart", ["CAUSAL_LM", "SEQ_2_SEQ_LM"]), ("acme", UNKNOWN)],
)
def test_tasks_for_which_there_is_a_class(family, tasks):
    assert adapters.model_tasks(family) == tasks


def test_a_composed_model_has_the_defaults_of_its_architecture():
    assert adapters.default_targets("blip-2-t5") == adapters.default_targets("blip-2")
    assert adapters.default_targets("blip-2-t5")


@pytest.mark.parametrize(
    ("targets", "family", "idle"),
    [
        (["q_proj"], "experts", ["gate_up_proj", "down_proj"]),
        (["q_proj", "w1"], "experts", ["down_proj"]),
        (["w1", "w2"], "experts", []),
        ("all-linear", "experts", []),
        (["q_proj"], "tiny", []),
        (["q_proj"], "unheard-of", UNKNOWN),
    ],
)
def test_experts_that_no_target_reaches(targets, family, idle):
    assert adapters.idle_experts(targets, family, models) == idle


KINDS = {"input_layernorm": ["norm"], "embed_tokens": ["block", "embedding"]}


def kinds():
    return KINDS


def test_what_no_model_has_as_a_layer():
    names = ["input_layernorm", "model.embed_tokens", "q_proj"]
    assert adapters.unfit_anywhere(names, "LORA", kinds, methods) == ["input_layernorm"]
    assert adapters.unfit_anywhere(names, "ROAD", kinds, methods) == ["input_layernorm", "model.embed_tokens"]
    assert adapters.untrained_anywhere(names, "OSF", kinds, methods) == ["input_layernorm"]
    assert adapters.unfit_anywhere(names, "UNHEARD", kinds, methods) is UNKNOWN
    assert adapters.untrained_anywhere(names, "LORA", kinds, methods) is UNKNOWN


def test_a_name_means_the_same_everywhere_where_many_architectures_have_it():
    many = {f"m{index}": {"norm": {"layers.*": ["ln"]}, "linear": {"layers.*": ["q"]}} for index in range(20)}
    assert kinds_everywhere(many) == {"layers": ["list"], "ln": ["norm"]}
    assert kinds_everywhere({**many, "other": {"linear": {"layers.*": ["ln"]}}}) == {"layers": ["list"]}


def test_targets_that_become_stacked_weights():
    assert adapters.stacked_targets(["q_proj", "experts.w1", "w2"], "experts", models) == ["experts.w1", "w2"]
    assert adapters.stacked_targets(["q_proj"], "tiny", models) == []
    assert adapters.stacked_targets(["w1"], "unheard-of", models) is UNKNOWN


def test_half_of_a_stacked_weight_is_told():
    assert adapters.halves_of_stacked(["q_proj", "gate_proj", "down_proj"], "qwen3_moe") == ["gate_proj"]
    assert adapters.halves_of_stacked(["gate_proj", "up_proj"], "qwen3_moe") == []
    assert adapters.halves_of_stacked("all-linear", "mixtral") == []

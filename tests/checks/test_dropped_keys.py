"""A key without effect is a note where the file loses nothing by it, and no repair drops what it asks for."""

from __future__ import annotations

import json

import pytest

from loralint.files.read import Source
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.keypath import format_path

SDXL = {
    "__version": 11,
    "training_method": "LORA",
    "model_type": "STABLE_DIFFUSION_XL_10_BASE",
    "base_model_name": "x/y",
    "output_model_format": "KOHYA_LORA",
    "learning_rate": 0.0002,
    "train_dtype": "BFLOAT_16",
    "clip_grad_norm": 1.0,
    "unet": {"train": True, "weight_dtype": "BFLOAT_16"},
    "text_encoder": {"train": False, "weight_dtype": "BFLOAT_16"},
    "text_encoder_2": {"train": False, "weight_dtype": "BFLOAT_16"},
}
PARTS = (
    "unet",
    "prior",
    "text_encoder",
    "text_encoder_2",
    "vae",
    "effnet_encoder",
    "decoder",
    "decoder_text_encoder",
    "decoder_vqgan",
)
VERSION_ZERO = {
    "training_method": "LORA",
    "model_type": "STABLE_DIFFUSION_XL_10_BASE",
    "base_model_name": "x/y",
    "output_model_format": "SAFETENSORS",
    "learning_rate": 0.0002,
    "train_dtype": "BFLOAT_16",
    "clip_grad_norm": 1.0,
    "weight_dtype": "BFLOAT_16",
    "optimizer": "ADAMW",
    "optimizer_weight_decay": 0.01,
    "train_text_encoder": False,
    **{f"{part}_weight_dtype": "BFLOAT_16" for part in PARTS},
}


def source(config, name="config.json"):
    return Source(name, json.dumps(config, indent=1).encode())


def told(config, key, name="config.json"):
    """Rule, severity and consequence of what is said at a key."""
    run = check_sources([source(config, name)], Settings(), {name})
    said = [part for d in run.diagnostics for part in d.parts or (d,)]
    return [(d.rule, d.severity, d.consequence) for d in said if format_path(d.key) == key]


def repaired(config, name="config.json"):
    """The config after every repair, unsafe ones included."""
    repair = repair_sources([source(config, name)], Settings(), Wanted(unsafe=True), {name})
    return json.loads(repair.changes[0].after) if repair.changes else config


NOTE = [("deprecated-key", "info", "ignored")]
WARNING = [("deprecated-key", "warning", "ignored")]


@pytest.mark.parametrize(
    ("keys", "key", "expected"),
    [
        ({"align_prop": False}, "align_prop", NOTE),
        ({"align_prop": True}, "align_prop", WARNING),
        ({"align_prop": False, "align_prop_steps": 20}, "align_prop_steps", NOTE),
        ({"align_prop": True, "align_prop_steps": 20}, "align_prop_steps", WARNING),
        ({"enable_async_offloading": True}, "enable_async_offloading", NOTE),
        ({"enable_async_offloading": False}, "enable_async_offloading", WARNING),
        ({"min_snr_gamma": 5.0}, "min_snr_gamma", WARNING),
        ({"min_snr_gamma": 5.0, "loss_weight_fn": "MIN_SNR_GAMMA"}, "min_snr_gamma", NOTE),
        ({"min_snr_gamma": 0.0}, "min_snr_gamma", NOTE),
        ({"weight_dtype": "BFLOAT_16"}, "weight_dtype", NOTE),
        ({"circular_mask_generation": False}, "circular_mask_generation", NOTE),
        ({"circular_mask_generation": True}, "circular_mask_generation", WARNING),
    ],
)
def test_an_old_key_is_a_note_where_the_file_loses_nothing(keys, key, expected):
    assert told({**SDXL, **keys}, key) == expected


def test_a_value_that_is_another_name_of_the_default_is_a_note():
    assert told({**SDXL, "attention_mechanism": "XFORMERS"}, "attention_mechanism") == [
        ("wrong-value", "info", "ignored")
    ]
    assert told({**SDXL, "train_dtype": "int4"}, "train_dtype") == [("wrong-value", "warning", "ignored")]


def test_a_moved_key_takes_what_it_needs_along():
    after = repaired({**SDXL, "min_snr_gamma": 4.0})
    assert (after["loss_weight_strength"], after["loss_weight_fn"]) == (4.0, "MIN_SNR_GAMMA")
    assert "min_snr_gamma" not in after


def test_a_key_whose_place_no_edit_can_find_stays():
    assert repaired({**SDXL, "circular_mask_generation": True})["circular_mask_generation"] is True


def test_the_note_on_a_key_that_is_not_read_says_why():
    run = check_sources([source({**SDXL, "ema_decay": 0.9})], Settings(), {"config.json"})
    (diagnostic,) = [d for d in run.diagnostics if d.rule == "inactive-key"]
    assert diagnostic.message == "`ema_decay` has no effect here: ema is OFF"
    assert diagnostic.fixes == ()


@pytest.mark.parametrize(("value", "severity"), [(32, "warning"), (0, "info")])
def test_a_key_that_is_not_read_is_a_note_where_it_asks_for_nothing(value, severity):
    adapter = {"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj"], "qalora_group_size": value}
    assert told(adapter, "qalora_group_size", "adapter_config.json") == [("inactive-key", severity, "ignored")]


def test_masked_training_steers_the_masks_of_an_inpainting_model_and_stays():
    inpainting = {**SDXL, "model_type": "STABLE_DIFFUSION_XL_10_BASE_INPAINTING", "masked_training": True}
    assert told(inpainting, "masked_training") == []
    assert repaired(inpainting)["masked_training"] is True


def test_two_mistakes_that_each_wait_for_the_other_are_repaired_together():
    broken = {key: value for key, value in SDXL.items() if key != "__version"}
    after = repaired({**broken, "output_model_format": "SAFETENSORS", "optimizer": {"optimizer": "ADAMW_8BIT"}})
    assert (after["__version"], after["output_model_format"]) == (11, "LEGACY_LORA")


def test_offloading_moves_into_the_part_that_has_it():
    flux = {
        **SDXL,
        "model_type": "FLUX_DEV_1",
        "transformer": {"train": True, "weight_dtype": "BFLOAT_16"},
        "gradient_checkpointing": "CPU_OFFLOADED",
        "layer_offload_fraction": 0.6,
    }
    after = repaired(flux)
    assert after["transformer"] == {**flux["transformer"], "activation_offloading": True, "offload_fraction": 0.6}
    assert not {"gradient_checkpointing", "layer_offload_fraction"} & after.keys()


def test_a_file_of_version_zero_is_read_with_its_own_keys():
    """OneTrainer brings it up to date: nothing of it is lost."""
    run = check_sources([source(VERSION_ZERO)], Settings(), {"config.json"})
    assert [(d.rule, d.message) for d in run.diagnostics if d.severity != "info"] == []
    assert not [d for d in run.diagnostics if d.rule == "deprecated-key"]


@pytest.mark.parametrize("key", ["weight_dtype", "decoder_weight_dtype"])
def test_a_file_without_a_version_that_lacks_a_key_of_version_zero_is_refused(key):
    config = {name: value for name, value in VERSION_ZERO.items() if name != key}
    assert ("no-version", "error", "refused") in told(config, "__version")


def test_a_file_without_a_version_and_a_model_type_may_be_meant_for_use_beside_a_preset():
    config = {name: value for name, value in VERSION_ZERO.items() if name != "model_type"}
    assert ("no-version", "info", "note") in told(config, "__version")


def test_a_preset_is_not_brought_up_to_date():
    preset = {key: value for key, value in SDXL.items() if key != "__version"}
    assert told(preset, "__version", "#sdxl.json") == []
    assert told(preset, "__version", "#.json") == [("no-version", "error", "refused")]


def test_the_window_repairs_the_format_of_a_preset():
    """In a preset it is a note: only the command line saves in a format that cannot hold the LoRA."""
    preset = {key: value for key, value in SDXL.items() if key != "__version"} | {"output_model_format": "SAFETENSORS"}
    assert told(preset, "output_model_format", "#sdxl.json") == [("output-format", "info", "note")]
    assert told(preset, "output_model_format") == [("output-format", "error", "crash")]


def test_a_value_that_is_refused_is_told_although_the_key_would_have_no_effect():
    config = {
        "base_model": "NousResearch/Llama-3.2-1B",
        "datasets": [{"path": "a/b", "type": "alpaca"}],
        "adapter": "lora",
        "lora_r": 16,
        "lora_alpha": 32,
        "micro_batch_size": 1,
    }
    metrics = "eval_causal_lm_metrics"
    assert told({**config, metrics: ["bleu"]}, f"{metrics}[0]", "config.yaml") == [("wrong-value", "error", "refused")]
    assert told({**config, metrics: ["ter"]}, metrics, "config.yaml") == [("inactive-key", "info", "ignored")]


@pytest.mark.parametrize(
    ("key", "value", "severity"),
    [("fused_back_pass", True, "warning"), ("fused_back_pass", False, None), ("optim_bits", 32, "info")],
)
def test_a_switch_that_is_turned_on_in_vain_is_a_warning(key, value, severity):
    config = {**SDXL, "optimizer": {"optimizer": "ADAMW_8BIT", key: value}}
    assert told(config, f"optimizer.{key}") == ([("inactive-key", severity, "ignored")] if severity else [])

"""What is said of OneTrainer's files that depends on their name or on the number of their version."""

from __future__ import annotations

import json

from loralint.files.read import Source
from loralint.run import check_sources
from loralint.settings.record import Settings

LORA = {
    "training_method": "LORA",
    "model_type": "FLUX_DEV_1",
    "base_model_name": "black-forest-labs/FLUX.1-dev",
    "output_model_format": "DIFFUSERS_LORA",
    "learning_rate": 0.0003,
    "train_dtype": "BFLOAT_16",
    "clip_grad_norm": 1.0,
    "layer_filter": "attn",
    "transformer": {"train": True, "weight_dtype": "BFLOAT_16"},
    "text_encoder": {"train": False},
    "text_encoder_2": {"train": False},
}


def said(path, rule, **changes):
    """What a rule says of the file with changes."""
    text = json.dumps({**LORA, **changes})
    run = check_sources([Source(path, text.encode())], Settings(), {path})
    return [diagnostic for diagnostic in run.diagnostics if diagnostic.rule == rule]


def test_a_preset_that_leaves_its_model_open_is_a_form():
    (told,) = said("#flux.json", "model-name-null", base_model_name="")
    assert told.severity == "info"
    (told,) = said("config.json", "model-name-null", __version=11, base_model_name="")
    assert told.severity == "error"


def test_a_name_for_an_optimizer_may_be_right_where_no_version_is_said():
    (told,) = said("config.json", "wrong-type", optimizer="ADAMW_8BIT")
    assert [fix.safety for fix in told.fixes] == ["unsafe"]
    (told,) = said("config.json", "wrong-type", __version=11, optimizer="ADAMW_8BIT")
    assert [fix.safety for fix in told.fixes] == ["safe"]


def test_folders_that_onetrainer_makes_anyway_are_a_note():
    (told,) = said("config.json", "unknown-key", __version=11, workspace_dir="/data/run", backup_dir="/data/run/backup")
    assert told.severity == "info"
    (told,) = said("config.json", "unknown-key", __version=11, workspace_dir="/data/run", backup_dir="/data/backup")
    assert told.severity == "warning"


def test_a_warm_up_of_an_optimizer_part_that_is_off_is_a_note():
    for kourkoutas, severity in ((True, "warning"), (False, "info")):
        optimizer = {"optimizer": "ADAMW_ADV", "kourkoutas_beta": kourkoutas, "k_warmup_steps": 50}
        (told,) = said("config.json", "deprecated-key", __version=11, optimizer=optimizer)
        assert told.severity == severity


def test_offloading_at_the_top_says_what_it_leaves_to_the_text_encoders():
    (told,) = said(
        "#flux.json", "checkpointing-moved", gradient_checkpointing="CPU_OFFLOADED", layer_offload_fraction=0.5
    )
    assert told.fixes[0].description.count("text encoders") == 1
    assert not said(
        "#flux.json", "checkpointing-moved", gradient_checkpointing="CPU_OFFLOADED", enable_activation_offloading=False
    )

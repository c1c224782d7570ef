"""The figures that the rules' pages quote, measured again on a tiny model where the frameworks are installed."""

from __future__ import annotations

import pytest
from measuring import measured


def test_adafactor_that_scales_by_the_weight_leaves_b_near_zero() -> None:
    """The figures of adafactor-scale-parameter: B stays a thousand times smaller."""
    figures = measured("measure_adapters")
    assert figures["scaled"]["b"] < 0.01 * figures["unscaled"]["b"]
    assert figures["scaled"]["ratio"] > 0.999
    assert figures["unscaled"]["ratio"] < 0.98


def test_an_alpha_of_zero_is_no_adapter() -> None:
    """As alpha-not-positive says: whatever the rate, nothing is learnt."""
    figures = measured("measure_adapters")
    assert figures["alpha_zero"]["last"] == pytest.approx(figures["untrained"])
    assert figures["alpha_zero"]["b"] == 0.0


def test_rslora_divides_by_the_square_root_of_the_rank() -> None:
    """The figures of rslora-scale."""
    figures = measured("measure_adapters")
    assert figures["scale"] == pytest.approx(0.127, abs=0.001)
    assert figures["scale_rslora"] == pytest.approx(1.425, abs=0.001)


def test_a_target_that_is_also_saved_gets_no_adapter() -> None:
    """As target-also-saved says: the whole module is trained, once in each of the two layers."""
    assert measured("measure_adapters")["overlap"] == {"lora": 0, "whole": 2}


def test_saved_modules_of_an_fp16_model_cannot_be_unscaled() -> None:
    """As fp16-weights-scaled and fp16-with-saved-modules say."""
    figures = measured("measure_adapters")["fp16"]
    assert figures["lora"] == ["torch.float32"]
    assert figures["head"] == "torch.float16"
    assert "unscale FP16" in figures["error"]


def test_reentrant_checkpointing_trains_an_adapter_as_well() -> None:
    """Why no rule warns of use_reentrant with LoRA alone: PEFT lets the inputs carry gradients."""
    figures = measured("measure_adapters")
    assert figures["reentrant"] == pytest.approx(figures["not_reentrant"])
    assert figures["reentrant"] > 0.1


def test_adalora_keeps_its_rank_unless_it_is_asked_to_cut() -> None:
    figures = measured("measure_adalora")
    assert figures["without"] == [8, 8, 8, 8]
    assert sum(figures["with"]) == 8


def test_a_warm_up_longer_than_the_run_trains_at_a_fraction_of_the_rate() -> None:
    """The figures of warmup-longer-than-run."""
    figures = measured("measure_schedules")
    assert figures["linear"] == figures["cosine"] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert figures["moved_in_warmup"] < 0.03 * figures["moved"]


def test_the_constant_schedule_knows_no_warm_up() -> None:
    """The figures of warmup-without-effect."""
    figures = measured("measure_schedules")
    assert figures["constant"] == [1.0] * 5
    assert figures["constant_with_warmup"] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])


def test_a_schedule_cannot_count_with_text() -> None:
    """As schedule-number-as-text says."""
    assert measured("measure_schedules")["text"] == "TypeError"


def test_a_pad_token_that_is_the_end_token_masks_every_end() -> None:
    """As pad-is-end says."""
    figures = measured("measure_batches")
    assert figures["pad_is_end"] == [-100, -100]
    assert figures["pad_of_its_own"] == [2, 2]


def test_positions_keep_packed_samples_apart_and_a_mask_of_ones_does_not() -> None:
    """Why packing-attention is a note."""
    figures = measured("measure_batches")
    assert figures["sdpa"] < 1e-5
    assert figures["eager"] < 1e-5
    assert figures["sdpa_with_mask"] > 0.01


def test_a_clipping_norm_of_zero_stops_and_a_negative_one_turns_around() -> None:
    """As clip-grad-norm-not-positive says of OneTrainer, which clips with any norm."""
    figures = measured("measure_batches")
    assert figures["clip_1"] == [0.6, 0.8]
    assert figures["clip_0"] == [0.0, 0.0]
    assert figures["clip_negative"] == [-0.6, -0.8]


def test_a_deepspeed_optimizer_section_takes_the_groups_away() -> None:
    """As loraplus-off and group-rates-off say: the trainer's optimizer is never built, with any flags."""
    figures = measured("measure_optimizer_section", "deepspeed")
    assert figures["none"] == {"called": True, "kind": "AdamW", "rates": [1e-4, pytest.approx(1.6e-3)]}
    assert not figures["section"]["called"]
    assert not figures["with_flags"]["called"]
    assert figures["section"]["kind"] == "DummyOptim"

"""What is said of flat trainer files: keys that are gone, sections that are not read, files that are not there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loralint.diagnostics.record import Diagnostic
from loralint.files.read import Source
from loralint.run import check_sources
from loralint.settings.record import Settings

WHOLE = {"output_dir": "out", "per_device_train_batch_size": 2, "learning_rate": 1e-4, "num_train_epochs": 1}


def said(**keys: Any) -> list[Diagnostic]:
    text = json.dumps({**WHOLE, **keys})
    return list(
        check_sources([Source("training_args.json", text.encode())], Settings(), {"training_args.json"}).diagnostics
    )


def told(key: str, **keys: Any) -> list[tuple[str, str]]:
    return [(d.consequence, d.severity) for d in said(**keys) if ".".join(map(str, d.key)) == key]


@pytest.mark.parametrize("key", ["overwrite_output_dir", "no_cuda", "half_precision_backend", "push_to_hub_token"])
def test_an_argument_that_is_gone_stops_the_run_where_no_program_of_the_users_own_reads_the_file(key: str) -> None:
    assert told(key, **{key: True}) == [("refused", "error")]
    assert told(key, my_own_key=1, another_of_mine=2, **{key: True}) == []


def test_a_section_that_asks_for_nothing_is_a_note_where_it_is_not_read() -> None:
    assert told("fsdp_config", fsdp="", fsdp_config={"min_num_params": 0, "xla": False}) == [("ignored", "info")]
    assert told("fsdp_config", fsdp="", fsdp_config={"cpu_offload": True}) == [("ignored", "warning")]


@pytest.mark.parametrize(("version", "count"), [(1, 0), (2, 1)])
def test_keys_of_the_first_fsdp_are_not_read_by_the_second(version: int, count: int) -> None:
    found = told("fsdp_config.use_orig_params", fsdp=True, fsdp_config={"version": version, "use_orig_params": True})
    assert found == [("ignored", "warning")] * count


def test_a_truth_value_of_fsdp_is_one_of_the_words_for_it() -> None:
    key = "fsdp_config.cpu_ram_efficient_loading"
    assert told(key, fsdp=True, fsdp_config={"cpu_ram_efficient_loading": "auto"}) == [("refused", "error")]
    assert told(key, fsdp=True, fsdp_config={"cpu_ram_efficient_loading": "true"}) == []


def test_accelerate_takes_no_keys_of_others() -> None:
    found = told(
        "accelerator_config.gradient_accumulation_steps", accelerator_config={"gradient_accumulation_steps": 4}
    )
    assert found == [("refused", "error")]


def test_a_deepspeed_file_that_is_not_there_stops_the_run_and_may_be_on_another_machine() -> None:
    assert told("deepspeed", deepspeed="not/there.json") == [("refused", "info")]

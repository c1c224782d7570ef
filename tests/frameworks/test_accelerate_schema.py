"""The `accelerate` framework: the file that `accelerate config` writes and `accelerate launch` takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import jsonschema
import pytest

from loralint.diagnostics.record import Diagnostic
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATOR = os.path.join(ROOT, "schemas", "generate", "accelerate.py")
# The python that has accelerate, where it is not the one that runs the tests.
PYTHON = os.environ.get("LORALINT_ACCELERATE_PYTHON", sys.executable)

# What `accelerate config` writes for two GPUs of one machine.
WRITTEN = """\
compute_environment: LOCAL_MACHINE
debug: false
distributed_type: MULTI_GPU
downcast_bf16: 'no'
enable_cpu_affinity: false
gpu_ids: all
machine_rank: 0
main_training_function: main
mixed_precision: bf16
num_machines: 1
num_processes: 2
rdzv_backend: static
same_network: true
tpu_env: []
tpu_use_cluster: false
tpu_use_sudo: false
use_cpu: false
"""


def check(text: str, name: str = "default_config.yaml") -> list[Diagnostic]:
    return list(check_sources([Source(name, text.encode())], Settings(), [name]).diagnostics)


def said(text: str) -> list[tuple[str, str, str]]:
    return [(d.rule, d.consequence, ".".join(map(str, d.key))) for d in check(text) if d.severity != "info"]


def test_it_is_a_valid_json_schema() -> None:
    with open(os.path.join(ROOT, "schemas", "accelerate", "1.15.0.json"), encoding="utf-8") as stream:
        jsonschema.Draft202012Validator.check_schema(json.load(stream))


def test_what_accelerate_config_writes_is_clean() -> None:
    assert check(WRITTEN) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("debug: false", "debug: false\nipex_config: {}", ("unknown-key", "refused", "ipex_config")),
        ("distributed_type: MULTI_GPU", "", ("missing-key", "refused", "distributed_type")),
        ("MULTI_GPU", "deepspeed", ("wrong-value", "refused", "distributed_type")),
        ("mixed_precision: bf16", "mixed_precision: fp32", ("wrong-value", "refused", "mixed_precision")),
        ("gpu_ids: all", "gpu_ids: 0", ("wrong-type", "refused", "gpu_ids")),
        ("debug: false", "deepspeed_config: {zero_stage: 3}", ("inactive-key", "ignored", "deepspeed_config")),
        ("debug: false", "fsdp_config: {fsdp_version: 2}", ("inactive-key", "ignored", "fsdp_config")),
    ],
)
def test_a_fault_of_the_launcher_is_told(old: str, new: str, expected: tuple[str, str, str]) -> None:
    assert said(WRITTEN.replace(old, new)) == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("MULTI_GPU", "NO"),
        ("mixed_precision: bf16", "mixed_precision: BF16"),
        ("debug: false", "deepspeed_config: {}\nfsdp_config: {}\nmegatron_lm_config: {}"),
        ("debug: false", "deepspeed_config: null"),
        ("debug: false", "dynamo_backend: 'NO'"),
    ],
)
def test_what_the_launcher_takes_is_not_told(old: str, new: str) -> None:
    assert check(WRITTEN.replace(old, new)) == []


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("zero_stage: 4", ("wrong-value", "crash", "deepspeed_config.zero_stage")),
        ("offload_optimizer_device: gpu", ("wrong-value", "crash", "deepspeed_config.offload_optimizer_device")),
        ("gradient_clipping: none", ("wrong-value", "crash", "deepspeed_config.gradient_clipping")),
        ("zero_optimization: {stage: 3}", ("inactive-key", "ignored", "deepspeed_config.zero_optimization")),
        ("offload_param_dvice: cpu", ("unknown-key", "ignored", "deepspeed_config.offload_param_dvice")),
    ],
)
def test_a_fault_in_the_section_for_deepspeed_is_told(inner: str, expected: tuple[str, str, str]) -> None:
    text = WRITTEN.replace("MULTI_GPU", f"DEEPSPEED\ndeepspeed_config:\n  zero3_init_flag: false\n  {inner}")
    assert expected in said(text)


def test_a_key_of_fsdp_may_stand_without_its_prefix() -> None:
    text = WRITTEN.replace("MULTI_GPU", "FSDP\nfsdp_config: {auto_wrap_policy: TRANSFORMER_BASED_WRAP, version: 1}")
    assert said(text) == []


def test_the_deepspeed_file_that_it_names_is_checked_as_well(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.json").write_text('{"train_batch_size": "auto", "zero_optimization": {"stage": "x"}}')
    text = WRITTEN.replace("mixed_precision: bf16\n", "")
    text = text.replace("MULTI_GPU", "DEEPSPEED\ndeepspeed_config: {deepspeed_config_file: own.json}")
    (tmp_path / "accelerate.yaml").write_text(text)
    found = check_sources([Source("accelerate.yaml", text.encode())], Settings(), ["accelerate.yaml"]).diagnostics
    assert [(d.path, d.rule) for d in found if d.severity == "error"] == [("own.json", "wrong-value")]


def test_the_schema_is_what_the_generator_writes() -> None:
    found = subprocess.run([PYTHON, "-c", "import accelerate, torch"], capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip("accelerate is not installed; LORALINT_ACCELERATE_PYTHON names a Python that has it")
    assert subprocess.run([PYTHON, GENERATOR, "--check"], capture_output=True, check=False).returncode == 0

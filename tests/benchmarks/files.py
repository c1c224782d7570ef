"""The files that are timed: clean configs, no two alike, and a folder of files that are no configs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

_AXOLOTL = """\
# fine-tuning run {i}
base_model: org/model-{i}
load_in_4bit: {quantized}
adapter: {adapter}
lora_r: {rank}
lora_alpha: {alpha}
lora_dropout: 0.05
lora_target_modules:
  - q_proj
  - v_proj
  - k_proj
  - o_proj

datasets:
{datasets}
dataset_prepared_path: prepared
val_set_size: 0.05
output_dir: ./outputs/run-{i}

sequence_len: {length}
sample_packing: true
pad_to_sequence_len: true
eval_sample_packing: false

gradient_accumulation_steps: 4
micro_batch_size: {batch}
num_epochs: 3
optimizer: adamw_torch
lr_scheduler: cosine
learning_rate: 0.0002
max_grad_norm: 1.0
bf16: true
tf32: false
gradient_checkpointing: true
logging_steps: 1
attn_implementation: flash_attention_2
warmup_steps: 10
evals_per_epoch: 4
saves_per_epoch: 1
weight_decay: 0.0
special_tokens:
  pad_token: "<pad>"
"""


def axolotl(number: int) -> str:
    """A YAML config of about 40 lines."""
    rank = 8 << number % 4
    datasets = "".join(f"  - path: org/data-{n}\n    type: alpaca\n" for n in range(1 + number % 3))
    adapter, quantized = ("qlora", "true") if number % 2 else ("lora", "false")
    return _AXOLOTL.format(
        i=number, adapter=adapter, quantized=quantized, rank=rank, alpha=2 * rank, datasets=datasets,
        length=1024 << number % 3, batch=1 + number % 8,
    )  # fmt: skip


def peft(number: int) -> str:
    """An adapter config as PEFT writes it."""
    rank = 8 << number % 4
    keys = {
        "auto_mapping": None,
        "base_model_name_or_path": f"org/model-{number}",
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "init_lora_weights": True,
        "lora_alpha": 2 * rank,
        "lora_dropout": 0.05,
        "modules_to_save": None,
        "peft_type": "LORA",
        "r": rank,
        "rank_pattern": {},
        "alpha_pattern": {},
        "target_modules": ["q_proj", "v_proj"],
        "task_type": "CAUSAL_LM",
        "use_dora": bool(number % 2),
        "use_rslora": False,
    }
    return json.dumps(keys, indent=2) + "\n"


def write_configs(folder: Path, count: int, json_share: int = 0) -> list[str]:
    """Write `count` configs, of ten `json_share` as JSON; their paths."""
    paths = []
    for number in range(count):
        is_json = number % 10 < json_share
        path = folder / f"{number:05}" / ("adapter_config.json" if is_json else "config.yaml")
        path.parent.mkdir(parents=True)
        path.write_text(peft(number) if is_json else axolotl(number), encoding="utf-8")
        paths.append(str(path))
    return paths


def write_unrelated(folder: Path, count: int) -> None:
    """A folder of `count` YAML and JSON files that no trainer reads, 50 in each folder below it."""
    for number, (name, text) in zip(range(count), _unrelated(), strict=False):
        path = folder / f"part-{number // 50:04}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _unrelated() -> Iterator[tuple[str, str]]:
    number = 0
    while True:
        number += 1
        labels = "".join(f"    label-{n}: value-{n}\n" for n in range(20))
        yield f"service-{number}.yaml", f"kind: Service\nmetadata:\n  name: s{number}\n  labels:\n{labels}spec: {{}}\n"
        yield (
            f"package-{number}.json",
            json.dumps({"name": f"p{number}", "needs": {f"d{n}": "1" for n in range(20)}}),
        )

"""Grounds on which tests of checks lay their keys."""

from __future__ import annotations

from typing import Any

DEEPSPEED: dict[str, Any] = {
    "train_batch_size": "auto",
    "train_micro_batch_size_per_gpu": "auto",
    "gradient_accumulation_steps": "auto",
    "gradient_clipping": "auto",
    "bf16": {"enabled": "auto"},
    "zero_optimization": {"stage": 2},
}
"""A DeepSpeed file that a trainer fills in."""

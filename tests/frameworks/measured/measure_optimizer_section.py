"""Whether Trainer builds its optimizer, with groups at rates of their own, beside a DeepSpeed file."""

from __future__ import annotations

import json
from typing import Any

import torch
from transformers.integrations.deepspeed import HfDeepSpeedConfig, deepspeed_optim_sched

RATE, RATIO = 1e-4, 16


class GroupedTrainer:
    """As much of a trainer as is asked for: two groups, the second at sixteen times the rate."""

    def __init__(self) -> None:
        self.a, self.b = torch.nn.Parameter(torch.zeros(2)), torch.nn.Parameter(torch.zeros(2))
        self.called = False

    def create_optimizer(self) -> torch.optim.Optimizer:
        self.called = True
        return torch.optim.AdamW([{"params": [self.a]}, {"params": [self.b], "lr": RATE * RATIO}], lr=RATE)

    def create_scheduler(self, num_training_steps: int, optimizer: torch.optim.Optimizer) -> Any:
        return torch.optim.lr_scheduler.ConstantLR(optimizer)


def groups(section: dict[str, Any]) -> dict[str, Any]:
    trainer = GroupedTrainer()
    config = HfDeepSpeedConfig({"zero_optimization": {"stage": 2}, "train_micro_batch_size_per_gpu": 1, **section})
    optimizer, _ = deepspeed_optim_sched(trainer, config, None, 10, [trainer.a, trainer.b])
    known = [group["lr"] for group in optimizer.param_groups] if isinstance(optimizer, torch.optim.Optimizer) else []
    return {"called": trainer.called, "kind": type(optimizer).__name__, "rates": known}


plain = {"type": "AdamW", "params": {"lr": RATE}}
flags = {"type": "AdamW", "params": {"lr": RATE, "torch_adam": True, "adam_w_mode": True}}
print(
    json.dumps(
        {"none": groups({}), "section": groups({"optimizer": plain}), "with_flags": groups({"optimizer": flags})}
    )
)

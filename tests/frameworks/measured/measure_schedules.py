"""What a warm-up does to the learning rate, and to how far LoRA's B gets."""

from __future__ import annotations

import json

import torch
from peft import LoraConfig, get_peft_model
from tiny_llama import b_norm, base_model, train
from transformers import get_scheduler


def rates(name: str, warmup: int, steps: int) -> list[float]:
    """Give the share of the learning rate in each step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=steps)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def moved(**arguments: object) -> float:
    """Give the norm of B after 10 steps."""
    model = get_peft_model(base_model(), LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj"]))
    train(model, max_steps=10, learning_rate=1e-3, **arguments)
    return b_norm(model)


def refusal() -> str:
    """Name the error for a number of the schedule that YAML has read as text."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    try:
        get_scheduler("cosine_with_min_lr", optimizer, 1, 5, scheduler_specific_kwargs={"min_lr": "1e-6"})
    except TypeError as error:
        return type(error).__name__
    return "none"


print(
    json.dumps(
        {
            "constant": rates("constant", 10, 5),
            "constant_with_warmup": rates("constant_with_warmup", 10, 5),
            "linear": rates("linear", 10, 5),
            "cosine": rates("cosine", 10, 5),
            "moved": moved(warmup_steps=0),
            "moved_in_warmup": moved(warmup_steps=500),
            "text": refusal(),
        }
    )
)

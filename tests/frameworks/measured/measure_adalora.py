"""AdaLoRA with and without the call that gives the ranks away."""

from __future__ import annotations

import json

import torch
from peft import AdaLoraConfig, PeftModel, get_peft_model
from tiny_llama import base_model, loss_of

STEPS = 40


def ranks(calls: bool) -> list[int]:
    """Train, and count the singular values that are left in each layer."""
    config = AdaLoraConfig(
        init_r=8,
        target_r=2,
        tinit=5,
        tfinal=5,
        deltaT=1,
        total_step=STEPS,
        lora_alpha=16,
        target_modules=["q_proj", "v_proj"],
    )
    model: PeftModel = get_peft_model(base_model(), config)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        loss_of(model).backward()
        optimizer.step()
        if calls:
            model.base_model.update_and_allocate(step)
    return [int((p != 0).sum()) for name, p in model.named_parameters() if "lora_E" in name]


print(json.dumps({"without": ranks(False), "with": ranks(True)}))

"""What an adapter learns, or does not, under settings that PEFT accepts without a word."""

from __future__ import annotations

import json

import torch
from peft import LoraConfig, get_peft_model
from tiny_llama import b_norm, base_model, loss_of, steps, train
from transformers.optimization import Adafactor

TARGETS = ["q_proj", "v_proj"]


def adafactor(scale_parameter: bool) -> dict[str, float]:
    """Train with Adafactor at a rate that suits LoRA."""
    model = get_peft_model(base_model(), LoraConfig(r=16, lora_alpha=16, target_modules=TARGETS))
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = Adafactor(weights, lr=1e-3, scale_parameter=scale_parameter, relative_step=False, warmup_init=False)
    first, last = steps(model, optimizer, 100)
    return {"b": b_norm(model), "ratio": last / first}


def alpha_zero() -> dict[str, float]:
    """Train at a high rate with alpha 0: what comes out is the base model."""
    model = get_peft_model(base_model(), LoraConfig(r=4, lora_alpha=0, target_modules=TARGETS))
    weights = [p for p in model.parameters() if p.requires_grad]
    first, last = steps(model, torch.optim.SGD(weights, lr=1.0), 20)
    return {"first": first, "last": last, "b": b_norm(model)}


def scale(**settings: object) -> float:
    model = get_peft_model(base_model(), LoraConfig(target_modules=["q_proj"], **settings))
    layer = model.base_model.model.model.layers[0].self_attn.q_proj
    return float(layer.scaling["default"])


def target_and_saved() -> dict[str, int]:
    """Name one module as a target and as a module to save."""
    model = get_peft_model(base_model(), LoraConfig(r=4, target_modules=TARGETS, modules_to_save=["q_proj"]))
    names = [name for name, p in model.named_parameters() if p.requires_grad]
    return {
        "lora": sum("q_proj" in name and "lora_" in name for name in names),
        "whole": sum("q_proj.modules_to_save" in name and "lora_" not in name for name in names),
    }


def reentrant(value: bool) -> float:
    model = get_peft_model(base_model(), LoraConfig(r=4, lora_alpha=8, target_modules=TARGETS))
    train(
        model,
        max_steps=3,
        learning_rate=1e-2,
        gradient_checkpointing=True,
        gradient_checkpointing_kwargs={"use_reentrant": value},
    )
    return b_norm(model)


def saved_in_fp16() -> dict[str, object]:
    """Look at the types of what is trained when the model is loaded in float16."""
    lora = LoraConfig(r=4, target_modules=TARGETS, modules_to_save=["lm_head"])
    model = get_peft_model(base_model(torch.float16), lora)
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    head = next(p for name, p in trained.items() if "lm_head" in name)
    scaler = torch.amp.GradScaler("cpu")
    optimizer = torch.optim.SGD([head], lr=1.0)
    scaler.scale(head.float().sum()).backward()
    try:
        scaler.unscale_(optimizer)
        error = ""
    except ValueError as problem:
        error = str(problem)
    lora_types = sorted({str(p.dtype) for name, p in trained.items() if "lora_" in name})
    return {"lora": lora_types, "head": str(head.dtype), "error": error}


print(
    json.dumps(
        {
            "untrained": float(loss_of(base_model())),
            "scaled": adafactor(True),
            "unscaled": adafactor(False),
            "alpha_zero": alpha_zero(),
            "scale": scale(r=126, lora_alpha=16),
            "scale_rslora": scale(r=126, lora_alpha=16, use_rslora=True),
            "overlap": target_and_saved(),
            "reentrant": reentrant(True),
            "not_reentrant": reentrant(False),
            "fp16": saved_in_fp16(),
        }
    )
)

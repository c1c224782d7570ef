"""A Llama of two layers and a few sentences of random tokens, for runs that take seconds on a CPU."""

from __future__ import annotations

import tempfile
from typing import Any

import torch
from peft import PeftModel
from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments

VOCABULARY = 64


def base_model(dtype: torch.dtype = torch.float32) -> LlamaForCausalLM:
    """Build the same untrained model each time."""
    torch.manual_seed(0)
    config = LlamaConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        vocab_size=VOCABULARY,
        max_position_embeddings=64,
    )
    return LlamaForCausalLM(config).to(dtype)


def batch() -> torch.Tensor:
    """Give eight rows of sixteen tokens, the same each time."""
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, VOCABULARY, (8, 16), generator=generator)


def b_norm(model: PeftModel) -> float:
    """Give the norm of all B matrices together; it is 0 before training."""
    squares = [(p.detach().float() ** 2).sum() for name, p in model.named_parameters() if "lora_B" in name]
    return float(torch.stack(squares).sum().sqrt())


def loss_of(model: torch.nn.Module) -> torch.Tensor:
    tokens = batch()
    loss: torch.Tensor = model(input_ids=tokens, labels=tokens).loss
    return loss


def steps(model: torch.nn.Module, optimizer: torch.optim.Optimizer, count: int) -> tuple[float, float]:
    """Train on one batch; the loss before the first and after the last step."""
    first = float(loss_of(model))
    for _ in range(count):
        optimizer.zero_grad()
        loss_of(model).backward()
        optimizer.step()
    return first, float(loss_of(model))


def train(model: torch.nn.Module, **arguments: Any) -> None:
    """Run Trainer itself over the batch, row by row."""
    rows = [{"input_ids": row, "labels": row.clone()} for row in batch()]
    settings: dict[str, Any] = {
        "output_dir": tempfile.mkdtemp(),
        "per_device_train_batch_size": 4,
        "report_to": "none",
        "use_cpu": True,
        "save_strategy": "no",
        "disable_tqdm": True,
        "seed": 0,
        **arguments,
    }
    Trainer(model=model, args=TrainingArguments(**settings), train_dataset=rows).train()

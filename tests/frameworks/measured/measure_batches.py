"""What becomes of the end token's label, of packed samples, and of gradients under a clipping norm of 0."""

from __future__ import annotations

import json

import torch
from tiny_llama import base_model
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

WORDS = {"<unk>": 0, "<pad>": 1, "</s>": 2, "a": 3, "b": 4}


def labels_of_the_end(pad_token: str) -> list[int]:
    """Collate two samples that both end with </s>; the labels of those two tokens."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(WordLevel(WORDS, unk_token="<unk>")), eos_token="</s>", pad_token=pad_token
    )
    samples = [{"input_ids": [3, 4, 2]}, {"input_ids": [3, 2]}]
    rows = DataCollatorForLanguageModeling(tokenizer, mlm=False)(samples)["labels"].tolist()
    return [rows[0][2], rows[1][1]]


def leak(attention: str, **settings: object) -> float:
    """Compare the second sample of a packed row with the same sample by itself."""
    model = base_model().eval()
    model.set_attn_implementation(attention)
    generator = torch.Generator().manual_seed(2)
    first = torch.randint(0, 64, (1, 8), generator=generator)
    second = torch.randint(0, 64, (1, 6), generator=generator)
    positions = torch.cat([torch.arange(8), torch.arange(6)])[None]
    packed = model(torch.cat([first, second], 1), position_ids=positions, use_cache=False, **settings).logits[:, 8:]
    return float((packed - model(second).logits).abs().max())


def clipped(norm: float) -> list[float]:
    weight = torch.nn.Parameter(torch.zeros(2))
    weight.grad = torch.tensor([3.0, 4.0])
    torch.nn.utils.clip_grad_norm_([weight], norm)
    return [round(value, 4) for value in weight.grad.tolist()]


print(
    json.dumps(
        {
            "pad_is_end": labels_of_the_end("</s>"),
            "pad_of_its_own": labels_of_the_end("<pad>"),
            "sdpa": leak("sdpa"),
            "eager": leak("eager"),
            "sdpa_with_mask": leak("sdpa", attention_mask=torch.ones(1, 14)),
            "clip_1": clipped(1.0),
            "clip_0": clipped(0.0),
            "clip_negative": clipped(-1.0),
        }
    )
)

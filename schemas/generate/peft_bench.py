"""What PEFT makes of one config: load it, put it on a tiny random Llama, train one step."""

from __future__ import annotations

import copy
import json
import os
import re
import tempfile
import typing
import warnings

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", CUDA_VISIBLE_DEVICES="", TRANSFORMERS_VERBOSITY="error")

# Errors that may come from the tiny model: names it has not, sizes that do not fit.
MODEL_BOUND = re.compile(
    r"NoMatchingPeft|not found in the base model|Target module|No modules were|divisible|[Ss]izes? of tensors"
    r"|size mismatch|smaller than|larger than|must be <=|out of bounds|No layers? types? compatible"
    r"|adapter layers|CUDA|shape '",
)


class Bench:
    """Runs documents on a copy of one tiny model."""

    def __init__(self) -> None:
        import peft
        import torch
        import transformers

        self.peft, self.torch = peft, torch
        torch.set_num_threads(1)
        torch.manual_seed(0)
        config = transformers.LlamaConfig(
            vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=4, max_position_embeddings=64, pad_token_id=0, tie_word_embeddings=False,
        )  # fmt: skip
        self.model = transformers.LlamaForCausalLM(config)
        self.folder = tempfile.mkdtemp(prefix="peft-measure-")

    def outcome(self, document: dict[str, object]) -> str:
        """`ok`, `refused`, `crash` or `model`."""
        with open(os.path.join(self.folder, "adapter_config.json"), "w", encoding="utf-8") as file:
            json.dump(document, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                config = self.peft.PeftConfig.from_pretrained(self.folder)
            except Exception:
                return "refused"
            try:
                self.train(config)
            except (TypeError, AttributeError) as error:
                return "model" if "Target module" in str(error) else "crash"
            except Exception as error:
                return "model" if MODEL_BOUND.search(f"{type(error).__name__}: {error}") else "crash"
        return "ok"

    def train(self, config: typing.Any) -> None:
        """One step on the tiny model."""
        config.inference_mode = False  # a saved file always says true
        self.torch.manual_seed(0)
        model = self.peft.get_peft_model(copy.deepcopy(self.model), config)
        parameters = [p for p in model.parameters() if p.requires_grad]
        if not parameters:
            return
        model.train()
        tokens = self.torch.arange(3, 19).reshape(2, 8)
        # two methods ask for the task of each sample, which no file can give
        tasks = (
            {"task_ids": self.torch.tensor([0, 0])} if config.peft_type in ("POLY", "MULTITASK_PROMPT_TUNING") else {}
        )
        loss = model(input_ids=tokens, labels=tokens, **tasks).loss
        if not loss.requires_grad:
            return
        loss.backward()
        self.torch.optim.SGD(parameters, lr=0.01).step()
        if config.peft_type == "ADALORA":
            model.base_model.update_and_allocate(1)

"""The Axolotl config on which tests of the repair work: its rank is misspelt."""

CONFIG = """\
# the base
base_model: NousResearch/Llama-3.2-1B
datasets:
  - path: tatsu-lab/alpaca
    type: alpaca
adapter: lora
lora_rnak: 64   # kept
lora_alpha: 64
lora_target_linear: true
micro_batch_size: 2
gradient_accumulation_steps: 4
learning_rate: 0.0002
max_grad_norm: 1.0
bf16: true
"""

"""loralint: a linter and auto-fixer for the configuration files of LoRA fine-tuning."""

__version__ = "0.1.0"

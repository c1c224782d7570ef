"""Runs made by hand, so that the reports are tested without the engine."""

from __future__ import annotations

from loralint.diagnostics.record import Diagnostic, FileReport, Fix, Related
from loralint.edit.record import Edit, Patch
from loralint.run import Run
from loralint.syntax.node import Document, Source

CONFIG = """\
base_model: meta-llama/Llama-3.2-1B
adapter: lora
learning_rate: 0.0002

lora_rnak: 64
lora_alpha: 128   # twice the rank

micro_batch_size: 1
num_epochs: 1
optimizer: adamw_torch

loraplus_lr_ratio: 16
"""
DEEPSPEED = """\
{
  "zero_optimization": {
    "stage": 2
  },



  "optimizer": {
    "type": "AdamW"
  }
}
"""


def document(text, path="config.yaml"):
    bom = text.startswith("\ufeff")
    return Document(Source(path, text.encode()), "yaml", text.lstrip("\ufeff"), None, bom=bom)


def place(source, wanted):
    start = source.text.index(wanted)
    return source.span(start, start + len(wanted))


CONFIG_DOCUMENT = document(CONFIG)
DEEPSPEED_DOCUMENT = document(DEEPSPEED, "ds/zero2.json")

RENAME = Fix(
    "rename",
    "safe",
    "rename lora_rnak to lora_r",
    (Edit("config.yaml", "rename", ("lora_rnak",), to="lora_r"),),
    (Patch("config.yaml", CONFIG.index("lora_rnak"), CONFIG.index("lora_rnak") + 9, "lora_r"),),
)
REMOVE = Fix(
    "remove",
    "unsafe",
    'remove "optimizer" from ds/zero2.json',
    (Edit("ds/zero2.json", "remove", ("optimizer",)),),
)
UNKNOWN = Diagnostic(
    "unknown-key",
    "LL101",
    "warning",
    "ignored",
    "run",
    "Axolotl has no key `lora_rnak`",
    "config.yaml",
    ("lora_rnak",),
    place(CONFIG_DOCUMENT, "lora_rnak"),
    "did you mean `lora_r`?",
    fixes=(RENAME,),
)
OFF = Diagnostic(
    "loraplus-off",
    "AX201",
    "error",
    "ignored",
    "run",
    "LoRA+ has no effect: ds/zero2.json brings its own optimizer",
    "config.yaml",
    ("loraplus_lr_ratio",),
    place(CONFIG_DOCUMENT, "loraplus_lr_ratio: 16"),
    "the B matrices should learn at 16 x 0.0002 = 0.0032",
    (
        Related(
            "ds/zero2.json",
            ("optimizer",),
            "with this section every weight learns at 0.0002",
            place(DEEPSPEED_DOCUMENT, '"optimizer"'),
        ),
    ),
    (REMOVE,),
)
NOTE = Diagnostic(
    "scale",
    "LL301",
    "info",
    "note",
    "read",
    "the update is scaled by 2",
    "config.yaml",
    ("lora_alpha",),
    place(CONFIG_DOCUMENT, "lora_alpha"),
)
AXOLOTL = FileReport("config.yaml", "axolotl", "0.21.0", "checked")
DS = FileReport("ds/zero2.json", "deepspeed", "0.19.8", "checked")
DOCUMENTS = {"config.yaml": CONFIG_DOCUMENT, "ds/zero2.json": DEEPSPEED_DOCUMENT}


def run(*diagnostics, files=(AXOLOTL, DS), documents=None):
    return Run(tuple(files), tuple(diagnostics), documents or DOCUMENTS, {})

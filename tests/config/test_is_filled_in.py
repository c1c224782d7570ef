"""`is_filled_in()`: a placeholder anywhere shows that another program fills the file in."""

from __future__ import annotations

import json

import pytest

from loralint.config.config import Config
from loralint.config.functions import holds_placeholder
from loralint.knowledge.frameworks import load_framework
from loralint.syntax import parse
from loralint.syntax.node import Source


@pytest.mark.parametrize(
    ("framework", "content", "expected"),
    [
        ("deepspeed", {"train_batch_size": "auto"}, True),
        ("deepspeed", {"optimizer": {"params": {"lr": "auto"}}}, True),
        ("deepspeed", {"unknown": {"key": "auto"}}, True),
        ("deepspeed", {"train_batch_size": 8, "bf16": {"enabled": True}}, False),
        ("deepspeed", {"scheduler": ["auto"]}, False),
        ("peft", {"r": "auto"}, False),
    ],
)
def test_is_filled_in(framework, content, expected):
    loaded = load_framework(framework)
    document = parse(Source("a.json", json.dumps(content).encode()), "json")
    assert holds_placeholder(Config(document, loaded, loaded.default_version)) is expected

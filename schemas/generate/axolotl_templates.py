"""How Axolotl's own chat templates end a turn: each is rendered, as Transformers renders it.

The result is a table by the template's name: the last token behind the assistant's text, `eos_token` where the template
writes the tokenizer's own, an empty text where it writes none.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

EOS = "eos_token"
_QUESTION, _ANSWER = "a question", "the answer"
_TOKEN = re.compile(rf"<[^<>\s]+>|\[\|[^\]]+\|\]|{EOS}")
_GENERATION = re.compile(r"\{%-?\s*(end)?generation\s*-?%\}")


def turn_ends(root: str) -> dict[str, str]:
    """The end of the assistant's turn by the template's name: `{"chatml": "<|im_end|>", "alpaca": "eos_token"}`."""
    folder = os.path.join(root, "axolotl", "utils", "chat_templates", "templates")
    found = {}
    for file in sorted(os.listdir(folder)):
        if file.endswith(".jinja"):
            with open(os.path.join(folder, file), encoding="utf-8") as stream:
                found[file.removesuffix(".jinja")] = turn_end(stream.read())
    return found


def turn_end(template: str) -> str:
    """The last token that a template writes behind the assistant's text, whether or not another turn follows."""
    question = {"role": "user", "content": _QUESTION}
    turns = [question, {"role": "assistant", "content": _ANSWER}]
    compiled = _environment().from_string(_GENERATION.sub("", template))
    texts = [
        compiled.render(messages=messages, bos_token="bos_token", eos_token=EOS, add_generation_prompt=False)
        for messages in (turns, [*turns, question])
    ]
    behind = [_TOKEN.findall(text.partition(_ANSWER)[2]) for text in texts]
    shared = [token for token, same in zip(*behind, strict=False) if token == same]
    closing = [token for token in shared if "start" not in token.lower()]  # what opens the next turn is no end
    return closing[-1] if closing else ""


def _environment() -> ImmutableSandboxedEnvironment:
    """The environment of Transformers (utils/chat_template_utils.py)."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.filters["tojson"] = lambda value, **_: json.dumps(value)
    environment.globals.update(raise_exception=_refuse, strftime_now=lambda _: "today")
    return environment


def _refuse(message: str) -> Any:
    raise jinja2.TemplateError(message)

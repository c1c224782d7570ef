"""Write schemas/model_positions.json: how many positions well-known models were made for, by name.

usage: python schemas/generate/model_positions.py --litgpt CHECKOUT [--check]    (needs transformers for its defaults)

Two sources: LitGPT's table of models (litgpt/config.py), as far as it says `block_size` itself and not only how far its
own code goes; and the defaults of Transformers' config classes, for architectures of which every model has them. Names
are the last part of those on the hub, in small letters. `--check` writes nothing and fails if the file is stale.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import re
import subprocess
import sys
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]  # the files here have the names of frameworks
OUTPUT = os.path.join(os.path.dirname(HERE), "model_positions.json")

# LitGPT gives another number than the model's config.json: how far it was trained, or what its own code can do.
NOT_THE_MODELS_OWN = re.compile(
    r"codellama-|gemma-|codegemma-|llama-2-7b-32k|phi-3\.5-|stablelm-tuned-|mistral-7b-(instruct-)?v0\.1"
)
OF_AN_ARCHITECTURE = {
    "gpt2": ("n_positions", ["gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl", "distilgpt2"]),
    "opt": (
        "max_position_embeddings",
        [f"opt-{size}" for size in ("125m", "350m", "1.3b", "2.7b", "6.7b", "13b", "30b", "66b")],
    ),
    "gpt_neo": ("max_position_embeddings", ["gpt-neo-125m", "gpt-neo-1.3b", "gpt-neo-2.7b"]),
    "gptj": ("n_positions", ["gpt-j-6b"]),
}


def of_litgpt(source: str) -> dict[str, int]:
    """{model: positions} of LitGPT's table, without those whose number is not the model's own."""
    start = re.search(r"^configs = \[", source, re.MULTILINE)
    assert start is not None, "litgpt/config.py has no table of models"
    end = re.search(r"^name_to_config", source, re.MULTILINE)
    names: dict[str, Any] = {"deepcopy": copy.deepcopy}
    exec(source[start.start() : end.start() if end else None], names)  # a table, written as Python
    found = {
        config["hf_config"]["name"].lower(): config["block_size"]
        for config in names["configs"]
        if "block_size" in config
    }
    return {name: size for name, size in found.items() if not NOT_THE_MODELS_OWN.match(name)}


def of_transformers() -> dict[str, int]:
    """{model: positions} of the architectures that come in one length alone."""
    from transformers import CONFIG_MAPPING

    return {
        name: getattr(CONFIG_MAPPING[kind](), attribute)
        for kind, (attribute, names) in OF_AN_ARCHITECTURE.items()
        for name in names
    }


def table(checkout: str) -> dict[str, Any]:
    """The whole table, with where it comes from."""
    import transformers

    def git(*command: str) -> str:
        return subprocess.run(["git", "-C", checkout, *command], check=True, capture_output=True, text=True).stdout

    found = {**of_litgpt(git("show", "HEAD:litgpt/config.py")), **of_transformers()}
    return {
        "litgpt": git("rev-parse", "HEAD").strip(),
        "transformers": transformers.__version__,
        "positions": dict(sorted(found.items())),
    }


def main() -> None:
    """Read the command line; write the table, or compare it with the one that is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--litgpt", required=True, help="a git checkout of Lightning-AI/litgpt")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = json.dumps(table(arguments.litgpt), indent=1) + "\n"
    if not arguments.check:
        with open(OUTPUT, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        return
    with open(OUTPUT, encoding="utf-8") as stream:
        if stream.read() != text:
            raise SystemExit("schemas/model_positions.json is stale")


if __name__ == "__main__":
    main()

"""Write schemas/model_sizes.json: how many positions and layers well-known models have, by name.

usage: python schemas/generate/model_sizes.py --litgpt CHECKOUT [--check]    (needs transformers for its defaults)

Both come from LitGPT's table of models (litgpt/config.py): positions as far as it says `block_size` itself and not only
how far its own code goes. For architectures of which every model has the same, positions are also the defaults of
Transformers' config classes. Names are the last part of those on the hub, in small letters. Of layers, a name counts
for every longer one that goes on after a hyphen or a dot, as long as no longer name is listed. `--check` writes nothing
and fails if the file is stale.
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
OUTPUT = os.path.join(os.path.dirname(HERE), "model_sizes.json")

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


Configs = list[dict[str, Any]]


def configs_of(source: str) -> Configs:
    """LitGPT's table of models."""
    start = re.search(r"^configs = \[", source, re.MULTILINE)
    assert start is not None, "litgpt/config.py has no table of models"
    end = re.search(r"^name_to_config", source, re.MULTILINE)
    names: dict[str, Any] = {"deepcopy": copy.deepcopy}
    exec(source[start.start() : end.start() if end else None], names)  # a table, written as Python
    found: Configs = names["configs"]
    return found


def by_name(configs: Configs, key: str) -> dict[str, int]:
    """{model in small letters: number}, of those of which the table says it."""
    return {config["hf_config"]["name"].lower(): config[key] for config in configs if key in config}


def positions(configs: Configs) -> dict[str, int]:
    """{model: positions} of LitGPT's table, without those whose number is not the model's own."""
    return {name: size for name, size in by_name(configs, "block_size").items() if not NOT_THE_MODELS_OWN.match(name)}


def layers(configs: Configs) -> dict[str, int]:
    """{beginning of a name: layers}, without those that a shorter name tells already."""
    every = by_name(configs, "n_layer")
    kept: dict[str, int] = {}
    for name in sorted(every, key=len):
        shorter = [other for other in kept if name.startswith(other) and name[len(other)] in "-."]
        if not shorter or kept[max(shorter, key=len)] != every[name]:
            kept[name] = every[name]
    return kept


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

    configs = configs_of(git("show", "HEAD:litgpt/config.py"))
    return {
        "litgpt": git("rev-parse", "HEAD").strip(),
        "transformers": transformers.__version__,
        "positions": dict(sorted({**positions(configs), **of_transformers()}.items())),
        "layers": dict(sorted(layers(configs).items())),
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
            raise SystemExit("schemas/model_sizes.json is stale")


if __name__ == "__main__":
    main()

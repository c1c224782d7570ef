"""Write schemas/generate/model_classes.json: the names of the model classes that Transformers has.

usage: python schemas/generate/model_classes.py [--check]    (needs the transformers that Axolotl pins, and torch)

Axolotl takes the class that `model_type` names from transformers; axolotl.py puts this list into its schema. `--check`
writes nothing and fails if the file is stale.
"""

from __future__ import annotations

import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]  # the files here have the names of frameworks
OUTPUT = os.path.join(HERE, "model_classes.json")
MODEL_CLASS = re.compile(r"[A-Z]\w*(Model|For[A-Z]\w*)")


def model_classes() -> dict[str, object]:
    """{"transformers": its version, "classes": ["AutoModelForCausalLM", ...]}."""
    import transformers

    names = sorted(name for name in dir(transformers) if MODEL_CLASS.fullmatch(name))
    return {"transformers": transformers.__version__, "classes": names}


def main() -> None:
    """Write the table, or compare it with the one that is there."""
    text = json.dumps(model_classes(), indent=0) + "\n"
    if "--check" not in sys.argv[1:]:
        with open(OUTPUT, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        return
    with open(OUTPUT, encoding="utf-8") as stream:
        if stream.read() != text:
            raise SystemExit("schemas/generate/model_classes.json is stale")


if __name__ == "__main__":
    main()

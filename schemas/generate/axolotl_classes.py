"""Write axolotl_classes.json: names of other packages that Axolotl takes: classes of Transformers, formats of datasets.

    python schemas/generate/axolotl_classes.py

Transformers and datasets have to be installed, in the versions that Axolotl pins; nothing is downloaded. Axolotl takes
any attribute of Transformers (`getattr(transformers, ...)`), so every class that is called so counts; of datasets the
modules that read a local file (`load_dataset("json", data_files=...)`).
"""

from __future__ import annotations

import json
import os
from typing import Any

ENDINGS = {
    "tokenizer_type": ("Tokenizer", "TokenizerFast", "TokenizerBase", "TokenizersBackend"),
    "processor_type": ("Processor",),
}
"""How the classes of each key end."""


def classes(package: Any) -> dict[str, Any]:
    """The names of each kind of class, and the version that has them."""
    found = {key: sorted(_names(package, ends)) for key, ends in ENDINGS.items()}
    return {"versions": {"transformers": package.__version__}, **found}


def _names(package: Any, ends: tuple[str, ...]) -> set[str]:
    """The classes with such an end. A fast tokenizer of old may be there without being listed."""
    listed = {name for name in dir(package) if name.endswith(ends)}
    fast = {f"{name}Fast" for name in listed if name.endswith("Tokenizer")}
    return listed | {name for name in fast if hasattr(package, name)}


def main() -> None:
    """Write the file."""
    import datasets
    import transformers
    from datasets.packaged_modules import _PACKAGED_DATASETS_MODULES

    found = classes(transformers)
    found["versions"]["datasets"] = datasets.__version__
    found["data_formats"] = sorted(_PACKAGED_DATASETS_MODULES)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "axolotl_classes.json")
    with open(path, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()

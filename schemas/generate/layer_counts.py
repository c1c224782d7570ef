"""Write schemas/layer_counts.json: how many layers well-known base models have, by the beginning of their names.

usage: python schemas/generate/layer_counts.py --source LITGPT [--check]    (LITGPT: a checkout of Lightning-AI/litgpt)

The numbers are those of `litgpt/config.py`, which has the sizes of some hundred models of the hub under their names
there. A name counts for every longer one that goes on after a hyphen or a dot, as long as no longer name is listed.
`--check` writes nothing and fails if the file is stale.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import types
import typing

HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT = os.path.join(os.path.dirname(HERE), "layer_counts.json")


def configs_of(source: str) -> list[dict[str, typing.Any]]:
    """The models of a checkout; its own imports of packages are not needed for that."""
    for missing in ("typing_extensions", "yaml"):
        sys.modules.setdefault(missing, types.ModuleType(missing)).__dict__.setdefault("Self", typing.Any)
    spec = importlib.util.spec_from_file_location("litgpt_config", os.path.join(source, "litgpt", "config.py"))
    if spec is None or spec.loader is None:
        raise SystemExit(f"no litgpt/config.py in {source}")
    module = importlib.util.module_from_spec(spec)
    sys.modules["litgpt_config"] = module
    spec.loader.exec_module(module)
    found: list[dict[str, typing.Any]] = module.configs
    return found


def counts(configs: list[dict[str, typing.Any]]) -> dict[str, int]:
    """{beginning of a name in small letters: layers}, without those that a shorter name tells already."""
    by_name = {config["hf_config"]["name"].lower(): config["n_layer"] for config in configs if "n_layer" in config}
    kept: dict[str, int] = {}
    for name in sorted(by_name, key=len):
        shorter = [other for other in kept if name.startswith(other) and name[len(other)] in "-."]
        if not shorter or kept[max(shorter, key=len)] != by_name[name]:
            kept[name] = by_name[name]
    return dict(sorted(kept.items()))


def main() -> None:
    """Write the file, or compare it."""
    if "--source" not in sys.argv:
        raise SystemExit(__doc__)
    text = json.dumps(counts(configs_of(sys.argv[sys.argv.index("--source") + 1])), indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        with open(OUTPUT, encoding="utf-8") as file:
            sys.exit(0 if file.read() == text else f"{OUTPUT} is not what this checkout gives")
    with open(OUTPUT, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()

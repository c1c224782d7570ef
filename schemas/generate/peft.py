"""Write schemas/peft/<version>.json from the installed PEFT.

usage: python schemas/generate/peft.py [--check]    (with a python that has peft and PyYAML)

Names, annotations and defaults come from PEFT's config classes; what a wrong value does from peft_measured.json (see
peft_measure.py); what neither can say from peft_overlay.yaml. `--check` writes nothing and fails if the file is stale.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import typing

from peft_property import Schema, prop, verdicts, worst

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]  # the files here have the names of frameworks
RELEASED = {"0.21.2": "2026-10-01"}  # the date inside the wheel


def section(cls: type, measured: dict[str, typing.Any], base: set[str]) -> Schema:
    """A config class as an object schema, without the keys that every method has."""
    hints = typing.get_type_hints(cls)
    keys = measured.get("keys", {})
    names = [f for f in dataclasses.fields(cls) if f.init and f.name not in base]
    schema: Schema = {
        "type": "object",
        "properties": {f.name: prop(f, hints[f.name], keys.get(f.name, {})) for f in names},
    }
    required = [f.name for f in names if "absent" in verdicts(keys.get(f.name, {}))]
    if required:
        schema["required"] = required
        schema["x-missing"] = worst(verdicts(keys[required[0]]), ["absent"])
        for name in required:
            schema["properties"][name].pop("default")
    return schema


def laid_over(schema: typing.Any, words: typing.Any) -> typing.Any:
    """Merge the overlay's words in; the text `none!` takes a word out."""
    if not isinstance(words, dict):
        return words
    merged = dict(schema) if isinstance(schema, dict) else {}
    for key, value in words.items():
        if " " in key:
            raise SystemExit(f"overlay: is {key!r} a piece of a sentence that needs quotes?")
        if value == "none!":
            merged.pop(key, None)
        else:
            merged[key] = laid_over(merged.get(key), value)
    return merged


def apply_applies(name: str, schema: Schema) -> None:
    """`applies: condition` in the overlay: the key has no effect without it, but a saved file may write its default."""
    condition = schema.pop("applies", None)
    if condition is None:
        return
    default = schema.get("default")
    spared = f"len({name}) == 0" if default == {} else f"written({name}) == {json.dumps(default)}"
    schema["x-applies-if"] = f"({condition}) or not given({name}) or {spared}"


def of_type(name: str) -> Schema:
    """The condition of a method's branch."""
    return {"properties": {"peft_type": {"const": name}}, "required": ["peft_type"]}


def add_sections(root: Schema, overlay: Schema, measured: Schema) -> None:
    """The classes of nested sections, and whether they refuse or drop a key that they do not have."""
    from peft.tuners.lora import config as lora

    for key, words in overlay["sections"].items():
        seen = measured["sections"].get(key, {})
        root["$defs"][words["of"]] = section(getattr(lora, words["of"]), seen, set())
        del root["$defs"][words["of"]]["type"]  # said where the section is named: most may be null
        refuses = seen.get("unknown key") == "refused"
        words["x-unknown"] = "refuses" if refuses else "drops"
        words |= {"additionalProperties": False} if refuses else {}


def build() -> Schema:
    """The whole schema file."""
    import peft
    import yaml
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING

    with open(os.path.join(HERE, "peft_measured.json"), encoding="utf-8") as file:
        measured = json.load(file)
    with open(os.path.join(HERE, "peft_overlay.yaml"), encoding="utf-8") as file:
        overlay = yaml.safe_load(file)
    if measured["peft"] != peft.__version__:
        raise SystemExit(
            f"peft_measured.json is of PEFT {measured['peft']}, installed is {peft.__version__}: run peft_measure.py"
        )
    common = section(peft.PeftConfig, {"keys": measured["methods"]["LORA"]["keys"]}, set())
    base = set(common["properties"])
    root: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"PEFT {peft.__version__}",
        "x-framework": "peft",
        "x-version": peft.__version__,
        "x-date": RELEASED[peft.__version__],
        "type": "object",
        "properties": common["properties"],
    }
    root = laid_over(root, overlay["root"])
    methods = {kind.value: cls for kind, cls in PEFT_TYPE_TO_CONFIG_MAPPING.items()}
    root["properties"]["peft_type"]["enum"] = list(methods)
    root["allOf"] = [{"if": of_type(name), "then": {"$ref": f"#/$defs/{name}"}} for name in methods]
    root["$defs"] = {name: section(cls, measured["methods"][name], base) for name, cls in methods.items()}
    add_sections(root, overlay, measured)
    add_tables(root)
    finish(root, overlay)
    return root


def add_tables(root: Schema) -> None:
    """Texts that a class looks up in a table of its own."""
    from peft.tuners.waveft.constants import WAVELET_REDUCTIONS
    from transformers.activations import ACT2FN

    for method, key, table in (("WAVEFT", "wavelet_family", WAVELET_REDUCTIONS), ("PEANUT", "act_fn", ACT2FN)):
        schema = root["$defs"][method]["properties"][key]
        del schema["type"]
        root["$defs"][method]["properties"][key] = {"enum": sorted(table), **schema}


def finish(root: Schema, overlay: Schema) -> None:
    """Lay the hand-written facts over the methods and sections, those for all methods first."""
    for words in overlay["sections"].values():
        name = words["of"]
        root["$defs"][name] = laid_over(
            root["$defs"][name], {key: value for key, value in words.items() if key != "of"}
        )
    for name, schema in root["$defs"].items():
        mine = overlay["methods"].get(name, {})
        every = {key: words for key, words in overlay["every"].items() if key in schema["properties"]}
        schema["properties"] = laid_over(schema["properties"], every)
        root["$defs"][name] = laid_over(schema, mine)
    for schema in (root, *root["$defs"].values()):
        for name, words in schema["properties"].items():
            apply_applies(name, words)


def main() -> None:
    """Write the file, or compare it."""
    schema = build()
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    path = os.path.join(os.path.dirname(HERE), "peft", f"{schema['x-version']}.json")
    if "--check" in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            sys.exit(0 if file.read() == text else f"{path} is not what the installed PEFT and the overlay give")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()

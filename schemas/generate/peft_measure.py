"""Try every key of every PEFT method with values of every kind, and note what PEFT makes of them.

usage: python schemas/generate/peft_measure.py    (needs peft, transformers and torch; no GPU, no network)

PEFT checks no types when it loads a config, so what a wrong value does is known only by running it. Each file is loaded
with PeftConfig.from_pretrained, put on a tiny random Llama and trained for one step. Written to peft_measured.json is
only what does not work: `refused` at load, `crash` later, or `model` where the tiny model may be to blame.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import typing

from peft_bench import Bench

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]  # the files here have the names of frameworks
OUTPUT = os.path.join(HERE, "peft_measured.json")

# What a method needs beside peft_type, task_type and target_modules to train on the tiny model (hidden size 64).
NEEDS: dict[str, dict[str, object]] = {
    "ADALORA": {"total_step": 100},
    "ADAMSS": {"r": 16, "num_subspaces": 2},
    "ADAPTION_PROMPT": {"adapter_len": 4, "adapter_layers": 2},
    "BEFT": {"target_modules": ["v_proj"]},
    "BOFT": {"boft_block_size": 4},
    "C3A": {"block_size": 16},
    "CARTRIDGE": {"num_virtual_tokens": 8, "num_frozen_tokens": 1},
    "CPT": {"cpt_token_ids": [1, 2, 3], "cpt_mask": [1, 1, 1], "cpt_tokens_type_mask": [1, 2, 3]},
    "FOURIERFT": {"n_frequency": 50},
    "IA3": {"target_modules": ["k_proj", "v_proj", "down_proj"], "feedforward_modules": ["down_proj"]},
    "LN_TUNING": {"target_modules": ["input_layernorm", "post_attention_layernorm"]},
    "LORA": {"r": 8, "lora_alpha": 16},
    "MULTITASK_PROMPT_TUNING": {"num_virtual_tokens": 8, "num_tasks": 2},
    "PREFIX_TUNING": {"num_virtual_tokens": 8},
    "PROMPT_TUNING": {"num_virtual_tokens": 8},
    "P_TUNING": {"num_virtual_tokens": 8, "encoder_hidden_size": 32},
    "RANDLORA": {"r": 8},
    "SHIRA": {"r": 4},
    "TRAINABLE_TOKENS": {"token_indices": [1, 2, 3], "target_modules": ["embed_tokens"]},
    "VBLORA": {"num_vectors": 16, "vector_length": 32},
    "WAVEFT": {"n_frequency": 50},
}
# Nested sections, and the keys that put them in force.
SECTIONS: dict[str, dict[str, object]] = {
    "loftq_config": {"init_lora_weights": "loftq", "loftq_config": {"loftq_bits": 4, "loftq_iter": 1}},
    "eva_config": {"init_lora_weights": "eva"},
    "corda_config": {"init_lora_weights": "corda"},
    "lora_ga_config": {"init_lora_weights": "lora_ga"},
    "velora_config": {},
    "monteclora_config": {},
    "use_bdlora": {"use_bdlora": {"match_strict": False}},
    "arrow_config": {},
    "kasa_config": {},
}
ABSENT = object()


def kinds(base: object) -> dict[str, object]:
    """One value of every JSON kind, near `base` where that is a number."""
    number = base if isinstance(base, (int, float)) and not isinstance(base, bool) else 2
    return {
        "null": None,
        "true": True,
        "false": False,
        "integer": max(1, int(number)),
        "whole": float(max(1, int(number))),
        "float": number + 0.5 if isinstance(number, int) else number,
        "digits": str(number),
        "text": "zzz",
        "list": ["zzz"],
        "integers": [1],
        "mapping": {"zzz": 1},
        "empty": "",
        "zero": 0,
        "negative": -1,
        "one": 1.0,
        "above": 1.5,
    }


def baseline(method: str, names: set[str]) -> dict[str, object]:
    """A document of a method that works."""
    document: dict[str, object] = {"peft_type": method, "task_type": "CAUSAL_LM"}
    if "target_modules" in names and method != "ADAPTION_PROMPT":  # there it is the name of the attention block
        document["target_modules"] = ["q_proj", "v_proj"]
    return {**document, **NEEDS.get(method, {})}


def default_of(field: dataclasses.Field[typing.Any]) -> object:
    """The default of a field, made if need be."""
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else None


def failures(
    bench: Bench, base: dict[str, object], field: dataclasses.Field[typing.Any], section: str = ""
) -> dict[str, str]:
    """What does not work for one key, by kind of value; `absent` where the baseline has the key."""
    inner = dict(typing.cast("dict[str, object]", base.get(section) or {})) if section else base
    current = inner.get(field.name, default_of(field))
    values = kinds(current) | ({"absent": ABSENT} if field.name in inner else {})
    found: dict[str, str] = {}
    for kind, value in values.items():
        changed = {key: item for key, item in inner.items() if key != field.name}
        if value is not ABSENT:
            changed[field.name] = value
        verdict = bench.outcome({**base, section: changed} if section else changed)
        if verdict != "ok":
            found[kind] = verdict
    return found


def only_refused(keys: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Where the baseline itself cannot train here, only what the loader says counts."""
    kept = {name: {kind: seen for kind, seen in found.items() if seen == "refused"} for name, found in keys.items()}
    return {name: found for name, found in kept.items() if found}


def measure_method(bench: Bench, method: str, cls: type) -> dict[str, typing.Any]:
    """All keys of one method."""
    fields = [f for f in dataclasses.fields(cls) if f.init and f.name not in ("peft_type", "runtime_config")]
    base = baseline(method, {f.name for f in fields})
    result: dict[str, typing.Any] = {"base": bench.outcome(base)}
    keys = {f.name: found for f in fields if (found := failures(bench, base, f))}
    result["keys"] = only_refused(keys) if result["base"] in ("crash", "model") else keys
    return result


def measure_sections(bench: Bench) -> dict[str, typing.Any]:
    """All keys of the nested sections of LoRA, and a key that they do not have."""
    from peft.tuners.lora import config as lora

    classes = {
        "loftq_config": lora.LoftQConfig,
        "eva_config": lora.EvaConfig,
        "corda_config": lora.CordaConfig,
        "lora_ga_config": lora.LoraGAConfig,
        "velora_config": lora.VeloraConfig,
        "monteclora_config": lora.MontecloraConfig,
        "use_bdlora": lora.BdLoraConfig,
        "arrow_config": lora.ArrowConfig,
        "kasa_config": lora.KasaConfig,
    }
    result: dict[str, typing.Any] = {}
    for section, cls in classes.items():
        base = {**baseline("LORA", {"target_modules"}), section: {}, **SECTIONS[section]}
        verdict = bench.outcome(base)
        keys = {f.name: found for f in dataclasses.fields(cls) if (found := failures(bench, base, f, section))}
        if verdict in ("crash", "model"):
            keys = only_refused(keys)
        inner = typing.cast("dict[str, object]", base[section])
        stranger = bench.outcome({**base, section: {**inner, "no_such_key": 1}})
        result[section] = {"base": verdict, "unknown key": stranger, "keys": keys}
    return result


def by_verdict(found: dict[str, str]) -> dict[str, str]:
    """{kind: verdict} turned round: {verdict: "kind kind ..."}."""
    return {
        verdict: " ".join(kind for kind, seen in found.items() if seen == verdict)
        for verdict in sorted(set(found.values()))
    }


def render(result: dict[str, typing.Any]) -> str:
    """JSON with one key of a method on a line, so that a difference between two versions can be read."""
    lines = [f'{{"peft": {json.dumps(result["peft"])}']
    for group in ("methods", "sections"):
        lines.append(f',"{group}": {{')
        for number, (name, measured) in enumerate(result[group].items()):
            head = {key: value for key, value in measured.items() if key != "keys"}
            lines.append(f'{"," if number else ""}{json.dumps(name)}: {{{json.dumps(head)[1:-1]}, "keys": {{')
            lines += [
                f" {json.dumps(key)}: {json.dumps(by_verdict(found))}," for key, found in measured["keys"].items()
            ]
            lines[-1] = lines[-1].removesuffix(",")
            lines.append("}}")
        lines.append("}")
    return "\n".join([*lines, "}"]) + "\n"


def main() -> None:
    """Measure all and write the file; takes two minutes."""
    import peft
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING

    bench = Bench()
    methods = {}
    for kind, cls in PEFT_TYPE_TO_CONFIG_MAPPING.items():
        methods[kind.value] = measure_method(bench, kind.value, cls)
        print(kind.value, methods[kind.value]["base"], len(methods[kind.value]["keys"]), file=sys.stderr, flush=True)
    text = render({"peft": peft.__version__, "methods": methods, "sections": measure_sections(bench)})
    json.loads(text)
    with open(OUTPUT, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()

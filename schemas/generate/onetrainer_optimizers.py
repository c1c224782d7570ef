"""What OneTrainer's create_optimizer reads of the optimizer block, told in the schema of that block."""

from __future__ import annotations

import ast
import json
import os
from typing import Any, NamedTuple

DEFAULT_OPTIMIZER = "ADAMW"


class OptimizerReading(NamedTuple):
    """What `create_optimizer` reads of the optimizer block for one optimizer.

    `fallbacks`: what stands in for null; `computed`: keys for which that cannot be told from the text.
    """

    reads: frozenset[str]
    fallbacks: dict[str, Any]
    computed: frozenset[str]


def read_create_optimizer(source: str) -> dict[str, OptimizerReading]:
    """What each `case` of modules/util/create.py's create_optimizer reads."""
    with open(os.path.join(source, "modules", "util", "create.py"), encoding="utf-8") as file:
        tree = ast.parse(file.read())
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "create_optimizer")
    match = next(n for n in ast.walk(function) if isinstance(n, ast.Match))
    readings = {}
    for case in match.cases:
        assert isinstance(case.pattern, ast.MatchValue)
        assert isinstance(case.pattern.value, ast.Attribute)
        readings[case.pattern.value.attr] = _read_case(case)
    return readings


def _read_case(case: ast.match_case) -> OptimizerReading:
    reads, fallbacks, computed = set(), {}, set()
    for node in ast.walk(ast.Module(body=case.body, type_ignores=[])):
        if _block_key(node):
            reads.add(_block_key(node))
        if isinstance(node, ast.IfExp) and _block_key(node.body):
            key, otherwise = _block_key(node.body), ast.unparse(node.orelse)
            if ast.unparse(node.test) != f"{ast.unparse(node.body)} is not None" or otherwise == "float('inf')":
                computed.add(key)
            else:
                fallbacks[key] = ast.literal_eval(otherwise)
    return OptimizerReading(frozenset(reads), fallbacks, frozenset(computed))


def _block_key(node: ast.AST) -> str:
    is_block = isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("optimizer_config", "config.optimizer")
    return node.attr if is_block and isinstance(node, ast.Attribute) else ""


def add_optimizers(schema: dict[str, Any], block: Any, elsewhere: dict[str, list[str]], source: str) -> None:
    """Say of each key of the optimizer block who reads it, and what stands in for it where it is null.

    `schema` is the block's definition, `block` the config object, `elsewhere` the optimizers that read a key outside of
    create_optimizer. The block's properties speak of the optimizer that is used when none is named; the others follow
    under `allOf`.
    """
    readings = read_create_optimizer(source)
    optimizers = list(type(block.optimizer).__members__.values())
    assert set(readings) == {member.name for member in optimizers}
    readers: dict[str, set[str]] = {key: set(names) for key, names in elsewhere.items()}
    readers["fused_back_pass"] = {member.name for member in optimizers if member.supports_fused_back_pass()}
    for name, reading in readings.items():
        for key in reading.reads:
            readers.setdefault(key, set()).add(name)
    for key, declared in schema["properties"].items():
        if key in block.types and key != "optimizer":
            _say_who_reads(declared, readers.get(key, set()), [member.name for member in optimizers])
    for key, words in _in_force(readings[DEFAULT_OPTIMIZER], block).items():
        schema["properties"][key].update(words)
    schema["allOf"] = []
    for name in (member.name for member in optimizers if member.name != DEFAULT_OPTIMIZER):
        own = {
            key: {"$ref": f"#/$defs/TrainOptimizerConfig-optimizer/properties/{key}", **words}
            for key, words in _in_force(readings[name], block).items()
            if _says_more(words, schema["properties"][key])
        }
        if own:
            condition = {"properties": {"optimizer": {"const": name}}, "required": ["optimizer"]}
            schema["allOf"].append({"if": condition, "then": {"properties": own}})


def _say_who_reads(declared: dict[str, Any], readers: set[str], optimizers: list[str]) -> None:
    inside = [name for name in optimizers if name in readers]
    outside = [name for name in optimizers if name not in readers]
    if outside and not inside:
        condition = "false"
    elif outside:
        word, names = ("in", inside) if len(inside) <= len(outside) else ("not in", outside)
        condition = f"optimizer.optimizer {word} {json.dumps(names)}"
    else:
        return
    note = "this optimizer does not read it" if inside else "no optimizer reads it"
    declared.update({"x-applies-if": condition, "x-applies-note": note})
    if declared.get("type") == "boolean" and declared.get("default") is False:
        declared["x-inactive"] = "asked"


def _in_force(reading: OptimizerReading, block: Any) -> dict[str, dict[str, Any]]:
    """For every key that the optimizer reads: what it uses where the key is absent, and where it is null."""
    found: dict[str, dict[str, Any]] = {}
    for key, declared in block.default_values.items():
        if key not in reading.reads or key == "optimizer":
            continue
        if key in reading.computed:
            found[key] = {"x-computed": "no limit" if key == "growth_rate" else "depends on beta1"}
            continue
        null = reading.fallbacks.get(key, False if block.types[key] is bool else None)
        found[key] = {"default": null if declared is None else declared, "x-null-means": null}
    return found


def _says_more(words: dict[str, Any], declared: dict[str, Any]) -> bool:
    return any(
        declared.get(word) != value or type(declared.get(word)) is not type(value) for word, value in words.items()
    )

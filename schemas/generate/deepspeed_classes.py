"""What DeepSpeed's own classes say: pydantic sections as JSON Schema, and defaults of the sections read key by key."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from typing import Any

from deepspeed.runtime.config_utils import DeepSpeedConfigModel

Schema = dict[str, Any]
SIMPLE: dict[object, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
LIMITS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}


def section(model: type[DeepSpeedConfigModel], path: str) -> Schema:
    """A pydantic section. Both names of an aliased field are listed, the name that DeepSpeed documents first."""
    properties: Schema = {}
    for name, field in model.model_fields.items():
        inner = f"{path}.{field.alias or name}"
        words = annotation(field.annotation, inner) | limits(field.metadata)
        default = plain(field.get_default(call_default_factory=True))
        if default is not ...:
            words["default"] = default
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("deprecated"):
            words["deprecated"] = True
        if field.alias and field.alias != name:
            properties[field.alias] = words
            properties[name] = dict(words) | {"x-alias-of": inner.lstrip("."), "x-both": "refused"}
        else:
            properties[name] = words
    return {
        "type": "object",
        "default": {},
        "x-reads": "pydantic",
        "x-wrong": "refused",
        "x-unknown": "refuses",
        "additionalProperties": False,
        "properties": properties,
    }


def annotation(kind: Any, path: str) -> Schema:
    """JSON Schema of a field's annotation."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in SIMPLE:
        return {"type": SIMPLE[kind]}
    if origin in (typing.Union, types.UnionType):
        return union([annotation(a, path) for a in arguments if a is not type(None)], type(None) in arguments)
    if origin is typing.Literal:
        return {"type": "string", "enum": list(arguments)}
    if kind in (list, tuple) or origin in (list, tuple):
        items = annotation(arguments[0], path) if arguments and arguments[0] is not Any else {}
        return {"type": "array"} | ({"items": items} if items else {})
    if kind is dict or origin is dict:
        return {"type": "object", "x-unknown": "keeps"}
    if inspect.isclass(kind) and issubclass(kind, enum.Enum):
        values = [plain(member) for member in kind]
        return {
            "type": "integer" if all(isinstance(v, int) for v in values) else "string",
            "enum": list(dict.fromkeys(values)),
        }
    if inspect.isclass(kind) and issubclass(kind, DeepSpeedConfigModel):
        return section(kind, path)
    # A path is text; what is left (a dtype, a process group) cannot be written in a file at all.
    return {"type": "string"} if getattr(kind, "__name__", "") == "Path" else {}


def union(parts: list[Schema], nullable: bool) -> Schema:
    """Several simple types are one list of types; null is one more."""
    kinds = list(dict.fromkeys(part["type"] for part in parts if "type" in part))
    merged: Schema = {key: value for part in parts for key, value in part.items()}
    if nullable and "enum" in merged:
        merged["enum"] = [*merged["enum"], None]
    merged["type"] = [*kinds, "null"] if nullable else kinds
    return merged


def limits(metadata: list[Any]) -> Schema:
    """Ranges from annotated_types markers."""
    return {word: getattr(m, name) for m in metadata for name, word in LIMITS.items() if hasattr(m, name)}


def plain(value: object) -> Any:
    """A default as JSON can hold it; `...` where it cannot."""
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, DeepSpeedConfigModel):
        return {}
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return {} if value == {} else ...


def defaults_of_hand_read_sections() -> dict[str, Schema]:
    """Keys and defaults that DeepSpeed uses for sections that are missing from the file."""
    from deepspeed.profiling.config import DeepSpeedFlopsProfilerConfig
    from deepspeed.runtime.activation_checkpointing.config import ACT_CHKPT_DEFAULT
    from deepspeed.runtime.config import get_pipeline_config
    from deepspeed.runtime.swap_tensor.aio_config import AIO_DEFAULT_DICT

    return {
        "activation_checkpointing": dict(ACT_CHKPT_DEFAULT),
        "aio": dict(AIO_DEFAULT_DICT),
        "pipeline": get_pipeline_config({}),
        "flops_profiler": dict(vars(DeepSpeedFlopsProfilerConfig({}))),
    }


def dtype_defs(dtypes: type[enum.Enum]) -> Schema:
    """Every text that DeepSpeed reads as a dtype, the short names first."""
    names = sorted((n for n in dtypes._value2member_map_ if isinstance(n, str)), key=lambda n: (len(n), n))
    return {"dtype": {"enum": names}, "dtype_or_null": {"enum": [*names, None]}}


def frame(overlay: Schema, properties: Schema, defs: Schema) -> Schema:
    """The root of the schema: what holds for the whole file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"DeepSpeed {overlay['version']}",
        "x-framework": "deepspeed",
        "x-version": str(overlay["version"]),
        "x-date": str(overlay["date"]),
        "type": "object",
        "x-unknown": "drops",
        "x-reads": "raw",
        "x-wrong": "kept",
        # A text that stands for "fill this in": refused wherever nobody does, even below an unknown key.
        "x-unfilled": {"values": ["auto"], "consequence": "refused", "except": list(overlay["auto"])},
        "properties": properties,
        "$defs": defs,
    }

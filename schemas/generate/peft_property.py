"""One key of a PEFT config class as a JSON Schema: what is annotated, and what peft_measured.json says really works."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing

Schema = dict[str, typing.Any]
# Which measured kinds must all have worked before a JSON type that is not annotated counts as accepted.
ACCEPTED_BY = {
    "null": ("null",),
    "boolean": ("true", "false"),
    "integer": ("integer", "zero", "negative"),
    "number": ("whole", "float", "above"),
    "string": ("digits", "text", "empty"),
    "array": ("list", "integers"),
    "object": ("mapping",),
}
COVERED = {"number": {"number", "integer"}, "integer": {"integer"}}  # JSON Schema: every integer is a number


class Annotation(typing.NamedTuple):
    """What a Python annotation allows, in JSON's words."""

    types: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()  # the only texts allowed; empty: any
    items: Schema | None = None
    values: Schema | None = None
    section: str | None = None


def annotation(hint: typing.Any) -> Annotation:
    """A type hint of a config class in JSON's words."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    simple = {int: "integer", float: "number", bool: "boolean", str: "string", type(None): "null", dict: "object"}
    if hint in simple:
        return Annotation((simple[hint],))
    if origin is typing.Literal:
        return Annotation(("string",), tuple(arguments))
    if origin in (typing.Union, types.UnionType):
        return join([annotation(argument) for argument in arguments])
    if origin is list:
        return Annotation(("array",), items=plain(annotation(arguments[0])))
    if origin is tuple:
        length = len(arguments)
        return Annotation(("array",), items=plain(annotation(arguments[0])) | {"x-length": length})
    if origin is dict:
        return Annotation(("object",), values=plain(annotation(arguments[1])))
    if dataclasses.is_dataclass(hint):
        return Annotation(("object",), section=hint.__name__)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return Annotation(("string",), tuple(member.value for member in hint))
    raise TypeError(f"no JSON words for {hint}")


def join(parts: list[Annotation]) -> Annotation:
    """The union; a text annotated both as an enum and as `str` (PeftType or its text) is the enum."""
    return Annotation(
        tuple(dict.fromkeys(kind for part in parts for kind in part.types)),
        tuple(dict.fromkeys(text for part in parts for text in part.texts)),
        next((part.items for part in parts if part.items), None),
        next((part.values for part in parts if part.values), None),
        next((part.section for part in parts if part.section), None),
    )


def plain(part: Annotation) -> Schema:
    """An annotation as a schema, without measurements."""
    if part.section:
        return {"$ref": f"#/$defs/{part.section}"}
    schema: Schema = {"type": part.types[0] if len(part.types) == 1 else list(part.types)}
    if part.items:
        length = part.items.get("x-length")
        schema["items"] = {key: value for key, value in part.items.items() if key != "x-length"}
        if length:
            schema |= {"minItems": length, "maxItems": length}
    if part.values:
        schema["additionalProperties"] = part.values
    return schema


def verdicts(measured: dict[str, str]) -> dict[str, str]:
    """{verdict: "kind kind"} as {kind: verdict}; what the tiny model may be to blame for counts as working."""
    return {kind: verdict for verdict, text in measured.items() if verdict != "model" for kind in text.split()}


def worst(failed: dict[str, str], of: typing.Iterable[str]) -> str:
    """`crash` where anything fails late, `refused` where all of it fails at load, else `kept`."""
    seen = {failed[kind] for kind in of if kind in failed}
    return "crash" if "crash" in seen else "refused" if seen else "kept"


def add_types(schema: Schema, part: Annotation, failed: dict[str, str]) -> None:
    """`type` and `x-wrong`: annotated types first, then those that were measured to work although others do not."""
    known = [kind for kind in part.types if kind != "null" or "null" not in failed]
    covered = {kind for name in known for kind in COVERED.get(name, {name})}
    wrong = {kind: names for kind, names in ACCEPTED_BY.items() if kind not in covered}
    if "number" in wrong:
        wrong["number"] = tuple(name for name in wrong["number"] if name != "above" or "whole" in failed)
    refused = {kind for kind, names in wrong.items() if any(name in failed for name in names)}
    extra = [kind for kind in wrong if kind not in refused] if refused else []
    if "number" in extra and "integer" in known:
        known[known.index("integer")], extra = "number", [kind for kind in extra if kind not in ("number", "integer")]
    known += [kind for kind in extra if kind != "integer" or "number" not in extra]
    schema["type"] = known[0] if len(known) == 1 else known
    schema["x-wrong"] = worst(failed, (name for kind in refused for name in ACCEPTED_BY[kind]))


def add_range(schema: Schema, part: Annotation, failed: dict[str, str]) -> None:
    """Bounds that were measured: only for plain numbers, and only where an ordinary value works."""
    numeric = [kind for kind in part.types if kind in ("integer", "number")]
    if not numeric or set(part.types) - {"integer", "number", "null"} or ("integer" in failed and "one" in failed):
        return
    whole = numeric == ["integer"]
    broken = {name for name in ("zero", "negative", "one", "above") if name in failed}
    if "zero" in broken and "negative" in broken:
        schema["minimum" if whole else "exclusiveMinimum"] = 1 if whole else 0
    elif "negative" in broken and "zero" not in broken:
        schema["minimum"] = 0
    if "above" in broken and not whole:
        schema["exclusiveMaximum" if "one" in broken else "maximum"] = 1
    if schema.keys() & {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}:
        schema["x-range"] = worst(failed, broken)


def add_inside(schema: Schema, part: Annotation, failed: dict[str, str]) -> None:
    """Enum, items and nested section."""
    if part.texts and "text" in failed:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        rest = [kind for kind in kinds if kind != "string"]
        literal = {"null": [None], "boolean": [True, False]}
        if all(kind in literal for kind in rest):
            schema.pop("type")
            schema["enum"] = [*part.texts, *(value for kind in rest for value in literal[kind])]
            schema["x-wrong"] = worst(failed, [*failed])
        else:
            schema["anyOf"] = [{"enum": [*part.texts]}, {"type": rest}]
            schema.pop("type")
    elif part.texts:
        schema["examples"] = [*part.texts]
    inside = plain(part)
    if part.items and worst(failed, ("list", "integers")) != "kept":
        schema |= {key: inside[key] for key in ("items",) if key in inside}
    if part.values:
        schema["additionalProperties"] = part.values
    elif "object" in part.types and not part.section:
        schema["x-unknown"] = "keeps"


def prop(field: dataclasses.Field[typing.Any], hint: typing.Any, measured: dict[str, str]) -> Schema:
    """The schema of one field; `measured` is its line in peft_measured.json."""
    part, failed = annotation(hint), verdicts(measured)
    schema: Schema = {}
    add_types(schema, part, failed)
    add_range(schema, part, failed)
    add_inside(schema, part, failed)
    if part.section:
        schema["$ref"] = f"#/$defs/{part.section}"
    default = field.default if field.default is not dataclasses.MISSING else None
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    if isinstance(default, enum.Enum):
        default = default.value
    if dataclasses.is_dataclass(default):
        default = dataclasses.asdict(typing.cast("typing.Any", default))
    if default is None and "null" not in failed and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]  # what PEFT itself puts there
    schema["default"] = default
    return schema

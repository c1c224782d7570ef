"""The tables of docs/rule-language.md and docs/frameworks.md: `python -m loralint.explain.reference` writes them anew.

The prose of a page stands in the page itself, where it is read, edited and reviewed; what could grow stale stands
between two remarks that say where it comes from, and only that is written:

    <!-- table: rule.schema.json fix -->
    ...
    <!-- end -->

| remark | table |
|---|---|
| `rule.schema.json` | the fields of a rule, from the descriptions in `schemas/rule.schema.json` |
| `rule.schema.json fix` | the fields of its part `fix` |
| `dialect.schema.json schema x-` | of the part `schema`, the fields that begin with `x-`; with `-x-` all others |
| `rule.schema.json kinds` | its parts that have no fields: kinds of values, such as an expression |
| `functions values` | a group of the rule language's functions |
| `concepts` | the shared names of rules for any framework, from `schemas/concepts.yaml` |
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

from loralint.expressions.functions import FUNCTIONS, OF_SCOPE
from loralint.expressions.grammar import OF_PLACES, QUANTIFIERS, SIGNATURES
from loralint.knowledge.data import SCHEMAS, SOURCE_TREE
from loralint.knowledge.framework_file import read_data
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loralint.expressions.functions import Signature

PAGES = ("docs/rule-language.md", "docs/frameworks.md")

Fields = Mapping[str, Any]
"""A JSON Schema, or a part of one."""

_TABLE = lazy_pattern(r"^<!-- table: (.*?) -->\n.*?^<!-- end -->", re.DOTALL | re.MULTILINE)
_GROUPS: dict[str, Callable[[str], bool]] = {
    "places": OF_PLACES.__contains__,
    "lists": QUANTIFIERS.__contains__,
    "models": OF_SCOPE.__contains__,
    "values": lambda name: name in FUNCTIONS or name not in {**OF_PLACES, **QUANTIFIERS, **OF_SCOPE},
}
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "mapping",
    "null": "null",
}


def page(text: str) -> str:
    """A page with its tables as they are today."""
    return _TABLE.sub(lambda found: f"<!-- table: {found[1]} -->\n{_table(found[1].split())}<!-- end -->", text)


def _table(words: Sequence[str]) -> str:
    if words[0] == "functions":
        functions = [_function_row(name, one) for name, one in SIGNATURES.items() if _GROUPS[words[1]](name)]
        return _written(("function", "what it gives"), functions)
    if words[0] == "concepts":
        return _written(("concept", "meaning"), [(f"`{name}`", meaning) for name, meaning in _concepts().items()])
    root = schema_of(words[0])
    if words[1:] == ["kinds"]:
        kinds = [_kind_row(part) for part in root["$defs"].values() if "properties" not in part]
        return _written(("value", "meaning"), kinds)
    part = root["$defs"][words[1]] if len(words) > 1 else root
    return _written(("field", "value", "meaning"), list(_field_rows(part, root, words[2:])))


def _concepts() -> dict[str, str]:
    file = read_data(os.path.join(SCHEMAS, "concepts.yaml"), "schemas/concepts.yaml")
    concepts: dict[str, str] = file.data
    return concepts


def schema_of(name: str) -> dict[str, Any]:
    """One of the schemas of loralint's own data, such as "rule.schema.json"."""
    with open(os.path.join(SCHEMAS, name), encoding="utf-8") as file:
        schema: dict[str, Any] = json.load(file)
    return schema


def _written(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _function_row(name: str, signature: Signature) -> tuple[str, str]:
    return f"`{name}({signature.arguments})`", signature.words


def _kind_row(part: Fields) -> tuple[str, str]:
    return part["title"], " ".join(_meaning(part))


def _field_rows(part: Fields, root: Fields, wanted: Sequence[str], above: str = "") -> Iterator[tuple[str, str, str]]:
    """The fields of a part, each followed by those inside it; not those that are described with another part."""
    for name, field in part["properties"].items():
        borrowed = field.get("$ref", "").startswith("#/$defs/schema/properties/")
        if borrowed or (wanted and name.startswith("x-") != (wanted[0] == "x-")):
            continue
        needed = ", **required**" if name in part.get("required", ()) else ""
        yield f"`{above}{name}`", f"{_value(field, root)}{needed}", " ".join(_meaning(_followed(field, root)))
        if "properties" in field:
            yield from _field_rows(field, root, (), f"{name}.")


def _followed(field: Fields, root: Fields) -> Fields:
    """The field with the words of the part that it refers to; its own words win."""
    if "$ref" not in field:
        return field
    return {**_followed(_target(field["$ref"], root), root), **field}


def _target(reference: str, root: Fields) -> Fields:
    target: Any = root
    for step in reference.removeprefix("#/").split("/"):
        target = target[step]
    found: Fields = target
    return found


def _meaning(field: Fields) -> Iterator[str]:
    """The description, then examples and the default where there are some."""
    yield field["description"]
    if "examples" in field:
        yield f"Example: {' or '.join(map(_code, field['examples']))}."
    if field.get("default") not in (None, []):
        yield f"Default: {_code(field['default'])}."


def _code(value: object) -> str:
    """A value as YAML takes it, in a code span; one that holds a backtick needs two around it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _value(field: Fields, root: Fields) -> str:
    """What may stand as the value, in words: "list of fix", "`yaml` or `json`"."""
    if "$ref" in field:
        target = _target(field["$ref"], root)
        return str(target.get("title") or _value(target, root))
    alternatives = field.get("anyOf") or [field[word] for word in ("then", "else") if word in field]
    if alternatives:
        return " or ".join(_value(alternative, root) for alternative in alternatives)
    if "enum" in field or "const" in field:
        return " or ".join(map(_code, field["enum"] if "enum" in field else [field["const"]]))
    kinds = field.get("type", "anything")
    return " or ".join(_kind(kind, field, root) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _kind(kind: str, field: Fields, root: Fields) -> str:
    word = _KINDS.get(kind, kind)
    if kind == "array" and field.get("items"):
        return f"{word} of {_value(field['items'], root)}"
    free = field.get("additionalProperties")
    return f"{word} to {_value(free, root)}" if kind == "object" and isinstance(free, dict) else word


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables; with `--check` only say whether they are as they would be written."""
    arguments = sys.argv[1:] if arguments is None else arguments
    stale = [name for name in PAGES if page(_read(name)) != _read(name)]
    if "--check" in arguments:
        for name in PAGES:
            shown = "stale: python -m loralint.explain.reference writes it anew" if name in stale else "up to date"
            print(f"{name} is {shown}")
        return 1 if stale else 0
    for name in stale:
        text = page(_read(name))
        with open(os.path.join(SOURCE_TREE, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return 0


def _read(name: str) -> str:
    with open(os.path.join(SOURCE_TREE, name), encoding="utf-8") as file:
        return file.read()


if __name__ == "__main__":
    raise SystemExit(main())

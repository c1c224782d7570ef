"""A framework's folder, read and checked: framework.yaml, example.yaml, and one schema for each version."""

from __future__ import annotations

import json
import os

from loralint.expressions.expr import ExpressionError
from loralint.expressions.parse import parse
from loralint.knowledge.data_file import Complaint, DataFile
from loralint.knowledge.rule_check import FrameworkFacts
from loralint.syntax.keypath import parse_path
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from loralint.expressions.expr import Expr
    from loralint.knowledge.data_file import DataError
    from loralint.knowledge.validate import Validator
    from loralint.syntax.keypath import Path

_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
EXPRESSION_WORDS = ("x-applies-if", "x-default-from", "x-migrated-from", "x-needed-if", "moot")
"""Words of the dialect whose value is an expression over the framework's keys."""
EXPRESSIONS_BY_NAME = "x-dropped-for"
"""The word whose value is a mapping of such expressions."""
_NOWHERE: Expr = ["lit", None]


class SchemaFile(NamedTuple):
    """One version's schema as its file has it, and the path under which the file is shown."""

    path: str
    file: str
    data: dict[str, Any]


class FrameworkFolder(NamedTuple):
    """A framework's data as its files have them; `file` is framework.yaml with its places."""

    name: str
    file: DataFile
    data: dict[str, Any]
    example: dict[str, Any]
    schemas: dict[str, SchemaFile]
    names: frozenset[str]
    """The names of all keys, whatever section they stand in."""


class MetaSchemas(NamedTuple):
    """The validators of framework.yaml and of a version's schema."""

    framework: Validator
    dialect: Validator


def read_framework(folder: str, shown: str, meta: MetaSchemas) -> tuple[FrameworkFolder | None, list[DataError]]:
    """The framework of a folder; None, and every mistake, where it has one. `shown` is the folder as errors name it."""
    name = os.path.basename(folder)
    file = read_data(os.path.join(folder, "framework.yaml"), f"{shown}/framework.yaml")
    errors = [*file.errors] or file.located(meta.framework.complaints(file.data))
    if errors:
        return None, errors
    schemas: dict[str, SchemaFile] = {}
    for entry in sorted(os.listdir(folder)):
        if entry.endswith(".json"):
            schema, wrong = _read_schema(os.path.join(folder, entry), f"{shown}/{entry}", meta.dialect)
            errors += wrong
            if schema is not None:
                schemas[entry.removesuffix(".json")] = schema
    example = os.path.join(folder, "example.yaml")
    content = read_data(example, f"{shown}/example.yaml") if os.path.isfile(example) else None
    errors += content.errors if content else []
    data = file.data
    complaints = [Complaint(f"the folder is called {name}", ("name",))] if data["name"] != name else []
    if content is None:
        complaints.append(Complaint("there is no example.yaml beside this file: the examples of rules start from it"))
    version = str(data["default_version"])
    if version not in schemas and not errors:
        hint = did_you_mean(version, schemas) or f"; there is {', '.join(schemas) or 'none'}"
        complaints.append(Complaint(f"there is no schema of version {version}{hint}", ("default_version",)))
    errors += file.located(complaints)
    if errors:
        return None, errors
    example_data = (content.data if content else None) or {}
    return FrameworkFolder(name, file, data, example_data, schemas, _names(schemas)), []


def _names(schemas: Mapping[str, SchemaFile]) -> frozenset[str]:
    parts = [part for schema in schemas.values() for part, _ in parts_of(schema.data, ())]
    return frozenset(name for part in parts for name in part.get("properties") or ())


def read_data(path: str, shown: str) -> DataFile:
    """A file of the project's data."""
    with open(path, "rb") as file:
        return DataFile(shown, file.read())


def _read_schema(path: str, shown: str, dialect: Validator) -> tuple[SchemaFile | None, list[DataError]]:
    """A version's schema. Its places are worked out only where there is a mistake: the files are large."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        data = json.loads(content)
    except ValueError:
        return None, DataFile(shown, content).errors
    complaints = dialect.complaints(data)
    if complaints:
        return None, DataFile(shown, content).located(complaints)
    return SchemaFile(path, shown, data), []


def facts_of(framework: FrameworkFolder) -> FrameworkFacts:
    """What rules may speak of."""
    links = {name: link["framework"] for name, link in (framework.data.get("links") or {}).items()}
    schemas = {version: schema.data for version, schema in framework.schemas.items()}
    data = framework.data
    asked_for = data.get("asked_for") or ()
    concepts, sets = data.get("concepts") or {}, data.get("sets") or {}
    return FrameworkFacts(schemas, links, concepts, sets, asked_for, data.get("list"))


def parts_of(schema: Any, at: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Every part of a schema that is a schema itself, with its path in the file."""
    yield schema, at
    for word in ("properties", "patternProperties", "$defs", "x-kinds"):
        for name, part in (schema.get(word) or {}).items():
            yield from parts_of(part, (*at, word, name))
    for word in ("anyOf", "allOf", "prefixItems"):
        for index, part in enumerate(schema.get(word) or ()):
            yield from parts_of(part, (*at, word, index))
    for word in ("items", "additionalProperties", "then", "else"):
        if isinstance(schema.get(word), dict):
            yield from parts_of(schema[word], (*at, word))


# what a check reads


def compile_concept(meaning: Any) -> list[dict[str, Any]]:
    """A concept's native places, in order: a path, an optional condition, an optional table of values."""
    result = []
    for fields in places_of(meaning):
        values = fields.get("values")
        result.append(
            {
                "path": _parsed(fields["path"]),
                "if": _parsed(fields["if"]) if "if" in fields else None,
                "values": None if values is None else [[native_value(name), shared] for name, shared in values.items()],
            }
        )
    return result


def places_of(meaning: Any) -> list[dict[str, Any]]:
    """A concept's native places as its framework writes them: `path`, and `if` and `values` where they are given."""
    places = meaning if isinstance(meaning, list) else [meaning]
    return [{"path": place} if isinstance(place, str) else place for place in places]


def _parsed(text: str) -> Expr:
    try:
        return parse(text)
    except ExpressionError:  # reported by the check of the framework
        return _NOWHERE


def native_value(name: str) -> Any:
    """The value that a key of a table of values stands for: `true`, `4`, else text."""
    if name in _WORDS:
        return _WORDS[name]
    return int(name) if name.lstrip("-").isdigit() else name


def compile_framework(framework: FrameworkFolder, known: Collection[str]) -> dict[str, Any]:
    """What a check needs of a framework, as JSON data; links to frameworks that are not `known` are left out."""
    links = {name: link for name, link in (framework.data.get("links") or {}).items() if link["framework"] in known}
    concepts = {name: compile_concept(meaning) for name, meaning in (framework.data.get("concepts") or {}).items()}
    versions = {version: schema.data.get("x-date") for version, schema in framework.schemas.items()}
    return {
        **framework.data,
        "links": links,
        "default_version": str(framework.data["default_version"]),
        "example": framework.example,
        "concepts": concepts,
        "versions": versions,
    }


def compile_schema(schema: Any) -> Any:
    """The schema with its conditions compiled and with the names that mean one key (`x-names`)."""
    if isinstance(schema, list):
        return [compile_schema(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    prepared = {key: _compiled_word(key, value) for key, value in schema.items()}
    names = _other_names(schema.get("properties"))
    return {**prepared, "x-names": names} if names else prepared


def _compiled_word(word: str, value: Any) -> Any:
    if word in EXPRESSION_WORDS and isinstance(value, str):
        return _parsed(value)
    if word == EXPRESSIONS_BY_NAME and isinstance(value, dict):
        return {name: _parsed(text) for name, text in value.items()}
    return compile_schema(value)


def _other_names(properties: Any) -> dict[str, list[str]]:
    """The other names of each key that has some; an alias stands beside the key that it means."""
    groups: dict[str, list[str]] = {}
    for name, member in (properties if isinstance(properties, dict) else {}).items():
        alias = member.get("x-alias-of") if isinstance(member, dict) else None
        groups.setdefault(name if alias is None else str(parse_path(alias)[-1]), []).append(name)
    return {
        name: [other for other in group if other != name] for group in groups.values() if group[1:] for name in group
    }

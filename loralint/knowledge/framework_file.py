"""A framework's folder, read and checked: framework.yaml, example.yaml, and one schema for each version."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from loralint.expressions import Expr, ExpressionError, parse
from loralint.knowledge.data_file import Complaint, DataError, DataFile
from loralint.knowledge.rule_check import FrameworkFacts, World, check_names
from loralint.knowledge.schema_paths import UnknownStep, walk
from loralint.knowledge.validate import Validator
from loralint.syntax.keypath import Path, parse_path
from loralint.words.nearest import did_you_mean

_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_EXPRESSIONS = ("x-applies-if", "x-default-from")
"""Words of the dialect whose value is an expression over the framework's keys."""
_NOWHERE: Expr = ["lit", None]


class Schema(NamedTuple):
    """One version's schema as its file has it, and the path under which the file is shown."""

    path: str
    file: str
    data: dict[str, Any]


class Framework(NamedTuple):
    """A framework's data as its files have them; `file` is framework.yaml with its places."""

    name: str
    file: DataFile
    data: dict[str, Any]
    example: dict[str, Any]
    schemas: dict[str, Schema]
    names: frozenset[str]
    """The names of all keys, whatever section they stand in."""


class MetaSchemas(NamedTuple):
    """The validators of framework.yaml and of a version's schema, and the shared concepts with what each means."""

    framework: Validator
    dialect: Validator
    concepts: Mapping[str, str]


def read_framework(folder: str, shown: str, meta: MetaSchemas) -> tuple[Framework | None, list[DataError]]:
    """The framework of a folder; None, and every mistake, where it has one. `shown` is the folder as errors name it."""
    name = os.path.basename(folder)
    file = read_data(os.path.join(folder, "framework.yaml"), f"{shown}/framework.yaml")
    errors = [*file.errors] or file.located(meta.framework.complaints(file.data))
    if errors:
        return None, errors
    schemas: dict[str, Schema] = {}
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
    version = str(data["default_version"])
    if version not in schemas and not errors:
        hint = did_you_mean(version, schemas) or f"; there is {', '.join(schemas) or 'none'}"
        complaints.append(Complaint(f"there is no schema of version {version}{hint}", ("default_version",)))
    errors += file.located(complaints)
    if errors:
        return None, errors
    example_data = (content.data if content else None) or {}
    return Framework(name, file, data, example_data, schemas, _names(schemas)), []


def _names(schemas: Mapping[str, Schema]) -> frozenset[str]:
    parts = [part for schema in schemas.values() for part, _ in _parts(schema.data, ())]
    return frozenset(name for part in parts for name in part.get("properties") or ())


def read_data(path: str, shown: str) -> DataFile:
    """A file of the project's data."""
    with open(path, "rb") as file:
        return DataFile(shown, file.read())


def _read_schema(path: str, shown: str, dialect: Validator) -> tuple[Schema | None, list[DataError]]:
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
    return Schema(path, shown, data), []


def facts_of(framework: Framework) -> FrameworkFacts:
    """What rules may speak of."""
    links = {name: link["framework"] for name, link in (framework.data.get("links") or {}).items()}
    schemas = {version: schema.data for version, schema in framework.schemas.items()}
    data = framework.data
    asked_for = data.get("asked_for") or ()
    return FrameworkFacts(schemas, links, data.get("concepts") or {}, data.get("sets") or {}, asked_for)


def check_framework(framework: Framework, world: World) -> list[DataError]:
    """Names in a framework's data that nothing knows: links, concepts, keys, and conditions in its schemas."""
    found = [*_about_links(framework, world), *_about_concepts(framework, world), *_about_keys(framework)]
    errors = framework.file.located(found)
    for version, schema in framework.schemas.items():
        parts = _parts(schema.data, ())
        complaints = [one for part, at in parts for one in _about_part(part, at, framework, version, world)]
        if complaints:
            with open(schema.path, "rb") as file:
                errors += DataFile(schema.file, file.read()).located(complaints)
    return errors


def _about_links(framework: Framework, world: World) -> Iterator[Complaint]:
    for name, link in (framework.data.get("links") or {}).items():
        target = link["framework"]
        if target not in world.frameworks:
            hint = did_you_mean(target, world.frameworks)
            yield Complaint(f"there is no framework `{target}`{hint}", ("links", name, "framework"))
        yield from _key(framework, link["key"], ("links", name, "key"))


def _about_concepts(framework: Framework, world: World) -> Iterator[Complaint]:
    for concept, meaning in (framework.data.get("concepts") or {}).items():
        at: Path = ("concepts", concept)
        if concept not in world.concepts:
            hint = (
                did_you_mean(concept, world.concepts)
                or "; what all frameworks share is listed in schemas/concepts.yaml"
            )
            yield Complaint(f"there is no concept `{concept}`{hint}", at)
        for place in compile_concept(meaning):
            for expression in (place["path"], place["if"]):
                if expression is not None:
                    yield from check_names(expression, at, framework.name, None, world)
        yield from _broken(meaning, at)


def _about_keys(framework: Framework) -> Iterator[Complaint]:
    """Keys of the framework that its other fields name."""
    data = framework.data
    for word, right in (data.get("synonyms") or {}).items():
        # A single name may stand in any section: there it is the synonym of a neighbour.
        if right not in framework.names:
            yield from _key(framework, right, ("synonyms", word))
    for number, group in enumerate(data.get("exclusive") or ()):
        for index, key in enumerate(group):
            yield from _key(framework, key, ("exclusive", number, index))
    if "extension" in data:
        yield from _key(framework, data["extension"]["key"], ("extension", "key"))


def _key(framework: Framework, key: str, at: Path) -> Iterator[Complaint]:
    try:
        steps = parse_path(key)
    except ValueError:
        yield Complaint(f"`{key}` is no path to a key", at)
        return
    found = walk([schema.data for schema in framework.schemas.values()], steps)
    if isinstance(found, UnknownStep):
        hint = did_you_mean(found.step, found.known)
        yield Complaint(f"{framework.name} has no key `{found.step}` there{hint}", at, found.step)


def _parts(schema: Any, at: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Every part of a schema that is a schema itself, with its path in the file."""
    yield schema, at
    for word in ("properties", "patternProperties", "$defs"):
        for name, part in (schema.get(word) or {}).items():
            yield from _parts(part, (*at, word, name))
    for word in ("anyOf", "allOf", "prefixItems"):
        for index, part in enumerate(schema.get(word) or ()):
            yield from _parts(part, (*at, word, index))
    for word in ("items", "additionalProperties", "then", "else"):
        if isinstance(schema.get(word), dict):
            yield from _parts(schema[word], (*at, word))


def _about_part(
    part: Mapping[str, Any], at: Path, framework: Framework, version: str, world: World
) -> Iterator[Complaint]:
    """The expressions of a part of a schema, and the keys that it names."""
    for word in _EXPRESSIONS:
        if word in part:
            try:
                expression = parse(part[word])
            except ExpressionError as error:
                yield Complaint(f"{error} in `{part[word]}`", (*at, word))
                continue
            yield from check_names(expression, (*at, word), framework.name, f"=={version}", world)
    use = (part.get("x-deprecated") or {}).get("use")
    for where, key in (((*at, "x-alias-of"), part.get("x-alias-of")), ((*at, "x-deprecated", "use"), use)):
        if key is not None and _is_path(key) and key not in framework.names:
            yield from _key(framework, key, where)


def _is_path(text: str) -> bool:
    try:
        return bool(parse_path(text))
    except ValueError:  # some advice is a sentence
        return False


# what a check reads


def compile_concept(meaning: Any) -> list[dict[str, Any]]:
    """A concept's native places, in order: a path, an optional condition, an optional table of values."""
    places = meaning if isinstance(meaning, list) else [meaning]
    result = []
    for place in places:
        fields: dict[str, Any] = {"path": place} if isinstance(place, str) else place
        values = fields.get("values")
        result.append(
            {
                "path": _parsed(fields["path"]),
                "if": _parsed(fields["if"]) if "if" in fields else None,
                "values": None if values is None else [[_native(name), shared] for name, shared in values.items()],
            }
        )
    return result


def _broken(meaning: Any, at: Path) -> Iterator[Complaint]:
    """What is no expression in a concept."""
    for place in meaning if isinstance(meaning, list) else [meaning]:
        fields = {"path": place} if isinstance(place, str) else place
        problems = [(text, _problem(text)) for text in (fields["path"], fields.get("if", "null"))]
        yield from (Complaint(f"{problem} in `{text}`", at) for text, problem in problems if problem)


def _problem(text: str) -> str | None:
    """Why a text is no expression."""
    try:
        parse(text)
    except ExpressionError as error:
        return str(error)
    return None


def _parsed(text: str) -> Expr:
    return _NOWHERE if _problem(text) else parse(text)


def _native(name: str) -> Any:
    """The value that a key of a table of values stands for: `true`, `4`, else text."""
    if name in _WORDS:
        return _WORDS[name]
    return int(name) if name.lstrip("-").isdigit() else name


def compile_framework(framework: Framework, known: Collection[str]) -> dict[str, Any]:
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
    prepared = {
        key: _parsed(value) if key in _EXPRESSIONS and isinstance(value, str) else compile_schema(value)
        for key, value in schema.items()
    }
    names = _other_names(schema.get("properties"))
    return {**prepared, "x-names": names} if names else prepared


def _other_names(properties: Any) -> dict[str, list[str]]:
    """The other names of each key that has some; an alias stands beside the key that it means."""
    groups: dict[str, list[str]] = {}
    for name, member in (properties if isinstance(properties, dict) else {}).items():
        alias = member.get("x-alias-of") if isinstance(member, dict) else None
        groups.setdefault(name if alias is None else str(parse_path(alias)[-1]), []).append(name)
    return {
        name: [other for other in group if other != name] for group in groups.values() if group[1:] for name in group
    }

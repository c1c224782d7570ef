"""What cannot be right in a framework's data: names that nothing knows, values that do not fit their own schema."""

from __future__ import annotations

from jsonschema import Draft202012Validator

from loralint.expressions.expr import ExpressionError
from loralint.expressions.parse import parse
from loralint.knowledge.data_file import Complaint, DataFile
from loralint.knowledge.framework_file import (
    EXPRESSION_WORDS,
    compile_concept,
    native_value,
    parts_of,
    places_of,
)
from loralint.knowledge.rule_check import check_names
from loralint.knowledge.schema_paths import UnknownStep, walk
from loralint.syntax.keypath import parse_path
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from loralint.knowledge.data_file import DataError
    from loralint.knowledge.framework_file import (
        FrameworkFolder,
    )
    from loralint.knowledge.rule_check import World
    from loralint.syntax.keypath import Path

_OF_VALUES = ("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
"""Words of a schema that a default has to obey; patterns and counts speak of what people write."""


def check_framework(framework: FrameworkFolder, world: World) -> list[DataError]:
    """Names in a framework's data that nothing knows: links, concepts, keys, and conditions in its schemas."""
    found = [*_about_links(framework, world), *_about_concepts(framework, world), *_about_keys(framework)]
    errors = framework.file.located(found)
    for version, schema in framework.schemas.items():
        parts = parts_of(schema.data, ())
        complaints = [one for part, at in parts for one in _about_part(part, at, framework, version, world)]
        if complaints:
            with open(schema.path, "rb") as file:
                errors += DataFile(schema.file, file.read()).located(complaints)
    return errors


def _about_links(framework: FrameworkFolder, world: World) -> Iterator[Complaint]:
    for name, link in (framework.data.get("links") or {}).items():
        target = link["framework"]
        if target not in world.frameworks:
            hint = did_you_mean(target, world.frameworks)
            yield Complaint(f"there is no framework `{target}`{hint}", ("links", name, "framework"))
        yield from _key(framework, link["key"], ("links", name, "key"))
        if isinstance(link.get("inline"), str):
            yield from _key(framework, link["inline"], ("links", name, "inline"))


def _about_concepts(framework: FrameworkFolder, world: World) -> Iterator[Complaint]:
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
        for place in places_of(meaning):
            yield from _never(framework, place, at)


def _never(framework: FrameworkFolder, place: Mapping[str, Any], at: Path) -> Iterator[Complaint]:
    """Values in a concept's table that its key never has: the key has a list of values, and they are not in it."""
    values = place.get("values") or {}
    try:
        found = walk([schema.data for schema in framework.schemas.values()], parse_path(place["path"]))
    except ValueError:  # an expression, not a key
        return
    if found is None or isinstance(found, UnknownStep) or not all("enum" in part.schema for part in found):
        return
    possible = [value for part in found for value in (*part.schema["enum"], None)]
    for name in values:
        if native_value(name) not in possible:
            hint = did_you_mean(name, [str(value) for value in possible])
            yield Complaint(f"`{place['path']}` is never `{name}`{hint}", at, name)


def _about_keys(framework: FrameworkFolder) -> Iterator[Complaint]:
    """Keys of the framework that its other fields name."""
    data = framework.data
    synonyms = data.get("synonyms") or {}
    for word in ("distinctive", "common"):
        for index, key in enumerate(data["signature"].get(word) or ()):
            if key not in synonyms:
                yield from _key(framework, key, ("signature", word, index))
    for word, right in synonyms.items():
        # A single name may stand in any section: there it is the synonym of a neighbour.
        if right not in framework.names:
            yield from _key(framework, right, ("synonyms", word))
    for at, key in _listed_keys(data):
        yield from _key(framework, key, at)
    if "extension" in data:
        yield from _key(framework, data["extension"]["key"], ("extension", "key"))


def _listed_keys(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """The keys in the lists of a framework's file, each with its place there: `("form", 0), "base_model"`."""
    for word in ("form", "one_run"):
        for index, key in enumerate(data.get(word) or ()):
            yield (word, index), key
    for number, group in enumerate(data.get("exclusive") or ()):
        for index, key in enumerate(group):
            yield ("exclusive", number, index), key


def _key(framework: FrameworkFolder, key: str, at: Path) -> Iterator[Complaint]:
    try:
        steps = parse_path(key)
    except ValueError:
        yield Complaint(f"`{key}` is no path to a key", at)
        return
    # Where the files are lists, a key is one of each item.
    path = (None, *steps) if "list" in framework.data else steps
    found = walk([schema.data for schema in framework.schemas.values()], path)
    if isinstance(found, UnknownStep):
        hint = did_you_mean(found.step, found.known)
        yield Complaint(f"{framework.name} has no key `{found.step}` there{hint}", at, found.step)


def _about_part(
    part: Mapping[str, Any], at: Path, framework: FrameworkFolder, version: str, world: World
) -> Iterator[Complaint]:
    """The expressions of a part of a schema, and the keys that it names."""
    deprecated = part.get("x-deprecated") or {}
    for where, words in ((at, part), ((*at, "x-deprecated"), deprecated)):
        for word in EXPRESSION_WORDS:
            if word in words:
                try:
                    expression = parse(words[word])
                except ExpressionError as error:
                    yield Complaint(f"{error} in `{words[word]}`", (*where, word))
                    continue
                yield from check_names(expression, (*where, word), framework.name, f"=={version}", world)
    yield from _contradictions(part, at)
    kinds = (framework.data.get("arguments") or {}).get("kinds") or {}
    for kind in part.get("x-kinds") or ():
        if kind not in kinds and kind != "any":
            hint = did_you_mean(kind, kinds)
            yield Complaint(f"framework.yaml has no kind `{kind}`{hint}", (*at, "x-kinds", kind), kind)
    use = deprecated.get("use")
    for where, key in (((*at, "x-alias-of"), part.get("x-alias-of")), ((*at, "x-deprecated", "use"), use)):
        if key is not None and _is_path(key) and key not in framework.names and not _stands_beside(framework, key):
            yield from _key(framework, key, where)


def _stands_beside(framework: FrameworkFolder, key: str) -> bool:
    """Does the path begin at a neighbour of the old key, a name that only sections below the top have?"""
    first = str(parse_path(key)[0])
    at_the_top = any(first in (schema.data.get("properties") or {}) for schema in framework.schemas.values())
    return first in framework.names and not at_the_top


def _contradictions(part: Mapping[str, Any], at: Path) -> Iterator[Complaint]:
    """A key that must be written and that nothing lists, and a default that would be refused if it were written."""
    properties = part.get("properties")
    if properties and "additionalProperties" not in part:
        for index, name in enumerate(part.get("required", ())):
            if name not in properties:
                told = f"`required` names `{name}`, and `properties` does not{did_you_mean(name, properties)}"
                yield Complaint(told, (*at, "required", index))
    if isinstance(part.get("default"), (str, int, float)):
        own = {word: part[word] for word in _OF_VALUES if word in part}
        for error in Draft202012Validator(own).iter_errors(part["default"]):
            yield Complaint(f"the default does not fit this key: {error.message}", (*at, "default"))


def _is_path(text: str) -> bool:
    try:
        return bool(parse_path(text))
    except ValueError:  # some advice is a sentence
        return False


def _broken(meaning: Any, at: Path) -> Iterator[Complaint]:
    """What is no expression in a concept."""
    for fields in places_of(meaning):
        problems = [(text, _problem(text)) for text in (fields["path"], fields.get("if", "null"))]
        yield from (Complaint(f"{problem} in `{text}`", at) for text, problem in problems if problem)


def _problem(text: str) -> str | None:
    """Why a text is no expression."""
    try:
        parse(text)
    except ExpressionError as error:
        return str(error)
    return None

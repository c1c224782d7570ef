"""Rules and schemas, checked and compiled to the JSON files that a check reads.

| file | content |
|---|---|
| `frameworks.json` | what recognition needs of every framework |
| `frameworks/<name>.json` | links, concepts, synonyms, example of one framework |
| `schemas/<name>/<version>.json` | its schemas, without white space |
| `rules/<name>.json` | compiled rules of one framework, with those of any framework |
| `docs.json` | what people read of every rule |
| `renamed.json` | the present name of every rule that had another name or code |
| `errors.json` | mistakes in all of these, each with its place |
| `settings.schema.json` | what settings may say |
| `families.json` | what names and types of models say of them |
| `architectures.json` | the module names of every architecture |
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from loralint.knowledge.data_file import Complaint, DataError, DataFile
from loralint.knowledge.framework_file import (
    Framework,
    MetaSchemas,
    check_framework,
    compile_framework,
    compile_schema,
    facts_of,
    read_data,
    read_framework,
)
from loralint.knowledge.rule_check import ANY, World, check_rule
from loralint.knowledge.rule_file import CompiledRule, compile_rule
from loralint.knowledge.validate import Validator
from loralint.settings.keys import FORMATS
from loralint.words.nearest import did_you_mean

_RENAMED = "renamed.yaml"


class _RuleFile(NamedTuple):
    """A rule with the file that it stands in."""

    file: DataFile
    rule: CompiledRule


def compile_all(rules: str, schemas: str) -> dict[str, Any]:
    """Every compiled file by its name. What has a mistake is listed in `errors.json` and left out; the rest goes on."""
    frameworks, errors = _read_frameworks(schemas)
    concepts, wrong = _read_concepts(schemas)
    errors += wrong
    broken = set(_framework_names(schemas)) - frameworks.keys()
    world = World({name: facts_of(framework) for name, framework in frameworks.items()}, concepts, broken)
    for framework in frameworks.values():
        errors += check_framework(framework, world)
    found, wrong = _read_rules(rules, _load(os.path.join(schemas, "rule.schema.json")), world)
    renamed, more = _read_renamed(rules, [one.rule for one in found])
    files: dict[str, Any] = {
        **_compiled_rules([one.rule for one in found], frameworks),
        **_compiled_frameworks(frameworks),
        **_tables(schemas),
        "renamed.json": renamed,
        "settings.schema.json": _settings_schema(schemas),
    }
    files["errors.json"] = [error._asdict() for error in (*errors, *wrong, *more)]
    return files


def write_compiled(files: Mapping[str, Any], directory: str) -> None:
    """Write every file whole or not at all: another process may be reading."""
    for name, content in files.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "w", encoding="utf-8") as file:
            # In one piece: json.dump goes through Python for every value.
            file.write(json.dumps(content, separators=(",", ":"), ensure_ascii=False))
        os.replace(temporary, path)


def _settings_schema(schemas: str) -> dict[str, Any]:
    """The meta-schema of settings, with the formats of reports that there are."""
    schema: dict[str, Any] = _load(os.path.join(schemas, "settings.schema.json"))
    schema["properties"]["format"]["enum"] = list(FORMATS)
    return schema


# frameworks


def _read_frameworks(schemas: str) -> tuple[dict[str, Framework], list[DataError]]:
    concepts, _ = _read_concepts(schemas)
    meta = MetaSchemas(
        Validator(_load(os.path.join(schemas, "framework.schema.json"))),
        Validator(_load(os.path.join(schemas, "dialect.schema.json"))),
        concepts,
    )
    found: dict[str, Framework] = {}
    errors: list[DataError] = []
    for name in _framework_names(schemas):
        framework, wrong = read_framework(os.path.join(schemas, name), f"{os.path.basename(schemas)}/{name}", meta)
        errors += wrong
        if framework is not None:
            found[name] = framework
    return found, errors


def _framework_names(schemas: str) -> list[str]:
    return sorted(name for name in os.listdir(schemas) if os.path.isfile(os.path.join(schemas, name, "framework.yaml")))


def _read_concepts(schemas: str) -> tuple[dict[str, str], list[DataError]]:
    """The concepts that frameworks share, each with what it means."""
    file = read_data(os.path.join(schemas, "concepts.yaml"), f"{os.path.basename(schemas)}/concepts.yaml")
    return file.data or {}, file.errors


def _compiled_frameworks(frameworks: Mapping[str, Framework]) -> dict[str, Any]:
    files: dict[str, Any] = {}
    signatures: dict[str, Any] = {}
    for name, framework in frameworks.items():
        compiled = files[f"frameworks/{name}.json"] = compile_framework(framework, frameworks)
        signatures[name] = _signature(compiled)
        for version, schema in framework.schemas.items():
            files[f"schemas/{name}/{version}.json"] = compile_schema(schema.data)
    return {**files, "frameworks.json": signatures}


def _signature(framework: Mapping[str, Any]) -> dict[str, Any]:
    wanted = ("name", "title", "default_version", "syntaxes", "tolerated", "bom", "signature", "versions")
    # What lies in a named folder is checked without those that name it: to look for them takes reading all files.
    targets = sorted({link["framework"] for link in (framework.get("links") or {}).values() if "file" not in link})
    own = {key: framework[key] for key in wanted if key in framework}
    return {**own, "links": sorted(framework.get("links") or {}), "targets": targets}


# rules


def _read_rules(directory: str, schema: Mapping[str, Any], world: World) -> tuple[list[_RuleFile], list[DataError]]:
    validator = Validator(schema)
    rules: list[_RuleFile] = []
    errors: list[DataError] = []
    named: set[str] = set()
    for path in _rule_paths(directory):
        shown = os.path.relpath(path, os.path.dirname(directory)).replace(os.sep, "/")
        file = read_data(path, shown)
        one, wrong = read_rule(file, validator, world)
        errors += wrong
        named |= {str(file.data.get(field)) for field in ("name", "code")} if isinstance(file.data, dict) else set()
        if one is not None:
            rules.append(_RuleFile(*one))
    rules.sort(key=lambda one: str(one.rule.run["code"]))
    unique, clashes = _without_clashes(rules)
    return unique, [*errors, *clashes, *_unknown_rules(unique, named)]


def read_rule(
    file: DataFile, validator: Validator, world: World
) -> tuple[tuple[DataFile, CompiledRule] | None, list[DataError]]:
    """The rule of a file; None, and every mistake, where it cannot be used."""
    errors = file.errors or file.located(validator.complaints(file.data))
    if errors:
        return None, errors
    rule, complaints = compile_rule(file.data)
    complaints += check_rule(rule, file.path, world)
    if complaints:
        return None, file.located(complaints)
    rule.docs["file"] = file.path
    return (file, rule), []


def _without_clashes(rules: Sequence[_RuleFile]) -> tuple[list[_RuleFile], list[DataError]]:
    """The rules but for those whose name or code an earlier one has; the error names both files."""
    taken: dict[str, str] = {}
    unique: list[_RuleFile] = []
    errors: list[DataError] = []
    for one in rules:
        run = one.rule.run
        clashes = [
            Complaint(f"the {field} {run[field]} is taken by {taken[run[field]]}", (field,))
            for field in ("name", "code")
            if run[field] in taken
        ]
        errors += one.file.located(clashes)
        if not clashes:
            taken[run["name"]] = taken[run["code"]] = one.file.path
            unique.append(one)
    return unique, errors


def _unknown_rules(rules: Sequence[_RuleFile], known: Collection[str]) -> Iterator[DataError]:
    """`yields_to` of no rule; one with a mistake of its own is there all the same."""
    for one in rules:
        complaints = [
            Complaint(f"there is no rule `{other}`{did_you_mean(other, known)}", ("yields_to", index))
            for index, other in enumerate(one.rule.run["yields_to"])
            if other not in known
        ]
        yield from one.file.located(complaints)


def _rule_paths(directory: str) -> list[str]:
    """The files in the folders below; what lies beside the folders is no rule."""
    return sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(directory)
        for name in names
        if name.endswith((".yaml", ".yml")) and folder != directory
    )


def _read_renamed(directory: str, rules: Sequence[CompiledRule]) -> tuple[dict[str, list[str]], list[DataError]]:
    """The present names of rules by their old names and codes, from rules/renamed.yaml."""
    path = os.path.join(directory, _RENAMED)
    if not os.path.isfile(path):
        return {}, []
    file = read_data(path, f"{os.path.basename(directory)}/{_RENAMED}")
    known = {word for rule in rules for word in (rule.run["name"], rule.run["code"])}
    complaints = []
    for old, new in (file.data or {}).items():
        for index, name in enumerate(new):
            if name not in known:
                complaints.append(Complaint(f"there is no rule `{name}`{did_you_mean(name, known)}", (old, index)))
    return dict(file.data or {}), [*file.errors, *file.located(complaints)]


def _compiled_rules(rules: Sequence[CompiledRule], frameworks: Mapping[str, Framework]) -> dict[str, Any]:
    runs = [rule.run for rule in rules]
    files: dict[str, Any] = {"docs.json": {rule.docs["code"]: rule.docs for rule in rules}}
    files["rules/any.json"] = [run for run in runs if run["framework"] == ANY]
    for name in frameworks:
        files[f"rules/{name}.json"] = [run for run in runs if run["framework"] in (name, ANY)]
    return files


# tables of models


def _tables(schemas: str) -> dict[str, Any]:
    """Two files: the module names are large, and few configs need them."""
    families = read_data(os.path.join(schemas, "model_families.yaml"), "schemas/model_families.yaml").data
    architectures = _load(os.path.join(schemas, "architectures.json"))
    for kind, names in families.pop("former_names").items():
        architectures["models"][kind]["former"] = names
    return {"families.json": families, "architectures.json": architectures}


def _load(path: str) -> Any:
    with open(path, encoding="utf-8") as file:
        return json.load(file)

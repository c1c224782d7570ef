"""Rules and schemas compiled to the JSON files that a check reads.

| file | content |
|---|---|
| `frameworks.json` | what recognition needs of every framework |
| `frameworks/<name>.json` | links, concepts, synonyms, example of one framework |
| `schemas/<name>/<version>.json` | its schemas, without white space |
| `rules/<name>.json` | compiled rules of one framework, with those of any framework |
| `docs.json` | what people read of every rule |
| `errors.json` | rule files that cannot be used, each with its place |
| `families.json` | what names and types of models say of them |
| `architectures.json` | the module names of every architecture |
"""

from __future__ import annotations

import json
import os
from typing import Any

from loralint.knowledge.rule_file import CompiledRule, RuleError, read_rule
from loralint.syntax.keypath import parse_path

ANY = "any"


def compile_all(rules: str, schemas: str) -> dict[str, Any]:
    """Every compiled file by its name. A bad rule is listed in `errors.json` and left out; the rest goes on."""
    frameworks = {name: _read_framework(schemas, name) for name in _framework_names(schemas)}
    with open(os.path.join(schemas, "rule.schema.json"), encoding="utf-8") as file:
        rule_schema = json.load(file)
    compiled, errors = _read_rules(rules, rule_schema)
    files: dict[str, Any] = {
        "frameworks.json": {name: _signature(framework) for name, framework in frameworks.items()},
        "errors.json": [error._asdict() for error in errors],
        "docs.json": {rule.docs["code"]: rule.docs for rule in compiled},
        **_tables(schemas),
    }
    files["rules/any.json"] = [rule.run for rule in compiled if rule.run["framework"] == ANY]
    for name, framework in frameworks.items():
        files[f"frameworks/{name}.json"] = framework
        files[f"rules/{name}.json"] = [rule.run for rule in compiled if rule.run["framework"] in (name, ANY)]
        for version in framework["versions"]:
            with open(os.path.join(schemas, name, f"{version}.json"), encoding="utf-8") as file:
                files[f"schemas/{name}/{version}.json"] = _prepared(json.load(file))
    return files


def write_compiled(files: dict[str, Any], directory: str) -> None:
    """Write every file whole or not at all: another process may be reading."""
    for name, content in files.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "w", encoding="utf-8") as file:
            # In one piece: json.dump goes through Python for every value.
            file.write(json.dumps(content, separators=(",", ":"), ensure_ascii=False))
        os.replace(temporary, path)


def _framework_names(schemas: str) -> list[str]:
    return sorted(name for name in os.listdir(schemas) if os.path.isfile(os.path.join(schemas, name, "framework.yaml")))


def _read_framework(schemas: str, name: str) -> dict[str, Any]:
    framework: dict[str, Any] = _read_yaml(os.path.join(schemas, name, "framework.yaml"))
    example = os.path.join(schemas, name, "example.yaml")
    framework["example"] = _read_yaml(example) if os.path.isfile(example) else {}
    framework["versions"] = {}
    for entry in sorted(os.listdir(os.path.join(schemas, name))):
        if entry.endswith(".json"):
            with open(os.path.join(schemas, name, entry), encoding="utf-8") as file:
                framework["versions"][entry.removesuffix(".json")] = json.load(file).get("x-date")
    framework["concepts"] = {
        concept: _concept(meaning) for concept, meaning in (framework.get("concepts") or {}).items()
    }
    return framework


def _concept(meaning: Any) -> list[dict[str, Any]]:
    """A concept's native places, in order: a path, an optional condition, an optional table of values."""
    from loralint.expressions import parse

    places = meaning if isinstance(meaning, list) else [meaning]
    result = []
    for place in places:
        fields: dict[str, Any] = {"path": place} if isinstance(place, str) else place
        values = fields.get("values")
        result.append(
            {
                "path": parse(fields["path"]),
                "if": parse(fields["if"]) if "if" in fields else None,
                "values": None if values is None else [[native, shared] for native, shared in values.items()],
            }
        )
    return result


def _prepared(schema: Any) -> Any:
    """The schema with its `x-applies-if` conditions compiled and with the names that mean one key (`x-names`)."""
    from loralint.expressions import parse

    if isinstance(schema, list):
        return [_prepared(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    prepared = {
        key: parse(value) if key == "x-applies-if" and isinstance(value, str) else _prepared(value)
        for key, value in schema.items()
    }
    names = _names(schema.get("properties"))
    return {**prepared, "x-names": names} if names else prepared


def _names(properties: Any) -> dict[str, list[str]]:
    """The other names of each key that has some; an alias stands beside the key that it means."""
    groups: dict[str, list[str]] = {}
    for name, member in (properties if isinstance(properties, dict) else {}).items():
        alias = member.get("x-alias-of") if isinstance(member, dict) else None
        groups.setdefault(name if alias is None else str(parse_path(alias)[-1]), []).append(name)
    return {
        name: [other for other in group if other != name] for group in groups.values() if group[1:] for name in group
    }


def _signature(framework: dict[str, Any]) -> dict[str, Any]:
    wanted = ("name", "title", "default_version", "syntaxes", "tolerated", "bom", "signature", "versions")
    # What lies in a named folder is checked without its readers: to look for them takes reading the whole project.
    targets = sorted({link["framework"] for link in (framework.get("links") or {}).values() if "file" not in link})
    own = {key: framework[key] for key in wanted if key in framework}
    return {**own, "links": sorted(framework.get("links") or {}), "targets": targets}


def _read_rules(directory: str, schema: dict[str, Any]) -> tuple[list[CompiledRule], list[RuleError]]:
    rules: list[CompiledRule] = []
    errors: list[RuleError] = []
    codes: dict[str, str] = {}
    for path in _rule_paths(directory):
        shown = os.path.relpath(path, os.path.dirname(directory))
        with open(path, "rb") as file:
            outcome = read_rule(shown, file.read(), schema)
        if isinstance(outcome, RuleError):
            errors.append(outcome)
        elif outcome.run["code"] in codes:
            errors.append(RuleError(shown, 1, 1, f"{outcome.run['code']} is taken by {codes[outcome.run['code']]}"))
        else:
            codes[outcome.run["code"]] = outcome.run["name"]
            outcome.docs["file"] = shown.replace(os.sep, "/")
            rules.append(outcome)
    rules.sort(key=lambda rule: str(rule.run["code"]))
    return rules, errors


def _rule_paths(directory: str) -> list[str]:
    return sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(directory)
        for name in names
        if name.endswith((".yaml", ".yml"))
    )


def _tables(schemas: str) -> dict[str, Any]:
    """Two files: the module names are large, and few configs need them."""
    families = _read_yaml(os.path.join(schemas, "model_families.yaml"))
    with open(os.path.join(schemas, "architectures.json"), encoding="utf-8") as file:
        architectures = json.load(file)
    for kind, names in families.pop("former_names").items():
        architectures["models"][kind]["former"] = names
    return {"families.json": families, "architectures.json": architectures}


def _read_yaml(path: str) -> Any:
    import yaml

    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)

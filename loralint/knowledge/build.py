"""Rules and schemas, checked and compiled to the files that a check reads.

| file | content |
|---|---|
| `frameworks` | what recognition needs of every framework |
| `frameworks/<name>` | links, concepts, synonyms, example of one framework |
| `schemas/<name>/<version>` | its schemas, without white space |
| `rules/<name>` | compiled rules of one framework, with those of any framework, by name in the order of use |
| `guards/<name>.py` | their conditions as Python |
| `docs` | what people read of every rule |
| `renamed` | the present name of every rule that had another name or code |
| `errors` | mistakes in all of these, each with its place |
| `settings.schema` | what settings may say |
| `families` | what names and types of models say of them |
| `architectures` | the module names of every architecture, and of image models |
| `layer_classes` | the classes of the modules of every architecture |
| `adapters` | the kinds of layers that each method adapts |
"""

from __future__ import annotations

import json
import os

from loralint.diagnostics.record import SEVERITY_RANK
from loralint.knowledge.data_file import Complaint
from loralint.knowledge.framework_check import check_framework
from loralint.knowledge.framework_file import (
    MetaSchemas,
    compile_framework,
    compile_schema,
    facts_of,
    read_data,
    read_framework,
)
from loralint.knowledge.guard_source import guard_source
from loralint.knowledge.module_tree import kinds_everywhere
from loralint.knowledge.packed import SUFFIX, pack_each, packed
from loralint.knowledge.rule_check import ANY, World, check_rule
from loralint.knowledge.rule_file import compile_rule
from loralint.knowledge.validate import Validator
from loralint.settings.keys import FORMATS
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from loralint.knowledge.data_file import DataError, DataFile
    from loralint.knowledge.framework_file import (
        FrameworkFolder,
    )
    from loralint.knowledge.rule_file import CompiledRule

_RENAMED = {"type": "object", "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}}}
_CONCEPTS = {"type": "object", "additionalProperties": {"type": "string"}}
_MERGED = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["message"],
        "additionalProperties": False,
        "properties": {
            "message": {"type": "string"},
            "by": {"enum": ["file", "section", "key", "label"]},
            "mixed": {"type": "boolean"},
            "advice": {"type": "string"},
        },
    },
}
_FAMILIES = {
    "type": "object",
    "required": ["patterns", "facts", "former_names", "own_code", "tokenizers", "tied"],
    "additionalProperties": False,
    "properties": {
        "patterns": {"type": "array", "items": {"type": "object", "minProperties": 1, "maxProperties": 1}},
        "facts": {"type": "object", "additionalProperties": {"type": "object"}},
        "tokenizers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["names"],
                "additionalProperties": False,
                "properties": {
                    "names": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                    "eos": {"type": "string"},
                    "tokens": {"type": "array", "items": {"type": "string"}},
                    "template": {"enum": [False]},
                },
            },
        },
        "former_names": {"type": "object", "additionalProperties": {"type": ["object", "array"]}},
        "tied": {"type": "array", "items": {"type": "string"}},
        "own_code": {"type": "object", "additionalProperties": {"type": "object", "required": ["linear", "layers"]}},
    },
}
"""The forms of the tables that have no meta-schema of their own."""
_RENAMED_FILE = "rules/renamed.yaml"


class _RuleFile(NamedTuple):
    """A rule with the file that it stands in."""

    file: DataFile
    rule: CompiledRule


def compile_all(rules: str, schemas: str) -> dict[str, Any]:
    """Every compiled file by its name. What has a mistake is listed in `errors` and left out; the rest goes on."""
    concepts, errors = _read_checked(os.path.join(schemas, "concepts.yaml"), _CONCEPTS)
    frameworks, wrong = _read_frameworks(schemas)
    errors += wrong
    broken = set(_framework_names(schemas)) - frameworks.keys()
    world = World({name: facts_of(framework) for name, framework in frameworks.items()}, concepts, broken)
    for framework in frameworks.values():
        errors += check_framework(framework, world)
    renamed, wrong = _read_checked(os.path.join(rules, "renamed.yaml"), _RENAMED)
    errors += wrong
    merged, wrong = _read_checked(os.path.join(rules, "merged.yaml"), _MERGED)
    errors += wrong
    retired = [word for word, names in renamed.items() if word not in names]
    found, wrong = _read_rules(rules, _load(os.path.join(schemas, "rule.schema.json")), world, retired)
    errors += wrong
    found, wrong = _with_merges(found, merged)
    errors += wrong
    errors += _unknown_names(rules, renamed, [one.rule for one in found])
    tables, wrong = _tables(schemas)
    errors += wrong
    files: dict[str, Any] = {
        **_compiled_frameworks(frameworks),
        **tables,
        "renamed": renamed,
        "settings.schema": _settings_schema(schemas),
    }
    files["errors"] = [error._asdict() for error in errors]
    plain = {name: _plain(content) for name, content in files.items()}
    for table in (plain["architectures"], plain["layer_classes"]):
        table["models"] = pack_each(table["models"])  # one file needs one of some hundred
    return {**plain, **_compiled_rules([one.rule for one in found], frameworks, plain)}


def write_compiled(files: Mapping[str, Any], directory: str) -> None:
    """Write every file whole or not at all: another process may be reading."""
    for name, content in files.items():
        path = os.path.join(directory, file_of(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "wb") as file:
            file.write(content.encode() if name.endswith(".py") else packed(content))
        os.replace(temporary, path)


def file_of(name: str) -> str:
    """The file in which compiled data lie, such as `frameworks.marshal`."""
    return name if name.endswith(".py") else name + SUFFIX


def _plain(content: object) -> Any:
    """What JSON makes of it: tuples become lists, so that it is the same in memory and in a file."""
    return json.loads(json.dumps(content))


def _settings_schema(schemas: str) -> dict[str, Any]:
    """The meta-schema of settings, with the formats of reports that there are."""
    schema: dict[str, Any] = _load(os.path.join(schemas, "settings.schema.json"))
    schema["properties"]["format"]["enum"] = list(FORMATS)
    return schema


# frameworks


def _read_frameworks(schemas: str) -> tuple[dict[str, FrameworkFolder], list[DataError]]:
    meta = MetaSchemas(
        Validator(_load(os.path.join(schemas, "framework.schema.json")), "the framework"),
        Validator(_load(os.path.join(schemas, "dialect.schema.json")), "the schema"),
    )
    found: dict[str, FrameworkFolder] = {}
    errors: list[DataError] = []
    for name in _framework_names(schemas):
        framework, wrong = read_framework(os.path.join(schemas, name), f"{os.path.basename(schemas)}/{name}", meta)
        errors += wrong
        if framework is not None:
            found[name] = framework
    return found, errors


def _framework_names(schemas: str) -> list[str]:
    return sorted(name for name in os.listdir(schemas) if os.path.isfile(os.path.join(schemas, name, "framework.yaml")))


def _read_checked(path: str, schema: Mapping[str, Any]) -> tuple[dict[str, Any], list[DataError]]:
    """A table of the project's data; empty where there is none, or where it has a mistake."""
    if not os.path.isfile(path):
        return {}, []
    file = read_data(path, f"{os.path.basename(os.path.dirname(path))}/{os.path.basename(path)}")
    errors = file.errors or file.located(Validator(schema, "the file").complaints(file.data))
    return ({} if errors else file.data), errors


def _compiled_frameworks(frameworks: Mapping[str, FrameworkFolder]) -> dict[str, Any]:
    files: dict[str, Any] = {}
    signatures: dict[str, Any] = {}
    for name, framework in frameworks.items():
        compiled = files[f"frameworks/{name}"] = compile_framework(framework, frameworks)
        signatures[name] = _signature(compiled)
        for version, schema in framework.schemas.items():
            files[f"schemas/{name}/{version}"] = compile_schema(schema.data)
    return {**files, "frameworks": signatures}


def _signature(framework: Mapping[str, Any]) -> dict[str, Any]:
    wanted = ("name", "title", "default_version", "syntaxes", "tolerated", "bom", "signature", "versions", "list")
    # What lies in a named folder is checked without those that name it: to look for them takes reading all files.
    targets = sorted({link["framework"] for link in (framework.get("links") or {}).values() if "file" not in link})
    own = {key: framework[key] for key in wanted if key in framework}
    return {**own, "links": sorted(framework.get("links") or {}), "targets": targets}


# rules


def _read_rules(
    directory: str, schema: Mapping[str, Any], world: World, retired: Iterable[str]
) -> tuple[list[_RuleFile], list[DataError]]:
    """The rules without a mistake, by their codes, and the mistakes of the others."""
    validator = Validator(schema, "the rule")
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
    unique, clashes = _without_clashes(rules, retired)
    late = [*_strange_letters(unique), *_unknown_rules(unique, named)]
    wrong_files = {error.path for error in late}
    return [one for one in unique if one.file.path not in wrong_files], [*errors, *clashes, *late]


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


def _without_clashes(rules: Sequence[_RuleFile], retired: Iterable[str]) -> tuple[list[_RuleFile], list[DataError]]:
    """The rules but for those whose name or code an earlier or a retired one has; the error names both files."""
    taken = dict.fromkeys(retired, f"a retired rule, see {_RENAMED_FILE}")
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


def _with_merges(
    rules: Sequence[_RuleFile], merged: Mapping[str, Mapping[str, Any]]
) -> tuple[list[_RuleFile], list[DataError]]:
    """The rules with what `rules/merged.yaml` says of the word in `merge`; one with a word of nothing is left out."""
    kept: list[_RuleFile] = []
    errors: list[DataError] = []
    for one in rules:
        topic = one.rule.run["merge"]
        if topic is None or topic in merged:
            one.rule.run["merge"] = None if topic is None else {"topic": topic, **merged[topic]}
            kept.append(one)
        else:
            told = f"there is no `{topic}` in rules/merged.yaml{did_you_mean(topic, merged)}"
            errors += one.file.located([Complaint(told, ("merge",))])
    return kept, errors


def _strange_letters(rules: Sequence[_RuleFile]) -> Iterator[DataError]:
    """Codes that begin with other letters than most of their folder."""
    folders: dict[str, list[_RuleFile]] = {}
    for one in rules:
        folders.setdefault("/".join(one.file.path.split("/")[:2]), []).append(one)
    for folder, members in folders.items():
        letters = [one.rule.run["code"][:2] for one in members]
        usual = max(letters, key=letters.count)
        told = f"the codes of {folder} begin with {usual}"
        for one, own in zip(members, letters, strict=True):
            yield from one.file.located([Complaint(told, ("code",))] if own != usual else [])


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


def _unknown_names(
    directory: str, renamed: Mapping[str, Sequence[str]], rules: Iterable[CompiledRule]
) -> list[DataError]:
    """Present names in rules/renamed.yaml that no rule has."""
    known = {word for rule in rules for word in (rule.run["name"], rule.run["code"])}
    complaints = [
        Complaint(f"there is no rule `{name}`{did_you_mean(name, known)}", (old, index))
        for old, names in renamed.items()
        for index, name in enumerate(names)
        if name not in known
    ]
    return read_data(os.path.join(directory, "renamed.yaml"), _RENAMED_FILE).located(complaints) if complaints else []


def _compiled_rules(
    rules: Sequence[CompiledRule], frameworks: Iterable[str], compiled: Mapping[str, Any]
) -> dict[str, Any]:
    links = {link for name in frameworks for link in compiled[f"frameworks/{name}"]["links"]}
    runs: list[dict[str, Any]] = [_plain(rule.run) for rule in rules]
    # Of two fixes at one place the graver problem's is made first.
    runs.sort(key=lambda run: (SEVERITY_RANK[run["severity"]], run["code"]))
    files: dict[str, Any] = {"docs": _plain({rule.docs["code"]: rule.docs for rule in rules})}
    files["rules/any"] = pack_each({run["name"]: run for run in runs if run["framework"] == ANY})
    for name in frameworks:
        own = [run for run in runs if run["framework"] in (name, ANY)]
        files[f"rules/{name}"] = pack_each({run["name"]: run for run in own})
        files[f"guards/{name}.py"] = guard_source(own, compiled[f"frameworks/{name}"], links)
    return files


# tables of models


def _tables(schemas: str) -> tuple[dict[str, Any], list[DataError]]:
    """Several files, since most are large and few configs need them; and what is wrong in their source."""
    families, errors = _read_checked(os.path.join(schemas, "model_families.yaml"), _FAMILIES)
    families = families or {
        "patterns": [],
        "facts": {},
        "tokenizers": [],
        "former_names": {},
        "own_code": {},
        "tied": [],
    }
    architectures = _load(os.path.join(schemas, "architectures.json"))
    architectures["models"].update(families.pop("own_code"))
    for kind, names in families.pop("former_names").items():
        architectures["models"][kind]["former"] = names
    diffusion = _load(os.path.join(schemas, "diffusion.json"))
    for kind, model in diffusion["models"].items():
        architectures["models"][kind] = {**model, "former": diffusion["beside"], "pipeline": True}
        architectures["classes"][kind] = kind
    architectures["kinds"] = kinds_everywhere(architectures["models"])
    sizes = _load(os.path.join(schemas, "model_sizes.json"))
    families.update(positions=sizes["positions"], layers=sizes["layers"])
    tables = {"families": families, "architectures": architectures}
    others = {name: _load(os.path.join(schemas, f"{name}.json")) for name in ("layer_classes", "adapters")}
    return {**tables, **others}, errors


def _load(path: str) -> Any:
    with open(path, encoding="utf-8") as file:
        return json.load(file)

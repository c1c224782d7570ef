"""docs/rule-language.md and docs/frameworks.md: fresh, complete, and true in every rule and value that they show."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from loralint.checks.rules import check_rules
from loralint.checks.scopes import Surroundings
from loralint.config.config import Config, Neighbours
from loralint.config.recognise import NAMED_POINTS, STRICT_POINTS
from loralint.config.scope import ConfigScope, ModelPlace
from loralint.diagnostics.record import DEFAULT_SEVERITY
from loralint.explain.reference import PAGES, main, page, schema_of
from loralint.expressions.evaluate import evaluate
from loralint.expressions.functions import FUNCTIONS, OF_SCOPE
from loralint.expressions.grammar import SIGNATURES
from loralint.expressions.parse import parse as parse_expression
from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.data import SCHEMAS, SOURCE_TREE
from loralint.knowledge.data_file import DataFile
from loralint.knowledge.frameworks import load_framework
from loralint.knowledge.rule_file import CompiledRule, compile_rule
from loralint.knowledge.rules import Rules, compiled_rule
from loralint.knowledge.validate import Validator
from loralint.syntax import parse
from loralint.syntax.node import Source

METAS = ("rule.schema.json", "framework.schema.json", "dialect.schema.json", "settings.schema.json")
TEXTS = {}
for _name in PAGES:
    with open(os.path.join(SOURCE_TREE, _name), encoding="utf-8") as _file:
        TEXTS[_name] = _file.read()
LANGUAGE, FRAMEWORKS = TEXTS.values()


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def rows(text: str, header: str) -> list[list[str]]:
    """The cells of every table under this header."""
    found = []
    for table in re.findall(rf"^{re.escape(header)}\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE):
        found += [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]
    return found


RULES = [block for block in blocks(LANGUAGE, "yaml") if block.startswith("name: ")]
VALUES = rows(LANGUAGE, "| expression | value | why |")
(CONFIG,) = (block for block in blocks(LANGUAGE, "yaml") if block.startswith("# config.yaml"))


# the pages


@pytest.mark.parametrize("name", PAGES)
def test_the_tables_of_a_page_are_fresh(name):
    assert page(TEXTS[name]) == TEXTS[name], "python -m loralint.explain.reference writes the tables anew"


def test_check_says_whether_a_page_is_stale(capsys):
    fresh = all(page(text) == text for text in TEXTS.values())
    assert main(["--check"]) == (0 if fresh else 1)
    assert capsys.readouterr().out.count("up to date") == sum(page(text) == text for text in TEXTS.values())


def test_a_stale_table_is_written_anew_and_all_else_stays():
    stale = LANGUAGE.replace("| `given(path)` |", "| `given(pat)` |")
    assert stale != LANGUAGE
    assert page(stale) == LANGUAGE


@pytest.mark.parametrize("name", PAGES)
def test_links_within_a_page_lead_somewhere(name):
    headings = re.findall(r"^#+ (.*)$", TEXTS[name], re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", TEXTS[name])) <= anchors


# what the tables are made from


def properties(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field that a schema describes, anywhere in it."""
    if isinstance(schema, dict):
        for name, part in schema.items():
            if name in ("properties", "$defs") and not at.endswith("properties"):
                yield from ((f"{at}.{name}.{field}", words) for field, words in part.items())
            if name not in ("examples", "default", "enum", "const"):
                yield from properties(part, f"{at}.{name}")


@pytest.mark.parametrize("meta", METAS)
def test_every_field_is_described_in_sentences(meta):
    words = dict(properties(schema_of(meta)))
    shared = {field for field, part in words.items() if "/properties/" in part.get("$ref", "")}
    bare = {field for field, part in words.items() if not part.get("description", "").endswith((".", "?", "`"))}
    assert bare - shared == set()


@pytest.mark.parametrize("meta", METAS)
def test_a_schema_of_our_data_is_plain_json_schema(meta):
    schema = schema_of(meta)
    Draft202012Validator.check_schema(schema)
    assert list(_own_words(schema)) == []


def _own_words(schema: Any) -> Iterator[str]:
    """Words that begin with `x-` and do not name a field of the described data."""
    if isinstance(schema, dict):
        for name, part in schema.items():
            if name.startswith("x-"):
                yield name
            fields = part.values() if name in ("properties", "$defs", "patternProperties") else [part]
            for field in fields if name not in ("examples", "default", "enum", "const", "required") else ():
                yield from _own_words(field)
    elif isinstance(schema, list):
        for part in schema:
            yield from _own_words(part)


@pytest.mark.parametrize("meta", METAS)
def test_an_example_of_a_field_is_one(meta):
    schema = schema_of(meta)
    for field, part in properties(schema):
        checked = Draft202012Validator({**part, "$defs": schema.get("$defs", {})})
        assert [value for value in part.get("examples", ()) if not checked.is_valid(value)] == [], field


def test_every_function_is_described_and_stands_on_the_page():
    assert {*FUNCTIONS, *OF_SCOPE, "matches", "given", "known", "any"} <= SIGNATURES.keys()
    for name, signature in SIGNATURES.items():
        assert signature.words.endswith((".", "?")), name
        assert LANGUAGE.count(f"\n| `{name}({signature.arguments})` |") == 1, name


def test_a_signature_names_as_many_arguments_as_the_function_takes():
    for name, signature in SIGNATURES.items():
        named = [argument for argument in signature.arguments.split(", ") if argument not in ("", "...")]
        assert len(named) == (signature.most or signature.least), name


def test_the_points_of_recognition_are_those_of_the_code():
    words = schema_of("framework.schema.json")["$defs"]["signature"]["description"]
    assert f" {STRICT_POINTS} points are enough. {NAMED_POINTS} are " in words
    needed = [cells[0] for cells in rows(FRAMEWORKS, "| points | whose file it is |")]
    assert needed == [str(STRICT_POINTS), str(NAMED_POINTS)]


def test_the_severities_are_those_of_the_code():
    told = rows(LANGUAGE, "| consequence | severity, if the rule says nothing |")
    severities = {name: cells[1].strip("`") for cells in told for name in re.findall(r"`(\w+)`", cells[0])}
    assert severities == DEFAULT_SEVERITY


def test_every_loader_and_every_generator_stands_on_the_page():
    loaders = schema_of("dialect.schema.json")["$defs"]["schema"]["properties"]["x-reads"]["enum"]
    assert [cells[0].strip("`") for cells in rows(FRAMEWORKS, "| loader | what it does |")] == loaders
    generators = os.path.join(SCHEMAS, "generate")
    scripts = [name for name in os.listdir(generators) if name.endswith(".py")]
    commands = "".join(cells[1] for cells in rows(FRAMEWORKS, "| framework | command | what it needs |"))
    for name in scripts:
        with open(os.path.join(generators, name), encoding="utf-8") as file:
            assert ("__main__" in file.read()) == (f"generate/{name}" in commands), name


# the rules on the page


def compiled(text: str) -> CompiledRule | list[object]:
    """The rule that a text is, or what is wrong with it."""
    file = DataFile("rules/page.yaml", text.encode())
    wrong = [*file.errors] or Validator(schema_of("rule.schema.json"), "the rule").complaints(file.data)
    if wrong:
        return list(wrong)
    rule, complaints = compile_rule(file.data)
    return list(complaints) or rule


def read_as(framework: str, data: dict[str, Any]) -> Config:
    found = load_framework(framework)
    name, text = f"{framework}.json", json.dumps(data)
    return Config(parse(Source(name, text.encode()), "json"), found, found.default_version)


def laid_over(framework: str, own: dict[str, Any], drop: list[str]) -> dict[str, Any]:
    ground = load_framework(framework).example
    return {**{key: value for key, value in ground.items() if key not in drop}, **own}


def examples() -> Iterator[Any]:
    for text in RULES:
        rule = compiled(text)
        assert isinstance(rule, CompiledRule), rule
        for index, example in enumerate(rule.docs["examples"]):
            yield pytest.param(rule, example, id=f"{rule.docs['name']}-{index}")


@pytest.mark.parametrize(("rule", "example"), list(examples()))
def test_a_rule_on_the_page_does_what_its_examples_say(rule, example):
    framework, drop = example.get("framework", rule.docs["framework"]), example.get("drop", [])
    own = example.get("bad", example.get("good"))
    parts = own if "config" in own else {"config": own}
    config = read_as(framework, laid_over(framework, parts["config"], drop))
    linked = {name: read_as("deepspeed", data) for name, data in parts.items() if name != "config"}
    surroundings = Surroundings({}, {})
    judged = check_rules(
        config.with_neighbours(Neighbours(linked)),
        Rules([rule.run["name"]], lambda _: compiled_rule(rule.run)),
        surroundings,
    )
    assert not judged.faults
    assert bool(judged.diagnostics) == ("bad" in example)
    if "fixed" in example:
        changes = {str(edit.key[0]): edit.value for edit in judged.diagnostics[0].fixes[0].edits}
        assert {**laid_over(framework, own, drop), **changes} == laid_over(framework, example["fixed"], drop)


REFUSED = [cells[0].strip("`") for cells in rows(LANGUAGE, "| written | complaint |") if cells[0].startswith("`")]


@pytest.mark.parametrize("field", REFUSED)
def test_what_the_page_calls_a_mistake_is_refused(field):
    kept = re.sub(r"^(when|related|each):.*\n(  .*\n)*", "", RULES[0], flags=re.MULTILINE)
    assert isinstance(compiled(kept + "when: 'true'\n"), CompiledRule)
    assert isinstance(compiled(kept + ("" if field.startswith("when:") else "when: 'true'\n") + field + "\n"), list)


# the values on the page


def scope() -> ConfigScope:
    framework = load_framework("axolotl")
    config = Config(parse(Source("config.yaml", CONFIG.encode()), "yaml"), framework, "0.21.0")
    names: dict[str, object] = {
        "option": {"most": 64},
        "hardware": {"gpus": 2, "gpu": UNKNOWN},
        "framework": framework.name,
        "model": ModelPlace(config),
        "limits": {"lora": 64},
    }
    return ConfigScope(config, {"rank": parse_expression("lora_r")}, names)


def test_the_page_shows_values_of_every_kind_of_name():
    assert len(VALUES) > 50
    assert all(len(cells) == 3 for cells in VALUES)


@pytest.mark.parametrize(("text", "shown"), [(cells[0].strip("`"), cells[1]) for cells in VALUES])
def test_an_expression_has_the_value_that_the_page_shows(text, shown):
    value = evaluate(parse_expression(text), scope())
    expected = UNKNOWN if shown == "unknown" else json.loads(shown.strip("`"))
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize("operator", ["and", "or"])
def test_the_truth_tables_are_those_of_the_language(operator):
    words = {"true": "true", "false": "false", "unknown": "max_steps"}
    shown = {"true": True, "false": False, "unknown": UNKNOWN}
    table = rows(LANGUAGE, f"| `{operator}` | true | false | unknown |")
    assert [cells[0].strip("*") for cells in table] == list(words)
    for left, *answers in table:
        for right, answer in zip(words, answers, strict=True):
            text = f"{words[left.strip('*')]} {operator} {words[right]}"
            assert evaluate(parse_expression(text), scope()) is shown[answer], text


# the files on the page of frameworks


def test_the_framework_file_on_the_page_is_one():
    (text,) = blocks(FRAMEWORKS, "yaml")
    Draft202012Validator(schema_of("framework.schema.json")).validate(yaml.safe_load(text))


def test_the_schemas_on_the_page_are_some():
    meta = schema_of("dialect.schema.json")
    whole, section = map(json.loads, blocks(FRAMEWORKS, "json"))
    Draft202012Validator(meta).validate(whole)
    Draft202012Validator({"$ref": "#/$defs/schema", "$defs": meta["$defs"]}).validate(section)

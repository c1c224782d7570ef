"""What is fuzzed: each target takes bytes (and a source of chance) and fails where loralint has a fault of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from loralint.edit.editor import apply_patches, plan
from loralint.edit.expected_data import data_after, same
from loralint.edit.record import Edit, EditRefused
from loralint.expressions.expr import ExpressionError
from loralint.expressions.parse import parse
from loralint.files.read import Source
from loralint.knowledge.build import _read_frameworks, facts_of, read_rule
from loralint.knowledge.data_file import DataFile
from loralint.knowledge.frameworks import titles
from loralint.knowledge.rule_check import World
from loralint.knowledge.validate import Validator
from loralint.repair.choose_fixes import Wanted
from loralint.repair.guesses import with_tried_guesses
from loralint.repair.repair import repair_sources
from loralint.report import concise, text
from loralint.report import json as json_report
from loralint.report.options import ReportOptions
from loralint.run import check_sources
from loralint.settings.load import SettingsError, load_settings
from loralint.settings.record import Settings
from loralint.syntax import parse as parse_source
from loralint.syntax.data import to_python
from loralint.syntax.node import MappingNode, SequenceNode, resolve
from tests.fuzz.mutations import VALUES
from tests.laws import breaches

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
Target = Callable[[str, bytes, Random], None]


def check(name: str, data: bytes, random: Random) -> None:
    """The whole check with its report, and now and then the repair."""
    sources = [Source(name, data)]
    run = with_tried_guesses(check_sources(sources, Settings(), {name}), sources, Settings(), {name})
    options = ReportOptions(
        notes=True, columns=random.choice((40, 80, 100)), titles=titles(), named={name}, arguments=[name]
    )
    random.choice((text, concise, json_report)).render(run, options)
    _no_fault(run.all_faults)
    if random.random() < 0.1:
        repair = repair_sources(sources, Settings(), Wanted(unsafe=True, notes=True), {name})
        _no_fault(repair.run.all_faults)


def laws(name: str, data: bytes, random: Random) -> None:
    """A repair of everything that can be repaired: it keeps the laws."""
    assert breaches([Source(name, data)], {name}, random) == []


def _no_fault(faults: tuple[object, ...]) -> None:
    for fault in faults:
        raise fault.error  # type: ignore[attr-defined]


def syntax(name: str, data: bytes, _random: Random) -> None:
    """Reading: a tree, or problems that lie within the text."""
    document = parse_source(Source(name, data), "json" if name.endswith(".json") else "yaml")
    assert (document.root is None) <= bool(document.problems)
    for problem in document.problems:
        assert 0 <= problem.start <= problem.end <= len(document.text)


def edits(name: str, data: bytes, random: Random) -> None:
    """One edit somewhere: it does what is meant and nothing else, or it is refused."""
    document = parse_source(Source(name, data), "json" if name.endswith(".json") else "yaml")
    if document.root is None:
        return
    key: tuple[str | int, ...] = ()
    node = resolve(document.root)
    while isinstance(node, (MappingNode, SequenceNode)) and (not key or random.random() < 0.6):
        inner = node.effective() if isinstance(node, MappingNode) else dict(enumerate(node.items))
        if not inner:
            break
        step = random.choice(list(inner))
        found = inner[step]
        key, node = (*key, step), resolve(getattr(found, "value", found))
    operation = random.choice(("set", "remove", "rename", "insert"))
    value = random.choice((1, 2.5, None, True, "text", [1], {"a": 1}, random.choice(VALUES).decode("utf-8", "replace")))
    edit = Edit(name, operation, key, value, to="new_name" if operation == "rename" else None)
    try:
        patches = plan(document, [edit])
        wanted = data_after(to_python(document.root), edit)
    except (EditRefused, LookupError, AssertionError, ValueError, TypeError):
        return
    after = parse_source(Source(name, apply_patches(data, patches)), document.syntax)
    assert after.root is not None
    assert same(to_python(after.root), wanted)


def expressions(_name: str, data: bytes, _random: Random) -> None:
    """Text as an expression: it is one, or it is refused with a place."""
    try:
        parse(data.decode("utf-8", "replace"))
    except ExpressionError:
        return


def settings(_name: str, data: bytes, _random: Random) -> None:
    """Text as a settings file in the working directory."""
    with open("loralint.toml", "wb") as file:
        file.write(data)
    try:
        load_settings(".", lambda *_given: [])
    except SettingsError:
        return


def rules(_name: str, data: bytes, _random: Random) -> None:
    """Text as a rule file: a rule, or mistakes with their lines."""
    validator, world = _rule_readers()
    rule, errors = read_rule(DataFile("rules/axolotl/rule.yaml", data), validator, world)
    assert (rule is None) == bool(errors)


@cache
def _rule_readers() -> tuple[Validator, World]:
    schemas = os.path.join(ROOT, "schemas")
    concepts = DataFile("concepts.yaml", Path(schemas, "concepts.yaml").read_bytes()).data
    frameworks, _ = _read_frameworks(schemas)
    world = World({name: facts_of(framework) for name, framework in frameworks.items()}, concepts, set())
    schema = json.loads(Path(schemas, "rule.schema.json").read_bytes())
    return Validator(schema, "the rule"), world


TARGETS: dict[str, Target] = {
    "check": check,
    "laws": laws,
    "syntax": syntax,
    "edits": edits,
    "expressions": expressions,
    "settings": settings,
    "rules": rules,
}

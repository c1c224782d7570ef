"""A rule may fire only on what its bad examples show.

Every name in a rule is replaced, in each of its good examples, by absent, null, "auto" and a wrong type: what
fires then must be shown by a bad example with that name in that state. And no two fixes may undo each other.
"""

from __future__ import annotations

import copy

import pytest

from loralint.config.shape import root_shape
from loralint.expressions.expr import paths_in
from loralint.files.read import read_source
from loralint.knowledge.frameworks import load_framework
from loralint.knowledge.rules import rules_of
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.settings.record import Settings

from .examples import all_examples, check, data_of, own, write

pytestmark = pytest.mark.slow

ABSENT = object()
GOOD = [e for e in all_examples("good") if isinstance(e.content, dict) and "check" not in e.rule]
BAD = list(all_examples("bad"))


def _rule(example):
    return next(rule for rule in rules_of(example.framework) if rule.code == example.rule["code"])


def _paths(example) -> set[tuple[str, ...]]:
    """The native paths of the main file that the rule reads."""
    rule = _rule(example)
    framework = load_framework(example.framework)
    expressions = [rule.when, rule.require, *rule.let.values(), *(rule.each[1:] if rule.each else [])]
    expressions += [case.when for case in rule.cases]
    expressions += [cell for table in rule.tables.values() for row in table.get("rows", ()) for cell in row.values()]
    read = {path for expression in expressions if expression is not None for path in paths_in(expression)}
    local = {*rule.let, *(rule.each[0] if rule.each else ()), *(link.name for link in framework.links)}
    local |= {framework.list_name, "option", "hardware", "model", "sets", "tables", *rule.tables}
    found = set()
    for path in read:
        meanings = framework.concepts.get(".".join(path), ()) if rule.framework == "any" else None
        if meanings is not None:
            found |= {tuple(meaning["path"][1:]) for meaning in meanings if all(map(_is_key, meaning["path"][1:]))}
        elif path[0] not in local:
            found.add(path)
    return found


def _is_key(step) -> bool:
    return isinstance(step, str)


def _get(data, path):
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return ABSENT
        data = data[step]
    return data


def _put(data, path, value) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {}) if value is not ABSENT else data.get(step, {})
        if not isinstance(data, dict):
            return
    if value is ABSENT:
        data.pop(path[-1], None)
    else:
        data[path[-1]] = value


def _state(value):
    return value if value is ABSENT or value is None or value == "auto" else type(value)


def _wrong(example, path):
    """A value that cannot stand at the path, or ABSENT where anything may."""
    framework = load_framework(example.framework)
    shape = root_shape(framework.schema(framework.version(example.fields.get("version"))))
    for step in path:
        shape = shape.child(step, {}) if shape is not None else None
    if shape is None or not shape.types() or shape.wrong == "kept":
        return ABSENT
    candidates = ("wrong", 12345, [["wrong"]], {"wrong": 1})
    fits = [
        candidate for candidate in candidates if shape.alternative_for(candidate).types() and _takes(shape, candidate)
    ]
    return next((candidate for candidate in candidates if candidate not in fits), ABSENT)


def _takes(shape, value) -> bool:
    from loralint.config.loaders.loader import WRONG

    return shape.read(value) is not WRONG and shape.allows_any(shape.read(value))


def _shown(example, path, state) -> bool:
    """Does a bad example of the rule have this name in this state?"""
    for other in BAD:
        if other.rule["code"] == example.rule["code"] and not isinstance(other.content, str):
            main = next(iter(data_of(other, other.content).values()))
            if _state(_get(main, path)) == state:
                return True
    return False


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example.name)
def test_a_rule_fires_on_nothing_that_no_bad_example_shows(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = write(example, example.content, str(tmp_path))
    original = next(iter(data_of(example, example.content).values()))
    for path in sorted(_paths(example)):
        for value in (ABSENT, None, "auto", _wrong(example, path)):
            data = copy.deepcopy(original)
            if path[:1] == ("datasets",) or any(isinstance(_get(data, path[:n]), list) for n in range(1, len(path))):
                continue
            _put(data, path, value)
            if data == original:
                continue
            write(
                example._replace(fields={**example.fields, "drop": list(load_framework(example.framework).example)}),
                _whole(example, data),
                str(tmp_path),
            )
            fired = own(example, check(example, name))
            assert not fired or _shown(example, path, _state(value)), f"{path} = {value!r}: {fired[0].message}"


def _whole(example, data):
    """The content to write: the main file is complete; linked files stay as the example has them."""
    links = {link.name for link in load_framework(example.framework).links}
    if isinstance(example.content, dict) and example.content and example.content.keys() <= {"config", *links}:
        return {**example.content, "config": data}
    return data


@pytest.mark.parametrize("example", BAD, ids=lambda example: example.name)
def test_no_two_fixes_undo_each_other(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(example, example.content, str(tmp_path))
    version = example.fields.get("version")
    settings = Settings(framework=example.framework, versions={example.framework: version} if version else {})
    for unsafe in (False, True):
        repair = repair_sources([read_source(path)], settings, Wanted(unsafe, notes=True), {path})
        assert not [left.detail for left in repair.left if left.reason == "conflict"]
        changed = {change.path: change.after for change in repair.changes}
        for name, data in changed.items():
            (tmp_path / name).write_bytes(data)
        again = repair_sources([read_source(path)], settings, Wanted(unsafe, notes=True), {path})
        assert not again.changes, [applied.fix.description for applied in again.applied]

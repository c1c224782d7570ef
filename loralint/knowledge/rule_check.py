"""What cannot be right in a rule: names that nothing knows, comparisons that never hold, words of nothing.

An expression is looked at without any config: a name has to be one of the rule's own, of the language, a link, a key of
the framework's schema (in a version that the rule covers) or, in a rule for any framework, a concept.
"""

from __future__ import annotations

from loralint.knowledge.data_file import Complaint
from loralint.knowledge.schema_paths import UnknownStep, kind_of, kinds, walk
from loralint.knowledge.version_numbers import covers
from loralint.settings.keys import HARDWARE
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from loralint.expressions.expr import Expr
    from loralint.knowledge.rule_file import CompiledRule
    from loralint.knowledge.schema_paths import Schema
    from loralint.syntax.keypath import Path

ANY = "any"
_FACTS = {"file": ("form", "kind", "reader", "whole"), "hardware": tuple(HARDWARE), "model": ("layers", "tied", "type")}
"""Names of the language with a fixed set of facts."""
_OPEN = ("framework",)
_QUANTIFIERS = ("any", "all", "count")
_AS_WRITTEN = ("written", "raw", "given", "known")
"""What is said of a value inside these may be of any kind."""
_IN_WORDS = {
    "null": "null",
    "bool": "true or false",
    "number": "a number",
    "text": "text",
    "list": "a list",
    "mapping": "a mapping",
}


class FrameworkFacts(NamedTuple):
    """What a rule may speak of in one framework."""

    schemas: Mapping[str, Schema]
    """By version."""
    links: Mapping[str, str]
    """The framework of each link's target, by the link's name."""
    concepts: Mapping[str, Any]
    sets: Collection[str]
    asked_for: Collection[str]
    """Keys that its code asks for although no schema knows them."""
    list_name: str | None = None
    """What the list is called that its files are."""


class World(NamedTuple):
    """Everything that a rule may speak of: the frameworks by name, and the shared concepts."""

    frameworks: Mapping[str, FrameworkFacts]
    concepts: Collection[str]
    broken: Collection[str] = ()
    """Frameworks whose own data have mistakes: what speaks of them is not judged."""


def check_rule(rule: CompiledRule, path: str, world: World) -> list[Complaint]:
    """Every mistake of one compiled rule, by what it says itself and by the schemas."""
    run = rule.run
    found = [*_about_itself(run, path, world), *_about_examples(rule.docs)]
    unjudged = any(complaint.at in (("framework",), ("versions",)) for complaint in found)
    if not unjudged and (run["framework"] == ANY or run["framework"] in world.frameworks):
        names = _Names(run, world)
        for expression, at in rule.expressions:
            found += _Walk(names, at).complaints(expression)
    return found


def check_names(expression: Expr, at: Path, framework: str, versions: str | None, world: World) -> Iterator[Complaint]:
    """The mistakes of an expression over a framework's own keys: that of a concept, or of a condition in a schema."""
    own: dict[str, Any] = {
        "framework": framework,
        "versions": versions,
        "let": [],
        "tables": {},
        "options": {},
        "each": None,
    }
    yield from _Walk(_Names(own, world), at).complaints(expression)


def _about_itself(run: dict[str, Any], path: str, world: World) -> Iterator[Complaint]:
    """Its file's name, its framework, its versions."""
    stem = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    if stem != run["name"]:
        yield Complaint(f"the file is called {stem}, the rule `{run['name']}`: give both one name", ("name",))
    framework = run["framework"]
    if framework in world.broken:
        return
    if framework != ANY and framework not in world.frameworks:
        hint = did_you_mean(framework, (*world.frameworks, ANY))
        yield Complaint(f"there is no framework `{framework}`{hint}", ("framework",))
    elif run["versions"] is not None and framework != ANY:
        versions = world.frameworks[framework].schemas
        if not any(covers(run["versions"], version) for version in versions):
            told = f"`versions` {run['versions']} covers none of the versions with a schema: {', '.join(versions)}"
            yield Complaint(told, ("versions",))


def _about_examples(rule: Mapping[str, Any]) -> Iterator[Complaint]:
    """A rule shows what it catches and what it leaves alone; a check in code has tests of its own."""
    examples = rule["examples"]
    shown = {"good" if "good" in example else "bad" for example in examples}
    for kind, what in (("bad", "what the rule catches"), ("good", "what the rule leaves alone")):
        if kind not in shown and "check" not in rule:
            yield Complaint(f"no example shows {what}: add one with `{kind}:`", ("examples",))


class _Names:
    """What the names of one rule stand for."""

    def __init__(self, run: dict[str, Any], world: World) -> None:
        self.world = world
        self.framework: str = run["framework"]
        self.versions: str | None = run["versions"]
        self.lets = {name for name, _ in run["let"]}
        self.tables: dict[str, Any] = run["tables"]
        self.options: dict[str, Any] = run["options"]
        self.variables = set(run["each"][0]) if run["each"] else set()
        self.rows = self._columns(run["each"])

    def _columns(self, each: list[Any] | None) -> dict[str, set[str]]:
        """The columns of the table that `each` goes through, by the variable of its rows."""
        table = self.tables.get(each[1][1]) if each and each[1][0] == "path" and len(each[1]) == 2 else None
        if each is None or table is None or "rows" not in table:
            return {}
        return {each[0][-1]: {column for row in table["rows"] for column in row}}

    def facts(self) -> list[FrameworkFacts]:
        """Those of the rule's framework, or of all."""
        frameworks = self.world.frameworks
        return list(frameworks.values()) if self.framework == ANY else [frameworks[self.framework]]

    def schemas(self, framework: str, of_rule: bool = True) -> list[Schema]:
        """The schemas of the versions that the rule covers."""
        facts = self.world.frameworks.get(framework)
        wanted = self.versions if of_rule else None
        return [schema for version, schema in (facts.schemas if facts else {}).items() if covers(wanted, version)]

    def members(self, name: str) -> tuple[Collection[str], str] | None:
        """What stands below a name of the language or of a table, and what that is called; None for other names."""
        if name in self.rows:
            return self.rows[name], "column"
        if name in self.tables:
            values = self.tables[name].get("values")
            return None if values is None else (values, "key")
        if name == "option":
            return self.options, "option"
        if name == "sets":
            return {name for facts in self.facts() for name in facts.sets}, "set"
        if name == "tables":
            schemas = [schema for facts in self.facts() for schema in facts.schemas.values()]
            return {name for schema in schemas for name in schema.get("x-tables", ())}, "table"
        return (_FACTS[name], "fact") if name in _FACTS else None

    def own_path(self, first: str, steps: list[Any]) -> list[Any]:
        """The path of a key from the top of the framework's files; the name of a list stands for the top itself."""
        return steps if first == self.world.frameworks[self.framework].list_name else [first, *steps]

    def links(self) -> dict[str, str]:
        """The framework of each link, by its name."""
        return {name: target for facts in self.facts() for name, target in facts.links.items()}


class _Walk:
    """Looks at one expression, with the variables that its quantifiers bind."""

    def __init__(self, names: _Names, at: Path) -> None:
        self._names = names
        self._at = at

    def complaints(self, expression: Expr, bound: frozenset[str] = frozenset()) -> Iterator[Complaint]:
        """The mistakes of an expression and of its parts."""
        operation = expression[0]
        if operation == "lit":
            return
        if operation == "path":
            yield from self._path(expression, bound)
        if operation in _QUANTIFIERS:
            _, variable, source, condition, _ = expression
            yield from self.complaints(source, bound)
            yield from self.complaints(condition, bound | {variable})
            return
        if operation == "==":
            yield from self._equality(expression[1], expression[2], bound)
        if operation == "in":
            yield from self._membership(expression[1], expression[2], bound)
        for part in expression[1:]:
            if isinstance(part, list):
                yield from self.complaints(part, bound)

    def _complain(self, message: str, word: str) -> Complaint:
        return Complaint(message, self._at, word)

    # names

    def _path(self, expression: Expr, bound: frozenset[str]) -> Iterator[Complaint]:
        first, steps = expression[1], _plain_steps(expression[2:])
        names = self._names
        if first in bound or first in names.lets or first in _OPEN:
            return
        members = names.members(first)
        if members is not None:
            if steps:
                yield from self._member(first, steps[0], *members)
        elif first in names.variables or first in names.tables:
            return
        elif first in names.links():
            yield from self._key(names.schemas(names.links()[first], of_rule=False), steps, names.links()[first])
        elif any(first in facts.asked_for for facts in names.facts()):
            return
        elif names.framework == ANY:
            yield from self._concept([first, *steps])
        else:
            yield from self._key(names.schemas(names.framework), names.own_path(first, steps), names.framework)

    def _member(self, name: str, step: Any, known: Collection[str], what: str) -> Iterator[Complaint]:
        if isinstance(step, str) and step not in known:
            yield self._complain(f"`{name}` has no {what} `{step}`{did_you_mean(step, known)}", step)

    def _key(self, schemas: list[Schema], steps: list[Any], framework: str) -> Iterator[Complaint]:
        found = walk(schemas, steps)
        if isinstance(found, UnknownStep):
            own = (*self._names.lets, *self._names.tables) if framework == self._names.framework else ()
            hint = did_you_mean(found.step, (*found.known, *own))
            yield self._complain(f"{framework} has no key `{found.step}` there{hint}", found.step)

    def _concept(self, steps: list[Any]) -> Iterator[Complaint]:
        known = self._names.world.concepts
        plain: list[str] = []
        for step in steps:
            if not isinstance(step, str):
                break
            plain.append(step)
        written = ".".join(plain)
        prefixes = {".".join(plain[:length]) for length in range(1, len(plain) + 1)}
        if not prefixes & set(known) and not any(concept.startswith(f"{written}.") for concept in known):
            hint = did_you_mean(written, (*known, *self._names.lets))
            yield self._complain(f"there is no concept `{written}`{hint}", written)

    # comparisons

    def _equality(self, left: Expr, right: Expr, bound: frozenset[str]) -> Iterator[Complaint]:
        for path, literal in ((left, right), (right, left)):
            if path[0] == "path" and literal[0] == "lit":
                yield from self._comparison(path, [literal[1]], bound)

    def _membership(self, item: Expr, group: Expr, bound: frozenset[str]) -> Iterator[Complaint]:
        if item[0] == "path" and group[0] == "list" and all(part[0] == "lit" for part in group[1:]):
            yield from self._comparison(item, [part[1] for part in group[1:]], bound)

    def _comparison(self, path: Expr, values: list[Any], bound: frozenset[str]) -> Iterator[Complaint]:
        """A value of a kind that the key never has makes a comparison that never holds."""
        possible = self._kinds(path, bound)
        for value in values if possible is not None else ():
            if possible is not None and kind_of(value) not in possible:
                name = ".".join(str(step) for step in path[1:] if isinstance(step, str))
                are = " or ".join(_IN_WORDS[kind] for kind in sorted(possible))
                told = f"`{name}` is {are}, so it is never {_IN_WORDS[kind_of(value)]} such as {value!r}"
                yield self._complain(told, str(path[1]))

    def _kinds(self, path: Expr, bound: frozenset[str]) -> set[str] | None:
        names, first = self._names, path[1]
        own = {*bound, *names.lets, *names.variables, *names.tables, *_OPEN, *_FACTS, "option", "sets", "tables"}
        if first in own:
            return None
        steps = _plain_steps(path[2:])
        if first in names.links():
            found = walk(names.schemas(names.links()[first], of_rule=False), steps)
        elif names.framework == ANY:
            return None
        else:
            found = walk(names.schemas(names.framework), names.own_path(first, steps))
        return None if found is None or isinstance(found, UnknownStep) else kinds(found)


def _plain_steps(steps: list[Any]) -> list[Any]:
    """The steps of a path, with None for an index that is worked out."""
    return [None if isinstance(step, list) else step for step in steps]

"""Compiled rules, and which of them apply."""

from __future__ import annotations

import re
from functools import cache

from loralint.diagnostics.record import Merge
from loralint.knowledge.data import load
from loralint.knowledge.packed import Packed
from loralint.knowledge.version_numbers import covers
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import Any

    from loralint.diagnostics.record import Consequence, Severity


class Case(NamedTuple):
    """One way in which a rule speaks: its own condition (None holds always), consequence, place, words and fixes."""

    when: Any
    consequence: Consequence
    severity: Severity
    at: list[dict[str, Any]]
    message: Any
    label: Any
    related: list[list[Any]]
    fixes: list[dict[str, Any]]


class Rule(NamedTuple):
    """A compiled rule; expressions are the nested lists of `loralint.expressions`."""

    name: str
    code: str
    framework: str
    versions: str | None
    tags: tuple[str, ...]
    consequence: Consequence
    severity: Severity
    confidence: str
    check: str | None
    options: dict[str, object]
    yields_to: tuple[str, ...]
    merge: Merge | None
    actor: str | None
    of_today: bool
    """Does it ask for the file as it stands (`raw`), before any pending fix?"""
    last: bool
    """Is it told after everything else of the file?"""
    let: dict[str, Any]
    each: list[Any] | None
    when: Any
    require: Any
    tables: dict[str, dict[str, Any]]
    cases: tuple[Case, ...]
    """The ways in which it speaks, at least one: the first whose `when` holds is taken."""

    def answers_to(self, word: str) -> bool:
        """Is the rule chosen by this word: its name, code, a tag, a prefix of its code, or its framework?"""
        return word in (self.name, self.code, self.framework, *self.tags) or (
            re.fullmatch(r"[A-Z]{2}\d{0,2}", word) is not None and self.code.startswith(word)
        )

    def covers(self, version: str) -> bool:
        """Does the rule speak of this version of its framework?"""
        return covers(self.versions, version)


class Rules:
    """Rules in the order in which they are applied: errors come before warnings, then the code decides.

    Each is built when it is asked for: one file needs few of some hundred.
    """

    def __init__(
        self, names: Iterable[str], find: Callable[[str], Rule], takes: Callable[[Rule], bool] = lambda _: True
    ) -> None:
        self.names = dict.fromkeys(names).keys()
        """The names of all of them, chosen or not."""
        self._find = find
        self._takes = takes

    def get(self, name: str) -> Rule | None:
        """The rule of this name; None where there is none, or where it was not chosen."""
        rule = self._find(name) if name in self.names else None
        return rule if rule is not None and self._takes(rule) else None

    def named(self, name: str) -> Rule:
        """The rule of this name, chosen or not. Raises KeyError."""
        return self._find(name)

    def among(self, names: Collection[str]) -> list[Rule]:
        """Those of these names."""
        found = (self.get(name) for name in self.names if name in names)
        return [rule for rule in found if rule is not None]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.among(self.names))

    def selected(self, select: Sequence[str], ignore: Sequence[str], version: str) -> Rules:
        """Those that cover the version, are selected (all where nothing is) and not ignored."""

        def takes(rule: Rule) -> bool:
            return (
                rule.covers(version)
                and (not select or any(rule.answers_to(word) for word in select))
                and not any(rule.answers_to(word) for word in ignore)
            )

        return self.only(takes)

    def only(self, takes: Callable[[Rule], bool]) -> Rules:
        """Those of which something holds."""
        return Rules(self.names, self._find, lambda rule: self._takes(rule) and takes(rule))


@cache
def rules_of(framework: str) -> Rules:
    """The rules of one framework, those of any framework included."""
    table = Packed(load(f"rules/{framework}"))
    return Rules(table, cache(lambda name: compiled_rule(table[name])))


def all_docs() -> dict[str, dict[str, Any]]:
    """Every rule as its file says it, by code."""
    docs: dict[str, dict[str, Any]] = load("docs")
    return docs


def find_docs(word: str) -> list[dict[str, Any]]:
    """The rule with this name or code, in a list; nothing where there is none."""
    return [docs for docs in all_docs().values() if word in (docs["name"], docs["code"])]


def data_errors() -> list[dict[str, Any]]:
    """Mistakes in the files of rules and frameworks, each with its place; what has one is left out."""
    errors: list[dict[str, Any]] = load("errors")
    return errors


def renamed_rules() -> dict[str, list[str]]:
    """The present names of rules by their former names and codes."""
    renamed: dict[str, list[str]] = load("renamed")
    return renamed


def known_words() -> set[str]:
    """Everything that may be written after `--select` and `--ignore`."""
    words: set[str] = set(load("frameworks"))
    for docs in all_docs().values():
        words |= {docs["name"], docs["code"], docs["code"][:2], docs["framework"], *docs.get("tags", ())}
    return words


def compiled_rule(data: dict[str, Any]) -> Rule:
    """The record of a compiled rule."""
    return Rule(
        name=data["name"],
        code=data["code"],
        framework=data["framework"],
        versions=data["versions"],
        tags=tuple(data["tags"]),
        consequence=data["consequence"],
        severity=data["severity"],
        confidence=data["confidence"],
        check=data["check"],
        options=data["options"],
        yields_to=tuple(data["yields_to"]),
        merge=None if data["merge"] is None else Merge(**data["merge"]),
        actor=data["actor"],
        of_today=data["of_today"],
        last=data["last"],
        let=dict(data["let"]),
        each=data["each"],
        when=data["when"],
        require=data["require"],
        tables=data["tables"],
        cases=tuple(Case(**case) for case in data["cases"]),
    )

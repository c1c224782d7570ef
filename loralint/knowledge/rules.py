"""Compiled rules, and which of them apply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from loralint.diagnostics.record import SEVERITY_RANK, Consequence, Merge, Severity
from loralint.knowledge.data import load
from loralint.knowledge.version_numbers import covers


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


@cache
def rules_of(framework: str) -> tuple[Rule, ...]:
    """The rules of one framework, those of any framework included, in the order in which they are applied.

    Errors come before warnings, then the code decides: of two fixes at one place the graver problem's is made first.
    """
    rules = [compiled_rule(data) for data in load(f"rules/{framework}.json")]
    rules.sort(key=lambda rule: (SEVERITY_RANK[rule.severity], rule.code))
    return tuple(rules)


def all_docs() -> dict[str, dict[str, Any]]:
    """Every rule as its file says it, by code."""
    docs: dict[str, dict[str, Any]] = load("docs.json")
    return docs


def find_docs(word: str) -> list[dict[str, Any]]:
    """The rule with this name or code, in a list; nothing where there is none."""
    return [docs for docs in all_docs().values() if word in (docs["name"], docs["code"])]


def data_errors() -> list[dict[str, Any]]:
    """Mistakes in the files of rules and frameworks, each with its place; what has one is left out."""
    errors: list[dict[str, Any]] = load("errors.json")
    return errors


def renamed_rules() -> dict[str, list[str]]:
    """The present names of rules by their former names and codes."""
    renamed: dict[str, list[str]] = load("renamed.json")
    return renamed


def known_words() -> set[str]:
    """Everything that may be written after `--select` and `--ignore`."""
    words: set[str] = set(load("frameworks.json"))
    for docs in all_docs().values():
        words |= {docs["name"], docs["code"], docs["code"][:2], docs["framework"], *docs.get("tags", ())}
    return words


def selected(rules: Iterable[Rule], select: Sequence[str], ignore: Sequence[str], version: str) -> tuple[Rule, ...]:
    """The rules that cover the version, are selected (all where nothing is) and not ignored."""
    return tuple(
        rule
        for rule in rules
        if rule.covers(version)
        and (not select or any(rule.answers_to(word) for word in select))
        and not any(rule.answers_to(word) for word in ignore)
    )


def compiled_rule(data: dict[str, Any]) -> Rule:
    """The record of a rule from its compiled JSON."""
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

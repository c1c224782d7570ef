"""Check one config: its shape first, then the rules on the config as its safe shape fixes would leave it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from loralint.checks.finding import Finding
from loralint.checks.rule_fixes import fixes_of, native_place
from loralint.checks.scopes import Scopes, Surroundings
from loralint.checks.shape.check import check_shape, pending_fixes
from loralint.config.config import Config
from loralint.config.places import ConfigPlace
from loralint.config.scope import ConfigScope
from loralint.diagnostics.fault import Fault
from loralint.diagnostics.record import DEFAULT_SEVERITY, Diagnostic, Related
from loralint.expressions import is_known, place, render, truth
from loralint.knowledge.rules import Case, Rule
from loralint.syntax.keypath import Path
from loralint.syntax.node import Document, Span


class ShapeLook(NamedTuple):
    """What the shape check found, and the config as the rules are to see it."""

    config: Config
    findings: Sequence[Finding]
    faults: tuple[Fault, ...] = ()


class Judgement(NamedTuple):
    """What the declared rules say of a config."""

    diagnostics: tuple[Diagnostic, ...]
    faults: tuple[Fault, ...] = ()


def shape_diagnostics(config: Config, findings: Sequence[Finding], rules: Sequence[Rule]) -> list[Diagnostic]:
    """The findings of the shape check as diagnostics of the rules that document them."""
    by_name = {rule.name: rule for rule in rules if rule.check is not None}
    return [
        from_finding(config.document, finding, by_name[finding.rule], config.reading.title)
        for finding in findings
        if finding.rule in by_name
    ]


def from_finding(document: Document, finding: Finding, rule: Rule, reader: str | None = None) -> Diagnostic:
    """One finding as a diagnostic; `reader` is who reads the file, and refuses it, in the framework's place."""
    by_consequence = rule.severity if finding.consequence == rule.consequence else DEFAULT_SEVERITY[finding.consequence]
    severity = finding.severity or by_consequence
    span = document.span(finding.start, finding.end)
    return Diagnostic(
        rule=rule.name,
        code=rule.code,
        severity=severity,
        consequence=finding.consequence,
        confidence=rule.confidence,
        message=finding.message,
        path=document.path,
        key=finding.key,
        span=span,
        label=finding.label,
        fixes=finding.fixes,
        merge=rule.merge._replace(by="key") if rule.merge and finding.is_alone else rule.merge,
        actor=reader if finding.consequence == "refused" else None,
    )


def look_at_shape(config: Config) -> ShapeLook:
    """The findings of the shape check, and the config as its safe fixes would leave it."""
    try:
        findings = check_shape(config)
        pending = pending_fixes(config, findings)
        in_force = pending_fixes(config, [finding for finding in findings if finding.consequence == "deprecated"])
        return ShapeLook(config.with_pending_fixes(pending, in_force) if any(pending) else config, findings)
    except Exception as error:
        return ShapeLook(config, (), (Fault("the shape check", config.path, error),))


def check_rules(config: Config, rules: Sequence[Rule], surroundings: Surroundings) -> Judgement:
    """Everything that the declared rules say of a config (and, through its links, of those it names)."""
    found: list[Diagnostic] = []
    faults: list[Fault] = []
    scopes = Scopes(config, surroundings)
    spared = scopes.spared()
    for rule in rules:
        if rule.check is not None or id(rule) in spared:
            continue
        try:
            found += list(_run(rule, config, scopes.of(rule)))
        except Exception as error:
            faults.append(Fault(rule.name, config.path, error))
    return Judgement(tuple(found), tuple(faults))


def _run(rule: Rule, config: Config, scope: ConfigScope) -> Iterator[Diagnostic]:
    for inner in _each(rule, scope):
        case = _case(rule, inner) if _fires(rule, inner) else None
        if case is not None and is_known(case.message, inner):
            yield _diagnostic(rule, case, config, inner)


def _each(rule: Rule, scope: ConfigScope) -> Iterator[ConfigScope]:
    if rule.each is None:
        yield scope
        return
    variables, *paths = rule.each
    for step, member in (item for path in paths for item in _members(scope.resolve(path))):
        if len(variables) == 2:
            yield scope.bind(variables[0], step).bind(variables[1], member)
        else:
            yield scope.bind(variables[0], member)


def _members(target: Any) -> Iterator[tuple[object, object]]:
    """Index or key and member of what `each` goes over: a list or mapping of the config, or a table's rows."""
    where = target if hasattr(target, "child") else None
    value = target if where is None else where.value()
    if not isinstance(value, (list, dict)):
        return
    for step in value if isinstance(value, dict) else range(len(value)):
        yield step, value[step] if where is None else where.child(step)


def _fires(rule: Rule, scope: ConfigScope) -> bool:
    if rule.when is not None and truth(rule.when, scope) is not True:
        return False
    return rule.require is None or truth(rule.require, scope) is False


def _case(rule: Rule, scope: ConfigScope) -> Case | None:
    """The first case that holds; None where none does."""
    return next((case for case in rule.cases if case.when is None or truth(case.when, scope) is True), None)


def _diagnostic(rule: Rule, case: Case, config: Config, scope: ConfigScope) -> Diagnostic:
    where = _at(case, scope, config)
    span = span_of(where.config, where.path)
    return Diagnostic(
        rule=rule.name,
        code=rule.code,
        severity=case.severity,
        consequence=case.consequence,
        confidence=rule.confidence,
        message=render(case.message, scope),
        path=where.config.path,
        key=where.config.file_path(where.config.spelled(where.path)),
        span=span,
        label=None if case.label is None else render(case.label, scope),
        related=tuple(_related(case, scope)),
        fixes=tuple(fixes_of(case, scope)),
        linked_from=config.path if where.config.path != config.path else None,
        merge=rule.merge,
        actor=rule.actor,
    )


def _at(case: Case, scope: ConfigScope, config: Config) -> ConfigPlace:
    """The first of the rule's places that exists; else the first that could exist; else the whole file."""
    candidates = []
    for item in case.at:
        if item["if"] is not None and truth(item["if"], scope) is not True:
            continue
        found = native_place(place(item["path"], scope))
        if found is not None:
            candidates.append(found)
    for candidate in candidates:
        if candidate.config.node(candidate.path) is not None:
            return candidate
    return candidates[0] if candidates else ConfigPlace(config, ())


def span_of(config: Config, path: Path) -> Span | None:
    """Where the frame points: key and value on one line together, else the key alone; the nearest parent if absent."""
    document = config.document
    while True:
        node = config.node(path)
        entry = config.entry(path)
        if node is not None and (entry is not None or path):
            break
        if not path:
            return None if node is None else document.span(node.start, node.start)
        path = path[:-1]
    if entry is None:
        end = document.text.find("\n", node.start)
        return document.span(node.start, node.end if end < 0 else min(node.end, max(end, node.start)))
    whole = document.text[entry.key.start : entry.value.end]
    one_line = "\n" not in whole and "\r" not in whole and entry.value.end > entry.key.start
    return document.span(entry.key.start, max(entry.key.end, entry.value.end) if one_line else entry.key.end)


def _related(case: Case, scope: ConfigScope) -> Iterator[Related]:
    for path, label in case.related:
        where = native_place(place(path, scope))
        if where is None or where.config.node(where.path) is None:
            continue
        yield Related(
            where.config.path,
            where.config.file_path(where.config.spelled(where.path)),
            render(label, scope),
            span_of(where.config, where.path),
        )

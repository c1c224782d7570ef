"""From a rule that fires, or a finding of the shape check, to diagnostics."""

from __future__ import annotations

from loralint.checks.rule_fixes import fixes_of, native_place
from loralint.config.places import ConfigPlace
from loralint.diagnostics.record import DEFAULT_SEVERITY, Diagnostic, Related
from loralint.expressions.evaluate import place, truth
from loralint.expressions.template import is_known, render
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from loralint.checks.finding import Finding
    from loralint.config.config import Config
    from loralint.config.scope import ConfigScope
    from loralint.knowledge.rules import Case, Rule, Rules
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Span


def shape_diagnostics(config: Config, findings: Sequence[Finding], rules: Rules) -> list[Diagnostic]:
    """The findings of the shape check as diagnostics of the rules that document them."""
    documented = [(finding, rules.get(finding.rule)) for finding in findings]
    title = config.reading.title
    return [from_finding(config.document, finding, rule, title) for finding, rule in documented if rule is not None]


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


def told_by(rule: Rule, config: Config, scope: ConfigScope) -> Iterator[Diagnostic]:
    """What a rule says of a config, once for each member of what it goes over."""
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

"""What keeps a file from being looked at, as diagnostics: it cannot be read or parsed, or a link leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loralint.checks.finding import Finding
from loralint.checks.rules import from_finding
from loralint.config.config import Config
from loralint.config.links import Linked
from loralint.diagnostics.record import Diagnostic, Fix
from loralint.edit.record import Edit
from loralint.files.read import UnreadableFile
from loralint.knowledge.frameworks import LenientReader, Link
from loralint.knowledge.rules import Rule
from loralint.syntax.node import Document, Source
from loralint.syntax.relaxed_json import is_relaxed_json
from loralint.words.values import literal

_UNREADABLE = "unreadable-file"
_SYNTAX = "{syntax}-syntax"
_STAND_IN = re.compile(r"(?!TRUE|FALSE|NULL|NONE)[A-Z][A-Z0-9_]{2,}")
_LINK = "link-missing"


def unreadable_file(file: UnreadableFile, rules: Sequence[Rule]) -> list[Diagnostic]:
    """Why a file cannot be read."""
    rule = _named(_UNREADABLE, rules)
    if rule is None:
        return []
    document = Document(Source(file.path, b""), "yaml", "", None)
    finding = Finding(rule.name, rule.consequence, f"it cannot be checked: {file.reason}", (), 0, 0)
    return [from_finding(document, finding, rule)._replace(span=None)]


def unparsable(document: Document, rules: Sequence[Rule], lenient: LenientReader | None = None) -> list[Diagnostic]:
    """Why a document cannot be parsed; a note where no more than a `lenient` reader may ever see it."""
    rule = _named(_SYNTAX.format(syntax=document.syntax), rules)
    if rule is None:
        return []
    is_read = lenient is not None and lenient.unless not in document.text and is_relaxed_json(document.text)
    found = []
    for problem in document.problems:
        finding = Finding(rule.name, rule.consequence, problem.message, problem.key, problem.start, problem.end)
        if is_read and lenient is not None:
            finding = finding._replace(consequence="note", label=lenient.note)
        elif _STAND_IN.fullmatch(document.text, problem.start, problem.end):
            finding = finding._replace(severity="info", label="or a stand-in, for which a program writes a value")
        found.append(from_finding(document, finding, rule))
    return found


def loose_link(config: Config, link: Link, linked: Linked, rules: Sequence[Rule]) -> list[Diagnostic]:
    """Why a link leads nowhere, where that is worth a word."""
    rule = _named(linked.rule or _LINK, rules) if linked.worth_a_word else None
    node = config.node(link.steps)
    if rule is None or node is None:
        return []
    where = literal(config.written(link.steps))
    message = f"`{link.key}` names {where}: {linked.problem}"
    finding = Finding(rule.name, rule.consequence, message, config.file_path(link.steps), node.start, node.end)
    if linked.stops and config.reading.whole:
        message += f"; without it {config.framework.title} stops"
        finding = finding._replace(consequence="refused", severity="info", message=message)
    if linked.meant is not None:
        edit = Edit(config.path, "set", finding.key, linked.meant)
        fix = Fix("near-path", "unsafe", f"write {linked.meant}", (edit,))
        told = f"did you mean {linked.meant}?"
        finding = finding._replace(consequence="crash", severity="warning", label=told, fixes=(fix,))
    return [from_finding(config.document, finding, rule)]


def _named(name: str, rules: Sequence[Rule]) -> Rule | None:
    return next((rule for rule in rules if rule.name == name), None)

"""What keeps a file from being looked at, as diagnostics: it cannot be read or parsed, or a link leads nowhere."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.checks.telling import from_finding
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.syntax.node import Document, Source
from loralint.syntax.strict_json import is_relaxed_json, strict_spelling
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import joined, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loralint.config.config import Config
    from loralint.config.links import Linked
    from loralint.diagnostics.record import Diagnostic, Safety
    from loralint.files.read import UnreadableFile
    from loralint.knowledge.frameworks import LenientReader, Link
    from loralint.knowledge.rules import Rules
    from loralint.syntax.strict_json import Respelling

_UNREADABLE = "unreadable-file"
_SYNTAX = "{syntax}-syntax"
_STAND_IN = lazy_pattern(r"(?!TRUE|FALSE|NULL|NONE)[A-Z][A-Z0-9_]{2,}")
_LINK = "link-missing"
_SURE = ("last comma", "word", "quotes")
_RESPELT = {
    "comment": ("take the comment out", "take the {} comments out"),
    "last comma": ("take a last comma out", "take {} last commas out"),
    "word": ("respell a word of Python's", "respell {} words of Python's"),
    "quotes": ("put a text in double quotes", "put {} texts in double quotes"),
    "missing comma": ("put in a comma that is missing", "put in {} commas that are missing"),
    "braces": ("put braces around", ""),
}


def unreadable_file(file: UnreadableFile, rules: Rules) -> list[Diagnostic]:
    """Why a file cannot be read."""
    rule = rules.get(_UNREADABLE)
    if rule is None:
        return []
    document = Document(Source(file.path, b""), "yaml", "", None)
    finding = Finding(rule.name, rule.consequence, f"it cannot be checked: {file.reason}", (), 0, 0)
    return [from_finding(document, finding, rule)._replace(span=None)]


def unparsable(document: Document, rules: Rules, lenient: LenientReader | None = None) -> list[Diagnostic]:
    """Why a document cannot be parsed; a note where no more than a `lenient` reader may ever see it."""
    rule = rules.get(_SYNTAX.format(syntax=document.syntax))
    if rule is None:
        return []
    lenient = None if lenient is not None and lenient.unless in document.text else lenient
    is_relaxed = lenient is not None and is_relaxed_json(document.text)
    fixes = _respelt(document)
    found = []
    for problem in document.problems:
        where = problem.key, problem.start, problem.end
        finding = Finding(rule.name, rule.consequence, problem.message, *where, fixes=fixes)
        if lenient is not None and (is_relaxed or problem.is_hjson):
            finding = finding._replace(consequence="note", label=lenient.note)
        elif _STAND_IN.fullmatch(document.text, problem.start, problem.end):
            finding = finding._replace(severity="info", label="or a stand-in, for which a program writes a value")
        found.append(from_finding(document, finding, rule))
    return found


def _respelt(document: Document) -> tuple[Fix, ...]:
    """The fix that writes a file that is JSON for lenient readers as strict JSON; comments are lost by it."""
    changes = strict_spelling(document.text) if document.syntax == "json" and document.root is None else ()
    if not changes:
        return ()
    safety: Safety = "safe" if all(change.kind in _SURE for change in changes) else "unsafe"
    told = joined([_counted(kind, changes) for kind in _RESPELT if any(change.kind == kind for change in changes)])
    return (Fix("strict", safety, f"write strict JSON: {told}", (Edit(document.path, "respell", ()),)),)


def _counted(kind: str, changes: Sequence[Respelling]) -> str:
    """What becomes of the changes of one kind: `take 2 comments out`."""
    count = sum(1 for change in changes if change.kind == kind)
    one, several = _RESPELT[kind]
    return one if count == 1 or not several else several.format(count)


def loose_link(config: Config, link: Link, linked: Linked, rules: Rules) -> list[Diagnostic]:
    """Why a link leads nowhere, where that is worth a word."""
    rule = rules.get(linked.rule or _LINK) if linked.worth_a_word else None
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

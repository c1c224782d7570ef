"""The report for programs. Its form is a contract: `schema_version` changes when a field changes its meaning.

Line ends of files, control characters and all that is no ASCII are escaped, so the text is safe on any terminal.
"""

from __future__ import annotations

import json

from loralint.diagnostics.fault import Fault
from loralint.report.summary import fixable, severities, skipped_count
from loralint.syntax.keypath import format_path
from loralint.version import DOCUMENTATION, __version__
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from loralint.diagnostics.record import Diagnostic, FileReport, Fix
    from loralint.edit.record import Edit
    from loralint.report.options import ReportOptions
    from loralint.run import Run
    from loralint.syntax.node import Position, Span

SCHEMA_VERSION = 1


def render(run: Run, options: ReportOptions) -> str:
    """Everything that was found, notes included."""
    return json_text(run, passed_over=options.passed_over)


def json_text(run: Run, more: Mapping[str, Any] | None = None, passed_over: int = 0) -> str:
    """Everything that was found, notes included; `more` stands before the summary."""
    report = {**run_fields(run), **(more or {}), "summary": summary_fields(run, passed_over)}
    return json.dumps(report, indent=1) + "\n"


def run_fields(run: Run) -> dict[str, Any]:
    """The files and diagnostics of a run."""
    return {
        "schema_version": SCHEMA_VERSION,
        "loralint": __version__,
        "files": [file_fields(file) for file in run.files],
        "diagnostics": [_fields(diagnostic, run) for diagnostic in run.diagnostics],
    }


def _fields(diagnostic: Diagnostic, run: Run) -> dict[str, Any]:
    """One problem with its planned fixes; without them where they cannot be told."""
    try:
        return diagnostic_fields(diagnostic, run.plans.fixes(diagnostic))
    except Exception as error:
        run.plans.faults.append(Fault(f"the report of {diagnostic.rule}", diagnostic.path, error))
        return diagnostic_fields(diagnostic, ())


def file_fields(file: FileReport) -> dict[str, Any]:
    """What became of a file; where it was not checked, why."""
    fields = file._asdict()
    if file.status == "checked" or not file.reason:
        del fields["reason"]
    return fields


def summary_fields(run: Run, passed_over: int = 0) -> dict[str, Any]:
    """The counts of a run; `skipped` also counts files that `files` does not name, such as data sets in a folder."""
    counts = {**severities(run.diagnostics), "skipped": skipped_count(run, passed_over)}
    return {**counts, "fixable": fixable(run)._asdict()}


def diagnostic_fields(diagnostic: Diagnostic, fixes: Sequence[Fix]) -> dict[str, Any]:
    """One problem with its planned fixes."""
    fields: dict[str, Any] = {
        "rule": diagnostic.rule,
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "consequence": diagnostic.consequence,
        "confidence": diagnostic.confidence,
        "message": diagnostic.message,
        "label": diagnostic.label,
        "path": diagnostic.path,
        "key": format_path(diagnostic.key),
        "docs": f"{DOCUMENTATION}/rules/README.md#{diagnostic.rule}",
        "span": span_fields(diagnostic.span),
        "related": [
            {
                "path": related.path,
                "key": format_path(related.key),
                "label": related.label,
                "span": span_fields(related.span),
            }
            for related in diagnostic.related
        ],
        "fixes": [fix_fields(fix) for fix in fixes],
    }
    if diagnostic.parts:
        fields["keys"] = [format_path(key) for key in diagnostic.keys]
    if diagnostic.linked_from is not None:
        fields["linked_from"] = diagnostic.linked_from
    return fields


def fix_fields(fix: Fix) -> dict[str, Any]:
    """One way to repair; `advice` only where there is one."""
    fields: dict[str, Any] = {
        "id": fix.id,
        "safety": fix.safety,
        "description": fix.description,
        "blocked": fix.blocked,
        "edits": [edit_fields(edit) for edit in fix.edits],
        "patches": [patch._asdict() for patch in fix.patches],
    }
    if fix.advice is not None:
        fields["advice"] = fix.advice
    return fields


def edit_fields(edit: Edit) -> dict[str, Any]:
    """One change at a key: `value` for set, insert and comment (old and new), `to` for rename (a key) and move."""
    fields: dict[str, Any] = {"path": edit.path, "op": edit.operation, "key": format_path(edit.key)}
    if edit.operation in ("set", "insert", "comment"):
        fields["value"] = _plain(edit.value)
    if edit.to is not None:
        fields["to"] = edit.to if isinstance(edit.to, str) else format_path(edit.to)
    return fields


def span_fields(span: Span | None) -> dict[str, Any] | None:
    """A stretch of a file: lines and columns from 1 in characters, bytes from 0; the end is exclusive."""
    return None if span is None else {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "byte": position.byte}


def _plain(value: object) -> Any:
    """JSON knows no infinity and no dates: what it cannot say is written as text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)

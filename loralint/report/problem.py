"""One problem for people: heading, frame, why, fixes, and where to read more."""

from __future__ import annotations

from loralint.diagnostics.fault import Fault
from loralint.diagnostics.suppression import UNUSED
from loralint.report.consequences import known_from, sentence
from loralint.report.fold import folded
from loralint.report.frame import frame, remark
from loralint.report.preview import preview
from loralint.report.safe import safe
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loralint.diagnostics.record import Diagnostic, Fix
    from loralint.report.line import Line
    from loralint.report.options import ReportOptions
    from loralint.run import Run


def problem_or_heading(
    diagnostic: Diagnostic, run: Run, framework: str | None, options: ReportOptions, with_docs: bool
) -> list[Line]:
    """One problem; what cannot be drawn is told by its heading, and the others are drawn all the same."""
    try:
        return problem(diagnostic, run, framework, options, with_docs)
    except Exception as error:
        run.plans.faults.append(Fault(f"the report of {diagnostic.rule}", diagnostic.path, error))
        return [*folded(_heading(diagnostic), options.columns), [("frame", "  --> "), ("path", safe(diagnostic.path))]]


def problem(
    diagnostic: Diagnostic, run: Run, framework: str | None, options: ReportOptions, with_docs: bool = True
) -> list[Line]:
    """One problem: heading, frame, consequence, fixes; where to read more the first time that a rule is met."""
    number_width = _number_width(diagnostic)
    columns = options.columns
    lines = [*folded(_heading(diagnostic), columns), *frame(diagnostic, run.documents, columns)]
    if diagnostic.span is not None:
        lines.append([("frame", " " * (number_width + 1) + "|")])
    if framework is not None:
        # A remark is read by loralint and by nobody else.
        own = diagnostic.rule == UNUSED
        why = sentence(diagnostic.consequence, "loralint" if own else diagnostic.actor or framework)
        known = "" if own else known_from(diagnostic.confidence)
        lines += remark(diagnostic.consequence, why, columns, number_width, known)
    for position, fix in enumerate(_worth_showing(diagnostic, run)):
        lines += _fix(diagnostic, fix, position, run, columns)
    if with_docs and framework is not None:
        lines += remark("why", f"loralint explain {diagnostic.rule}", columns, number_width)
    return lines


def _heading(diagnostic: Diagnostic) -> Line:
    return [
        (diagnostic.severity, f"{diagnostic.severity}[{diagnostic.rule}]"),
        ("message", f": {safe(diagnostic.message)}"),
    ]


def _number_width(diagnostic: Diagnostic) -> int:
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    return max([2, *(len(str(span.start.line)) for span in spans if span is not None)])


def _worth_showing(diagnostic: Diagnostic, run: Run) -> Sequence[Fix]:
    """The planned fixes to show: a safe one needs no second way beside it; where the user has to decide, all ways."""
    first = run.plans.fix(diagnostic, diagnostic.fixes[0]) if diagnostic.fixes else None
    if first is not None and first.safety == "safe" and first.blocked is None:
        return (first,)
    return run.plans.fixes(diagnostic)


def _fix(diagnostic: Diagnostic, fix: Fix, position: int, run: Run, columns: int) -> list[Line]:
    word = "fix" if position == 0 else "or"
    number_width = _number_width(diagnostic)
    if fix.safety == "manual":
        return remark(f"{word} (by hand)", fix.advice or fix.description, columns, number_width)
    if fix.blocked is not None:
        return remark(f"{word} (not by loralint)", f"{fix.description}: {fix.blocked}", columns, number_width)
    if position == 0:
        lines = remark(f"fix ({fix.safety})", fix.description, columns, number_width)
        return [*lines, *preview(fix, run.documents, columns)]
    choice = f"  --fix-choice {diagnostic.rule}={fix.id}"
    return remark(f"or ({fix.safety})", fix.description, columns, number_width, choice)

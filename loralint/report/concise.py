"""One line a problem, as editors and `grep` read them: `path:line:column: severity[rule] message`."""

from __future__ import annotations

from loralint.report.compose import join
from loralint.report.safe import safe
from loralint.report.summary import count, last_line, shown
from loralint.report.text import skipped_lines
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.diagnostics.record import Diagnostic
    from loralint.report.line import Line
    from loralint.report.options import ReportOptions
    from loralint.run import Run


def render(run: Run, options: ReportOptions) -> str:
    """Every problem in a line; a clean run and hidden notes are told in one more unless quiet."""
    visible = shown(run.diagnostics, options.notes)
    lines = [concise_line(diagnostic) for diagnostic in visible.diagnostics]
    lines += skipped_lines(run, options.named, options.titles)
    if not options.quiet and not lines and any(file.status == "checked" for file in run.files):
        lines.append([("", last_line(run, visible.hidden, options.passed_over))])
    elif not options.quiet and visible.hidden:
        lines.append([("dim", f"--notes shows {count(visible.hidden, 'note')}")])
    return join(lines, options.colour)


def concise_line(diagnostic: Diagnostic) -> Line:
    """One problem as a line; a suggestion is put behind the message."""
    question, mark, _ = (diagnostic.label or "").partition("?")
    hint = f" ({safe(question)}?)" if mark and question.startswith("did you mean") else ""
    return [
        ("path", place(diagnostic)),
        ("", ": "),
        (diagnostic.severity, f"{diagnostic.severity}[{diagnostic.rule}]"),
        ("", f" {safe(diagnostic.message)}{hint}"),
    ]


def place(diagnostic: Diagnostic) -> str:
    """`path:line:column`, or the path alone where a problem has no place in the file."""
    path = safe(diagnostic.path)
    if diagnostic.span is None:
        return path
    return f"{path}:{diagnostic.span.start.line}:{diagnostic.span.start.column}"

"""The report for people: frames, why, fixes, and what to type next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from loralint.diagnostics.fault import Fault
from loralint.diagnostics.record import Diagnostic, Fix
from loralint.diagnostics.suppression import UNUSED
from loralint.repair.choose_fixes import Wanted, apart, choose
from loralint.report.compose import join
from loralint.report.consequences import known_from, sentence
from loralint.report.fold import folded
from loralint.report.frame import frame, remark
from loralint.report.line import Line
from loralint.report.options import ReportOptions
from loralint.report.preview import preview
from loralint.report.safe import safe
from loralint.report.summary import count, last_line, shown, skipped
from loralint.words.values import either

if TYPE_CHECKING:
    from loralint.run import Run

UNRECOGNISED = "no known framework"
"""The reason for which a file is skipped that any framework might read."""


def render(run: Run, options: ReportOptions) -> str:
    """Every problem with its frame, then how it stands."""
    visible = shown(run.diagnostics, options.notes)
    frameworks = {file.path: options.titles.get(file.framework or "", file.framework) for file in run.files}
    lines: list[Line] = []
    explained: set[str] = set()
    for diagnostic in visible.diagnostics:
        framework = frameworks.get(diagnostic.path)
        lines += _problem_or_heading(diagnostic, run, framework, options, diagnostic.rule not in explained)
        lines.append([])
        explained.add(diagnostic.rule)
    for line in skipped_lines(run, options.named, options.titles):
        lines += folded(line, options.columns)
    lines += _ending(run, visible.hidden, options)
    while lines and not lines[-1]:
        lines.pop()
    return join(lines, options.colour)


def _problem_or_heading(
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


def skipped_lines(run: Run, named: Collection[str], frameworks: Collection[str]) -> list[Line]:
    """A line for each file that the user named and that no framework reads, and one with what to choose from."""
    found = skipped(run.files, named)
    lines: list[Line] = [
        [("path", safe(file.path)), ("", f": skipped, {safe(file.reason) or UNRECOGNISED}")] for file in found
    ]
    if any(file.reason in ("", UNRECOGNISED) for file in found):
        what = "it" if len(found) == 1 else "them"
        lines.append([("command", "--framework NAME"), ("", f" reads {what} as {either(sorted(frameworks))}")])
    return lines


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


def _ending(run: Run, hidden: int, options: ReportOptions) -> list[Line]:
    checked = run.diagnostics or any(file.status == "checked" for file in run.files)
    if options.quiet or not checked:
        return []
    style = "" if len(run.diagnostics) > hidden else "added"
    stands: Line = [(style, last_line(run, hidden, options.passed_over))]
    return [*folded(stands, options.columns), *next_commands(run, options.arguments, options.notes)]


def next_commands(run: Run, arguments: Sequence[str], notes: bool = False) -> list[Line]:
    """The commands that repair what can be repaired; none for standard input, which cannot be named again.

    `--unsafe` is named where it repairs what is left otherwise. Where it repairs no more problems, but others, it
    stands alone: it is about graver ones.
    """
    if "-" in arguments or not any(diagnostic.fixes for diagnostic in run.diagnostics):
        return []
    safe_ones = apart(choose(run.parts, run.plans, Wanted(notes=notes)))
    all_ones = apart(choose(run.parts, run.plans, Wanted(unsafe=True, notes=notes)))
    others = {id(one.diagnostic) for one in all_ones} != {id(one.diagnostic) for one in safe_ones}
    flags = ["--notes"] if notes and any(one.diagnostic.severity == "info" for one in all_ones) else []
    commands = []
    if safe_ones and not (others and len(all_ones) == len(safe_ones)):
        commands.append((command("fix", flags, arguments), f"shows {count(len(safe_ones), 'repair')}"))
    if others and any(one.fix.safety == "unsafe" for one in all_ones):
        commands.append((command("fix", [*flags, "--unsafe"], arguments), f"shows {count(len(all_ones), 'repair')}"))
    return command_lines(commands)


def command(name: str, flags: Sequence[str], arguments: Sequence[str]) -> str:
    """A command that can be typed as it stands."""
    from shlex import quote

    return " ".join(("loralint", name, *flags, *(quote(safe(argument)) for argument in arguments)))


def command_lines(commands: Sequence[tuple[str, str]]) -> list[Line]:
    """Commands with what they do, in two columns."""
    column = max((len(text) for text, _ in commands), default=0)
    return [[("command", f"{text:<{column}}"), ("", f"   {words}")] for text, words in commands]

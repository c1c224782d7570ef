"""The report for people: frames, why, fixes, and what to type next."""

from __future__ import annotations

from loralint.report.compose import join
from loralint.report.fold import folded
from loralint.report.safe import safe
from loralint.report.summary import count, last_line, shown, skipped
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from loralint.report.line import Line
    from loralint.report.options import ReportOptions
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
        from loralint.report.problem import problem_or_heading

        lines += problem_or_heading(diagnostic, run, framework, options, diagnostic.rule not in explained)
        lines.append([])
        explained.add(diagnostic.rule)
    for line in skipped_lines(run, options.named, options.titles):
        lines += folded(line, options.columns)
    lines += _ending(run, visible.hidden, options)
    while lines and not lines[-1]:
        lines.pop()
    return join(lines, options.colour)


def skipped_lines(run: Run, named: Collection[str], frameworks: Collection[str]) -> list[Line]:
    """A line for each file that the user named and that no framework reads, and one with what to choose from."""
    found = skipped(run.files, named)
    lines: list[Line] = [
        [("path", safe(file.path)), ("", f": skipped, {safe(file.reason) or UNRECOGNISED}")] for file in found
    ]
    if any(file.reason in ("", UNRECOGNISED) for file in found):
        from loralint.words.values import either

        what = "it" if len(found) == 1 else "them"
        lines.append([("command", "--framework NAME"), ("", f" reads {what} as {either(sorted(frameworks))}")])
    return lines


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
    # A note that the run stops for another reader is repaired with `--unsafe`.
    asked = [
        one for one in run.diagnostics if notes or one.severity != "info" or one.consequence in ("refused", "crash")
    ]
    if "-" in arguments or not any(diagnostic.fixes for diagnostic in asked):
        return []
    from loralint.repair.choose_fixes import Wanted, apart, choose  # where something can be repaired

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

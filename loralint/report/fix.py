"""What `loralint fix` says: the diff, what was done, what was left and why, and the command for the rest."""

from __future__ import annotations

from loralint.report.compose import join
from loralint.report.concise import place
from loralint.report.diff import diff_lines, shown_on_screen
from loralint.report.fold import folded
from loralint.report.json import fix_fields, json_text
from loralint.report.options import COLUMNS
from loralint.report.safe import safe
from loralint.report.summary import count, skipped_count
from loralint.report.text import command, command_lines, skipped_lines
from loralint.syntax.keypath import format_path
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from loralint.diagnostics.record import Diagnostic, Fix
    from loralint.files.write import FileChange
    from loralint.repair.repair import Left, Repair
    from loralint.report.line import Line


class RepairOptions(NamedTuple):
    """How to print: `written` once the files are changed, `screen` where the diff goes to a terminal."""

    written: bool = False
    unsafe: bool = False
    notes: bool = False
    quiet: bool = False
    colour: bool = False
    columns: int = COLUMNS
    screen: bool = False
    arguments: Sequence[str] = ()
    named: Collection[str] = ()
    passed_over: int = 0
    frameworks: Collection[str] = ()


def render_diff(changes: Iterable[FileChange], options: RepairOptions) -> str:
    """The unified diff alone, empty where nothing changes."""
    lines = diff_lines(changes)
    return join([shown_on_screen(line) for line in lines] if options.screen else lines, options.colour)


def render_repair_summary(repair: Repair, options: RepairOptions) -> str:
    """What was done, what was left and why, and what to type next."""
    if options.quiet:
        return ""
    verb = "written" if options.written else "shown"
    done = [(f"{fix.description} ({fix.safety})", diagnostic) for diagnostic, fix in repair.applied]
    left: dict[str, list[tuple[str, Diagnostic]]] = {}
    for item in repair.left:
        left.setdefault(item.reason, []).append((_reason(item), item.diagnostic))
    lines = skipped_lines(repair.run, options.named, options.frameworks)
    if not done and not left:
        spared = skipped_count(repair.run, options.passed_over)
        more = f"; {count(spared, 'file')} skipped" if spared else ""
        lines += [] if lines else [[("added", f"nothing to repair{more}")]]
        return join([part for line in lines for part in folded(line, options.columns)], options.colour)
    lines += _group(f"{count(len(done), 'repair')} {verb}", done) if done else [[("", "0 repaired")]]
    headings = (
        ("unsafe", "more with --unsafe"),
        ("blocked", "not made"),
        ("conflict", "in conflict with another fix"),
        ("declined", "left as you wished"),
    )
    for needs, heading in headings:
        if needs in left:
            lines += _group(f"{len(left[needs])} {heading}", left[needs])
    known = {needs for needs, _ in headings}
    by_hand = [item for needs, items in left.items() if needs not in known for item in items]
    if by_hand:
        lines += _group(f"{len(by_hand)} left to you", by_hand)
    told = [part for line in lines for part in folded(line, options.columns, 4)]
    return join([*told, *_next(repair, options, bool(left.get("unsafe")))], options.colour)


def render_repair_json(repair: Repair, options: RepairOptions) -> str:
    """The JSON of the state after the repair, with `changes`, `applied` and `left`."""
    more: dict[str, Any] = {
        "written": options.written,
        "changes": [{"path": change.path, "diff": join(diff_lines([change]), False)} for change in repair.changes],
        "applied": [_outcome(diagnostic, fix) for diagnostic, fix in repair.applied],
        "left": [
            {**_outcome(item.diagnostic, item.fix), "needs": item.reason, "reason": item.detail or None}
            for item in repair.left
        ],
    }
    return json_text(repair.run, more, options.passed_over)


def _group(heading: str, items: Sequence[tuple[str, Diagnostic]]) -> list[Line]:
    """One item stands behind its heading, several below it."""
    if len(items) == 1:
        return [[("word", heading), ("", f": {safe(items[0][0])}")]]
    lines: list[Line] = [[("word", f"{heading}:")]]
    lines += [[("", "  "), ("path", place(diagnostic)), ("", f": {safe(words)}")] for words, diagnostic in items]
    return lines


def _reason(item: Left) -> str:
    """What was left: the fix and why, or for what only a person can do, the advice."""
    if item.fix is None:
        return f"{item.diagnostic.message} [{item.diagnostic.rule}]"
    if item.reason == "manual":
        return f"{item.fix.advice or item.fix.description} [{item.diagnostic.rule}]"
    if item.reason == "unsafe" or not item.detail:
        return item.fix.description
    return f"{item.fix.description}: {item.detail}"


def _next(repair: Repair, options: RepairOptions, more: bool) -> list[Line]:
    """The command that writes what was shown, and the one that shows what needs the user's leave."""
    if "-" in options.arguments:
        return []
    notes = ["--notes"] if options.notes else []
    flags = [*notes, *(["--unsafe"] if options.unsafe else [])]
    commands = []
    if repair.changes and not options.written:
        commands.append((command("fix", ["--write", *flags], options.arguments), "writes what was shown"))
    if more and not options.unsafe:
        commands.append((command("fix", [*notes, "--unsafe"], options.arguments), "shows the unsafe ones as well"))
    return command_lines(commands)


def _outcome(diagnostic: Diagnostic, fix: Fix | None) -> dict[str, Any]:
    return {
        "rule": diagnostic.rule,
        "code": diagnostic.code,
        "path": diagnostic.path,
        "key": format_path(diagnostic.key),
        "message": diagnostic.message,
        "fix": None if fix is None else fix_fields(fix),
    }

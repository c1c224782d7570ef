"""`loralint fix`: show the repairs as a diff, or write them.

Standard input is repaired onto standard output (with `--write`), so that an editor can pass its buffer through.
"""

from __future__ import annotations

import os
import sys

from loralint.cli.configure import (
    choices_for,
    exit_code,
    files_for,
    named_by_user,
    repeated,
    settings_for,
    tell_nothing_checked,
    tell_unused_globs,
)
from loralint.cli.failure import OK, PROBLEMS, UsageError
from loralint.cli.fault import told_of_faults
from loralint.cli.output import columns, is_screen, wants_colour, write, write_bytes, write_error
from loralint.cli.progress import progress
from loralint.files.read import STDIN
from loralint.syntax.node import Source
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loralint.cli.options import Options
    from loralint.files.discover import Discovery
    from loralint.files.write import FileChange
    from loralint.repair.choose_fixes import Wanted
    from loralint.repair.repair import Repair
    from loralint.report.fix import RepairOptions
    from loralint.settings.record import Settings


def run_fix(options: Options) -> int:
    """Repair what the options name; the exit code."""
    if options.interactive:
        options = _to_be_asked(options)
    settings = settings_for(options)
    choices = _known_choices(options)
    with progress("looking for configs"):
        found = _found(options, settings)
    tell_unused_globs(options, settings, found)
    if options.interactive:
        repair = _asked(found, settings, options, choices)
    else:
        with progress(f"repairing {len(found.sources)} files"):
            repair = _repaired(found, settings, options, choices)
    _complain_about_choices(repair, choices)
    whole = repair
    if options.write:
        repair = _written(repair, options)
    _print(repair, whole.changes, options, found)
    tell_nothing_checked(repair.run, options, found)
    code = exit_code(repair.run, settings, options, found)
    if code == OK and ((repair.changes and not options.write) or len(repair.changes) < len(whole.changes)):
        code = PROBLEMS
    return told_of_faults(repair.run, code)


def _found(options: Options, settings: Settings) -> Discovery:
    """The files, after what a killed run has left beside them is taken back."""
    found = files_for(options, settings)
    if not options.write:
        return found
    from loralint.files.write import recover

    folders = (os.path.dirname(os.path.realpath(source.path)) for source in found.sources)
    return files_for(options, settings) if recover(folders) else found


def _to_be_asked(options: Options) -> Options:
    """The options of a run that asks, which writes; where it cannot ask, UsageError."""
    if "-" in options.paths or options.format == "json" or not is_screen(sys.stdin):
        raise UsageError(["-i asks on a terminal: it takes no standard input and gives no JSON"])
    return options._replace(write=True)


def _repaired(found: Discovery, settings: Settings, options: Options, choices: Mapping[str, str]) -> Repair:
    from loralint.repair.repair import repair_sources

    return repair_sources(found.sources, settings, _wanted(settings, options, choices), named_by_user(options, found))


def _asked(found: Discovery, settings: Settings, options: Options, choices: Mapping[str, str]) -> Repair:
    from loralint.cli.ask import ask_on_terminal
    from loralint.knowledge.frameworks import titles
    from loralint.repair.asked import repair_asked
    from loralint.report.options import ReportOptions

    how = ReportOptions(colour=wants_colour(options.no_color), columns=columns(), titles=titles())
    wanted = _wanted(settings, options, choices)
    named = named_by_user(options, found)
    return repair_asked(found.sources, settings, wanted, lambda question: ask_on_terminal(question, how), named)


def _wanted(settings: Settings, options: Options, choices: Mapping[str, str]) -> Wanted:
    from loralint.repair.choose_fixes import Wanted

    return Wanted(options.unsafe, options.notes or settings.fail_on == "info", choices)


def _written(repair: Repair, options: Options) -> Repair:
    """Write what is on the disk and reached through no link; standard input is none of it."""
    from loralint.files.write import WriteRefused, write_changes
    from loralint.repair.writable import writable

    stdin = _stdin_name(options)
    repair = writable(repair, stdin)
    try:
        write_changes([change for change in repair.changes if change.path != stdin])
    except WriteRefused as refusal:
        raise UsageError([str(refusal)]) from None
    return repair


def _print(repair: Repair, changes: Sequence[FileChange], options: Options, found: Discovery) -> None:
    from loralint.knowledge.frameworks import framework_names
    from loralint.report.fix import RepairOptions, render_diff, render_repair_json, render_repair_summary

    how = RepairOptions(
        written=options.write,
        unsafe=options.unsafe,
        notes=options.notes,
        quiet=options.quiet,
        colour=wants_colour(options.no_color),
        columns=columns(),
        screen=is_screen(sys.stdout),
        arguments=repeated(options, repair.run),
        named=named_by_user(options, found),
        passed_over=found.passed_over,
        frameworks=framework_names(),
    )
    stdin = _stdin_name(options)
    if options.format == "json":
        write(render_repair_json(repair, how))
    elif options.write and stdin is not None:
        _pass_through(repair, stdin, found, render_repair_summary(repair, how._replace(colour=False)))
    else:
        if not options.interactive:
            _print_diff(render_diff(changes, how), how)
        write(render_repair_summary(repair, how))


def _print_diff(diff: str, how: RepairOptions) -> None:
    """A diff for a program keeps the bytes of the file; on a screen nothing of a file may act."""
    if how.screen:
        write(diff)
    else:
        write_bytes(diff.encode("utf-8", "surrogateescape"))
    if diff and not how.quiet:
        write("\n")


def _pass_through(repair: Repair, stdin: str, found: Discovery, summary: str) -> None:
    """The repaired text of standard input on standard output, what was done on standard error."""
    after = {change.path: change.after for change in repair.changes}
    before = {source.path: source.data for source in found.sources if isinstance(source, Source)}
    write_bytes(after.get(stdin, before.get(stdin, b"")))
    for line in summary.splitlines():
        write_error(line)


def _known_choices(options: Options) -> dict[str, str]:
    choices = choices_for(options.fix_choice)
    if not choices:
        return choices
    from loralint.knowledge.names import known_names
    from loralint.words.nearest import did_you_mean

    known = known_names().rules
    problems = [
        f"--fix-choice: there is no rule {rule}{did_you_mean(rule, known)}" for rule in choices if rule not in known
    ]
    if problems:
        raise UsageError(problems)
    return choices


def _complain_about_choices(repair: Repair, choices: Mapping[str, str]) -> None:
    """A chosen fix that a rule did not offer was surely meant to be another: nothing is written then."""
    problems = []
    for rule, wanted in choices.items():
        diagnostics = [*(item.diagnostic for item in repair.applied), *repair.run.diagnostics]
        offered = [
            fix.id
            for diagnostic in diagnostics
            if rule in (diagnostic.rule, diagnostic.code)
            for fix in diagnostic.fixes
        ]
        if offered and wanted not in offered:
            problems.append(f"--fix-choice {rule}={wanted}: it offers {', '.join(dict.fromkeys(offered))}")
    if problems:
        raise UsageError(problems)


def _stdin_name(options: Options) -> str | None:
    return (options.stdin_filename or STDIN) if "-" in options.paths else None

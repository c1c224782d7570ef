"""`loralint check`: look at files, report, and say by the exit code how it went."""

from __future__ import annotations

from importlib import import_module

from loralint.cli.configure import (
    exit_code,
    files_for,
    named_by_user,
    repeated,
    settings_for,
    tell_nothing_checked,
    tell_unused_globs,
)
from loralint.cli.fault import told_of_faults
from loralint.cli.output import columns, wants_colour, write
from loralint.cli.progress import progress
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from loralint.cli.options import Options
    from loralint.files.discover import Discovery
    from loralint.report.options import ReportOptions
    from loralint.run import Run
    from loralint.settings.record import Settings


def run_check(options: Options) -> int:
    """Check what the options name; the exit code."""
    settings = settings_for(options)
    with progress("looking for configs"):
        found = files_for(options, settings)
    tell_unused_globs(options, settings, found)
    with progress(f"checking {len(found.sources)} files"):
        run = check_found(found, settings, options)
    report = import_module(f"loralint.report.{options.format or settings.format}")
    render: Callable[[Run, ReportOptions], str] = report.render
    write(render(run, report_options(run, options, settings, found)))
    tell_nothing_checked(run, options, found)
    return told_of_faults(run, exit_code(run, settings, options, found))


def check_found(found: Discovery, settings: Settings, options: Options) -> Run:
    """The run over the files that were found."""
    from loralint.run import check_sources

    named = named_by_user(options, found)
    run = check_sources(found.sources, settings, named)
    if not any(fix.is_guess for diagnostic in run.diagnostics for fix in diagnostic.fixes):
        return run
    from loralint.repair.guesses import with_tried_guesses  # for the few files that have guesses

    return with_tried_guesses(run, found.sources, settings, named)


def report_options(run: Run, options: Options, settings: Settings, found: Discovery) -> ReportOptions:
    """How to print."""
    from loralint.knowledge.frameworks import titles
    from loralint.report.options import ReportOptions

    return ReportOptions(
        notes=options.notes or settings.fail_on == "info",
        quiet=options.quiet,
        colour=wants_colour(options.no_color),
        columns=columns(),
        titles=titles(),
        named=named_by_user(options, found),
        passed_over=found.passed_over,
        arguments=repeated(options, run),
    )

"""From Options to what a run needs: the settings in force and the files to look at."""

from __future__ import annotations

import os

from loralint.cli.failure import OK, PROBLEMS, USAGE, UsageError
from loralint.config.candidates import candidates
from loralint.diagnostics.record import SEVERITY_RANK
from loralint.files.discover import discover
from loralint.files.paths import is_inside
from loralint.knowledge.settings_check import explain_settings
from loralint.report.summary import count, skipped, skipped_count
from loralint.settings.load import load_settings, override
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loralint.cli.options import Options
    from loralint.files.discover import Discovery
    from loralint.run import Run
    from loralint.settings.record import Settings


def settings_for(options: Options) -> Settings:
    """The settings file with the command line over it. Raises SettingsError, or UsageError for names of nothing."""
    settings = override(
        load_settings(".", explain_settings, options.config, options.assignments),
        select=options.select,
        ignore=options.ignore,
        framework=options.framework,
        per_file_framework={} if options.framework else None,
        fail_on=options.fail_on,
        strict=options.strict or None,
    )
    if not _names_anything(settings):
        return settings
    from loralint.cli.output import write_error
    from loralint.knowledge.names import known_names
    from loralint.settings.names import by_rule_name, former_names, name_problems, with_present_names

    known = known_names(with_classes=bool(settings.per_file_framework))
    for words in former_names(settings, known):
        write_error(f"loralint: {words}")
    settings = with_present_names(settings, known)
    problems = name_problems(settings, known)
    if problems:
        raise UsageError(problems)
    return by_rule_name(settings, known)


def check_framework(name: str | None) -> None:
    """Raise UsageError for a `--framework` that does not exist."""
    if name is None:
        return
    from loralint.knowledge.frameworks import framework_names
    from loralint.settings.names import no_framework

    if name not in framework_names():
        raise UsageError([f"--framework: {no_framework(name, framework_names())}"])


def files_for(options: Options, settings: Settings) -> Discovery:
    """The files that the command names, or those below the working directory."""
    return discover(
        options.paths or (".",),
        settings.selection(),
        options.stdin_filename,
        from_hook=options.skip_unknown,
        may_be_config=candidates(settings),
    )


def tell_unused_globs(options: Options, settings: Settings, found: Discovery) -> None:
    """Say which globs of the settings fit no file, where the whole project was looked through."""
    if options.skip_unknown or settings.file is None:
        return
    if not any(os.path.isdir(path) and is_inside(settings.root, path) for path in options.paths or (".",)):
        return
    from loralint.cli.output import write_error
    from loralint.settings.load import place_of

    for table, glob in settings.unused_globs(source.path for source in found.sources):
        where = place_of(settings, (table, glob))
        write_error(f'loralint: {where}: {table}: no file here fits "{glob}"')


def repeated(options: Options, run: Run) -> tuple[str, ...]:
    """The arguments that the next command has to repeat to speak of the same.

    A hook is given every file of a commit: there only those with problems are named again.
    """
    flags = [("--config", options.config), ("--framework", options.framework)]
    values = [part for flag, value in flags if value is not None for part in (flag, value)]
    values += ["--strict"] if options.strict else []
    lists = (("--select", options.select), ("--ignore", options.ignore), ("--set", options.assignments))
    values += [part for flag, items in lists for item in items for part in (flag, item)]
    concerned = {diagnostic.linked_from or diagnostic.path for diagnostic in run.diagnostics}
    paths = sorted(concerned & set(options.paths)) if options.skip_unknown else options.paths
    return (*values, *paths)


def named_by_user(options: Options, found: Discovery) -> frozenset[str]:
    """The paths that the user typed, such as {"config.yaml"}; none in a hook, where a tool gave them.

    One telling key is enough to recognise such a file, and what cannot be checked is said.
    """
    return frozenset() if options.skip_unknown else found.named


def tell_nothing_checked(run: Run, options: Options, found: Discovery) -> None:
    """Warn of a run that found no config at all: whoever gives it a folder believes that there are some."""
    judged = run.diagnostics or run.all_faults or any(file.status == "checked" for file in run.files)
    if judged or options.skip_unknown or found.missing or skipped(run.files, found.named):
        return
    from loralint.cli.output import write_error

    spared = skipped_count(run, found.passed_over)
    more = f"; {count(spared, 'file')} skipped" if spared else ""
    write_error(f"loralint: warning: nothing was checked: no config of a known framework is there{more}")


def exit_code(run: Run, settings: Settings, options: Options, found: Discovery) -> int:
    """0, 1 or 2 for what a run found."""
    if found.missing:
        return USAGE
    if not options.skip_unknown and skipped(run.files, found.named):
        return USAGE
    return PROBLEMS if reaches(run, settings.fail_on) else OK


def reaches(run: Run, fail_on: str) -> bool:
    """Is anything at or above the severity that fails?"""
    if fail_on == "never":
        return False
    limit: int = {**SEVERITY_RANK}[fail_on]  # type: ignore[index]
    return any(SEVERITY_RANK[diagnostic.severity] <= limit for diagnostic in run.diagnostics)


def choices_for(pairs: Sequence[str]) -> dict[str, str]:
    """`RULE=FIX` pairs as a mapping. Raises UsageError."""
    choices = {}
    problems = []
    for pair in pairs:
        rule, separator, fix = pair.partition("=")
        if separator and rule.strip() and fix.strip():
            choices[rule.strip()] = fix.strip()
        else:
            problems.append(f"--fix-choice {pair}: write RULE=FIX")
    if problems:
        raise UsageError(problems)
    return choices


def _names_anything(settings: Settings) -> bool:
    """Is there a name to look up? Without one the catalogue need not be loaded."""
    return any(
        (
            settings.select,
            settings.ignore,
            settings.framework,
            settings.rules,
            settings.versions,
            settings.per_file_ignores,
            settings.per_file_framework,
        )
    )

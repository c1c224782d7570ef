"""The command line: parse, run one command, and turn whatever happens into an exit code.

| code | meaning |
|---|---|
| 0 | nothing at or above `--fail-on`; with a warning, no config in a folder |
| 1 | problems, or a diff that was shown and not written |
| 2 | wrong usage or settings; a named path that is not there or file of no known framework; rules with a mistake |
| 3 | a fault of loralint's own |
| 130 | interrupted |
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

try:
    # A wheel has the modules of every check in one file.
    import loralint.start  # type: ignore[import-not-found]  # noqa: F401
except ModuleNotFoundError as missing:
    if missing.name != "loralint.start":
        raise
from loralint.cli.failure import INTERRUPTED, OK, USAGE, UsageError
from loralint.cli.options import choice_problems
from loralint.cli.output import write_error
from loralint.cli.quick import parse_plain
from loralint.settings.load import SettingsError
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loralint.cli.options import Options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; the exit code."""
    code = OK
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments)
        code = run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except KeyboardInterrupt:
        return INTERRUPTED
    except (UsageError, SettingsError) as error:
        for problem in error.problems:
            write_error(f"loralint: {problem}")
        return USAGE
    except SystemExit as stop:  # the parser's: help, or wrong usage
        return stop.code if isinstance(stop.code, int) else USAGE
    except Exception as error:
        from loralint.cli.fault import tell_fault

        return tell_fault(error)
    return code


def parse(arguments: Sequence[str]) -> Options:
    """From arguments to Options; typer is loaded here and nowhere else, and only for what is not plain."""
    plain = parse_plain(arguments)
    if plain is not None:
        return plain
    from loralint.cli.app import parse

    return parse(arguments)


def run(options: Options) -> int:
    """Run one command, loading no other."""
    problems = choice_problems(options)
    if problems:
        raise UsageError(problems)
    _say_that_data_have_changed()
    module = import_module(f"loralint.cli.{options.command}")
    command: Callable[[Options], int] = getattr(module, f"run_{options.command}")
    return _told_of_data(options.command, command(options))


def _say_that_data_have_changed() -> None:
    """In a source tree the first command after a change reads all rules and schemas, which takes some seconds."""
    from loralint.knowledge.data import is_stale

    if is_stale():
        write_error("loralint: rules or schemas have changed; they are checked and compiled anew (some seconds)")


def _told_of_data(command: str, code: int) -> int:
    """A rule or a framework that cannot be used is left out; the rest has run, but the verdict is not whole."""
    if command not in ("check", "fix"):
        return code
    from loralint.knowledge.rules import data_errors

    errors = data_errors()
    for error in errors:
        write_error(f"loralint: {error['path']}:{error['line']}:{error['column']}: {error['message']}")
    return USAGE if errors else code


def _drop_output() -> None:
    """Whoever read our output has gone (`loralint check | head`): say nothing more, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

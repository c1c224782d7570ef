"""Counting what a run found, and saying it in a line."""

from __future__ import annotations

from collections import Counter

from loralint.diagnostics.record import SEVERITY_RANK
from loralint.report.safe import safe
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from loralint.diagnostics.record import Diagnostic, FileReport, Fix
    from loralint.run import Run

_NAMED_FILES = 2
"""So many files with problems are named in the last line; more are counted."""


class Shown(NamedTuple):
    """What a report prints, and how many notes it keeps back."""

    diagnostics: tuple[Diagnostic, ...]
    hidden: int


class Fixable(NamedTuple):
    """How many problems the tool can repair: at once, and with `--unsafe`."""

    safe: int
    unsafe: int


def shown(diagnostics: Sequence[Diagnostic], notes: bool) -> Shown:
    """Notes are kept back unless asked for."""
    kept = tuple(diagnostic for diagnostic in diagnostics if notes or diagnostic.severity != "info")
    return Shown(kept, len(diagnostics) - len(kept))


def preferred(fixes: Sequence[Fix]) -> Fix | None:
    """Of planned fixes the one that `loralint fix` makes, or makes with `--unsafe`; None where it makes none."""
    usable = [fix for fix in fixes if fix.edits and fix.blocked is None and fix.safety != "manual"]
    return next((fix for fix in usable if fix.safety == "safe"), usable[0] if usable else None)


def fixable(run: Run) -> Fixable:
    """How many problems have a safe fix, and how many more an unsafe one alone."""
    planned = map(run.plans.fixes, run.diagnostics)
    kinds = Counter(fix.safety for fixes in planned if (fix := preferred(fixes)) is not None)
    return Fixable(kinds["safe"], kinds["unsafe"])


def severities(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    """How many of each severity, the gravest first, also where there are none."""
    counted = Counter(diagnostic.severity for diagnostic in diagnostics)
    return {severity: counted[severity] for severity in sorted(SEVERITY_RANK, key=SEVERITY_RANK.__getitem__)}


def skipped(files: Iterable[FileReport], named: Collection[str]) -> list[FileReport]:
    """The files that the user named and that no framework reads."""
    return [file for file in files if file.status == "skipped" and file.path in named]


def skipped_count(run: Run, passed_over: int) -> int:
    """How many files were not checked, since they are of no known framework or no configs at all."""
    return passed_over + sum(file.status == "skipped" for file in run.files)


def last_line(run: Run, hidden: int, passed_over: int = 0) -> str:
    """The line that says how it stands, such as `1 error, 2 warnings in a.yaml (axolotl 0.21.0); 3 files skipped`.

    Notes that are `hidden` are no more than counted.
    """
    told = [one for one in run.diagnostics if not hidden or one.severity != "info"]
    spared = skipped_count(run, passed_over)
    more = [f"{count(spared, 'file')} skipped"] if spared else []
    more += [f"--notes shows {count(hidden, 'note')}"] if hidden else []
    return "; ".join((_how_it_stands(run, told), *more))


def _how_it_stands(run: Run, told: Sequence[Diagnostic]) -> str:
    counts = severities(told)
    words = {"error": "error", "warning": "warning", "info": "note"}
    parts = [count(number, words[severity]) for severity, number in counts.items() if number]
    checked = [file for file in run.files if file.status == "checked"]
    if not parts:
        frameworks = Counter(file.framework for file in checked if file.framework)
        total = ", ".join(f"{name} {number}" for name, number in sorted(frameworks.items()))
        stands = "not wholly checked: loralint fails on it" if run.all_faults else "no problems"
        return f"{count(len(checked), 'file')}, {stands}" + (f" ({total})" if total else "")
    versions = sorted({f"{file.framework} {file.version}" for file in checked if file.framework})
    return f"{', '.join(parts)} in {_files(told)}" + (f" ({', '.join(versions)})" if versions else "")


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _files(diagnostics: Iterable[Diagnostic]) -> str:
    paths = dict.fromkeys(diagnostic.path for diagnostic in diagnostics)
    if len(paths) > _NAMED_FILES:
        return f"{len(paths)} files"
    return " and ".join(safe(path) for path in paths)

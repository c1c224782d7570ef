"""What came of a guess is looked at before it is shown: a right name or place that makes a new problem is no repair."""

from __future__ import annotations

from loralint.config.project import Project
from loralint.repair.apply import apply, with_files
from loralint.repair.choose_fixes import Chosen
from loralint.repair.verify import broken
from loralint.run import check_sources, new_shared
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from loralint.diagnostics.record import Diagnostic, Fix
    from loralint.edit.record import Edit
    from loralint.files.read import UnreadableFile
    from loralint.run import Run, Shared
    from loralint.settings.record import Settings
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Source

MOST_TRIED = 20
"""Guesses of one file that are tried: each checks the file again."""


def with_tried_guesses(
    run: Run, sources: Sequence[Source | UnreadableFile], settings: Settings, named: Collection[str] = ()
) -> Run:
    """The same run, whose guesses are tried out in memory when somebody asks for them."""
    tried = _Trial(run, sources, settings, named, new_shared())
    return run._replace(plans=run.plans.tried_by(tried.problem))


class _Trial:
    """Guesses of one run, each made alone and checked again with the files that it concerns."""

    def __init__(
        self,
        run: Run,
        sources: Sequence[Source | UnreadableFile],
        settings: Settings,
        named: Collection[str],
        shared: Shared,
    ) -> None:
        self._run = run
        self._sources = {source.path: source for source in sources}
        self._settings = settings
        self._named = named
        self._shared = shared
        self._tried: dict[str, int] = {}
        self._known = {(part.code, part.message) for part in run.parts}
        self._parts: dict[str, list[Diagnostic]] = {}
        for part in run.parts:
            self._parts.setdefault(part.path, []).append(part)
        self._files = {report.path: report for report in run.files}

    def problem(self, diagnostic: Diagnostic, fix: Fix) -> str | None:
        """Why the files would not be better with this fix; None where they are, or where too many were tried before."""
        self._tried[diagnostic.path] = self._tried.get(diagnostic.path, 0) + 1
        if self._tried[diagnostic.path] > MOST_TRIED:
            return None
        chosen = Chosen(diagnostic, fix)
        applied = apply([chosen], self._run.documents, Project(parsed=self._shared.parsed).parse)
        if applied.refused:
            return applied.refused[0][1]
        concerned = {diagnostic.linked_from or diagnostic.path, diagnostic.path, *applied.files}
        given = with_files([self._sources[path] for path in sorted(concerned & self._sources.keys())], applied.files)
        after = check_sources(given, self._settings, self._named, self._shared)
        return broken(self._before(after), after, [chosen]) or self._next_problem(fix, after)

    def _before(self, after: Run) -> Run:
        """The run as far as it speaks of the files of another: one of many files has thousands of diagnostics."""
        paths = {report.path for report in after.files} | {part.path for part in after.parts}
        files = tuple(self._files[path] for path in paths if path in self._files)
        parts = tuple(part for path in paths for part in self._parts.get(path, ()))
        return self._run._replace(files=files, diagnostics=parts)

    def _next_problem(self, fix: Fix, after: Run) -> str | None:
        """What is then wrong with the very keys that the guess wrote, and does not mend itself."""
        written = {(edit.path, key) for edit in fix.edits for key in _written(edit)}
        for diagnostic in after.parts:
            is_new = diagnostic.severity != "info" and (diagnostic.code, diagnostic.message) not in self._known
            mends_itself = any(fix.safety == "safe" for fix in diagnostic.fixes)
            if is_new and not mends_itself and (diagnostic.path, diagnostic.key) in written:
                return f"it would bring another problem: {diagnostic.message}"
        return None


def _written(edit: Edit) -> tuple[Path, ...]:
    """The keys under which an edit leaves a value."""
    if isinstance(edit.to, tuple):
        return (edit.to,)
    return () if edit.operation == "remove" else (edit.key if edit.to is None else (*edit.key[:-1], edit.to),)

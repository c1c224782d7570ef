"""From the edits of fixes to patches, when somebody asks for them; with the reason where a fix cannot be made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os.path import realpath

from loralint.diagnostics.fault import Fault
from loralint.diagnostics.record import Diagnostic, Fix
from loralint.edit.record import EditRefused
from loralint.syntax.node import Source
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from loralint.edit.record import Edit, Patch
    from loralint.syntax.node import Document

WORK = 150_000
"""Characters of one file that are read again to plan its fixes, each edit once: thousands would take minutes."""
ALWAYS_PLANNED = 10
"""Fixes, of so many edits at most, that are planned however long the file is."""
_TOO_MANY = "the file has so many problems that the first ones are repaired before this"

FindReferrers = Callable[[str], Sequence[Source]]
Try = Callable[[Diagnostic, Fix], "str | None"]
"""Makes a fix in memory and says what is wrong with the result."""


def _nobody(_path: str) -> Sequence[Source]:
    return ()


class Plans:
    """The fixes of a run's diagnostics, each worked out when it is first asked for, and once.

    A fix without patches of its own is planned on `documents`; files that are `shipped` with a framework are not
    edited. `referrers` gives the configs of the project that name a file.
    """

    def __init__(
        self,
        documents: Mapping[str, Document] | None = None,
        shipped: Collection[str] = (),
        referrers: FindReferrers = _nobody,
    ) -> None:
        self._documents = documents or {}
        self._shipped = shipped
        self._referrers = referrers
        self._known: dict[int, tuple[Fix, Fix]] = {}
        self._planned_for: dict[str, tuple[int, int]] = {}
        self._try: Try | None = None
        self.faults: list[Fault] = []
        """What failed when a fix was planned or shown."""

    def tried_by(self, try_out: Try) -> Plans:
        """The same plans, in which a guess that makes a new problem is blocked; it is tried when it is asked for."""
        plans = object.__new__(Plans)
        plans.__dict__.update(self.__dict__, _known={}, _try=try_out)
        return plans

    def fixes(self, diagnostic: Diagnostic) -> tuple[Fix, ...]:
        """All fixes of a diagnostic, planned."""
        return tuple(self.fix(diagnostic, fix) for fix in diagnostic.fixes)

    def fix(self, diagnostic: Diagnostic, fix: Fix) -> Fix:
        """One of a diagnostic's fixes with its patches, or with `blocked` where it cannot be made."""
        if not fix.edits or fix.patches or fix.blocked is not None or diagnostic.path not in self._documents:
            return fix
        known = self._known.get(id(fix))
        if known is None:
            # The fix is kept beside its plan, so that no other one can take its identity.
            known = self._known[id(fix)] = (fix, self._guarded(diagnostic, fix))
        return known[1]

    def _guarded(self, diagnostic: Diagnostic, fix: Fix) -> Fix:
        try:
            return self._tried(diagnostic, self._planned(diagnostic, fix))
        except Exception as error:
            self.faults.append(Fault(f"the repair of {diagnostic.rule}", diagnostic.path, error))
            return fix._replace(blocked="loralint fails to plan it")

    def _tried(self, diagnostic: Diagnostic, planned: Fix) -> Fix:
        if self._try is None or not planned.is_guess or planned.blocked is not None:
            return planned
        problem = self._try(diagnostic, planned)
        return planned if problem is None else planned._replace(patches=(), blocked=problem)

    def _planned(self, diagnostic: Diagnostic, fix: Fix) -> Fix:
        if not self._has_time(diagnostic.path, fix):
            return fix._replace(blocked=_TOO_MANY)
        home = diagnostic.linked_from or diagnostic.path
        patches: list[Patch] = []
        for path in dict.fromkeys(edit.path for edit in fix.edits):
            if path in self._shipped:
                return fix._replace(blocked=f"{path} comes with the framework; make a copy of your own")
            if diagnostic.linked_from is not None or path != diagnostic.path:
                fix = self._shared_by(fix, path, home)
            try:
                patches += _plan(self._documents[path], [edit for edit in fix.edits if edit.path == path])
            except EditRefused as refusal:
                return fix._replace(blocked=str(refusal))
        return fix._replace(patches=tuple(patches))

    def _has_time(self, path: str, fix: Fix) -> bool:
        """Is there time to plan one more fix of a file?"""
        count, work = self._planned_for.get(path, (0, 0))
        own = sum(len(self._documents[edit.path].text) for edit in fix.edits if edit.path in self._documents)
        is_small = len(fix.edits) <= ALWAYS_PLANNED or own <= WORK
        if work + own > WORK and not (count < ALWAYS_PLANNED and is_small):
            return False
        self._planned_for[path] = count + 1, work + own
        return True

    def _shared_by(self, fix: Fix, path: str, home: str) -> Fix:
        """A fix that reaches into a linked file is unsafe as soon as another config of the project reads that file."""
        others = [source.path for source in self._referrers(path) if realpath(source.path) != realpath(home)]
        if not others:
            return fix
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        safety = "unsafe" if fix.safety == "safe" else fix.safety
        verb = "read" if more else "reads"
        return fix._replace(safety=safety, description=f"{fix.description} ({others[0]}{more} {verb} {path} too)")


def _plan(document: Document, edits: Sequence[Edit]) -> tuple[Patch, ...]:
    from loralint.edit.editor import plan  # loaded where a fix is shown or made

    return plan(document, edits)

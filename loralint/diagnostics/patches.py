"""From the edits of a diagnostic's fixes to patches, with the reason where a fix cannot be made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from loralint.diagnostics.record import Diagnostic, Fix
from loralint.edit.record import Edit, Patch
from loralint.syntax.node import Document, Source

MOST_PLANNED = 200
"""Problems of one file whose fixes are planned: each reads the file again, so that thousands would take minutes."""
_TOO_MANY = "the file has so many problems that the first ones are repaired before this"


def plan_all(
    found: Sequence[Diagnostic],
    documents: Mapping[str, Document],
    shipped: Collection[str],
    readers: Callable[[str], Sequence[Source]],
) -> list[Diagnostic]:
    """The diagnostics with their fixes worked out, in each file the first `MOST_PLANNED`; the others are blocked."""
    planned_in: dict[str, int] = {}
    result = []
    for diagnostic in found:
        if any(fix.edits for fix in diagnostic.fixes):
            planned_in[diagnostic.path] = planned_in.get(diagnostic.path, 0) + 1
        if planned_in.get(diagnostic.path, 0) > MOST_PLANNED:
            blocked = (fix._replace(blocked=_TOO_MANY) if fix.edits else fix for fix in diagnostic.fixes)
            result.append(diagnostic._replace(fixes=tuple(blocked)))
        else:
            result.append(_planned_fixes(diagnostic, documents, shipped, readers))
    return result


def _planned_fixes(
    diagnostic: Diagnostic,
    documents: Mapping[str, Document],
    shipped: Collection[str],
    readers: Callable[[str], Sequence[Source]],
) -> Diagnostic:
    """The diagnostic with its fixes worked out.

    A fix that reaches into a linked file is unsafe as soon as another config of the project reads that file.
    """
    if not diagnostic.fixes:
        return diagnostic
    home = diagnostic.linked_from or diagnostic.path
    fixes = [_planned(fix, home, diagnostic, documents, shipped, readers) for fix in diagnostic.fixes]
    return diagnostic._replace(fixes=tuple(fixes))


def _planned(
    fix: Fix,
    home: str,
    diagnostic: Diagnostic,
    documents: Mapping[str, Document],
    shipped: Collection[str],
    readers: Callable[[str], Sequence[Source]],
) -> Fix:
    from loralint.edit.editor import plan
    from loralint.edit.record import EditRefused

    if not fix.edits:
        return fix
    patches: list[Patch] = []
    for path in dict.fromkeys(edit.path for edit in fix.edits):
        if path in shipped:
            return fix._replace(blocked=f"{path} comes with the framework; make a copy of your own")
        if (path != home and diagnostic.linked_from is not None) or path != diagnostic.path:
            fix = _with_readers(fix, path, home, readers)
        try:
            patches += plan(documents[path], _of(fix.edits, path))
        except EditRefused as refusal:
            return fix._replace(blocked=str(refusal))
    return fix._replace(patches=tuple(patches))


def _of(edits: Sequence[Edit], path: str) -> list[Edit]:
    return [edit for edit in edits if edit.path == path]


def _with_readers(fix: Fix, path: str, home: str, readers: Callable[[str], Sequence[Source]]) -> Fix:
    from os.path import realpath

    others = [source.path for source in readers(path) if realpath(source.path) != realpath(home)]
    if not others:
        return fix
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    safety = "unsafe" if fix.safety == "safe" else fix.safety
    verb = "read" if more else "reads"
    return fix._replace(safety=safety, description=f"{fix.description} ({others[0]}{more} {verb} {path} too)")

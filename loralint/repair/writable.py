"""What of a repair may be written: no file that a link leads to, be it inside the project or out of it."""

from __future__ import annotations

import os

from loralint.files.write import leads_elsewhere
from loralint.repair.repair import Left
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.repair.choose_fixes import Chosen
    from loralint.repair.repair import Repair


def writable(repair: Repair, stdin: str | None = None) -> Repair:
    """The repair without the fixes that reach a file through a link; these are left, with the file to name.

    What stands for standard input (`stdin`) is no file.
    """
    paths = [change.path for change in repair.changes if change.path != stdin]
    held = {path: real for path in paths if (real := leads_elsewhere(path)) is not None}
    if not held:
        return repair
    reached = _with_ties(set(held), repair)
    kept = [one for one in repair.applied if not reached & _paths(one)]
    left = [
        Left(one.diagnostic, one.fix, "blocked", _why(held, one)) for one in repair.applied if reached & _paths(one)
    ]
    changes = tuple(change for change in repair.changes if change.path not in reached)
    return repair._replace(changes=changes, applied=tuple(kept), left=(*left, *repair.left))


def _with_ties(paths: set[str], repair: Repair) -> set[str]:
    """Files that one fix edits together are written together or not at all."""
    found = set(paths)
    while more := {path for one in repair.applied if found & _paths(one) for path in _paths(one)} - found:
        found |= more
    return found


def _paths(one: Chosen) -> set[str]:
    return {edit.path for edit in one.fix.edits}


def _why(held: dict[str, str], one: Chosen) -> str:
    path = next((path for path in sorted(_paths(one)) if path in held), min(held))
    kind = "a link to" if os.path.islink(path) else "reached through a link: it is"
    return f"{path} is {kind} {held[path]}, and is not written; name that file itself"

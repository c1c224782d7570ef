"""Does a repair hold? The files are checked again, and what was found before is compared with what is found now."""

from __future__ import annotations

from loralint.diagnostics.suppression import UNUSED
from loralint.syntax.keypath import names_in
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loralint.repair.choose_fixes import Chosen
    from loralint.run import Run


def broken(before: Run, after: Run, made: Sequence[Chosen]) -> str | None:
    """Why the result of some fixes cannot stand; None where it can."""
    remaining = {diagnostic.identity for diagnostic in after.parts}
    for one in made:
        if one.diagnostic.identity in remaining and not _moved(one, after):
            return "the problem would remain"
    known = {(diagnostic.code, diagnostic.path, diagnostic.message) for diagnostic in before.parts}
    troubled = {(diagnostic.path, diagnostic.key) for diagnostic in before.parts}
    # What was said of one item of a list may then be said of the next.
    listed = {(diagnostic.code, diagnostic.path, names_in(diagnostic.key)) for diagnostic in before.parts}
    unread = {report.path for report in before.files if report.status == "failed"}
    for diagnostic in after.parts:
        if diagnostic.path in unread:
            continue  # it was there before, and nobody could see it
        new = (diagnostic.code, diagnostic.path, diagnostic.message) not in known
        new &= (diagnostic.code, diagnostic.path, names_in(diagnostic.key)) not in listed
        grave = diagnostic.severity != "info" and diagnostic.rule != UNUSED  # the next pass removes such a remark
        if new and grave and (diagnostic.path, diagnostic.key) not in troubled:
            return f"it would bring another problem: {diagnostic.message}"
    return _no_longer_judged(before, after)


def _no_longer_judged(before: Run, after: Run) -> str | None:
    """A file that nobody reads any more has no problems either: that is no repair."""
    checked = {report.path for report in before.files if report.status == "checked"}
    for report in after.files:
        if report.path in checked and report.status == "failed":
            return "the file could not be read afterwards"
        if report.path in checked and report.status == "skipped":
            return "nothing would tell any more whose file it is"
    return "a rule would fail on the result" if len(after.faults) > len(before.faults) else None


def _moved(one: Chosen, after: Run) -> bool:
    """After an item of a list is gone, the next one stands in its place and may have the same problem."""
    return any(
        diagnostic.message != one.diagnostic.message
        for diagnostic in after.parts
        if diagnostic.identity == one.diagnostic.identity
    )

"""A fault of loralint's own, told in one line."""

from __future__ import annotations

import os

from loralint.cli.failure import FAULT
from loralint.cli.output import write_error
from loralint.diagnostics.has_remarks import has_remarks
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.run import Run

TRACEBACK = "LORALINT_TRACEBACK"


def tell_fault(error: Exception, what: str = "a fault of its own") -> int:
    """Say what failed and how to report it, with the traceback where LORALINT_TRACEBACK asks for it; the exit code."""
    if os.environ.get(TRACEBACK):
        import traceback

        traceback.print_exception(type(error), error, error.__traceback__)
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else ""
    write_error(
        f"loralint: {what}: {type(error).__name__}: {error}{where}; please report it with what {TRACEBACK}=1 prints"
    )
    return FAULT


def tell_former_names(run: Run) -> None:
    """Remarks that name a rule as it was once called still work; the user is told the present name."""
    for path, document in run.documents.items():
        if has_remarks(document):
            from loralint.diagnostics.suppression import named_in_remarks
            from loralint.knowledge.rules import renamed_rules
            from loralint.settings.names import renaming_words

            for words in renaming_words(named_in_remarks(document), renamed_rules()):
                write_error(f"loralint: {path}: {words}")


def told_of_faults(run: Run, code: int) -> int:
    """A part that failed has said nothing; the others have, but the verdict is not whole."""
    tell_former_names(run)
    for fault in run.all_faults:
        code = tell_fault(fault.error, f"a fault of its own in {fault.what} on {fault.path}")
    return code

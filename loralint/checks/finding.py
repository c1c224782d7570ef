"""What a check in code finds; the engine turns it into a Diagnostic by its rule's file."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.diagnostics.record import Consequence, Fix, Severity
    from loralint.syntax.keypath import Path


class Finding(NamedTuple):
    """A problem of the shape. `key` is a path in the document; `start`, `end` are characters of its text."""

    rule: str
    consequence: Consequence
    message: str
    key: Path
    start: int
    end: int
    label: str | None = None
    fixes: tuple[Fix, ...] = ()
    depends_on_form: bool = False
    """May it be right in another form of its section? An old key is refused in every form."""
    uncertain: tuple[Path, ...] = ()
    """Keys that this one may have been meant for: nobody knows their value until it is spelt right."""
    is_alone: bool = False
    """Is it told with none but its like in other items of a list, where the rule's others are told together?"""
    severity: Severity | None = None
    """Where it differs from that of the rule and the consequence."""

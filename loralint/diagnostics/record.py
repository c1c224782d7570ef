"""The records that flow from the checks to the reports. Frozen; nothing here does anything."""

from __future__ import annotations

from loralint.syntax.keypath import Path
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    from loralint.edit.record import Edit, Patch
    from loralint.syntax.node import Span

    Severity = Literal["error", "warning", "info"]
    Consequence = Literal["refused", "crash", "ignored", "harm", "deprecated", "note"]
    Safety = Literal["safe", "unsafe", "manual"]
    Status = Literal["checked", "failed", "skipped"]

Identity = tuple[str, str, Path]
"""What makes two diagnostics of two runs the same problem: code, path and key."""

DEFAULT_SEVERITY: dict[Consequence, Severity] = {
    "refused": "error",
    "crash": "error",
    "ignored": "warning",
    "harm": "warning",
    "deprecated": "warning",
    "note": "info",
}
SEVERITY_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class Fix(NamedTuple):
    """A way to repair.

    `advice` is for manual ones, `blocked` says why the tool cannot apply it. Once unsafe fixes are allowed, one with
    `instead_of` is chosen before the fix of that id. `is_guess` says that it takes a key or value for another one that
    the file does not name.
    """

    id: str
    safety: Safety
    description: str
    edits: tuple[Edit, ...] = ()
    patches: tuple[Patch, ...] = ()
    advice: str | None = None
    blocked: str | None = None
    instead_of: str | None = None
    is_guess: bool = False


class Related(NamedTuple):
    """A second place that belongs to the problem, perhaps in another file."""

    path: str
    key: Path
    label: str
    span: Span | None


class Merge(NamedTuple):
    """What is told together: all of one `topic` in a file, in a section, at one key of all items of a list, or that has
    one label.

    `message` has the fields `count`, `keys`, `section` and `framework`; `mixed` puts errors and warnings
    together, and those of a linked file to those of the file that names it.
    """

    topic: str
    message: str
    by: Literal["file", "section", "key", "label"] = "file"
    mixed: bool = False
    advice: str | None = None
    """What a person can do about all of them; with it the message says all that they say."""


class Diagnostic(NamedTuple):
    """One problem at one place, or several that are told together (`parts`)."""

    rule: str
    code: str
    severity: Severity
    consequence: Consequence
    confidence: str
    message: str
    path: str
    key: Path
    span: Span | None
    label: str | None = None
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    linked_from: str | None = None
    merge: Merge | None = None
    actor: str | None = None
    """Who does it, where it is not the framework itself: `accelerate`."""
    parts: tuple[Diagnostic, ...] = ()

    @property
    def identity(self) -> Identity:
        """What a problem keeps when the file around it changes, such as `("LL101", "config.yaml", ("lora_rnak",))`."""
        return self.code, self.path, self.key

    @property
    def keys(self) -> tuple[Path, ...]:
        """The keys that it stands for: its own, or those of its parts."""
        return tuple(dict.fromkeys(part.key for part in self.parts)) or (self.key,)


class FileReport(NamedTuple):
    """What became of one file."""

    path: str
    framework: str | None
    version: str | None
    status: Status
    reason: str = ""

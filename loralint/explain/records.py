"""The records that the pages of `loralint explain`, `rules` and `detect` are made from."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.diagnostics.record import Consequence, Safety, Severity


class FixDoc(NamedTuple):
    """One way to repair: what it does, or for a manual one what the user has to do."""

    id: str
    safety: Safety
    description: str


class RuleDoc(NamedTuple):
    """One rule as people read it. `bad` and `good` are files as text, `evidence` pairs of kind and place.

    `in_code`: a check in Python works its fixes out. `names` are pairs of a shared concept and its names in the
    frameworks.
    """

    name: str
    code: str
    framework: str
    consequence: Consequence
    severity: Severity
    summary: str
    why: str
    evidence: tuple[tuple[str, str], ...] = ()
    fixes: tuple[FixDoc, ...] = ()
    bad: str | None = None
    good: str | None = None
    options: tuple[tuple[str, object], ...] = ()
    versions: str | None = None
    tags: tuple[str, ...] = ()
    in_code: bool = False
    names: tuple[tuple[str, str], ...] = ()


class KeyRule(NamedTuple):
    """A rule that speaks of a key."""

    name: str
    summary: str


class KeyDoc(NamedTuple):
    """One key of one framework, or the same key in several `sections` (then `key` has a `*` in their place).

    `defaults` are pairs of a value as text and the types or sections for which it holds, "" where it always does, and
    `allowed` such pairs of the values that are taken.
    """

    key: str
    framework: str
    version: str
    kind: str
    defaults: tuple[tuple[str, str], ...] = ()
    allowed: tuple[tuple[str, str], ...] = ()
    words: str | None = None
    sections: tuple[str, ...] = ()
    read_if: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    rules: tuple[KeyRule, ...] = ()


class FrameworkDoc(NamedTuple):
    """A framework with the version whose schema is used, and the day of that version's release."""

    name: str
    title: str
    version: str
    date: str | None


class LinkDoc(NamedTuple):
    """A file that another one names: under which key, and what it is; `reason` where it cannot be read."""

    key: str
    path: str
    framework: str | None = None
    version: str | None = None
    reason: str = ""


class Detection(NamedTuple):
    """Which framework reads a file and why; `framework` is None where none is sure, and `because` says why not.

    `version_reason`: why this version's schema applies, empty where it is just the newest. `read_as`: what of the
    framework's own the file is for and who reads it, as far as it tells, such as `SFTConfig, by TRL's parser`.
    """

    path: str
    framework: str | None
    version: str | None
    date: str | None
    because: tuple[str, ...]
    links: tuple[LinkDoc, ...] = ()
    version_reason: str = ""
    read_as: str = ""

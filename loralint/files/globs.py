"""Patterns as .gitignore writes them, also used for the globs of the settings.

A pattern is cut at its slashes and compared piece by piece, so that `*` never crosses a slash and no pattern of a
stranger's repository can make the comparison slow. Differences from git: none known; see gitignore(5).
"""

from __future__ import annotations

import re
from fnmatch import translate

from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ANY_FOLDERS = None
_PLAIN_NAME = lazy_pattern(r"(?:\*(?=[^*?\[\\]*\.))?[^*?\[\\]+")
"""A name without signs of a glob, or `*` and an end that has a dot in it."""


class Pattern(NamedTuple):
    """One line: its pieces (None stands for `**`), whether it takes back, and whether it means folders alone.

    `name` is set where it means a name at any depth, such as `build` or `*.pyc`, and the rest of it is plain text.
    """

    pieces: tuple[re.Pattern[str] | None, ...]
    negated: bool
    folders_only: bool
    name: str | None = None


class Patterns:
    """The lines of one file (or of one setting), which count from the folder that `base` names by its parts."""

    __slots__ = ("_ends", "_names", "_others", "base", "patterns", "plain_ends")

    def __init__(self, lines: Iterable[str], base: Sequence[str] = ()) -> None:
        self.base = tuple(base)
        self.patterns = tuple(pattern for line in lines if (pattern := read_pattern(line)) is not None)
        # By what a name is or ends with, the last line first; only the others are compared one by one.
        self._names: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._others: list[int] = []
        for index in reversed(range(len(self.patterns))):
            name = self.patterns[index].name
            if name is None:
                self._others.append(index)
            elif name.startswith("*"):
                self._ends.setdefault(_last_part(name[1:]), []).append(index)
            else:
                self._names.setdefault(name, []).append(index)

        self.plain_ends = self._extensions()
        """The extensions that a file has to have, where the lines ask for nothing else; else None."""

    def _extensions(self) -> frozenset[str] | None:
        ends = [pattern.name or "" for pattern in self.patterns if not pattern.negated and not pattern.folders_only]
        is_plain = len(ends) == len(self.patterns) and all(end[:2] == "*." and "." not in end[2:] for end in ends)
        return frozenset(end[2:] for end in ends) if is_plain else None

    def verdict(self, parts: Sequence[str], is_folder: bool) -> bool | None:
        """What the last fitting line says of a path: taken (True), given back (False), or nothing (None)."""
        if not self.patterns:
            return None
        below = parts[self._depth(parts) :]
        name = below[-1] if below else ""
        if not self._others and name not in self._names and _last_part(name) not in self._ends:
            return None
        fitting = [
            next((index for index in indices if self._fits(index, below, is_folder)), -1)
            for indices in (self._names.get(name, ()), self._ends.get(_last_part(name), ()), self._others)
        ]
        return not self.patterns[max(fitting)].negated if max(fitting) >= 0 else None

    def _fits(self, index: int, below: Sequence[str], is_folder: bool) -> bool:
        pattern = self.patterns[index]
        if pattern.folders_only and not is_folder:
            return False
        if pattern.name is not None:
            end = pattern.name
            return below[-1].endswith(end[1:]) if end.startswith("*") else below[-1] == end
        return _fits(pattern.pieces, below)

    def covers(self, parts: Sequence[str]) -> bool:
        """Is a file taken, by itself or through a folder that holds it?"""
        return self.covers_folder(parts[:-1]) or bool(self.verdict(parts, False))

    def covers_folder(self, parts: Sequence[str]) -> bool:
        """Is a folder taken with all that is in it, by itself or through one that holds it?"""
        return any(self.verdict(parts[:length], True) for length in range(self._depth(parts) + 1, len(parts) + 1))

    def _depth(self, parts: Sequence[str]) -> int:
        """How many parts the base takes; outside of it patterns such as `*.yaml` still mean any folder."""
        return len(self.base) if tuple(parts[: len(self.base)]) == self.base else 0


def read_pattern(line: str) -> Pattern | None:
    """Read one line; None for an empty line, a remark, or a pattern that can fit nothing."""
    line = _without_trailing_spaces(line.rstrip("\r\n"))
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line[1:] if negated else line
    folders_only = line.endswith("/")
    line = line.rstrip("/") if folders_only else line
    name = None if "/" in line or not _PLAIN_NAME.fullmatch(line) else line
    # A slash at the start or in the middle ties the pattern to its folder; without one it fits at any depth.
    tied = "/" in line
    names = [name for name in line.split("/") if name]
    if not names:
        return None
    if not tied:
        names.insert(0, "**")
    try:
        pieces = tuple(_ANY_FOLDERS if name == "**" else re.compile(_translate(name)) for name in names)
    except (re.error, ValueError):
        return None
    return Pattern(pieces, negated, folders_only, name)


def _last_part(name: str) -> str:
    """What follows the last dot of a name: `pyc`."""
    return name.rpartition(".")[2]


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    slashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if slashes % 2 and len(stripped) < len(line) else stripped


def _translate(name: str) -> str:
    """A piece as a regular expression; git's escapes and `[^...]` are rewritten for `fnmatch` first."""
    parts: list[str] = []
    position = 0
    while position < len(name):
        character = name[position]
        if character == "\\":
            if position + 1 == len(name):
                raise ValueError("a backslash at the end escapes nothing")
            escaped = name[position + 1]
            parts.append(f"[{escaped}]" if escaped in "*?[" else escaped)
            position += 2
            continue
        if character == "[":
            end = _class_end(name, position)
            if end is None:
                raise ValueError("[ without ]")
            inner = name[position + 1 : end]
            parts.append("[" + ("!" + inner[1:] if inner.startswith("^") else inner) + "]")
            position = end + 1
            continue
        parts.append(character)
        position += 1
    return translate("".join(parts))


def _class_end(name: str, start: int) -> int | None:
    """Where the `]` stands that closes a `[`; one that comes first is a member."""
    position = start + 1
    if position < len(name) and name[position] in "!^":
        position += 1
    end = name.find("]", position + 1)
    return None if end < 0 else end


def _fits(pieces: tuple[re.Pattern[str] | None, ...], parts: Sequence[str]) -> bool:
    """Compare with every place that the pieces so far can have reached: linear in pieces times parts."""
    reached = {0}
    for index, piece in enumerate(pieces):
        if piece is None:
            if index == len(pieces) - 1:
                return min(reached) < len(parts)
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {place + 1 for place in reached if place < len(parts) and piece.match(parts[place])}
        if not reached:
            return False
    return len(parts) in reached

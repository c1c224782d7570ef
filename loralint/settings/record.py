"""What is in force: the settings as one frozen record."""

from __future__ import annotations

import os

from loralint.files.discover import Selection
from loralint.files.paths import parts_of
from loralint.files.read import INCLUDE
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeVar

    _Entry = TypeVar("_Entry")


class Settings(NamedTuple):
    """What is in force. `root` is the folder from which globs count: that of the file, or the working directory."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "warning"
    strict: bool = False
    framework: str | None = None
    format: str = "text"
    include: tuple[str, ...] = INCLUDE
    exclude: tuple[str, ...] = ()
    rules: Mapping[str, Mapping[str, object]] = {}
    versions: Mapping[str, str] = {}
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    per_file_framework: Mapping[str, str] = {}
    hardware: Mapping[str, object] = {}
    root: str = ""
    file: str | None = None

    def selection(self) -> Selection:
        """Which files of a folder are taken."""
        return Selection(self.include, self.exclude, self.root)

    def unused_globs(self, paths: Iterable[str]) -> list[tuple[str, str]]:
        """The tables and globs that fit none of the files, such as `("per-file-ignores", "old/*.yaml")`."""
        tables = {"per-file-ignores": self.per_file_ignores, "per-file-framework": self.per_file_framework}
        globs = [(table, glob) for table, entries in tables.items() for glob in entries]
        if not globs:
            return []
        from loralint.files.globs import Patterns  # for settings that have globs

        base, files = parts_of(self.root or os.getcwd()), [parts_of(path) for path in paths]
        return [(table, glob) for table, glob in globs if not any(map(Patterns([glob], base).covers, files))]

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """The names that `per-file-ignores` switches off in one file."""
        return tuple(name for names in self._for(path, self.per_file_ignores) for name in names)

    def read_by(self, path: str) -> str | None:
        """What one file is read as, where the user says so: a framework, or a class of one, such as "DPOConfig".

        Of several globs of `per-file-framework` that fit, the last counts; without one, `framework`.
        """
        return next(reversed(self._for(path, self.per_file_framework)), self.framework)

    def speaks_of_files(self) -> bool:
        """Do they say anything of single files, or of all?"""
        return bool(self.framework or self.per_file_framework or self.per_file_ignores)

    def speaks_of(self, path: str) -> bool:
        """Do they say anything of one file?"""
        return self.read_by(path) is not None or bool(self.ignored_in(path))

    def _for(self, path: str, table: Mapping[str, _Entry]) -> list[_Entry]:
        """The entries of a table whose glob covers a file."""
        if not table:
            return []
        from loralint.files.globs import Patterns  # for settings that have globs

        base, parts = parts_of(self.root or os.getcwd()), parts_of(path)
        return [entry for glob, entry in table.items() if Patterns([glob], base).covers(parts)]

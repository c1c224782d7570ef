"""What is in force: the settings as one frozen record."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from loralint.files.discover import INCLUDE, Selection
from loralint.files.globs import Patterns
from loralint.files.paths import parts_of


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
    hardware: Mapping[str, object] = {}
    root: str = ""
    file: str | None = None

    def selection(self) -> Selection:
        """Which files of a folder are taken."""
        return Selection(self.include, self.exclude, self.root)

    def unused_globs(self, paths: Iterable[str]) -> list[str]:
        """The globs of `per-file-ignores` that fit none of the files."""
        if not self.per_file_ignores:
            return []
        base, files = parts_of(self.root or os.getcwd()), [parts_of(path) for path in paths]
        patterns = {glob: Patterns([glob], base) for glob in self.per_file_ignores}
        return [glob for glob, pattern in patterns.items() if not any(map(pattern.covers, files))]

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """The names that `per-file-ignores` switches off in one file."""
        if not self.per_file_ignores:
            return ()
        base, parts = parts_of(self.root or os.getcwd()), parts_of(path)
        return tuple(
            name
            for glob, names in self.per_file_ignores.items()
            if Patterns([glob], base).covers(parts)
            for name in names
        )

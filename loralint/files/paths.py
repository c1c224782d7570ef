"""Where files lie: the parts of a path, the folders above it, the project that it belongs to."""

from __future__ import annotations

import os

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROJECT_MARKS = (".git", "loralint.toml")
_SETTINGS = b"[tool.loralint"


def parts_of(path: str) -> tuple[str, ...]:
    """The names on the way from the root of the disk to a path."""
    return tuple(part for part in os.path.abspath(path).split(os.sep) if part)


def ancestors(folder: str) -> Iterator[str]:
    """A folder and every folder above it, the nearest first."""
    folder = os.path.abspath(folder)
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def repository_root(folder: str) -> str | None:
    """The nearest folder upwards that holds `.git`, if there is one."""
    return next((above for above in ancestors(folder) if os.path.lexists(os.path.join(above, ".git"))), None)


def project_root(path: str) -> str:
    """The folder of the project that a file belongs to: the nearest with `.git` or a settings file.

    Without any, the working directory where the file lies below it, else the file's own folder.
    """
    return project_of(os.path.dirname(os.path.abspath(path)))


def project_of(folder: str) -> str:
    """The folder of the project that a folder belongs to, itself perhaps."""
    for above in ancestors(folder):
        if any(os.path.lexists(os.path.join(above, mark)) for mark in _PROJECT_MARKS) or _holds_settings(above):
            return above
    here = os.getcwd()
    return here if is_inside(folder, here) else folder


def _holds_settings(folder: str) -> bool:
    """Does its pyproject.toml speak of loralint?"""
    try:
        with open(os.path.join(folder, "pyproject.toml"), "rb") as file:
            return _SETTINGS in file.read()
    except OSError:
        return False


def is_inside(path: str, root: str) -> bool:
    """Does a path lie in a folder, symlinks resolved?"""
    real, base = os.path.realpath(path), os.path.realpath(root)
    return real == base or real.startswith(base.rstrip(os.sep) + os.sep)


def is_first(path: str, seen: set[str], real: str | None = None) -> bool:
    """Two names of one file count once, by another spelling or by a symlink; `real` is where it is, where known."""
    try:
        identity = os.path.realpath(path) if real is None else real
    except (OSError, ValueError):
        identity = path
    if identity in seen:
        return False
    seen.add(identity)
    return True

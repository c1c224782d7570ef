"""The files of a folder and of its folders, but no hidden or ignored ones, and none that a link brings in from outside.

`.gitignore` files count as they do for git, with or without a repository around them.
"""

from __future__ import annotations

import os

from loralint.files.globs import Patterns
from loralint.files.paths import ancestors, is_first, is_inside, parts_of, project_of, repository_root
from loralint.files.read import FOLDER_SIZE_LIMIT, UnreadableFile, displayable, read_source, unreadable_because
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loralint.syntax.node import Source

_SKIPPED_FOLDERS = frozenset({"node_modules", "venv", "__pycache__", "site-packages"})
_IGNORE_FILE_LIMIT = 1024 * 1024


class _Folder(NamedTuple):
    """A folder on the way: as it is shown, where it is, the ignore files that count, whether all in it is included.

    What is in it is shown with `begin` before its name, and stands, links followed, at `real_begin` and its name.
    """

    shown: str
    place: str
    parts: tuple[str, ...]
    ignores: tuple[Patterns, ...]
    included: bool
    begin: str
    real_begin: str


class Walk:
    """A walk through folders: `include` and `exclude` choose, `seen` holds the real paths that were read already."""

    def __init__(self, include: Patterns, exclude: Patterns, seen: set[str]) -> None:
        self._include = include
        self._exclude = exclude
        self._seen = seen

    def _includes(self, parts: Sequence[str]) -> bool:
        """Is a file taken by its own name or path?"""
        ends = self._include.plain_ends
        if ends is not None:
            return parts[-1].rpartition(".")[2] in ends
        return bool(self._include.verdict(parts, False))

    def sources(self, top: str) -> Iterator[Source | UnreadableFile]:
        """What is in a folder, folder by folder; a link that leads out of the project is no more than named."""
        place = os.path.abspath(top)
        parts = parts_of(place)
        project = project_of(os.path.realpath(top))
        shown = "" if os.path.normpath(top) == "." else top
        included = self._include.covers_folder(parts)
        begins = os.path.join(shown, ""), os.path.join(os.path.realpath(top), "")
        waiting = [_Folder(shown, place, parts, _ignores_above(top), included, *begins)]
        while waiting:
            folder = waiting.pop()
            own = _read_ignores(os.path.join(folder.place, ".gitignore"), folder.place)
            folder = folder._replace(ignores=(*folder.ignores, own)) if own is not None else folder
            try:
                with os.scandir(folder.place) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield unreadable_because(displayable(folder.shown or "."), folder.place, error)
                continue
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    source = self._file(entry, folder, project)
                    if source is not None:
                        yield source
                elif not entry.name.startswith(".") and entry.name not in _SKIPPED_FOLDERS:
                    waiting += self._inner(entry, folder)

    def _inner(self, entry: os.DirEntry[str], folder: _Folder) -> Iterator[_Folder]:
        parts = (*folder.parts, entry.name)
        if not self._exclude.verdict(parts, True) and not _ignored(folder.ignores, parts, True):
            included = folder.included or bool(self._include.verdict(parts, True))
            shown, real = folder.begin + entry.name, folder.real_begin + entry.name
            yield _Folder(shown, entry.path, parts, folder.ignores, included, shown + os.sep, real + os.sep)

    def _file(self, entry: os.DirEntry[str], folder: _Folder, project: str) -> Source | UnreadableFile | None:
        """What one file holds; None where it is not taken."""
        name = entry.name
        parts = (*folder.parts, name)
        if not folder.included and not self._includes(parts):
            return None
        if self._exclude.verdict(parts, False) or _ignored(folder.ignores, parts, False):
            return None
        path = folder.begin + name
        is_link = entry.is_symlink()
        why = _out_of_reach(entry.path, project) if is_link else None
        if why is not None:
            return UnreadableFile(displayable(path), why, "special")
        if not is_first(path, self._seen, None if is_link else folder.real_begin + name):
            return None
        source = read_source(path, FOLDER_SIZE_LIMIT, is_regular=entry.is_file(follow_symlinks=False))
        is_gone = isinstance(source, UnreadableFile) and source.kind == "missing"  # since the folder was listed
        return None if is_gone else source


def _out_of_reach(link: str, project: str) -> str | None:
    """Why a link in a folder is not followed: it leads out of the project, or to what a folder does not show."""
    real = os.path.realpath(link)
    if not is_inside(real, project):
        return "it is a symlink that leads out of the project"
    parts, depth = parts_of(real), len(parts_of(os.path.realpath(project)))
    hidden = any(name.startswith(".") or name in _SKIPPED_FOLDERS for name in parts[depth:])
    ignores = _ignores_above(real)
    lengths = range(1, len(parts) + 1)
    if hidden or any(_ignored(ignores, parts[:length], length < len(parts)) for length in lengths):
        return "it is a symlink to a file that is hidden or ignored"
    return None


def _ignored(ignores: Sequence[Patterns], parts: Sequence[str], is_folder: bool) -> bool:
    """The nearest ignore file that says anything decides."""
    for patterns in reversed(ignores):
        verdict = patterns.verdict(parts, is_folder)
        if verdict is not None:
            return verdict
    return False


def _ignores_above(folder: str) -> tuple[Patterns, ...]:
    """The ignore files that a repository has above a folder, the farthest first."""
    root = repository_root(folder)
    if root is None:
        return ()
    found = [_read_ignores(os.path.join(root, ".git", "info", "exclude"), root)]
    above = []
    for place in ancestors(os.path.dirname(os.path.abspath(folder))):
        if len(parts_of(place)) < len(parts_of(root)):
            break
        above.append(_read_ignores(os.path.join(place, ".gitignore"), place))
    return tuple(patterns for patterns in (*found, *reversed(above)) if patterns is not None)


def _read_ignores(path: str, base: str) -> Patterns | None:
    source = read_source(path, _IGNORE_FILE_LIMIT)
    if isinstance(source, UnreadableFile):
        return None
    text = source.data.decode("utf-8-sig", "surrogateescape")
    patterns = Patterns(text.split("\n"), parts_of(base))
    return patterns if patterns.patterns else None

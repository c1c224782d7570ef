"""From what the user names (files, folders, standard input) to bytes.

In folders, `.gitignore` files count as they do for git, with or without a repository around them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from loralint.files.globs import Patterns
from loralint.files.paths import ancestors, parts_of, repository_root
from loralint.files.read import (
    SIZE_LIMIT,
    STDIN,
    UnreadableFile,
    displayable,
    read_source,
    read_stdin,
    unreadable_because,
)
from loralint.syntax.node import Source

FOLDER_SIZE_LIMIT = 1024 * 1024
"""Bytes. Larger files in a folder are data sets and tokenizers; they are passed over."""
INCLUDE = ("*.yaml", "*.yml", "*.json")

_SKIPPED_FOLDERS = frozenset({"node_modules", "venv", "__pycache__", "site-packages"})
_IGNORE_FILE_LIMIT = 1024 * 1024


class Discovery(NamedTuple):
    """What was found: `named` are the paths that the user typed, `missing` those of them that are not there.

    `passed_over` counts what nobody asked for and what is no config: large files, links that lead nowhere, pipes.
    """

    sources: tuple[Source | UnreadableFile, ...]
    named: frozenset[str]
    missing: tuple[str, ...]
    passed_over: int = 0


class Selection(NamedTuple):
    """Which files of a folder are taken: globs that count from the folder `root`."""

    include: Sequence[str] = INCLUDE
    exclude: Sequence[str] = ()
    root: str = ""

    def patterns(self) -> tuple[Patterns, Patterns]:
        """Both lists, ready to compare with absolute paths."""
        base = parts_of(self.root or os.getcwd())
        return Patterns(self.include, base), Patterns(self.exclude, base)


def discover(
    paths: Sequence[str],
    selection: Selection | None = None,
    stdin_filename: str | None = None,
    from_hook: bool = False,
) -> Discovery:
    """Read every file that the paths name or hold, each once, sorted by path.

    `exclude` spares what is found in folders, and, `from_hook`, named files as well: there a tool has named them, and
    they are judged as those of a folder.
    """
    include, exclude = (selection or Selection()).patterns()
    found: dict[str, Source | UnreadableFile] = {}
    named: set[str] = set()
    seen: set[str] = set()
    folders = []
    for path in dict.fromkeys(paths):
        if path == "-":
            shown = stdin_filename or STDIN
            found[shown] = read_stdin(shown)
            named.add(shown)
        elif os.path.isdir(path):
            folders.append(path)
        elif not (from_hook and exclude.covers(parts_of(path))) and _first_time(path, seen):
            source = read_source(path, FOLDER_SIZE_LIMIT if from_hook else SIZE_LIMIT)
            found[source.path] = source
            named.add(source.path)
    for folder in folders:
        for source in walk_folder(folder, include, exclude, seen):
            found.setdefault(source.path, source)
    spared = {path for path, source in found.items() if (from_hook or path not in named) and _is_no_config(source)}
    sources = tuple(found[path] for path in sorted(found.keys() - spared))
    missing = tuple(
        source.path for source in sources if isinstance(source, UnreadableFile) and source.kind == "missing"
    )
    return Discovery(sources, frozenset(named - spared), missing, len(spared))


def _is_no_config(source: Source | UnreadableFile) -> bool:
    """Is it no file, or too large? Data sets, tokenizers and broken links lie beside configs everywhere."""
    return isinstance(source, UnreadableFile) and source.kind in ("large", "special")


def walk_folder(folder: str, include: Patterns, exclude: Patterns, seen: set[str]) -> Iterator[Source | UnreadableFile]:
    """The files of a folder and of its folders, but no hidden, ignored or linked ones.

    `seen` holds the real paths that were read already; what is read here is put in.
    """
    top = "" if os.path.normpath(folder) == "." else folder
    waiting = [(top, os.path.abspath(folder), _ignores_above(folder))]
    while waiting:
        shown, place, ignores = waiting.pop()
        own = _read_ignores(os.path.join(place, ".gitignore"), place)
        ignores = (*ignores, own) if own is not None else ignores
        try:
            with os.scandir(place) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield unreadable_because(displayable(shown or "."), place, error)
            continue
        for entry in entries:
            parts = (*parts_of(place), entry.name)
            path = os.path.join(shown, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and (entry.name.startswith(".") or entry.name in _SKIPPED_FOLDERS):
                continue
            if exclude.verdict(parts, is_folder) or _ignored(ignores, parts, is_folder):
                continue
            if is_folder:
                waiting.append((path, entry.path, ignores))
            elif include.covers(parts) and _first_time(path, seen):
                source = read_source(path, FOLDER_SIZE_LIMIT)
                if isinstance(source, Source) or source.kind != "missing":  # gone since the folder was listed
                    yield source


def _first_time(path: str, seen: set[str]) -> bool:
    """Two names of one file count once, whether by another spelling or by a symlink."""
    try:
        identity = os.path.realpath(path)
    except (OSError, ValueError):
        identity = path
    if identity in seen:
        return False
    seen.add(identity)
    return True


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

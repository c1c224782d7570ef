"""From what the user names (files, folders, standard input) to bytes.

In folders, `.gitignore` files count as they do for git, with or without a repository around them.
"""

from __future__ import annotations

import os

from loralint.files.paths import is_first, parts_of
from loralint.files.read import (
    FOLDER_SIZE_LIMIT,
    INCLUDE,
    SIZE_LIMIT,
    STDIN,
    UnreadableFile,
    read_source,
    read_stdin,
)
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loralint.files.globs import Patterns
    from loralint.syntax.node import Source


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
        from loralint.files.globs import Patterns  # for folders, and what is excluded

        base = parts_of(self.root or os.getcwd())
        return Patterns(self.include, base), Patterns(self.exclude, base)


def discover(
    paths: Sequence[str],
    selection: Selection | None = None,
    stdin_filename: str | None = None,
    from_hook: bool = False,
    may_be_config: Callable[[Source], bool] | None = None,
) -> Discovery:
    """Read every file that the paths name or hold, each once, sorted by path.

    `exclude` spares what is found in folders, and, `from_hook`, named files as well: there a tool has named them, and
    they are judged as those of a folder. Of what folders hold, only what `may_be_config` is kept.
    """
    selection = selection or Selection()
    spared = selection.patterns()[1] if from_hook and selection.exclude else None
    found: dict[str, Source | UnreadableFile] = {}
    named: set[str] = set()
    seen: set[str] = set()
    folders = []
    passed_over = 0
    for path in dict.fromkeys(paths):
        if path == "-":
            shown = stdin_filename or STDIN
            found[shown] = read_stdin(shown)
            named.add(shown)
        elif os.path.isdir(path):
            folders.append(path)
        elif not (spared is not None and spared.covers(parts_of(path))) and is_first(path, seen):
            source = read_source(path, FOLDER_SIZE_LIMIT if from_hook else SIZE_LIMIT)
            found[source.path] = source
            named.add(source.path)
    if folders:
        from loralint.files.walk import Walk  # for folders alone

        walk = Walk(*selection.patterns(), seen)
        for source in (source for folder in folders for source in walk.sources(folder)):
            if may_be_config is None or isinstance(source, UnreadableFile) or may_be_config(source):
                found.setdefault(source.path, source)
            else:
                passed_over += 1
    others = {path for path, source in found.items() if (from_hook or path not in named) and _is_no_config(source)}
    sources = tuple(found[path] for path in sorted(found.keys() - others))
    missing = tuple(
        source.path for source in sources if isinstance(source, UnreadableFile) and source.kind == "missing"
    )
    return Discovery(sources, frozenset(named - others), missing, passed_over + len(others))


def _is_no_config(source: Source | UnreadableFile) -> bool:
    """Is it no file, or too large? Data sets, tokenizers and broken links lie beside configs everywhere."""
    return isinstance(source, UnreadableFile) and source.kind in ("large", "special")

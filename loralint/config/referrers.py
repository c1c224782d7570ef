"""From a file back to the configs of its project that name it."""

from __future__ import annotations

import os
from functools import lru_cache

from loralint.config.config import Config
from loralint.config.links import follow_link
from loralint.config.project import Project
from loralint.config.recognise import identify
from loralint.files.paths import is_inside, parts_of, project_root
from loralint.files.read import INCLUDE
from loralint.knowledge.frameworks import framework_names, load_framework
from loralint.syntax.node import MappingNode, Source
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.knowledge.frameworks import Link

_MOST_LOOKED_AT = 3000
"""Files of a project among which those that name a linked file are looked for."""


class Referrers:
    """Which configs of a project, as it is on the disk, name a file. It is looked through once, when first asked."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, list[Source]]] = {}

    def of(self, path: str) -> list[Source]:
        """The configs that name the file, sorted by path."""
        root = project_root(path)
        if root not in self._known:
            self._known[root] = _look_through(root)
        return self._known[root].get(os.path.realpath(path), [])


def _look_through(root: str) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    marks = [link.steps[-1].encode() for link in linking_keys()]
    for source in _files(root):
        if any(mark in source.data for mark in marks):
            for target in _targets(source):
                found.setdefault(os.path.realpath(target), []).append(source)
    return {target: sorted(sources, key=lambda source: source.path) for target, sources in found.items()}


def _targets(source: Source) -> Iterator[str]:
    """The files that a config names; only what is surely a config counts."""
    project = Project()
    document, framework, _ = identify(source, project, named=False)
    if framework is None or not isinstance(document.root, MappingNode):
        return
    config = Config(document, framework, framework.default_version)
    for link in (link for link in framework.links if link.file is None):
        linked = follow_link(config, link, project, near_first=True)
        if linked is not None and linked.document is not None and not linked.shipped and not linked.base:
            yield linked.document.path


@lru_cache(maxsize=1)
def linking_keys() -> tuple[Link, ...]:
    """Every link to a file that any framework knows."""
    return tuple(link for name in framework_names() for link in load_framework(name).links if link.file is None)


def _files(root: str) -> Iterator[Source]:
    """YAML and JSON files of a project, shown relative to the working directory where they are below it."""
    from loralint.files.globs import Patterns  # for files that somebody may name
    from loralint.files.walk import Walk

    shown = os.path.relpath(root) if is_inside(root, os.getcwd()) or is_inside(os.getcwd(), root) else root
    base = parts_of(root)
    for taken, source in enumerate(Walk(Patterns(INCLUDE, base), Patterns((), base), set()).sources(shown)):
        if taken >= _MOST_LOOKED_AT:
            return
        if isinstance(source, Source):
            yield source

"""Configs that name other configs: from the name to the file, and from the file back to those that name it.

Names are followed as the framework follows them (from the working directory), then from the config's own folder; never
out of the project, neither by an absolute path nor through a symlink.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from loralint.config.config import Config, is_template
from loralint.config.places import ConceptPlace
from loralint.config.recognise import identify
from loralint.config.scope import native_scope
from loralint.files.discover import INCLUDE, walk_folder
from loralint.files.globs import Patterns
from loralint.files.paths import is_inside, parts_of, project_root
from loralint.files.read import UnreadableFile, read_source
from loralint.knowledge.frameworks import Link, framework_names, load_framework
from loralint.syntax import parse
from loralint.syntax.data import to_python
from loralint.syntax.node import Document, MappingNode, Source

_MOST_LOOKED_AT = 3000
"""Files of a project among which those that name a linked file are looked for."""

ReadSource = Callable[[str], "Source | UnreadableFile"]


class Linked(NamedTuple):
    """Where a link leads: a document (`shipped` with the framework, or on disk), or why it leads nowhere."""

    document: Document | None
    base: tuple[str | int, ...] = ()
    shipped: bool = False
    problem: str | None = None
    rule: str | None = "link-missing"
    """The rule that tells the problem, if it is worth a word."""


def follow_link(config: Config, link: Link, read: ReadSource = read_source, near_first: bool = False) -> Linked | None:
    """Follow one link of a config; None where the config does not set it.

    `near_first` looks beside the config before it looks in the working directory: another config of the project is
    mostly run from elsewhere.
    """
    value = config.written((link.key,))
    if value is None or value == "":
        return None
    if isinstance(value, dict) and link.inline:
        return Linked(config.document, (*config.base, link.key))
    if not isinstance(value, str):
        return Linked(None, problem="it is no path")
    if is_template(value):
        return Linked(None, problem="its path is known only at run time")
    return _follow_path(config, link, value, read, near_first)


def _follow_path(config: Config, link: Link, value: str, read: ReadSource, near_first: bool) -> Linked:
    if link.file is not None:
        return _follow_folder(config, link.file, link.missing, value, read)
    candidates = _candidates(config, value)
    for path in reversed(candidates) if near_first else candidates:
        if os.path.isfile(path):
            return _read_inside(path, project_root(config.path), read)
    shipped = _shipped(link, value)
    if shipped is not None:
        return Linked(shipped, shipped=True)
    return Linked(None, problem="it is not there")


def _follow_folder(config: Config, name: str, rule: str | None, value: str, read: ReadSource) -> Linked:
    """A file of a folder; what is no folder here is a name on the hub, or a path of another machine."""
    folder = next(filter(os.path.isdir, _candidates(config, value)), None)
    if folder is None:
        return Linked(None, problem="it is no folder here", rule=None)
    path = os.path.join(folder, name)
    root = project_root(config.path)
    if not os.path.isfile(path):
        return Linked(None, problem=f"the folder has no {name}", rule=rule if is_inside(folder, root) else None)
    return _read_inside(path, root, read)


def _candidates(config: Config, value: str) -> tuple[str, ...]:
    """Where a path may lead: from the working directory as the framework goes, then from the config's own folder."""
    return value, os.path.join(os.path.dirname(config.path), value)


def _read_inside(path: str, root: str, read: ReadSource) -> Linked:
    if not is_inside(path, root):
        return Linked(None, problem="it lies outside the project")
    source = read(os.path.normpath(path))
    if isinstance(source, UnreadableFile):
        return Linked(None, problem=source.reason)
    return _readable(parse(source, "json"))


def model_file(config: Config, read: ReadSource = read_source) -> dict[str, object] | None:
    """What the `config.json` of a base model says that is a folder of the project; None where it is none.

    A model whose code comes with it (`auto_map`) may have modules of any name: nothing is said of its type.
    """
    if "base_model" not in config.framework.concepts:
        return None
    value = ConceptPlace(config, "base_model", native_scope(config)).written()
    if not isinstance(value, str) or not value or is_template(value):
        return None
    linked = _follow_folder(config, "config.json", None, value, read)
    if linked.document is None:
        return None
    root = linked.document.root
    data = None if root is None else to_python(root)
    if not isinstance(data, dict):
        return None
    texts = data.get("text_config")
    tied = data.get("tie_word_embeddings", texts.get("tie_word_embeddings") if isinstance(texts, dict) else None)
    facts: dict[str, object] = {"tie_word_embeddings": tied} if isinstance(tied, bool) else {}
    kind = data.get("model_type")
    return facts if "auto_map" in data or not isinstance(kind, str) else {**facts, "model_type": kind}


def _readable(document: Document) -> Linked:
    if not isinstance(document.root, MappingNode):
        return Linked(None, problem="it cannot be read")
    return Linked(document)


def _shipped(link: Link, value: str) -> Document | None:
    """A file that the framework brings along, by the end of its path."""
    plain = value.replace("\\", "/").removeprefix("./")
    for path, content in link.shipped.items():
        if plain == path or plain.endswith("/" + path):
            text = json.dumps(content, indent=2)
            return parse(Source(value, text.encode()), "json")
    return None


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
    marks = [link.key.encode() for link in linking_keys()]
    for source in _files(root):
        if any(mark in source.data for mark in marks):
            for target in _targets(source):
                found.setdefault(os.path.realpath(target), []).append(source)
    return found


def _targets(source: Source) -> Iterator[str]:
    """The files that a config names; only what is surely a config counts."""
    document, framework, _ = identify(source, named=False)
    if framework is None or not isinstance(document.root, MappingNode):
        return
    config = Config(document, framework, framework.default_version)
    for link in (link for link in framework.links if link.file is None):
        linked = follow_link(config, link, near_first=True)
        if linked is not None and linked.document is not None and not linked.shipped and not linked.base:
            yield linked.document.path


@lru_cache(maxsize=1)
def linking_keys() -> tuple[Link, ...]:
    """Every link to a file that any framework knows."""
    return tuple(link for name in framework_names() for link in load_framework(name).links if link.file is None)


def _files(root: str) -> Iterator[Source]:
    """YAML and JSON files of a project, shown relative to the working directory where they are below it."""
    shown = os.path.relpath(root) if is_inside(root, os.getcwd()) or is_inside(os.getcwd(), root) else root
    base = parts_of(root)
    for taken, source in enumerate(walk_folder(shown, Patterns(INCLUDE, base), Patterns((), base), set())):
        if taken >= _MOST_LOOKED_AT:
            return
        if isinstance(source, Source):
            yield source

"""Configs that name other configs: from the name to the file.

Names are followed as the framework follows them (from the working directory), then from the config's own folder; never
out of the project, neither by an absolute path nor through a symlink.
"""

from __future__ import annotations

import os

from loralint.config.config import is_template
from loralint.config.places import ConceptPlace
from loralint.config.scope import native_scope
from loralint.files.paths import is_inside, project_root
from loralint.files.read import UnreadableFile
from loralint.knowledge.frameworks import load_framework
from loralint.syntax import parse
from loralint.syntax.data import to_python
from loralint.syntax.node import MappingNode, SequenceNode, Source
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.config.config import Config
    from loralint.config.project import Project
    from loralint.knowledge.frameworks import Link
    from loralint.syntax.node import Document


class Linked(NamedTuple):
    """Where a link leads: a document (`shipped` with the framework, or on disk), or why it leads nowhere."""

    document: Document | None
    base: tuple[str | int, ...] = ()
    shipped: bool = False
    problem: str | None = None
    worth_a_word: bool = True
    stops: bool = False
    """Does the framework stop where the file is not there either when the run begins?"""
    rule: str | None = None
    """The rule that tells the problem, where the link has one of its own."""
    meant: str | None = None
    """The path that was meant, where the one that is written leads nowhere by a slip."""


def follow_link(config: Config, link: Link, project: Project, near_first: bool = False) -> Linked | None:
    """Follow one link of a config; None where the config does not set it.

    `near_first` looks beside the config before it looks in the working directory: another config of the project is
    mostly run from elsewhere.
    """
    inline = link.inline_steps
    if inline is not None and _is_whole_file(config.written(inline), link):
        return Linked(config.document, (*config.base, *inline))
    value = config.written(link.steps)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return Linked(None, problem="it is no path")
    if is_template(value):
        return Linked(None, problem="its path is known only at run time")
    return _follow_path(config, link, value, project, near_first)


def _is_whole_file(value: object, link: Link) -> bool:
    """Is it what stands in a file of the link's framework: a mapping, or a list of mappings?"""
    if not isinstance(value, (dict, list)):
        return False
    if load_framework(link.framework).list_name is None:
        return isinstance(value, dict)
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _follow_path(config: Config, link: Link, value: str, project: Project, near_first: bool) -> Linked:
    if link.file is not None:
        return _follow_folder(config, link.file, link.missing, value, project)
    candidates = _candidates(config, value)
    for path in reversed(candidates) if near_first else candidates:
        if os.path.isfile(path):
            is_list = load_framework(link.framework).list_name is not None
            return _read_inside(path, project_root(config.path), project, is_list)
    shipped = _shipped(link, value)
    if shipped is not None:
        return Linked(shipped, shipped=True)
    if link.elsewhere:
        return Linked(None, problem="it is not there", worth_a_word=False)
    from loralint.files.near_path import near_path  # for a path that leads nowhere

    meant = near_path(value, "") or near_path(value, os.path.dirname(config.path))
    return Linked(None, problem="it is not there", stops=link.stops, meant=meant)


def _follow_folder(config: Config, name: str, rule: str | None, value: str, project: Project) -> Linked:
    """A file of a folder; what is no folder here is a name on the hub, or a path of another machine."""
    folder = next(filter(os.path.isdir, _candidates(config, value)), None)
    if folder is None:
        return Linked(None, problem="it is no folder here", worth_a_word=False)
    path = os.path.join(folder, name)
    root = project_root(config.path)
    if not os.path.isfile(path):
        told = rule is not None and is_inside(folder, root)
        return Linked(None, problem=f"the folder has no {name}", worth_a_word=told, rule=rule)
    return _read_inside(path, root, project)


def _candidates(config: Config, value: str) -> tuple[str, ...]:
    """Where a path may lead: from the working directory as the framework goes, then from the config's own folder."""
    return value, os.path.join(os.path.dirname(config.path), value)


def _read_inside(path: str, root: str, project: Project, is_list: bool = False) -> Linked:
    if not is_inside(path, root):
        return Linked(None, problem="it lies outside the project")
    source = project.read(os.path.normpath(path))
    if isinstance(source, UnreadableFile):
        return Linked(None, problem=source.reason)
    return _readable(project.parse(source, "json"), is_list)


def model_file(config: Config, project: Project) -> dict[str, object] | None:
    """What the `config.json` of a base model says that is a folder of the project; None where it is none.

    A model whose code comes with it (`auto_map`) may have modules of any name: nothing is said of its type.
    """
    if "base_model" not in config.framework.concepts:
        return None
    value = ConceptPlace(config, "base_model", native_scope(config)).written()
    if not isinstance(value, str) or not value or is_template(value):
        return None
    linked = _follow_folder(config, "config.json", None, value, project)
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


def _readable(document: Document, is_list: bool) -> Linked:
    """A document with something to judge: where a list belongs, a mapping is read too, and refused."""
    if not isinstance(document.root, (MappingNode, SequenceNode) if is_list else MappingNode):
        return Linked(None, problem="it cannot be read")
    return Linked(document)


def _shipped(link: Link, value: str) -> Document | None:
    """A file that the framework brings along, by the end of its path."""
    plain = value.replace("\\", "/").removeprefix("./")
    for path, content in link.shipped.items():
        if plain == path or plain.endswith("/" + path):
            import json

            text = json.dumps(content, indent=2)
            return parse(Source(value, text.encode()), "json")
    return None

"""Whose file it is that programs of the user's own read as well: whether it is whole, what for, and who reads it."""

from __future__ import annotations

import os

from loralint.config.loaders.loader import WRONG
from loralint.config.shape import root_shape
from loralint.knowledge.kinds import keys_of_kinds
from loralint.syntax.node import Scalar, find
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.wildcard import is_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from loralint.config.shape import Shape
    from loralint.knowledge.frameworks import Framework
    from loralint.syntax.node import Document

_LISTS_OF_CHOICES = 5
"""So many lists where the framework takes no list are no slips."""


class Reading(NamedTuple):
    """How a file is read. Of one that is not `whole` nobody knows what the program that reads it adds.

    `kind` is what it is for, such as `sft`, `reader` who reads it, such as `trl`; None where the file does not tell.
    `kinds` are all that it may be for, as far as it tells: nothing where it may be for something else altogether.
    `refuses` says whether that reader stops at names that it does not know, `title` what messages call it. `form` says
    that the file leaves blank what to run on, for a person or a program to fill in.
    """

    whole: bool = True
    kinds: tuple[str, ...] = ()
    reader: str | None = None
    refuses: bool = False
    title: str | None = None
    form: bool = False

    @property
    def kind(self) -> str | None:
        """What the file is for, where that is sure."""
        return self.kinds[0] if len(self.kinds) == 1 else None


WHOLE = Reading()
"""A file of a framework whose files nobody else reads."""
FORM = Reading(form=True)
"""Such a file that leaves blank what to run on."""


def reading_of(
    document: Document, data: object, framework: Framework, version: str, kind: str | None = None
) -> Reading:
    """How a file of a framework is read, told by its names (`data` is the plain content) and by its path.

    `kind` is what the user says that it is for.
    """
    arguments = framework.arguments
    if arguments is None or not isinstance(data, dict):
        return FORM if any(_is_blank(document, name) for name in framework.form) else WHOLE
    keys = keys_of_kinds(framework.name, version)
    kinds = (kind,) if kind is not None else _kinds(document.path, data, arguments["kinds"], keys)
    is_filled_in = arguments["filled_in"] is not None and arguments["filled_in"] in document.text
    if not is_filled_in and not _is_whole(data, framework, version):
        return Reading(False, kinds)
    for name, signs in arguments["readers"].items():
        if signs["syntax"] == document.syntax and _shows(data, signs):
            return Reading(True, kinds or _usual(arguments["kinds"]), name, signs.get("refuses", False), signs["title"])
    return Reading(True, kinds)


def _is_blank(document: Document, name: str) -> bool:
    """Does the key stand there with nothing after it?"""
    node = find(document.root, (name,))
    return isinstance(node, Scalar) and node.start == node.end


def known_names(framework: Framework, version: str) -> set[str]:
    """Every name that may stand at the top of a file, or of each item where it is a list, whatever it is for."""
    top: Shape | None = root_shape(framework.schema(version))
    if framework.list_name is not None and top is not None:
        top = top.child(0, [])
    names = set((top and top.schema.get("properties")) or ())
    arguments = framework.arguments
    if arguments is not None:
        names.update(arguments["more"], *keys_of_kinds(framework.name, version).values())
    return names


def strange_names(
    data: Iterable[object], framework: Framework, version: str, with_synonyms: bool = False
) -> Iterator[str]:
    """The names at the top of a file that the framework does not know, and that are no slip in one it knows.

    `with_synonyms` takes for known what other frameworks or habit call a key, such as `lora_rank`.
    """
    known = known_names(framework, version) | (framework.synonyms.keys() if with_synonyms else set())
    unknown = (str(name) for name in data if name not in known and not framework.is_comment(str(name)))
    return (name for name in unknown if not _is_slip(name, known))


def holds_choices(data: object, shape: Shape) -> bool:
    """Does it list what each key may be, as the table behind a form does, and not the values of a run?"""
    if not isinstance(data, dict):
        return False
    lists = [(shape.child(name, data), value) for name, value in data.items() if isinstance(value, list)]
    return sum(key is not None and key.read(value) is WRONG for key, value in lists) >= _LISTS_OF_CHOICES


def _is_whole(data: Mapping[str, Any], framework: Framework, version: str) -> bool:
    arguments = framework.arguments or {}
    if not all(name in data for name in arguments["needed"]):
        return False
    strange = list(strange_names(data, framework, version))
    is_marked = any(mark in data for mark in arguments["marks"])
    return len(strange) <= arguments["strange"] or all(is_marked and name in framework.synonyms for name in strange)


def _is_slip(name: str, known: set[str]) -> bool:
    from loralint.words.nearest import is_certain, nearest  # for names that nobody knows

    return is_certain(name, nearest(name, known))


def _shows(data: Mapping[str, Any], signs: Mapping[str, Any]) -> bool:
    some = signs.get("any")
    if any(name in data for name in signs.get("not") or ()):
        return False
    return all(name in data for name in signs.get("all") or ()) and (not some or any(name in data for name in some))


def _kinds(
    path: str, data: Mapping[str, Any], kinds: Mapping[str, Any], keys: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """What the file may be for; nothing where neither a name in it nor its own tells anything."""
    telling = frozenset[str]().union(*keys.values()) & data.keys()
    possible = [name for name, own in keys.items() if telling <= own]
    named = tuple(_called_so(path, list(kinds), kinds))
    if len(named) == 1 and len(telling - keys[named[0]]) <= max(1, len(telling & keys[named[0]])):
        return named  # with a slip or two
    called = tuple(_called_so(path, possible, kinds))
    if called or not telling:
        return called
    found = _usual({name: kinds[name] for name in possible}) or tuple(possible)
    return found or (() if named else _nearest(telling, kinds, keys))


def _nearest(telling: frozenset[str], kinds: Mapping[str, Any], keys: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The kind that has most of the names, and twice as many as it lacks: a file may have slips."""
    most = max(len(telling & keys[name]) for name in _usual(kinds))
    best = tuple(name for name in _usual(kinds) if len(telling & keys[name]) == most)
    return best if len(best) == 1 and most >= 2 * len(telling - keys[best[0]]) else ()


def _usual(kinds: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name, signs in kinds.items() if "rare" not in signs)


def _called_so(path: str, possible: list[str], kinds: Mapping[str, Any]) -> Iterator[str]:
    """The kinds after which the file is called, else those after which its folder is."""
    folder, file = os.path.split(path.lower())
    for word in (file.rsplit(".", 1)[0], os.path.basename(folder)):
        found = [name for name in possible if any(is_like(word, pattern) for pattern in kinds[name]["names"])]
        if found:
            yield from found
            return

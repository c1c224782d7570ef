"""From bytes to a document and the framework that reads it: by its content first, by its file name second."""

from __future__ import annotations

import os
import re
from itertools import chain

from loralint.config.reading import strange_names
from loralint.knowledge.frameworks import load_framework, signatures, syntaxes_of
from loralint.syntax import syntax_of
from loralint.syntax.keypath import parse_path
from loralint.syntax.node import Document, MappingNode, SequenceNode, find, resolve
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.wildcard import is_like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from loralint.config.project import Project
    from loralint.knowledge.frameworks import Framework
    from loralint.syntax.node import Node, Source, Syntax

NAMED_POINTS = 3
"""A file named on the command line: one distinctive key or a telling file name, and most keys known."""
STRICT_POINTS = 6
"""A file found in a folder or given by a hook; with `NAMED_POINTS` the framework has to know every key."""

_STRANGE_IN_SHARED = 3
"""So many unknown keys may stand in a file that the user named and that a script of his own might read."""

_KEYS = {
    "yaml": re.compile(r"^([A-Za-z_]\w*)[ \t]*:(?=\s|$)", re.MULTILINE),
    "json": re.compile(r'"([A-Za-z_]\w*)"\s*:'),
}
"""How keys begin where nothing else is sure: at the left edge in YAML, in quotes before a colon in JSON."""
_FILLED_IN = lazy_pattern(r"\{\{|\{%|\$\{|<%|@[A-Z_]+@|%[A-Z_]+%|<[A-Z_]+>")
"""What other programs put values in place of: such a file need not parse."""

_NAME_POINTS = 3
_DISTINCTIVE_POINTS = 3
_COMMON_POINTS = 1
LEAST_COMMON = STRICT_POINTS // _COMMON_POINTS
"""So many common keys are enough where there is no other sign."""


class Recognition(NamedTuple):
    """Which framework reads a document and why; `framework` is None where none is sure enough."""

    framework: str | None
    reasons: tuple[str, ...]
    points: int
    is_telling: bool = True
    """Does its name or a distinctive key point to it, and not only what others have as well?"""
    is_own: bool = False
    """Is it called as only this framework's files are?"""
    is_shared: bool = False
    """Has it none of the framework's keys but such as scripts of people's own have too?"""


class Recognised(NamedTuple):
    """A parsed source; `framework` is None where none is sure enough, `reasons` are what points to it."""

    document: Document
    framework: Framework | None
    reasons: tuple[str, ...]


def identify(source: Source, project: Project, named: bool, wanted: str | None = None) -> Recognised:
    """Parse a source and find its framework; `wanted` is the user's word, which needs no sign in the file.

    `named` is true for a file that the user named: then little is needed to recognise it.
    """
    documents = [project.parse(source, syntax) for syntax in _syntaxes(source, wanted)]
    document = next((document for document in documents if document.root is not None), documents[0])
    recognition = recognise(document, named)
    name = wanted or recognition.framework
    return Recognised(document, None if name is None else load_framework(name), recognition.reasons)


def _syntaxes(source: Source, wanted: str | None) -> tuple[Syntax, ...]:
    """What the file may be written in, the likeliest first."""
    syntax = syntax_of(source.path)
    if syntax is not None:
        return (syntax,)
    if wanted is not None:
        return syntaxes_of(wanted)
    return ("json", "yaml") if source.data.lstrip()[:1] == b"{" else ("yaml",)


def recognise(document: Document, named: bool) -> Recognition:
    """Say which framework reads a document: by its content first, by its file name second.

    `STRICT_POINTS` are enough. With `NAMED_POINTS`, the framework has to know every key; most of them where the file is
    `named` by the user. A file with a framework's own name is its, even where it cannot be parsed.
    """
    candidates = _candidates(document)
    sure = _sure(candidates, document, named)
    if sure is not None:
        return sure
    points = max((candidate.points for candidate in candidates), default=0)
    return Recognition(None, (*_other_programs(document), *_one_level_down(document)), points)


def _candidates(document: Document) -> list[Recognition]:
    """Each framework to which something points, the likeliest first."""
    candidates = []
    for signature in signatures():
        if document.syntax not in (*signature["syntaxes"], *(signature.get("tolerated") or ())):
            continue
        recognition = _score(document, signature)
        if recognition is not None:
            candidates.append(recognition)
    return sorted(candidates, key=lambda recognition: (not recognition.is_own, -recognition.points))


def _sure(candidates: list[Recognition], document: Document, named: bool) -> Recognition | None:
    """The first that is sure, unless another one is as likely and nobody named the file."""
    sure = [candidate for candidate in candidates if candidate.is_own or _is_sure(candidate, document, named)]
    is_tie = len(sure) > 1 and sure[0].points == sure[1].points
    return None if not sure or (is_tie and not named and not sure[0].is_own) else sure[0]


def _other_programs(document: Document) -> Iterator[str]:
    """What names the program whose file it is, where that is none of ours."""
    root = resolve(document.root) if document.root is not None else None
    if not isinstance(root, MappingNode):
        return
    others: dict[str, dict[str, None]] = {}
    for signature in signatures():
        for program, keys in (signature["signature"].get("others") or {}).items():
            others.setdefault(program, {}).update((key, None) for key in keys if _present(root, key))
    for program, found in others.items():
        if len(found) > 1:
            yield f"{' and '.join(list(found)[:2])} are keys of {program}"
            return


def _one_level_down(document: Document) -> Iterator[str]:
    """What says that a whole config stands under one key, where its framework does not look for it."""
    root = resolve(document.root) if document.root is not None else None
    entries = list(root.effective().items()) if isinstance(root, MappingNode) else []
    inner = resolve(entries[0][1].value) if len(entries) == 1 else None
    if not isinstance(inner, MappingNode):
        return
    below = Document(document.source, document.syntax, document.text, inner)
    found = _sure(_candidates(below), below, named=False)
    if found is not None and found.framework is not None:
        title = load_framework(found.framework).title
        yield f"all of it stands under {entries[0][0]}, and {title} reads its keys at the top of the file"


def _is_sure(recognition: Recognition, document: Document, named: bool) -> bool:
    if recognition.points >= STRICT_POINTS and not recognition.is_shared:
        return True
    if recognition.points < NAMED_POINTS or recognition.framework is None or not recognition.is_telling:
        return False
    framework = load_framework(recognition.framework)
    root = _telling_part(document, framework.list_name is not None)
    if root is None:
        return named and not recognition.is_shared
    names = root.effective()
    strange = strange_names(
        names, framework, framework.default_version, with_synonyms=named and not recognition.is_shared
    )
    if not named:
        return next(strange, None) is None
    return len(list(strange)) <= min(len(names) // 2, _STRANGE_IN_SHARED if recognition.is_shared else len(names))


def _score(document: Document, signature: dict[str, Any]) -> Recognition | None:
    marks = signature["signature"]
    root = _telling_part(document, "list" in signature)
    if root is None and document.root is not None:
        return None
    points = 0
    reasons: list[str] = []
    base = os.path.basename(document.path)
    shared = set(marks.get("shared") or ())
    is_shared = bool(shared)
    is_telling = is_own = is_called(base, marks.get("own_names") or ())
    if is_own or is_called(base, marks.get("names") or ()):
        points += _NAME_POINTS
        reasons.append(f"its name {base}")
        is_telling = True
    has = _keys_of(document, root, "list" in signature)
    if has is not None:
        others = chain.from_iterable((marks.get("others") or {}).values())
        if any(has(key) for key in chain(marks.get("not") or (), others)):
            return None
        for weight, keys in ((_DISTINCTIVE_POINTS, "distinctive"), (_COMMON_POINTS, "common")):
            found = [key for key in marks.get(keys) or () if has(key)]
            points += weight * len(found)
            is_telling |= bool(found) and keys == "distinctive"
            is_shared &= shared.issuperset(found)
            reasons += found
    return Recognition(signature["name"], tuple(reasons), points, is_telling, is_own, is_shared)


def _keys_of(document: Document, root: MappingNode | None, is_list: bool) -> Callable[[str], bool] | None:
    """Whether a key stands in the file; of a file that cannot be parsed, whether a line or pair begins with it."""
    if root is not None:
        return lambda key: _present(root, key)
    if document.root is not None or is_list or not document.problems or _FILLED_IN.search(document.text):
        return None
    return {match[1] for match in _KEYS[document.syntax].finditer(document.text)}.__contains__


def _telling_part(document: Document, is_list: bool) -> MappingNode | None:
    """What tells by its keys whose file it is: the whole of it, or the first section of a list of sections."""
    root = resolve(document.root) if document.root is not None else None
    parts = map(resolve, root.items) if is_list and isinstance(root, SequenceNode) else iter([] if is_list else [root])
    return next((part for part in parts if isinstance(part, MappingNode)), None)


def is_called(base: str, patterns: Iterable[str]) -> bool:
    """Is a file called by one of these patterns?"""
    return any(is_like(base.lower(), pattern.lower()) for pattern in patterns)


def _present(root: Node, key: str) -> bool:
    return find(root, parse_path(key)) is not None

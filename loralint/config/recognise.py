"""From bytes to a document and the framework that reads it: by its content first, by its file name second."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from loralint.config.project import Project
from loralint.knowledge.frameworks import Framework, load_framework, signatures, syntaxes_of
from loralint.syntax import syntax_of
from loralint.syntax.keypath import parse_path
from loralint.syntax.node import Document, MappingNode, Node, Source, Syntax, find, resolve

NAMED_POINTS = 3
"""A file named on the command line: one distinctive key or a telling file name is enough."""
STRICT_POINTS = 6
"""A file found in a folder or given by a hook."""

_NAME_POINTS = 3
_DISTINCTIVE_POINTS = 3
_COMMON_POINTS = 1


class Recognition(NamedTuple):
    """Which framework reads a document and why; `framework` is None where none is sure enough."""

    framework: str | None
    reasons: tuple[str, ...]
    points: int


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

    `named` is true for a file that the user named: then little is needed (`NAMED_POINTS`). Otherwise `STRICT_POINTS`.
    """
    candidates = []
    for signature in signatures():
        if document.syntax not in (*signature["syntaxes"], *(signature.get("tolerated") or ())):
            continue
        recognition = _score(document, signature)
        if recognition is not None:
            candidates.append(recognition)
    candidates.sort(key=lambda recognition: -recognition.points)
    needed = NAMED_POINTS if named else STRICT_POINTS
    if not candidates or candidates[0].points < needed:
        return Recognition(None, (), candidates[0].points if candidates else 0)
    if len(candidates) > 1 and candidates[0].points == candidates[1].points and not named:
        return Recognition(None, (), candidates[0].points)
    return candidates[0]


def _score(document: Document, signature: dict[str, Any]) -> Recognition | None:
    marks = signature["signature"]
    root = resolve(document.root) if document.root is not None else None
    points = 0
    reasons: list[str] = []
    base = os.path.basename(document.path)
    if any(fnmatchcase(base.lower(), pattern.lower()) for pattern in marks.get("names") or ()):
        points += _NAME_POINTS
        reasons.append(f"its name {base}")
    if isinstance(root, MappingNode):
        if any(_present(root, key) for key in marks.get("not") or ()):
            return None
        for weight, keys in ((_DISTINCTIVE_POINTS, "distinctive"), (_COMMON_POINTS, "common")):
            found = [key for key in marks.get(keys) or () if _present(root, key)]
            points += weight * len(found)
            reasons += found
    elif root is not None:
        return None
    return Recognition(signature["name"], tuple(reasons), points)


def _present(root: Node, key: str) -> bool:
    return find(root, parse_path(key)) is not None

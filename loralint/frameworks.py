"""Frameworks as data, and which of them reads a document."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple

from loralint import resources
from loralint.syntax.keypath import parse_path
from loralint.syntax.node import Document, MappingNode, Node, Syntax, find, resolve

NAMED_POINTS = 3
"""A file named on the command line: one distinctive key or a telling file name is enough."""
STRICT_POINTS = 6
"""A file found in a folder or given by a hook."""

_NAME_POINTS = 3
_DISTINCTIVE_POINTS = 3
_COMMON_POINTS = 1


class Link(NamedTuple):
    """A key that names another file: `shipped` holds files that the framework itself brings, by their path.

    `file` is the name of the file where the key names its folder; what is no folder here may be a name on the hub.
    """

    name: str
    key: str
    framework: str
    inline: bool
    shipped: dict[str, Any]
    file: str | None
    missing: str | None
    """The rule that tells that a folder is there and lacks the file."""


class Extension(NamedTuple):
    """A key that lists extensions by name; those that ship with the framework begin with `shipped`."""

    key: str
    shipped: str


class Framework(NamedTuple):
    """What `schemas/<name>/framework.yaml` says."""

    name: str
    title: str
    distribution: str
    """Its name on PyPI, under which projects pin it."""
    default_version: str
    versions: dict[str, str]
    syntaxes: tuple[str, ...]
    bom: str
    links: tuple[Link, ...]
    concepts: dict[str, list[dict[str, Any]]]
    synonyms: dict[str, str]
    comment_keys: tuple[str, ...]
    exclusive: tuple[tuple[str, ...], ...]
    """Groups of keys of which only one may be set."""
    extension: Extension | None
    example: dict[str, Any]
    sets: dict[str, list[Any]]
    """Values that belong together, by name: `optimizer in sets.eight_bit`."""

    def version(self, wanted: str | None) -> str:
        """The version whose schema applies: the wanted one, the newest not above it, else the default."""
        if wanted is None or not self.versions:
            return self.default_version
        if wanted in self.versions:
            return wanted
        known = sorted(self.versions, key=version_key)
        below = [version for version in known if version_key(version) <= version_key(wanted)]
        return below[-1] if below else known[0]

    def schema(self, version: str) -> dict[str, Any]:
        """The JSON Schema of a version."""
        schema: dict[str, Any] = resources.load(f"schemas/{self.name}/{version}.json")
        return schema

    def excluded_by(self, key: str) -> set[str]:
        """The keys that may not be set beside this one."""
        return {other for group in self.exclusive if key in group for other in group if other != key}

    def is_comment(self, key: str) -> bool:
        """Is this a key that people use for remarks?"""
        return any(fnmatchcase(key, pattern) for pattern in self.comment_keys)


class Recognition(NamedTuple):
    """Which framework reads a document and why; `framework` is None where none is sure enough."""

    framework: str | None
    reasons: tuple[str, ...]
    points: int


def names() -> list[str]:
    """Every framework that loralint knows."""
    return sorted(resources.load("frameworks.json"))


def link_targets() -> set[str]:
    """The frameworks whose files are named by files of others."""
    return {target for signature in resources.load("frameworks.json").values() for target in signature["targets"]}


@lru_cache(maxsize=1)
def link_names() -> frozenset[str]:
    """The names of all links that any framework has."""
    return frozenset(name for signature in resources.load("frameworks.json").values() for name in signature["links"])


def load_framework(name: str) -> Framework:
    """The data of one framework. Raises FileNotFoundError for an unknown name."""
    data = resources.load(f"frameworks/{name}.json")
    links = tuple(
        Link(
            link,
            fields["key"],
            fields["framework"],
            bool(fields.get("inline")),
            fields.get("shipped") or {},
            fields.get("file"),
            fields.get("missing"),
        )
        for link, fields in (data.get("links") or {}).items()
    )
    return Framework(
        name=name,
        title=data["title"],
        distribution=data.get("distribution", name),
        default_version=str(data["default_version"]),
        versions=data["versions"],
        syntaxes=tuple(data["syntaxes"]),
        bom=data.get("bom", "accepted"),
        links=links,
        concepts=data.get("concepts") or {},
        synonyms=data.get("synonyms") or {},
        comment_keys=tuple(data.get("comment_keys") or ()),
        exclusive=tuple(tuple(group) for group in data.get("exclusive") or ()),
        extension=Extension(**data["extension"]) if "extension" in data else None,
        example=data.get("example") or {},
        sets=data.get("sets") or {},
    )


def recognise(document: Document, named: bool) -> Recognition:
    """Say which framework reads a document: by its content first, by its file name second.

    `named` is true for a file that the user named: then little is needed (`NAMED_POINTS`). Otherwise `STRICT_POINTS`.
    """
    candidates = []
    for signature in resources.load("frameworks.json").values():
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


def syntaxes_of(name: str) -> tuple[Syntax, ...]:
    """The syntaxes in which a framework's files come, its own first."""
    signature = resources.load("frameworks.json")[name]
    return (*signature["syntaxes"], *(signature.get("tolerated") or ()))


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


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, for comparison: ``0.21.0`` is (0, 21, 0)."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))

"""Frameworks as data: what `schemas/<name>/` says of each."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from loralint.knowledge.data import load
from loralint.knowledge.version_numbers import version_key
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.wildcard import is_like

if TYPE_CHECKING:
    from typing import Any

    from loralint.syntax.node import Syntax


class Link(NamedTuple):
    """A key that names another file: `shipped` holds files that the framework itself brings, by their path.

    `file` is the name of the file where the key names its folder; what is no folder here may be a name on the hub.
    """

    name: str
    key: str
    framework: str
    inline: str | None
    """The key under which the whole of the other file may stand instead."""
    shipped: dict[str, Any]
    file: str | None
    missing: str | None
    """The rule that tells that a folder is there and lacks the file."""
    elsewhere: bool = False
    """Is the path that of another machine, so that a file which is not there is no news?"""
    stops: bool = False
    """Does the framework stop where the file is not there when the run begins?"""

    @property
    def steps(self) -> tuple[str, ...]:
        """The path of the key, such as `("deepspeed_config", "deepspeed_config_file")`."""
        return tuple(self.key.split("."))

    @property
    def inline_steps(self) -> tuple[str, ...] | None:
        """The path of the key under which the other file may stand itself; None where it may not."""
        return None if self.inline is None else tuple(self.inline.split("."))


class Extension(NamedTuple):
    """A key that lists extensions by name; those that ship with the framework begin with `shipped`."""

    key: str
    shipped: str
    classes: tuple[str, ...] = ()
    """The classes of those that ship; nothing where they are not listed."""

    def has(self, name: str) -> bool:
        """Does an extension of this name ship with the framework?"""
        known = not self.classes or name.rpartition(".")[2] in self.classes
        return known and name.startswith(self.shipped)


class LenientReader(NamedTuple):
    """That the framework's own reader takes comments and last commas in JSON, which others do not.

    `unless` is a text by which a file shows that one of the others reads it, `note` what to know.
    """

    unless: str
    note: str


class Framework(NamedTuple):
    """What `schemas/<name>/framework.yaml` says."""

    name: str
    title: str
    distribution: str
    """Its name on PyPI, under which projects pin it."""
    default_version: str
    versions: dict[str, str]
    syntaxes: tuple[str, ...]
    file_name: str
    """A usual name of its files, under which examples are written."""
    bom: str
    links: tuple[Link, ...]
    concepts: dict[str, list[dict[str, Any]]]
    concept_names: frozenset[str]
    """The concepts, and what their names begin with: `lora` and `lora.rank`."""
    synonyms: dict[str, str]
    read_elsewhere: dict[str, str]
    """Keys that other programs read, each with the words that say which."""
    advice: dict[str, list[str]]
    """What to write in place of a name for which no one key stands, by that name or a pattern: a sentence, and the keys
    of which one says it."""
    comment_keys: tuple[str, ...]
    exclusive: tuple[tuple[str, ...], ...]
    """Groups of keys of which only one may be set."""
    one_run: tuple[str, ...]
    """Keys that name one run, such as its ID in a tracker."""
    extension: Extension | None
    lenient: LenientReader | None
    arguments: dict[str, Any] | None
    """How a file shows whose it is, where programs of the user's own read such files too: the field `arguments`."""
    example: dict[str, Any]
    sets: dict[str, list[Any]]
    """Values that belong together, by name: `optimizer in sets.eight_bit`."""
    form: tuple[str, ...] = ()
    """Keys that say what to run on; a file that leaves one of them blank is filled in before the run."""
    link_names: frozenset[str] = frozenset()
    list_name: str | None = None
    """What rules call the list that its files are; None where they are mappings of keys."""

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
        schema: dict[str, Any] = load(f"schemas/{self.name}/{version}")
        return schema

    def excluded_by(self, key: str) -> set[str]:
        """The keys that may not be set beside this one."""
        return {other for group in self.exclusive if key in group for other in group if other != key}

    def is_comment(self, key: str) -> bool:
        """Is this a key that people use for remarks?"""
        return any(is_like(key, pattern) for pattern in self.comment_keys)


def framework_names() -> list[str]:
    """Every framework that loralint knows."""
    return sorted(load("frameworks"))


def signatures() -> list[dict[str, Any]]:
    """What recognition needs of every framework: syntaxes, telling names, distinctive and common keys."""
    return list(load("frameworks").values())


def titles() -> dict[str, str]:
    """The frameworks' own names by ours: `{"peft": "PEFT", ...}`."""
    return {signature["name"]: signature["title"] for signature in signatures()}


def link_targets() -> set[str]:
    """The frameworks whose files are named by files of others."""
    return {target for signature in load("frameworks").values() for target in signature["targets"]}


@lru_cache(maxsize=1)
def link_names() -> frozenset[str]:
    """The names of all links that any framework has."""
    return frozenset(name for signature in load("frameworks").values() for name in signature["links"])


def load_framework(name: str) -> Framework:
    """The data of one framework. Raises FileNotFoundError for an unknown name."""
    data = load(f"frameworks/{name}")
    links = tuple(
        Link(
            link,
            fields["key"],
            fields["framework"],
            _inline_key(fields),
            fields.get("shipped") or {},
            fields.get("file"),
            fields.get("missing"),
            fields.get("elsewhere", False),
            fields.get("stops", False),
        )
        for link, fields in (data.get("links") or {}).items()
    )
    concepts = data.get("concepts") or {}
    return Framework(
        name=name,
        title=data["title"],
        distribution=data.get("distribution", name),
        default_version=str(data["default_version"]),
        versions=data["versions"],
        syntaxes=tuple(data["syntaxes"]),
        file_name=data["file_name"],
        bom=data.get("bom", "accepted"),
        links=links,
        concepts=concepts,
        concept_names=frozenset(part for name in concepts for part in accumulate(name.split("."), "{}.{}".format)),
        synonyms=data.get("synonyms") or {},
        read_elsewhere=data.get("read_elsewhere") or {},
        advice=data.get("advice") or {},
        comment_keys=tuple(data.get("comment_keys") or ()),
        exclusive=tuple(tuple(group) for group in data.get("exclusive") or ()),
        one_run=tuple(data.get("one_run") or ()),
        extension=Extension(**data["extension"]) if "extension" in data else None,
        lenient=LenientReader(**data["lenient"]) if "lenient" in data else None,
        arguments=_arguments(data.get("arguments")),
        example=data.get("example") or {},
        sets=data.get("sets") or {},
        form=tuple(data.get("form") or ()),
        link_names=frozenset(link.name for link in links),
        list_name=data.get("list"),
    )


def _inline_key(link: dict[str, Any]) -> str | None:
    inline = link.get("inline", False)
    if isinstance(inline, str):
        return inline
    return str(link["key"]) if inline else None


def _arguments(data: dict[str, Any] | None) -> dict[str, Any] | None:
    return (
        None
        if data is None
        else {
            "more": [],
            "needed": [],
            "strange": 0,
            "filled_in": None,
            "marks": [],
            "renamed": {},
            "foreign": {},
            "kinds": {},
            "readers": {},
            **data,
        }
    )


def syntaxes_of(name: str) -> tuple[Syntax, ...]:
    """The syntaxes in which a framework's files come, its own first."""
    signature = load("frameworks")[name]
    return (*signature["syntaxes"], *(signature.get("tolerated") or ()))

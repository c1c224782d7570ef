"""A schema as it holds for files of one kind, or for all that a file may be (`x-kinds`)."""

from __future__ import annotations

from functools import lru_cache

from loralint.knowledge.frameworks import framework_names, load_framework
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from loralint.knowledge.frameworks import Framework

_DEFAULTS = ("default", "x-computed", "x-default-from")
_ABSENT = object()


def schema_of_kinds(framework: Framework, version: str, kinds: tuple[str, ...], reader: str | None) -> dict[str, Any]:
    """The schema of a version for a file that is of one of these kinds, such as `("dpo", "kto")`.

    A key keeps the words in which all of them agree, and takes what one of them takes. The defaults of a kind hold only
    where the `reader` is known, whose loader then converts the values: another program may have its own.
    """
    return _of_kinds(framework.name, version, kinds, reader) if kinds else framework.schema(version)


@lru_cache(maxsize=64)  # one object a combination: what is worked out from a schema is kept by it
def _of_kinds(framework: str, version: str, kinds: tuple[str, ...], reader: str | None) -> dict[str, Any]:
    loaded = load_framework(framework)
    schema = loaded.schema(version)
    properties = {name: _key_of(words, kinds, reader is not None) for name, words in schema["properties"].items()}
    loader = {} if reader is None or loaded.arguments is None else loaded.arguments["readers"][reader]
    return {**schema, "properties": properties, **({"x-reads": loader["reads"]} if "reads" in loader else {})}


@lru_cache(maxsize=16)
def keys_of_kinds(framework: str, version: str) -> dict[str, frozenset[str]]:
    """The names that each kind has and some other kind has not: those of the version (`x-of`), and older ones."""
    loaded = load_framework(framework)
    properties = loaded.schema(version).get("properties") or {}
    kinds = (loaded.arguments or {}).get("kinds") or {}
    today = [(name, words["x-of"]) for name, words in properties.items() if "x-of" in words]
    return {
        kind: frozenset(signs.get("keys") or ()).union(name for name, owners in today if kind in owners)
        for kind, signs in kinds.items()
    }


def classes() -> list[tuple[str, str, str]]:
    """The classes that hold a framework's arguments: `("DPOConfig", "trainer", "dpo")`."""
    return [
        (signs["title"], name, kind)
        for name in framework_names()
        for kind, signs in ((load_framework(name).arguments or {}).get("kinds") or {}).items()
        if "title" in signs
    ]


def _key_of(words: dict[str, Any], kinds: Sequence[str], with_defaults: bool) -> dict[str, Any]:
    of_kinds = words.get("x-kinds")
    if of_kinds is None:
        return words
    return _agreed([of_kind(words, kind, with_defaults) for kind in kinds])


def of_kind(words: Mapping[str, Any], kind: str, with_defaults: bool = True) -> dict[str, Any]:
    """What a schema says of a key in files of one kind."""
    of_kinds = words.get("x-kinds") or {}
    common = {word: value for word, value in words.items() if word != "x-kinds"}
    own = {**(of_kinds.get("any") or {}), **(of_kinds.get(kind) or {})}
    if not with_defaults:
        return {**common, **{word: value for word, value in own.items() if word not in _DEFAULTS}}
    below = {word: value for word, value in common.items() if word not in _DEFAULTS or not own.keys() & set(_DEFAULTS)}
    return {**below, **own}


def _agreed(forms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The words that all forms share; a value that one of them takes is taken."""
    first, *others = forms
    shared = {word: value for word, value in first.items() if all(form.get(word, _ABSENT) == value for form in others)}
    if all("enum" in form for form in forms):
        shared["enum"] = [*dict.fromkeys(value for form in forms for value in form["enum"])]
    return shared

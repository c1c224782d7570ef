"""Looking up a key in the frameworks' schemas, for `loralint explain KEY`."""

from __future__ import annotations

import re

from loralint.explain.key_words import allowed, defaults, kinds, read_if, remarks
from loralint.explain.records import KeyDoc, KeyRule
from loralint.explain.schema_keys import occurrences
from loralint.knowledge.frameworks import framework_names, load_framework
from loralint.knowledge.version_numbers import version_key
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loralint.explain.schema_keys import Occurrence
    from loralint.knowledge.frameworks import Framework

Path = tuple[str, ...]
_ALIKE = 3
"""Sections that share a key are told together from this many on."""
_SUGGESTED = 3


class _Known(NamedTuple):
    """The keys of every version of a framework; the default version is the first."""

    framework: Framework
    versions: dict[str, dict[Path, list[Occurrence]]]


def key_docs(word: str, framework: str | None) -> list[KeyDoc]:
    """What each framework makes of a key; `word` is a path such as `optimizer.type`, or the last part of one."""
    wanted = _path_of(word)
    found = []
    for known in _all_known(framework):
        paths = list(dict.fromkeys(path for keys in known.versions.values() for path in keys))
        here = _path_of(known.framework.synonyms.get(word, ""))
        if wanted not in paths and here in paths:
            doc = _key_doc(known, [here])
            found.append(doc._replace(remarks=(f"it is what {word} is elsewhere", *doc.remarks)))
            continue
        exact = wanted in paths and not _is_old(known, wanted)
        near = [wanted] if exact else [path for path in paths if path[-len(wanted) :] == wanted]
        found += [_key_doc(known, group) for group in _grouped(near)]
    return found


def nearest_keys(word: str, framework: str | None) -> list[str]:
    """The keys that may have been meant: those that are spelt most alike."""
    from loralint.words.nearest import nearest

    wanted = _path_of(word)
    keys = {
        ".".join(path[-len(wanted) :]): None
        for known in _all_known(framework)
        for path in known.versions[known.framework.default_version]
    }
    near = nearest(".".join(wanted), keys)
    return [key for steps, key in near if steps == near[0][0]][:_SUGGESTED]


def _is_old(known: _Known, path: Path) -> bool:
    """Is the key deprecated? Then the same name elsewhere in the file may be the one that is looked for."""
    return any("x-deprecated" in one.fields for keys in known.versions.values() for one in keys.get(path, ()))


def _path_of(word: str) -> Path:
    return tuple(re.sub(r"\[\d*\]", "", word).split("."))


def _all_known(framework: str | None) -> Iterator[_Known]:
    for name in framework_names():
        if framework in (None, name):
            loaded = load_framework(name)
            others = sorted(set(loaded.versions) - {loaded.default_version}, key=version_key, reverse=True)
            yield _Known(loaded, {version: _keys(loaded, version) for version in (loaded.default_version, *others)})


def _keys(framework: Framework, version: str) -> dict[Path, list[Occurrence]]:
    found: dict[Path, list[Occurrence]] = {}
    for occurrence in occurrences(framework.schema(version)):
        found.setdefault(occurrence.path, []).append(occurrence)
    return found


def _grouped(paths: Sequence[Path]) -> list[list[Path]]:
    """Keys that differ in one section only stand together, where they are many: `unet.train`, `vae.train`, ..."""
    patterns: dict[Path, list[Path]] = {}
    for path in paths:
        for at in range(len(path) - 1):
            patterns.setdefault((*path[:at], "*", *path[at + 1 :]), []).append(path)
    groups: list[list[Path]] = []
    taken: set[Path] = set()
    for path in paths:
        if path in taken:
            continue
        best = max((group for group in patterns.values() if path in group), key=len, default=[path])
        group = [other for other in best if other not in taken] if len(best) >= _ALIKE else [path]
        taken.update(group)
        groups.append(group)
    return groups


def _key_doc(known: _Known, group: Sequence[Path]) -> KeyDoc:
    version = next(v for v, keys in known.versions.items() if any(path in keys for path in group))
    keys = known.versions[version]
    found = [occurrence for path in group for occurrence in keys.get(path, ())]
    at = _differing(group)
    shown = group[0] if at is None else (*group[0][:at], "*", *group[0][at + 1 :])
    own_words = [str(one.fields["x-own-words"]) for one in found if "x-own-words" in one.fields]
    return KeyDoc(
        key=".".join(shown),
        framework=known.framework.name,
        version=version,
        kind=" or ".join(kinds(found)) or "anything",
        defaults=tuple(defaults(found, at)),
        allowed=tuple(allowed(found)),
        words=_sentence(own_words[0]) if own_words else None,
        sections=() if at is None else tuple(path[at] for path in group),
        read_if=tuple(read_if(found)),
        remarks=tuple(dict.fromkeys([*_versions(known, group), *remarks(found)])),
        elsewhere=tuple(_elsewhere(known.framework.name, group)),
        rules=tuple(_rules(known.framework.name, group)),
    )


def _differing(group: Sequence[Path]) -> int | None:
    steps = zip(*group, strict=True)
    return next((at for at, names in enumerate(steps) if len(set(names)) > 1), None)


def _sentence(words: str) -> str:
    """Own words begin in small letters where they stand in a list."""
    return words[:1].upper() + words[1:].rstrip(".") + "."


def _versions(known: _Known, group: Sequence[Path]) -> Iterator[str]:
    """In which versions there is such a key, and where its default was another one."""
    if len(known.versions) < 2:
        return
    ordered = sorted(known.versions, key=version_key)
    there = [version for version in ordered if any(path in known.versions[version] for path in group)]
    missing = [version for version in ordered if version not in there]
    if missing:
        gone = version_key(missing[0]) > version_key(there[-1])
        when = f"until {there[-1]}" if gone else f"since {there[0]}"
        yield f"{when}; {', '.join(missing)} has no such key"
    told = {version: defaults(_of(known, version, group), None) for version in there}
    for version in there[:-1]:
        if told[version] != told[there[-1]] and len(told[version]) == 1:
            yield f"default in {version}: {told[version][0][0]}"


def _of(known: _Known, version: str, group: Sequence[Path]) -> list[Occurrence]:
    return [occurrence for path in group for occurrence in known.versions[version].get(path, ())]


def _elsewhere(framework: str, group: Iterable[Path]) -> list[str]:
    from loralint.explain.mentions import elsewhere

    return list(dict.fromkeys(name for path in group for name in elsewhere(framework, path)))


def _rules(framework: str, group: Iterable[Path]) -> Iterator[KeyRule]:
    from loralint.explain.mentions import mentions
    from loralint.knowledge.rules import all_docs

    docs = all_docs()
    told = mentions()
    for code in dict.fromkeys(code for path in group for code in told.get((framework, path), ())):
        yield KeyRule(docs[code]["name"], docs[code]["summary"])

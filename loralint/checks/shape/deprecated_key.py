"""A key that the framework has renamed, dropped, or will drop."""

from __future__ import annotations

from loralint.checks.shape.member import is_switched_off
from loralint.checks.shape.ranges import range_words
from loralint.config.file_version import file_version
from loralint.config.loaders.loader import WRONG
from loralint.config.scope import native_scope
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.expressions.evaluate import truth
from loralint.expressions.unknown import UNKNOWN
from loralint.syntax.data import to_python
from loralint.syntax.keypath import parse_path
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import literal

if TYPE_CHECKING:
    from typing import Any

    from loralint.checks.finding import Finding
    from loralint.checks.shape.member import Member
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Consequence, Safety
    from loralint.syntax.keypath import Path

_CONSEQUENCES: dict[str, Consequence] = {
    "refused": "refused",
    "ignored": "ignored",
    "alias": "deprecated",
    "works": "deprecated",
}


def deprecated_key(member: Member, shape: Shape) -> Finding | None:
    """Judge a key that the schema marks with `x-deprecated`."""
    mark = shape.schema.get("x-deprecated")
    value = to_python(member.entry.value)
    if mark is None or _is_inert(value, mark) or _is_migrated(member, mark):
        return None
    moot = _loses_nothing(member, mark, value)
    fixes = _fixes(member, mark, value, moot)
    consequence = _CONSEQUENCES[mark["effect"]]
    message = _message(member, mark, value)
    finding = member.finding("deprecated-key", consequence, message, mark.get("note"), tuple(fixes))
    return finding._replace(severity="info") if moot else finding


def _message(member: Member, mark: dict[str, Any], value: object) -> str:
    """What became of the key, and the new one with its value where that is another:
    "`save_after` has no effect any more; use `save_every`"."""
    name = member.config.shown(member.path)
    told = {
        "refused": f"{member.config.framework.title} {member.config.version} refuses `{name}`",
        "ignored": f"`{name}` has no effect {_where(member, mark)}",
    }.get(mark["effect"], f"`{name}` is deprecated")
    if not mark.get("use"):
        return told
    translated = _translated(mark, value)
    target = _target(member, mark["use"])
    if _is_blank(value):
        return told
    if not value and target is not None and not _takes(member.config, target, translated):
        return told  # what is off needs no successor, and the successor would refuse it
    if _asks_for_nothing(member.config, target, value, translated):
        return f"{told}; what it says holds without it"
    return f"{told}; use `{mark['use']}`" + ("" if translated == value else f" with `{literal(translated)}`")


def _where(member: Member, mark: dict[str, Any]) -> str:
    """A loader that brings files of old versions up to date takes one that names no version as it stands, or stops."""
    key = member.config.shape.schema.get("x-version-key")
    unsaid = "until" in mark and key is not None and not member.config.is_written((key,))
    return f"in a file without `{key}`" if unsaid else "any more"


def _loses_nothing(member: Member, mark: dict[str, Any], value: object) -> bool:
    """Is the file the same without a key that has no effect? What it asks for is off, or in force anyway."""
    if mark["effect"] != "ignored":
        return False
    if "moot" in mark and truth(mark["moot"], native_scope(member.config)) is True:
        return True
    if not mark.get("use"):
        return not value
    wanted = {mark["use"]: _translated(mark, value), **(mark.get("with") or {})}
    return all(_in_force(member, key, needs) for key, needs in wanted.items())


def _in_force(member: Member, key: str, value: object) -> bool:
    """Does the key have this value, written or by default?"""
    target = _target(member, key)
    found = UNKNOWN if target is None else member.config.value(target)
    return type(found) is type(value) and found == value


def _is_inert(value: object, mark: dict[str, Any]) -> bool:
    """Some values of an old key do nothing; null does not where an old key has to be set to matter."""
    if "inert" in mark:
        return any(value == inert and type(value) is type(inert) for inert in mark["inert"])
    return value is None and mark["effect"] != "refused"


def _is_migrated(member: Member, mark: dict[str, Any]) -> bool:
    """A file of an old version is brought up to date when it is loaded: its old keys still work."""
    top = member.config.shape.schema
    key = top.get("x-version-key", member.shape.schema.get("x-version-key"))
    if key is None or "until" not in mark:
        return False
    version = file_version(top, member.config.data) if "x-version-key" in top else 0
    if version is not None and len(member.path) > 1:
        version = member.data.get(key, 0)
    return isinstance(version, int) and 0 <= version <= mark["until"]


def _is_blank(value: object) -> bool:
    """Is it a block of which every line was left blank?"""
    return isinstance(value, dict) and bool(value) and all(item is None for item in value.values())


def _by_hand(member: Member, mark: dict[str, Any]) -> Fix:
    """The advice where the key asks for something that no edit can carry over."""
    told = f"write what `{member.config.shown(member.path)}` asks for where it is read now"
    return Fix("move", "manual", told, advice=mark["advice"])


def _fixes(member: Member, mark: dict[str, Any], value: object, moot: bool) -> list[Fix]:
    config = member.config
    here = config.file_path(member.path)
    removal = member.removal(safety="safe" if mark.get("safety") == "safe" else "unsafe")
    if mark["effect"] == "refused" and (is_switched_off(value) or _is_blank(value)):
        return [member.removal(safety="safe")]
    if "advice" in mark:
        return [removal] if moot or not value else [_by_hand(member, mark)]
    if not mark.get("use"):
        return [removal] if mark["effect"] in ("refused", "ignored") else []
    target = _target(member, mark["use"])
    if target is None:
        return []
    rivals = _rivals(member, mark)
    if rivals:
        return _one_of_them(mark, value, rivals)
    if not _takes(config, target, _translated(mark, value)):
        return [] if value else [removal]
    if _asks_for_nothing(config, target, value, _translated(mark, value)):
        return [member.removal("; nothing changes", safety="safe")]
    if config.given(target) is not False:
        says_the_same = config.written(target) == _translated(mark, value)
        return [member.removal(safety="safe")] if _is_certain(mark, value) and says_the_same else [removal]
    edits = _rename(member, here, config.file_path(target), mark, value)
    safety: Safety = "safe" if _is_certain(mark, value) and _is_its_reader_s(config) else "unsafe"
    told = f"use `{mark['use']}` instead of `{member.config.shown(member.path)}`"
    return [Fix("rename", safety, told, edits, is_guess=safety == "unsafe")]


def _is_its_reader_s(config: Config) -> bool:
    """Does the file show who reads it? A script of the user's own may have a field of the old name."""
    return config.framework.arguments is None or config.reading.reader is not None


def _target(member: Member, use: str) -> Path | None:
    """The path of the new key: from a neighbour of the old one, else from the top; None for a sentence."""
    try:
        target = parse_path(use)
    except ValueError:
        return None
    return (*member.path[:-1], *target) if target[0] in member.shape.members(member.data) else target


def _takes(config: Config, target: Path, value: object) -> bool:
    """Does the new key take the value, as far as its schema says?"""
    shape = config.shape_at(target)
    if shape is None:
        return True
    read = shape.read(value)
    return (
        read is not WRONG and shape.allows_any(read) and range_words(read, shape.alternative_for(read).schema) is None
    )


def _asks_for_nothing(config: Config, target: Path | None, value: object, translated: object) -> bool:
    """Is it an old key that is off, for which a new section would say only what holds without it?"""
    shape = None if target is None else config.shape_at(target)
    if value or shape is None or not isinstance(translated, dict) or shape.default() is not None:
        return False
    inner = [(shape.child(name, translated), item) for name, item in translated.items()]
    return all(key is not None and key.default() == item for key, item in inner)


def _rivals(member: Member, mark: dict[str, Any]) -> list[str]:
    """The effects of other old keys that ask for the same new one: beside one renamed, the other may be refused."""
    members = member.shape.members(member.data)
    found = []
    for name, value in member.data.items():
        other = members.get(name, {}).get("x-deprecated") if name != member.path[-1] else None
        if other is not None and other.get("use") == mark["use"] and not _is_inert(value, other) and value != "":
            found.append(other["effect"])
    return found


def _one_of_them(mark: dict[str, Any], value: object, effects: list[str]) -> list[Fix]:
    """The choice among old names of one key; one that is refused is a problem of its own."""
    if not value or "refused" in (mark["effect"], *effects):
        return []
    told = f"write `{mark['use']}` in their place, with what is meant"
    return [Fix("one", "manual", told, advice=f"Remove them, and write `{mark['use']}` with the one that is meant.")]


def _is_certain(mark: dict[str, Any], value: object) -> bool:
    """Does the new key mean exactly what the old one said? A note says that there is more to it."""
    if "safe_values" in mark:
        return literal(value) in mark["safe_values"]
    return mark["effect"] == "alias" and "note" not in mark


def _translated(mark: dict[str, Any], value: object) -> object:
    return (mark.get("values") or {}).get(literal(value), value)


def _rename(member: Member, here: Path, there: Path, mark: dict[str, Any], value: object) -> tuple[Edit, ...]:
    path = member.config.path
    translated = _translated(mark, value)
    change = [Edit(path, "set", here, translated)] if translated != value else []
    needed = ((parse_path(key), needs) for key, needs in (mark.get("with") or {}).items())
    change += [
        Edit(path, "set", member.config.file_path(key), needs)
        for key, needs in needed
        if member.config.given(key) is False
    ]
    if here[:-1] == there[:-1]:
        return (*change, Edit(path, "rename", here, to=str(there[-1])))
    return (*change, Edit(path, "move", here, to=there))

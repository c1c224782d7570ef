"""Known keys that stand where the framework does not look for them: in another section, or in a block of their own."""

from __future__ import annotations

from functools import partial

from loralint.config.loaders.loader import WRONG
from loralint.config.pending_fixes import ABSENT, step_into
from loralint.config.scope import native_scope
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.expressions.evaluate import truth
from loralint.syntax.data import to_python
from loralint.syntax.keypath import format_path, parse_path
from loralint.syntax.node import resolve
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.values import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loralint.checks.shape.member import Member
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.syntax.keypath import Path

_STEM_ENDS = (
    "_config",
    "_configs",
    "_args",
    "_arguments",
    "_params",
    "_parameters",
    "_settings",
    "_options",
    "_kwargs",
)


class Relocation(NamedTuple):
    """Where keys belong: each key that stands wrong with its places, and `within`, the lists whose items take it."""

    moves: tuple[tuple[Path, tuple[Path, ...]], ...]
    within: tuple[str, ...] = ()
    empties: Path | None = None
    """The block of which nothing is left after the moves."""

    @property
    def targets(self) -> tuple[Path, ...]:
        """Every place that is written to."""
        return tuple(path for _, places in self.moves for path in places)

    def leaves_a_part(self, path: Path) -> bool:
        """Does something stay behind in the block at a path?"""
        return self.empties is None and any(key[:-1] == path for key, _ in self.moves)


def relocation(member: Member) -> Relocation | None:
    """The places that were meant for an unknown key, or for what stands in it; None where no such place is known."""
    places = _section_named_before(member) or _beside(member) or _upwards(member)
    return _block(member) or _single(member, places) or _items(member)


def is_known_elsewhere(member: Member) -> bool:
    """Is there a key of this very name in another section, be it read in this run or not?"""
    return bool(_upwards(member))


def is_block(member: Member) -> bool:
    """Is the value of the unknown key a mapping, so that it may hold a whole set of keys?"""
    return isinstance(to_python(member.entry.value), dict)


def relocation_words(found: Relocation) -> str:
    """The places in a question: `vllm.dtype`, or `train_on_eos` in each item of `datasets`."""
    if found.within and len(found.targets) > 1:
        lists = joined([f"`{name}`" for name in found.within])
        return f"`{found.targets[0][-1]}` in each item of {lists}"
    names = [f"`{format_path(path)}`" for path in found.targets]
    shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
    words = joined(shown)
    return words if found.empties is None and len(found.moves) == 1 else f"{words}, at the top of the file"


def relocation_fix(member: Member, found: Relocation) -> Fix:
    """The edits that bring the keys where they belong; the text of a key goes with it where it has one place."""
    config = member.config
    edits: list[Edit] = []
    for key, places in found.moves:
        here = config.file_path(key)
        if len(places) == 1:
            edits.append(Edit(config.path, "move", here, to=config.file_path(places[0])))
            continue
        value = config.written(key)
        edits += [Edit(config.path, "set", config.file_path(place), value) for place in places]
        edits.append(Edit(config.path, "remove", here))
    if found.empties is not None:
        edits.append(Edit(config.path, "remove", config.file_path(found.empties)))
    moved = " and ".join(dict.fromkeys(f"`{format_path(key)}`" for key, _ in found.moves[:1]))
    if len(found.moves) > 1 or found.empties is not None:
        moved = f"what stands in `{member.config.shown(member.path)}`"
    return Fix("move", "unsafe", f"move {moved} to {relocation_words(found)}", tuple(edits), is_guess=True)


def _single(member: Member, places: Iterable[Path]) -> Relocation | None:
    found = [path for path in dict.fromkeys(places) if path != member.path]
    if len(found) != 1 or not _is_free(member, found[0]) or not _fits(member, found[0], _value(member)):
        return None
    return Relocation(((member.path, (found[0],)),))


def _section_named_before(member: Member) -> list[Path]:
    """`vllm_dtype` is `dtype` of the section `vllm`, wherever it stands; so is `fsdp_version` of `fsdp_config`."""
    name = str(member.path[-1])
    config = member.config
    stems = config.once(_section_named_before, lambda: _stems(config.shape.members(config.data)))
    found: list[Path] = []
    for at, letter in enumerate(name):
        for section in stems.get(name[:at], ()) if letter == "_" else ():
            members = config.once(("members", section), partial(_members_at_top, config, section))
            right = next((key for key in _spellings(member, name[at + 1 :]) if _is_current(members, key)), None)
            if right is not None and (section, right) not in found:
                found.append((section, right))
    return found


def _stems(sections: Iterable[str]) -> dict[str, list[str]]:
    """The sections by what a key may begin with that is meant for one: `fsdp` and `fsdp_config` for `fsdp_config`."""
    found: dict[str, list[str]] = {}
    for section in sections:
        for stem in (section, *(section[: -len(end)] for end in _STEM_ENDS if section.endswith(end))):
            found.setdefault(stem, []).append(section)
    return found


def _members_at_top(config: Config, section: str) -> dict[str, dict[str, object]]:
    inside = config.shape.child(section, config.data)
    return {} if inside is None else _members_of_all(inside)


def _beside(member: Member) -> list[Path]:
    """The same name in a section beside the key, within a section: `format` next to a `type` that is a mapping."""
    if len(member.path) == 1:
        return []
    beside = [key for key in _sections_with(member) if isinstance(member.data.get(key, {}), dict)]
    return [(*member.path[:-1], key, str(member.path[-1])) for key in beside]


def written_as_value(member: Member) -> Path | None:
    """A key beside this one that is written as a text, and could be a section with this key in it."""
    if len(member.path) == 1:
        return None
    found = [key for key in _sections_with(member) if isinstance(member.data.get(key), str)]
    return (*member.path[:-1], found[0]) if len(found) == 1 else None


def _sections_with(member: Member) -> Iterator[str]:
    """The keys beside this one that may be a section which knows its name."""
    name = str(member.path[-1])
    inside = member.config.once(("sections", member.path[:-1]), lambda: dict(_sections(member.shape, member.data)))
    return (key for key, members in inside.items() if _is_current(members, name))


def _sections(shape: Shape, data: dict[str, object]) -> Iterator[tuple[str, dict[str, dict[str, object]]]]:
    for key in shape.members(data):
        inner = shape.child(key, data if isinstance(data.get(key), dict) else {})
        if inner is not None:
            yield key, _members_of_all(inner)


def _upwards(member: Member) -> list[Path]:
    """The same name in the one other section that knows it; one word may mean anything, unless it holds more."""
    name = str(member.path[-1])
    if "_" not in name and not isinstance(_value(member), (dict, list)):
        return []
    top = member.config.shape.members(member.config.data)
    if len(member.path) > 1:
        right = next((key for key in _spellings(member, name) if _is_current(top, key)), None)
        if right is not None:
            return [(right,)]
    config = member.config
    places = [path for path in config.once(_places, lambda: _places(config.shape)).get(name, ()) if path != member.path]
    # From one section to another only where the file has that one: making a section may switch something on or off.
    return [path for path in places if len(member.path) == 1 or member.config.given(path[:1]) is not False]


def _places(top: Shape) -> dict[str, list[Path]]:
    """The places of every current key of a schema, by its name."""
    found: dict[str, list[Path]] = {}
    for path in _paths(top, ()):
        found.setdefault(str(path[-1]), []).append(path)
    return found


def _paths(shape: Shape, path: Path, depth: int = 3) -> Iterator[Path]:
    for branch in shape.branches():
        for key, schema in (branch.schema.get("properties") or {}).items():
            if schema.get("deprecated"):
                continue
            yield (*path, key)
            if depth and "x-alias-of" not in schema:
                yield from _paths(branch.narrowed(schema), (*path, key), depth - 1)


def _items(member: Member) -> Relocation | None:
    """The items of the lists of sections that the file has, such as `datasets`, where they alone know the key."""
    name = str(member.path[-1])
    if len(member.path) > 1 or ("_" not in name and not is_block(member)):
        return None
    known = member.config.once(_items, lambda: _lists(member.data, member.shape.members(member.data)))
    found = [(key, places) for key in known if (places := _takers(member, key, name))]
    if not found:
        return None
    places = tuple(place for _, paths in found for place in paths)
    return Relocation(((member.path, places),), within=tuple(key for key, _ in found))


def _lists(data: dict[str, object], members: dict[str, dict[str, object]]) -> list[str]:
    return [key for key, value in data.items() if isinstance(value, list) and key in members]


def _takers(member: Member, key: str, name: str) -> tuple[Path, ...]:
    """The items of a list that know the key and do not have it."""
    items = member.data[key]
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return ()
    places = []
    for index, item in enumerate(items):
        path: Path = (key, index, name)
        shape = member.config.shape_at((key, index))
        if shape is None or not _is_current(shape.alternative_for(item).members(item), name):
            continue
        if name not in item and _fits(member, path, _value(member)):
            places.append(path)
    return tuple(places)


def _block(member: Member) -> Relocation | None:
    """The keys of the top that stand in a block under an unknown name: `lora: {rank: 8, alpha: 16}`."""
    block = to_python(member.entry.value)
    if not isinstance(block, dict) or not block:
        return None
    moves: list[tuple[Path, tuple[Path, ...]]] = []
    for key, value in block.items():
        target = _top_key(member, str(key), value)
        if target is not None and target not in [place for _, (place,) in moves]:
            moves.append(((*member.path, key), (target,)))
    if not moves or 2 * len(moves) < len(block):
        return None
    return Relocation(tuple(moves), empties=member.path if len(moves) == len(block) else None)


def _top_key(member: Member, key: str, value: object) -> Path | None:
    """The key of the top for one that stands in a block: under the block's name, else under its own."""
    name = str(member.path[-1])
    stems = [name, *(name[: -len(end)] for end in _STEM_ENDS if name.endswith(end))]
    top = member.config.shape.members(member.config.data)
    for wanted in (*(f"{stem}_{key}" for stem in stems), key):
        for spelling in _spellings(member, wanted):
            target = (spelling,)
            if _is_current(top, spelling) and _is_free(member, target) and _fits(member, target, value):
                return target
    return None


def _spellings(member: Member, name: str) -> Iterator[str]:
    """A name, and the framework's own for it where other frameworks call it so."""
    yield name
    right = member.config.framework.synonyms.get(name)
    if right is not None and len(parse_path(right)) == 1:
        yield right


def _members_of_all(shape: Shape) -> dict[str, dict[str, object]]:
    """The keys of a section in every form that it may have."""
    return {name: schema for branch in shape.branches() for name, schema in branch.members({}).items()}


def _is_current(members: dict[str, dict[str, object]], name: str) -> bool:
    schema = members.get(name)
    return schema is not None and not schema.get("deprecated")


def _value(member: Member) -> object:
    return to_python(resolve(member.entry.value))


def _fits(member: Member, target: Path, value: object) -> bool:
    shape = member.config.shape_at(target)
    if shape is None:
        return False
    read = shape.read(value)
    return read is not WRONG and shape.allows_any(read)


def _is_read(config: Config, target: Path) -> bool:
    """Does the framework read the key and what is above it in this file (`x-applies-if`), as far as is known?"""
    shapes = [config.shape_at(target[:length]) for length in range(1, len(target) + 1)]
    conditions = [shape.schema.get("x-applies-if") for shape in shapes if shape is not None]
    return all(
        condition is not False
        and (not isinstance(condition, list) or truth(condition, native_scope(config)) is not False)
        for condition in conditions
        if condition is not None
    )


def _is_free(member: Member, target: Path) -> bool:
    """Is nothing written there, and nothing that it excludes, and is what is above it a section or not there?"""
    config = member.config
    above: object = config.data
    for step in target[:-1]:
        above = step_into(above, step)
    excluded = config.framework.excluded_by(format_path(target))
    return (
        config.given(target) is False
        and _is_read(config, target)
        and (above is None or above is ABSENT or isinstance(above, dict))
        and not any(config.given(parse_path(other)) for other in excluded)
    )

"""The key that was meant by one that the framework does not know."""

from __future__ import annotations

from loralint.config.loaders.loader import WRONG
from loralint.syntax.data import to_python
from loralint.syntax.keypath import format_path, names_in, parse_path
from loralint.syntax.node import resolve
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.nearest import is_certain, nearest
from loralint.words.wildcard import is_like

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loralint.checks.shape.member import Member
    from loralint.config.shape import Shape
    from loralint.syntax.keypath import Path


class Suggestion(NamedTuple):
    """A key that may have been meant: its path in the config, and whether there is no doubt about it."""

    path: Path
    certain: bool


def synonym(member: Member) -> Suggestion | None:
    """A name that other frameworks or habit use for a key of this one."""
    synonyms = member.config.framework.synonyms
    plain = format_path(names_in(member.path))
    for written in (plain, str(member.path[-1])):
        right = synonyms.get(written)
        if right is None:
            continue
        target = parse_path(right)
        if written != plain and len(target) == 1:
            target = (*member.path[:-1], *target)
        if member.config.shape_at(target) is not None and target != member.path:
            return Suggestion(target, _is_free(member, target))
    return None


def advised(member: Member, patterns: bool = False) -> str | None:
    """What to write in place of a name for which no one key stands; `patterns` takes those of whole groups as well.

    None where the file says it already under a name that is read.
    """
    known = member.config.framework.advice
    plain = format_path(names_in(member.path))
    told = known.get(plain) or known.get(str(member.path[-1]))
    if told is None and patterns:
        told = next((text for pattern, text in known.items() if "*" in pattern and is_like(plain, pattern)), None)
    if told is None or any(_says(member, key) for key in told[1:]):
        return None
    return told[0]


def _says(member: Member, key: str) -> bool:
    """Is something written under this key, beside an unknown one or at the top of the file?"""
    return member.data.get(key) is not None or member.config.written(parse_path(key)) is not None


def alike(member: Member) -> Suggestion | None:
    """A key that is spelt alike: beside this one, or in another form of the section."""
    return _near_name(member) or _other_alternative(member)


def _near_name(member: Member) -> Suggestion | None:
    name = str(member.path[-1])
    members = member.shape.members(member.data)
    absent = [key for key in members if key not in member.data]
    found = nearest(name, (key for key in absent if not members[key].get("deprecated")))
    if not found or found[0][0] > 1:
        return _near_synonym(member) or _near(member, found)
    return _near(member, found)


def _near(member: Member, found: Sequence[tuple[int, str]]) -> Suggestion | None:
    """The best of the names that are spelt alike: of equally near ones, one whose type takes the value."""
    if not found:
        return None
    fitting = [item for item in found if item[0] == found[0][0] and _fits(member, (*member.path[:-1], item[1]))]
    target = (*member.path[:-1], (fitting or found)[0][1])
    if isinstance(to_python(resolve(member.entry.value)), dict) and not _takes_its_kind(member, target):
        return None
    name = str(member.path[-1])
    certain = is_certain(name, nearest(name, member.shape.members(member.data)))
    return Suggestion(target, certain and _is_free(member, target))


def replaces_a_letter(name: str, other: str) -> bool:
    """Does one have another letter where the other has one? `use_lora` and `use_dora` do, `rnak` and `rank` do not."""
    return len(name) == len(other) and sorted(name.lower()) != sorted(other.lower())


def _near_synonym(member: Member) -> Suggestion | None:
    """A slip in a name that other frameworks use: `lora_rnak` for `lora_rank`, which is `lora_r` here."""
    name = str(member.path[-1])
    synonyms = {word: right for word, right in member.config.framework.synonyms.items() if right and "." not in word}
    # One letter in place of another makes another word, such as `use_lora` for `use_dora`.
    found = [item for item in nearest(name, synonyms, limit=1) if item[0] == 1 and not replaces_a_letter(name, item[1])]
    targets = {synonyms[word] for _, word in found}
    if len(targets) != 1 or len(name) <= 4:
        return None
    target = (*member.path[:-1], *parse_path(targets.pop()))
    if member.config.shape_at(target) is None:
        return None
    return Suggestion(target, _is_free(member, target))


def _other_alternative(member: Member) -> Suggestion | None:
    """A key of another form of this section, where few keys are written and its form is a guess."""
    names = member.config.once(("forms", member.path[:-1]), lambda: _names_of_all(member))
    found = nearest(str(member.path[-1]), (name for name in names if name not in member.data))
    return Suggestion((*member.path[:-1], found[0][1]), certain=False) if found else None


def _names_of_all(member: Member) -> dict[str, None]:
    return dict.fromkeys(name for form in _forms(member) for name in form.members(member.data))


def _forms(member: Member) -> list[Shape]:
    """Every alternative of the section, under every alternative of those above it."""
    forms = list(member.config.shape.branches())
    data = member.config.data
    for step in member.path[:-1]:
        inner = [form.child(step, data) for form in forms]
        forms = [branch for shape in inner if shape is not None for branch in shape.branches()]
        data = data[step] if isinstance(data, (dict, list)) else None  # type: ignore[index]
    return forms


def _takes_its_kind(member: Member, target: Path) -> bool:
    """May a mapping stand there, whatever is in it?"""
    shape = member.config.shape_at(target)
    types = () if shape is None else shape.types()
    return not types or "object" in types


def _fits(member: Member, target: Path) -> bool:
    """Does the key take the value: its kind, and where there is a choice, one of those listed?"""
    shape = member.config.shape_at(target)
    if shape is None:
        return False
    value = shape.read(to_python(resolve(member.entry.value)))
    return value is not WRONG and shape.allows_any(value)


def rivals(member: Member, target: Path) -> list[str]:
    """The keys that are set and may not be set beside the target: `val_set_size` 0.1 beside `test_datasets`."""
    others = member.config.framework.excluded_by(format_path(target))
    return sorted(other for other in others if member.config.written(parse_path(other)))


def _is_free(member: Member, target: Path) -> bool:
    """May the key be renamed without harm: the target is absent, takes the value, excludes nothing that is set?"""
    excluded = member.config.framework.excluded_by(format_path(target))
    return (
        member.config.given(target) is False
        and _fits(member, target)
        and not any(member.config.given(parse_path(other)) for other in excluded)
    )

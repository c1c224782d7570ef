"""A key that the framework does not know, with the one that was meant and what applies instead."""

from __future__ import annotations

from itertools import islice

from loralint.checks.finding import Finding
from loralint.checks.shape.lost_value import asks_for_more, taken_instead
from loralint.checks.shape.member import is_switched_off
from loralint.checks.shape.suggestion import Suggestion, advised, alike, rivals, synonym
from loralint.checks.shape.unfilled import holds_unfilled
from loralint.checks.shape.wrong_place import (
    is_block,
    is_known_elsewhere,
    relocation,
    relocation_fix,
    relocation_words,
    written_as_value,
)
from loralint.config.loaders.loader import WRONG
from loralint.config.reading import known_names, strange_names
from loralint.config.shape import NO_DEFAULT, root_shape
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.knowledge.frameworks import load_framework
from loralint.knowledge.version_numbers import version_key
from loralint.syntax.data import to_python
from loralint.syntax.keypath import format_path, names_in
from loralint.syntax.node import MappingNode, Scalar, SequenceNode, resolve
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.values import joined, listed, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.checks.shape.member import Member
    from loralint.checks.shape.wrong_place import (
        Relocation,
    )
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Consequence, Safety
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Node

RULE = "unknown-key"
_NAMES_OF_A_FORK = 3


class _Meant(NamedTuple):
    """What an unknown key was meant for, if anything: a key beside it or elsewhere, or a move to where it belongs."""

    suggestion: Suggestion | None = None
    relocation: Relocation | None = None

    @property
    def single(self) -> Suggestion | None:
        """The one key that takes the value as it is."""
        moved = self.relocation is not None and len(self.relocation.moves) == 1 and self.relocation.empties is None
        return Suggestion(self.targets[0], certain=False) if moved and len(self.targets) == 1 else self.suggestion

    @property
    def targets(self) -> tuple[Path, ...]:
        """The keys that nobody can be sure of until this one stands right."""
        if self.relocation is not None:
            return self.relocation.targets
        return () if self.suggestion is None else (self.suggestion.path,)


def unknown_key(member: Member) -> list[Finding]:
    """Judge a key that the schema does not list where it stands: one finding; two for a block known in part."""
    treatment = _treatment(member)
    if treatment == "keeps" or (treatment != "refuses" and (_is_remark(member) or _may_be_read(member))):
        return []
    message, meant = _what_it_is(member)
    consequence = _consequence(member, treatment)
    label = _label(member, meant, consequence)
    if _is_no_keyword(member):
        message += ", and a key has to be text"
    elif treatment == "refuses":
        message += ", and refuses it" if consequence == "refused" else ", and stops at it"
    elif consequence == "refused":
        message += ', and its "auto" is never filled in'
    if meant.relocation is not None and meant.relocation.leaves_a_part(member.path):
        return [_part(member, message, meant, consequence), _rest(member, consequence)]
    found = member.finding(RULE, consequence, message, label, tuple(_fixes(member, meant, consequence)))
    is_off = len(member.path) > 1 and is_switched_off(member.data)
    costs = consequence != "ignored" or (not is_off and _type_is_known(member) and _asks_for_more(member, meant))
    return [
        found._replace(
            depends_on_form=True,
            is_alone=meant.suggestion is not None or (meant.relocation is not None and len(member.path) == 1),
            uncertain=tuple(member.config.file_path(path) for path in meant.targets),
            severity=None if costs else "info",
        )
    ]


def _asks_for_more(member: Member, meant: _Meant) -> bool:
    """Would the run be another one with the key where it belongs? A misplaced one has to ask for something as well."""
    single = meant.single
    if single is None or meant.suggestion is not None:
        return asks_for_more(member, meant.suggestion)
    return asks_for_more(member, None) and asks_for_more(member, single)


def _part(member: Member, message: str, meant: _Meant, consequence: Consequence) -> Finding:
    """The known keys of a block of which the rest is unknown: told at the first of them."""
    assert meant.relocation is not None
    node, first = resolve(member.entry.value), meant.relocation.moves[0][0]
    assert isinstance(node, MappingNode)
    entry = node.effective()[str(first[-1])]
    return Finding(
        RULE,
        consequence,
        message,
        member.config.file_path(first),
        entry.key.start,
        entry.key.end,
        _label(member, meant, consequence),
        tuple(_fixes(member, meant, consequence)),
        is_alone=True,
        uncertain=tuple(member.config.file_path(path) for path in meant.targets),
    )


def _rest(member: Member, consequence: Consequence) -> Finding:
    title, section = member.config.framework.title, member.config.shown(member.path)
    return member.finding(RULE, consequence, f"{title} has no key `{section}`, and reads nothing else in it", None, ())


def _treatment(member: Member) -> str:
    """What becomes of unknown keys in this section: `keeps`, `drops` or `refuses`."""
    config = member.config
    if len(member.path) == 1 and config.reading.refuses:
        return "keeps" if member.path[0] in known_names(config.framework, config.version) else "refuses"
    return member.shape.facet("x-unknown", member.data) or "keeps"


def _what_it_is(member: Member) -> tuple[str, _Meant]:
    """What is wrong with the key, and what was meant: a known synonym, a place where it is known, or a name alike."""
    section = member.config.shown(member.path[:-1])
    where = f" in `{section}`" if section else ""
    message = f"{member.config.framework.title} has no key `{member.path[-1]}`{where}"
    if taken_instead(member) is not NO_DEFAULT:
        elsewhere = relocation(member) if asks_for_more(member, None) else None
        return message, _Meant(None, elsewhere)
    named = synonym(member)
    if named is not None and is_block(member) and not _may_be_put_right(member, named):
        named = None
    if named is not None and (named.certain or not (is_block(member) or _is_of_a_fork(member))):
        return message, _Meant(named)
    if advised(member) is not None:
        return message, _Meant()
    other = _other_type(member) or _other_version(member)
    if other is not None:
        return other, _Meant()
    elsewhere = relocation(member)
    near = alike(member)
    # A block whose keys have places of their own, such as `lora`, is no slip for a name like it.
    holds_keys = elsewhere is not None and len(elsewhere.moves) > 1
    if near is not None and near.certain and not holds_keys:
        return message, _Meant(near)
    if elsewhere is not None:
        return message, _Meant(None, elsewhere)
    if _is_of_a_fork(member):
        return message, _Meant()
    is_another = written_as_value(member) is not None or is_known_elsewhere(member)
    return message, _Meant(named or (None if is_another else near))


def _is_of_a_fork(member: Member) -> bool:
    """Has the file several names that nobody knows? Then this one too is rather a fork's own than a misspelling."""
    config = member.config
    if len(member.path) > 1 or not isinstance(config.data, dict):
        return False
    return config.once(_is_of_a_fork, lambda: _names_of_a_fork(config, member.shape))


def _names_of_a_fork(config: Config, top: Shape) -> bool:
    known = top.members(config.data)
    assert isinstance(config.data, dict)
    unknown = (name for name in config.data if name not in known and not top.elsewhere(name, config.data))
    strange = strange_names(unknown, config.framework, config.version, with_synonyms=True)
    return len(list(islice(strange, _NAMES_OF_A_FORK))) == _NAMES_OF_A_FORK


def _label(member: Member, meant: _Meant, consequence: Consequence) -> str | None:
    if meant.relocation is not None and len(meant.targets) != 1:
        return f"did you mean {relocation_words(meant.relocation)}?"
    if not meant.targets:
        taken = taken_instead(member)
        return _reader(member) if taken in (NO_DEFAULT, None) else f"{literal(taken)} is taken instead"
    target = meant.targets[0]
    if target[-1] == member.path[-1]:
        place = f"`{member.config.shown(target)}`" if len(target) > 1 else "the top of the file"
        return f"its place is {place};{_instead(member, target, consequence)}".rstrip(";")
    return f"did you mean `{_shown(member, target)}`?{_instead(member, target, consequence)}"


def _consequence(member: Member, treatment: str) -> Consequence:
    if _is_no_keyword(member):
        return "refused"
    if treatment == "refuses":
        return "crash" if member.shape.wrong == "crash" else "refused"
    # An unknown key is dropped, but a placeholder that nobody fills in is not.
    return "refused" if holds_unfilled(member.config, member.entry.value, member.path) else "ignored"


def _is_no_keyword(member: Member) -> bool:
    """Some loaders call a class with the keys of the file as keywords, and keywords are text."""
    key = resolve(member.entry.key)
    at_root = not member.config.base and len(member.path) == 1
    return (
        at_root and member.shape.loader.keys_are_keywords and isinstance(key, Scalar) and not isinstance(key.value, str)
    )


def _is_remark(member: Member) -> bool:
    """Remarks and holders of anchors are no settings."""
    name = str(member.path[-1])
    return (
        member.config.framework.is_comment(name)
        or name.startswith(("x-", "_", "//"))
        or _has_anchor(member.entry.value)
    )


def _type_is_known(member: Member) -> bool:
    """A wrong value of the key that chooses among alternatives makes every other key unknown: that is one problem."""
    for part in member.shape.schema.get("allOf") or ():
        for key in part.get("if", {}).get("properties", {}):
            shape = member.shape.child(key, member.data)
            value = member.data.get(key)
            if shape is not None and key in member.data and not shape.allows_any(value):
                return False
    return True


def _may_be_read(member: Member) -> bool:
    """A plugin that does not ship with the framework may bring keys of its own."""
    return len(member.path) == 1 and member.config.has_foreign_extension()


def _has_anchor(node: Node) -> bool:
    if node.anchor is not None:
        return True
    if isinstance(node, MappingNode):
        return any(_has_anchor(entry.value) for entry in node.entries)
    return isinstance(node, SequenceNode) and any(_has_anchor(item) for item in node.items)


def _other_type(member: Member) -> str | None:
    """The key belongs to another value of a discriminating key."""
    name = str(member.path[-1])
    found = member.shape.elsewhere(name, member.data)
    if not found:
        return None
    key = found[0][0]
    members = member.shape.schema.get("properties") or {}
    mine = member.data.get(key, members.get(key, {}).get("default"))
    values = listed(dict.fromkeys(value for other, value in found if other == key))
    section = member.config.shown(member.path[:-1])
    shown = member.config.shown((*member.path[:-1], key)) if section else key
    return f"`{name}` is a key of {shown} {values}, not of {literal(mine)}"


def _other_version(member: Member) -> str | None:
    """The key is known in another version of the framework."""
    framework, mine = member.config.framework, member.config.version
    others = sorted((v for v in framework.versions if v != mine), key=version_key, reverse=True)
    for version in others:
        shape: Shape | None = root_shape(framework.schema(version))
        data: object = member.config.data
        for step in member.path:
            shape = None if shape is None else shape.child(step, data)
            data = data.get(step) if isinstance(data, dict) else None
        if shape is not None and "x-deprecated" not in shape.schema:
            newer = version_key(version) > version_key(mine)
            name = member.path[-1]
            told = f"came with a later version (it is in {version})" if newer else f"is gone (it was in {version})"
            return f"`{name}` {told}; {framework.title} {mine} has no such key"
    return None


def _shown(member: Member, target: Path) -> str:
    return str(target[-1]) if target[:-1] == member.path[:-1] else member.config.shown(target)


def _instead(member: Member, target: Path, consequence: Consequence) -> str:
    """What the run uses as long as nobody fixes it; nothing where there is no run."""
    name = _shown(member, target)
    if member.config.written(target) is not None:
        return f" `{name}` is written too: {literal(member.config.written(target))}"
    shape = member.config.shape_at(target)
    default = NO_DEFAULT if shape is None else shape.default()
    if default is NO_DEFAULT or consequence != "ignored":
        return ""
    return (
        f" `{name}` is not set" if default in (None, {}, []) else f" `{name}` stays at its default, {literal(default)}"
    )


def _fixes(member: Member, meant: _Meant, consequence: Consequence) -> Iterator[Fix]:
    """The way to what was meant; a key that stands for something that is known, or a whole block, is not deleted."""
    if meant.relocation is not None:
        yield relocation_fix(member, meant.relocation)
        if consequence != "ignored" and not is_block(member):
            yield member.removal(_does_not_take(member))
        return
    if meant.suggestion is not None and _may_be_put_right(member, meant.suggestion):
        others = rivals(member, meant.suggestion.path)
        if member.config.shown(meant.suggestion.path) in member.config.framework.one_run:
            yield _for_one_run(member, meant.suggestion)
            return
        yield _in_place_of(member, meant.suggestion, others) if others else _spelt_right(member, meant.suggestion)
    section = written_as_value(member) if _may_be_a_part(member) else None
    in_force = taken_instead(member) is not NO_DEFAULT and not asks_for_more(member, None)
    told = None if meant.targets or in_force else advised(member, patterns=section is None)
    if told is not None:
        yield Fix("instead", "manual", told)
    elif consequence == "ignored" and meant.suggestion is None and len(member.path) == 1:
        yield _by_hand(member)
    elif section is not None:
        yield _section_in_place_of_text(member, section)
    elif not is_block(member):
        yield member.removal(", which has no effect" if consequence == "ignored" else _does_not_take(member))


def _does_not_take(member: Member) -> str:
    return f", which {member.config.framework.title} does not take"


def _by_hand(member: Member) -> Fix:
    """To take a key out that nobody reads here; one that another program knows is written there first."""
    name, title = member.config.shown(member.path), member.config.framework.title
    reader = _reader(member)
    if reader is not None:
        return Fix("remove", "manual", f"remove `{name}` here", advice=f"Here `{name}` can go; {reader}.")
    advice = f"Remove `{name}`, unless a program of your own reads it before {title} does."
    return Fix("remove", "manual", f"remove `{name}`", advice=advice)


def _section_in_place_of_text(member: Member, section: Path) -> Fix:
    """A section says all by itself: what its text stands for, such as the prompt of `alpaca`, is then given up."""
    name, place = member.path[-1], member.config.shown(section)
    text = literal(member.data.get(str(section[-1])))
    advice = (
        f"`{text}` says by itself what is read. Remove what stands beside it where that fits; else write `{place}` as a"
        f" section with it and all else that `{text}` stands for."
    )
    return Fix("section", "manual", f"write `{place}` as a section with `{name}` in it", advice=advice)


def _reader(member: Member) -> str | None:
    """Who reads a key of this name, or what stands for it here (`read_elsewhere`)."""
    return member.config.framework.read_elsewhere.get(format_path(names_in(member.path)))


def _may_be_a_part(member: Member) -> bool:
    """May the value stand in a section? A text that names code, such as `prompts.py::format_row`, is another thing."""
    return "::" not in str(to_python(member.entry.value))


def _may_be_put_right(member: Member, suggestion: Suggestion) -> bool:
    """Is the right key free, and does it take such a section or list, as the framework does that reads it?"""
    config, target = member.config, suggestion.path
    if config.given(target) is True:
        return False
    value = to_python(resolve(member.entry.value))
    shape = config.shape_at(target)
    if (
        shape is not None
        and shape.read(value) is WRONG
        and isinstance(value, (dict, list))
        and not _unwrapped(member, target)
    ):
        return False
    link = next((link for link in config.framework.links if link.steps == target), None)
    if link is None or not isinstance(value, dict):
        return True
    other = load_framework(link.framework)
    return next(strange_names(value, other, other.default_version), None) is None


def _unwrapped(member: Member, target: Path) -> tuple[Edit, ...]:
    """The only item in place of a list, where the right key takes the item and no list."""
    value, shape = to_python(resolve(member.entry.value)), member.config.shape_at(target)
    if shape is None or not isinstance(value, list) or len(value) != 1 or shape.read(value) is not WRONG:
        return ()
    here = member.config.file_path(member.path)
    return (Edit(member.config.path, "set", here, value[0]),) if shape.read(value[0]) is not WRONG else ()


def _for_one_run(member: Member, suggestion: Suggestion) -> Fix:
    """The right name makes one run of all runs of the file, as far as its tracker knows."""
    name, right = (member.config.shown(path) for path in (member.path, suggestion.path))
    advice = (
        f"Remove `{name}`; write `{right}` only to go on with one run, since all runs of the file then have that ID."
    )
    return Fix("remove", "manual", f"remove `{name}`", advice=advice)


def _in_place_of(member: Member, suggestion: Suggestion, others: list[str]) -> Fix:
    """The right name would be refused beside other keys, and which of them is meant only the user knows."""
    name, right = (member.config.shown(path) for path in (member.path, suggestion.path))
    away = joined([f"`{other}`" for other in others])
    advice = f"Rename `{name}` to `{right}`, and remove {away}, which may not stand beside it."
    return Fix("rename", "manual", f"rename `{name}` to `{right}`", advice=advice)


def _spelt_right(member: Member, suggestion: Suggestion) -> Fix:
    config = member.config
    here, there = config.file_path(member.path), config.file_path(suggestion.path)
    name = member.config.shown(member.path)
    # The program that fills a form in may write the key as it is spelt.
    is_sure = suggestion.certain and not is_block(member) and not config.reading.form
    safety: Safety = "safe" if is_sure else "unsafe"
    if there[:-1] == here[:-1]:
        edits = (*_unwrapped(member, suggestion.path), Edit(config.path, "rename", here, to=str(there[-1])))
        return Fix("rename", safety, f"rename `{name}` to `{there[-1]}`", edits, is_guess=True)
    edit = Edit(config.path, "move", here, to=there)
    return Fix("move", safety, f"move `{name}` to `{member.config.shown(suggestion.path)}`", (edit,), is_guess=True)

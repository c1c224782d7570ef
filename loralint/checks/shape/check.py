"""The shape check: every key and value of a config against its framework's schema, one finding for one wrong place."""

from __future__ import annotations

from loralint.checks.shape.fitting import fits_plainly, has_plain_spelling, is_plain_key
from loralint.checks.shape.missing_key import missing_keys
from loralint.config.pending_fixes import PendingFixes
from loralint.syntax.data import to_python
from loralint.syntax.node import MappingNode, Scalar, SequenceNode, find, resolve
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from loralint.checks.finding import Finding
    from loralint.checks.shape.member import Member
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Node


def _closer() -> ModuleType:
    """The checks that look closer, loaded for the first key or value that is not plainly right."""
    from loralint.checks.shape import closer

    return closer


def check_shape(config: Config) -> list[Finding]:
    """Everything that the schema alone says about a config."""
    root = find(config.document.root, config.base)
    if not isinstance(root, MappingNode if config.framework.list_name is None else SequenceNode):
        wrong = _closer().wrong_root(config)
        if wrong is not None:
            return [wrong]
    if not isinstance(root, (MappingNode, SequenceNode)):
        return []
    found = list(_value(config, root, config.shape, ()))
    if found:
        found = _closer().without_guesses(config, found)
    if not config.reading.whole:
        return found
    meant = {path: finding.key for finding in found for path in finding.uncertain}
    told = _told_once(found, list(missing_keys(config, root, meant)), meant)
    return list(_of_a_form(told)) if config.reading.form else told


def _of_a_form(found: list[Finding]) -> Iterator[Finding]:
    """What is missing in a file that is filled in before the run is a note."""
    for finding in found:
        yield finding._replace(severity="info") if finding.rule == "missing-key" else finding


def _told_once(found: list[Finding], missing: list[Finding], meant: Mapping[Path, Path]) -> list[Finding]:
    """A missing key and the misspelt one are one mistake: the one that stops the run is told, at the other's place."""
    slips = {finding.key: finding for finding in found if finding.fixes}
    told = [_at_the_slip(finding, slips.get(meant.get(finding.key, ()))) for finding in missing]
    named = {meant.get(finding.key) for finding in told if finding.is_alone}
    return [*(finding._replace(severity="info") if finding.key in named else finding for finding in found), *told]


def _at_the_slip(finding: Finding, slip: Finding | None) -> Finding:
    if slip is None or slip.consequence != "ignored":
        return finding
    return finding._replace(start=slip.start, end=slip.end, label=slip.label, fixes=slip.fixes[:1], is_alone=True)


def pending_fixes(config: Config, findings: list[Finding]) -> PendingFixes:
    """What the safe fixes of the shape would change: the rules look at the config as if they were made."""
    renamed: dict[Path, Path] = {}
    replaced: dict[Path, object] = {}
    uncertain: set[Path] = set()
    depth = len(config.base)
    for finding in findings:
        fix = finding.fixes[0] if finding.fixes else None
        if fix is None or fix.safety != "safe":
            uncertain.update(path[depth:] for path in finding.uncertain)
            continue
        for edit in fix.edits:
            key = edit.key[depth:]
            if edit.operation == "rename" and isinstance(edit.to, str):
                seen = (*key[:-1], edit.to)
                renamed[seen] = key
            elif edit.operation == "move" and isinstance(edit.to, tuple):
                renamed[edit.to[depth:]] = key
            elif edit.operation == "set" and config.shape_at(key) is not None:
                # Where every key may stand, rules judge what is passed on: the text as it is.
                replaced[key] = edit.value
    return PendingFixes(renamed, replaced, frozenset(uncertain))


def _value(config: Config, node: Node, shape: Shape | None, path: Path) -> Iterator[Finding]:
    node = resolve(node)
    if shape is None or path in config.migrated:
        return
    data = to_python(node)
    found = None if fits_plainly(data, shape) else _closer().wrong_value(config, node, data, shape, path)
    if found is None and not has_plain_spelling(node, config.document, shape.types()):
        found = _closer().yaml_surprise(config, node, shape, path)
    if found is not None:
        yield found
    elif path in config.linked_sections:
        return
    elif isinstance(node, MappingNode):
        if isinstance(data, dict):  # `!!set` has no values
            yield from _members(config, node, data, shape, path)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _value(config, item, shape.child(index, data), (*path, index))


def _members(config: Config, node: MappingNode, data: dict[str, object], shape: Shape, path: Path) -> Iterator[Finding]:
    chosen = shape.alternative_for(data)
    members = node.effective()
    if len(node.entries) != len(members):
        yield from _closer().duplicate_keys(config, node, path)
    inside: list[Finding] = []
    for name, entry in members.items():
        inner = chosen.child(name, data)
        at = (*path, name)
        if inner is not None and is_plain_key(config, inner, entry, at):
            inside += _value(config, entry.value, inner, at)
        else:
            inside += _member(_closer().Member(config, node, chosen, data, entry, at))
    if inside:
        yield from _closer().in_another_form(inside, shape, data, config.file_path(path))


def _free(config: Config, node: Node, path: Path) -> Iterator[Finding]:
    """What stands where every key may is passed on as YAML gives it."""
    node = resolve(node)
    if isinstance(node, MappingNode):
        for name, entry in node.effective().items():
            yield from _free(config, entry.value, (*path, name))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _free(config, item, (*path, index))
    elif not has_plain_spelling(node, config.document):
        finding = _closer().surprise_anywhere(config, node, path)
        if finding is not None:
            yield finding


def _member(member: Member) -> Iterator[Finding]:
    if not isinstance(resolve(member.entry.key), Scalar):
        return
    name = str(member.path[-1])
    shape = member.shape.child(name, member.data)
    if len(member.path) == 1 and not member.config.reading.whole and (shape is None or "x-deprecated" in shape.schema):
        return
    foreign = _closer().foreign_key(member, shape)
    if foreign is not None:
        yield foreign
    elif shape is None:
        yield from _unlisted(member)
    else:
        yield from _listed(member, shape)


def _unlisted(member: Member) -> Iterator[Finding]:
    told = _closer().unknown_key(member)
    if told:
        yield from told
    elif member.shape.facet("x-unknown", member.data) in (None, "keeps"):
        yield from _free(member.config, member.entry.value, member.path)


def _listed(member: Member, shape: Shape) -> Iterator[Finding]:
    closer = _closer()
    finding = closer.unfilled(member) or closer.two_names(member, shape) or closer.deprecated_key(member, shape)
    if finding is None:
        finding = closer.inactive_key(member, shape)
        refused = [] if finding is None else _refused(member, shape)
        if refused:
            yield from refused
            return
    if finding is not None:
        yield finding
        if finding.consequence != "deprecated":
            return
    yield from _value(member.config, member.entry.value, shape, member.path)


def _refused(member: Member, shape: Shape) -> list[Finding]:
    """What stops the framework when it reads the file, whether or not the key would have had an effect."""
    found = _value(member.config, member.entry.value, shape, member.path)
    return [finding for finding in found if finding.consequence == "refused"]

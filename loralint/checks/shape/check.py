"""The shape check: every key and value of a config against its framework's schema, one finding for one wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loralint.checks.finding import Finding
from loralint.checks.shape.chooser import without_guesses
from loralint.checks.shape.deprecated_key import deprecated_key
from loralint.checks.shape.duplicate_key import duplicate_keys
from loralint.checks.shape.foreign_key import foreign_key
from loralint.checks.shape.inactive_key import inactive_key
from loralint.checks.shape.member import Member
from loralint.checks.shape.missing_key import missing_keys
from loralint.checks.shape.other_form import in_another_form
from loralint.checks.shape.two_names import two_names
from loralint.checks.shape.unfilled import unfilled
from loralint.checks.shape.unknown_key import unknown_key
from loralint.checks.shape.wrong_root import wrong_root
from loralint.checks.shape.wrong_value import wrong_value
from loralint.checks.shape.yaml_surprise import yaml_surprise
from loralint.config.config import Config
from loralint.config.loaders.loader import LOADER
from loralint.config.pending_fixes import PendingFixes
from loralint.config.shape import Shape
from loralint.syntax.data import to_python
from loralint.syntax.keypath import Path
from loralint.syntax.node import MappingNode, Node, Scalar, SequenceNode, find, resolve


def check_shape(config: Config) -> list[Finding]:
    """Everything that the schema alone says about a config."""
    wrong = wrong_root(config)
    if wrong is not None:
        return [wrong]
    root = find(config.document.root, config.base)
    if not isinstance(root, (MappingNode, SequenceNode)):
        return []
    found = without_guesses(config, list(_value(config, root, config.shape, ())))
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
    found = wrong_value(config, node, data, shape, path) or yaml_surprise(config, node, shape, path)
    if found is not None:
        yield found
        return
    if path in config.linked_sections:
        return
    if isinstance(node, MappingNode):
        if not isinstance(data, dict):  # `!!set` has no values
            return
        chosen = shape.alternative_for(data)
        yield from duplicate_keys(config, node, path)
        members = [Member(config, node, chosen, data, e, (*path, name)) for name, e in node.effective().items()]
        inside = [finding for member in members for finding in _member(member)]
        yield from in_another_form(inside, shape, data, config.file_path(path))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _value(config, item, shape.child(index, data), (*path, index))


def _free(config: Config, node: Node, path: Path) -> Iterator[Finding]:
    """What stands where every key may is passed on as YAML gives it."""
    node = resolve(node)
    if isinstance(node, MappingNode):
        for name, entry in node.effective().items():
            yield from _free(config, entry.value, (*path, name))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _free(config, item, (*path, index))
    else:
        finding = yaml_surprise(config, node, Shape({}, {}, LOADER, "kept"), path)
        if finding is not None:
            yield finding


def _member(member: Member) -> Iterator[Finding]:
    if not isinstance(resolve(member.entry.key), Scalar):
        return
    name = str(member.path[-1])
    shape = member.shape.child(name, member.data)
    if len(member.path) == 1 and not member.config.reading.whole and (shape is None or "x-deprecated" in shape.schema):
        return
    foreign = foreign_key(member, shape)
    if foreign is not None:
        yield foreign
    elif shape is None:
        yield from _unlisted(member)
    else:
        yield from _listed(member, shape)


def _unlisted(member: Member) -> Iterator[Finding]:
    told = unknown_key(member)
    if told:
        yield from told
    elif member.shape.facet("x-unknown", member.data) in (None, "keeps"):
        yield from _free(member.config, member.entry.value, member.path)


def _listed(member: Member, shape: Shape) -> Iterator[Finding]:
    finding = unfilled(member) or two_names(member, shape) or deprecated_key(member, shape)
    if finding is None:
        finding = inactive_key(member, shape)
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

"""Which rules speak of a key, and what other frameworks call the same thing."""

from __future__ import annotations

from loralint.expressions.expr import paths_in
from loralint.knowledge.frameworks import framework_names, load_framework
from loralint.knowledge.rules import rules_of
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from loralint.knowledge.frameworks import Framework
    from loralint.knowledge.rules import Rule

Path = tuple[str, ...]

_GATE = "lora.active"
"""Nearly every rule for any framework asks for it first."""


def mentions() -> dict[tuple[str, Path], list[str]]:
    """The codes of the rules whose conditions or repairs speak of a key, by framework and path.

    Those that point at it come first.
    """
    found: dict[tuple[str, Path], dict[str, None]] = {}
    for expressions in (_pointing, _asking):
        for name in framework_names():
            framework = load_framework(name)
            for rule in rules_of(name):
                for place in _places(expressions(rule), rule, framework):
                    found.setdefault(place, {})[rule.code] = None
    return {place: list(codes) for place, codes in found.items()}


def elsewhere(framework: str, path: Path) -> list[str]:
    """What the other frameworks call the concepts that a key stands for, such as ``PEFT r or init_r``."""
    loaded = [load_framework(name) for name in framework_names()]
    mine = next(one for one in loaded if one.name == framework)
    concepts = [concept for concept in mine.concepts if path in _native(mine, concept)]
    concepts = [concept for concept in concepts if concept != _GATE] or concepts
    found = []
    for other in loaded:
        keys = [".".join(key) for concept in concepts for key in _native(other, concept)]
        if other.name != framework and keys:
            found.append(f"{other.title} {' or '.join(dict.fromkeys(keys))}")
    return found


def concept_names(concept: str) -> list[str]:
    """What each framework calls a concept, such as ``PEFT r or init_r``."""
    found = []
    for framework in map(load_framework, framework_names()):
        keys = dict.fromkeys(".".join(key) for key in _native(framework, concept))
        if keys:
            found.append(f"{framework.title} {' or '.join(keys)}")
    return found


def _native(framework: Framework, concept: str) -> list[Path]:
    places = framework.concepts.get(concept) or ()
    return [_plain(place["path"][1:]) for place in places if place["path"][0] == "path"]


def _plain(steps: Iterable[Any]) -> Path:
    return tuple(step for step in steps if isinstance(step, str))


def _places(expressions: Iterable[Any], rule: Rule, framework: Framework) -> set[tuple[str, Path]]:
    """Every key that some expressions of a rule speak of, in the framework's own words."""
    links = {link.name: link.framework for link in framework.links}
    found: set[tuple[str, Path]] = set()
    for path in {path for expr in expressions for path in paths_in(expr)}:
        for native in _native_paths(_spelled_out(path, rule), rule, framework):
            if native[0] in links:
                found.add((links[native[0]], native[1:]))
            elif native[0] not in rule.let:
                found.add((framework.name, native))
    return found


def _native_paths(path: Path, rule: Rule, framework: Framework) -> list[Path]:
    """A path as it is; in a rule for any framework, the keys of the concept that it begins with."""
    if rule.framework != "any":
        return [path]
    for length in range(len(path), 0, -1):
        if path[:length] == tuple(_GATE.split(".")):
            return []
        natives = _native(framework, ".".join(path[:length]))
        if natives:
            return [(*native, *path[length:]) for native in natives]
    return []


def _spelled_out(path: Path, rule: Rule) -> Path:
    """The path with the name of `each` replaced by the list or mapping whose items it goes through."""
    if rule.each is None:
        return path
    variables, over, *_ = rule.each
    if path[0] != variables[-1] or over[0] != "path":
        return path
    return (*_plain(over[1:]), *path[1:])


def _pointing(rule: Rule) -> Iterator[Any]:
    for case in rule.cases:
        yield from (place["path"] for place in case.at)
        yield from (edit["key"] for fix in case.fixes for edit in fix["edits"])


def _asking(rule: Rule) -> Iterator[Any]:
    yield from rule.let.values()
    yield from (cell for table in rule.tables.values() for row in table.get("rows", ()) for cell in row.values())
    yield from (expr for expr in (rule.when, rule.require, *(c.when for c in rule.cases)) if expr is not None)

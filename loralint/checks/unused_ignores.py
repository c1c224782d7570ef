"""Remarks that silence nothing: a name that no rule has, a rule that has nothing to say there, no name at all."""

from __future__ import annotations

from functools import cache

from loralint.checks.finding import Finding
from loralint.checks.remark_fixes import as_remark, behind, by_hand, key_of, removed, without, written
from loralint.checks.telling import from_finding
from loralint.diagnostics.suppression import FILE, LINE, UNUSED
from loralint.knowledge.frameworks import titles
from loralint.knowledge.rules import all_docs, renamed_rules
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.nearest import is_certain, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Any

    from loralint.config.config import Config
    from loralint.diagnostics.record import Diagnostic, Fix, Safety
    from loralint.diagnostics.suppression import Name, Remark, Silenced
    from loralint.knowledge.rules import Rule

_WORDS_ELSEWHERE = ("disable", "disable-line", "disable-next-line", "noqa", "skip")
"""What other linters call such a remark."""
_WORD = lazy_pattern(r"[\w-]+")


class Judges(NamedTuple):
    """The rules that can speak of a file: `asked` are those that the settings and the versions in force let speak.

    `see_all` is false where a linked file is not here: then some of them cannot tell.
    """

    asked: Collection[Rule]
    all: Collection[Rule]
    see_all: bool


def unused_ignores(
    config: Config, remarks: Sequence[Remark], silenced: Silenced, judges: Judges
) -> Iterator[Diagnostic]:
    """A diagnostic for each remark, or name in one, that does nothing."""
    rule = next((rule for rule in judges.asked if rule.name == UNUSED), None)
    if rule is None:
        return
    look = _Look(config, silenced, judges)
    for remark in remarks:
        for finding in look.at(remark):
            yield from_finding(config.document, finding, rule)


class _Look:
    """A look at the remarks of one file."""

    def __init__(self, config: Config, silenced: Silenced, judges: Judges) -> None:
        self._document = config.document
        self._title = config.framework.title
        told = [one for one in silenced.spoken if one.path == config.path]
        self._rules = [one.rule for one in told]
        self._rules_at: dict[int, list[str]] = {}
        for one in told:
            if one.span is not None:
                self._rules_at.setdefault(one.span.start.line, []).append(one.rule)
        self._used = {name for path, name in silenced.used if path == config.path}
        self._judges = judges

    def at(self, remark: Remark) -> Iterator[Finding]:
        """What is wrong with a remark."""
        if remark.word == FILE and not remark.alone:
            fix = by_hand("move the remark to a line of its own")
            yield self._finding(remark, remark, f"`{FILE}` counts only in a line of its own", (fix,))
        elif not remark.works:
            yield from self._misspelt(remark)
        else:
            yield from self._idle(remark)

    def _misspelt(self, remark: Remark) -> Iterator[Finding]:
        """Another word than `ignore`, no colon, no brackets or nothing in them: it is read as a plain comment."""
        near = [word for _, word in nearest(remark.word, (LINE, FILE))]
        if not near and remark.word not in _WORDS_ELSEWHERE:
            return  # a sentence about loralint
        word = near[0] if near else LINE
        words = behind(remark, self._document)
        named = _names_in(remark, words)
        what = "names no rule" if word == remark.word and not named else "is not written as loralint reads it"
        names = named or self._said_there(remark)
        if names:
            to = as_remark(word, names)
            certain = near and named and (remark.names or len(named) == len(_WORD.findall(words)))
            fix = written(remark, self._document, to, "safe" if certain else "unsafe")
            yield self._finding(remark, remark, f"the remark {what}", (fix,), f"did you mean `{to}`?")
        else:
            missing = by_hand(f"write `{as_remark(word, ['RULE'])}`")
            fix = removed(remark, self._document) if word == remark.word else missing
            yield self._finding(remark, remark, f"the remark {what}", (fix,))

    def _idle(self, remark: Remark) -> Iterator[Finding]:
        """The names that have silenced nothing."""
        idle = []
        for name in remark.names or ():
            meant = {name.word, *renamed_rules().get(name.word, ())}
            if name in self._used:
                continue
            if not any(meant & {rule.name, rule.code} for rule in self._judges.all):
                yield self._foreign(remark, name, meant)
            elif self._has_no_use(remark, meant):
                idle.append(name)
        if idle:
            words = " and ".join(f"`{name.word}`" for name in idle)
            where = "in this file" if remark.word == FILE else "here"
            message = f"{words} {'has' if len(idle) == 1 else 'have'} nothing to silence {where}"
            yield self._finding(remark, idle[0], message, (without(idle, remark, self._document),))

    def _has_no_use(self, remark: Remark, meant: set[str]) -> bool:
        """What is switched off, may speak on another machine, or of a line that is not right yet, may have its use."""
        asked = [rule for rule in self._judges.asked if meant & {rule.name, rule.code}]
        if not asked or any(map(self._depends, asked)):
            return False
        return remark.word == FILE or not self._said_there(remark)

    def _foreign(self, remark: Remark, name: Name, meant: Collection[str]) -> Finding:
        """A name that no rule has, or only one of another framework's rules."""
        frameworks = [framework for word, framework in _known_rules().items() if word in meant]
        if frameworks:
            message = f"`{name.word}` is a rule for {titles()[frameworks[0]]}, and this is a file of {self._title}"
            return self._finding(remark, name, message, (without([name], remark, self._document),))
        message = f"there is no rule `{name.word}`"
        near = nearest(name.word, _known_rules())
        if not near:
            return self._finding(remark, name, message, (by_hand("`loralint rules` lists the names of all rules"),))
        right = near[0][1]
        text = self._document.text
        to = text[remark.start : name.start] + right + text[name.end : remark.end]
        safety: Safety = "safe" if is_certain(name.word, near) else "unsafe"
        fix = written(remark, self._document, to, safety, f"write `{right}`")
        return self._finding(remark, name, message, (fix,), f"did you mean `{right}`?")

    def _depends(self, rule: Rule) -> bool:
        """May the rule speak elsewhere: where other files are there, or another machine is in the settings?"""
        if rule.check == "syntax":
            return True
        return rule.check is None and (not self._judges.see_all or _asks_for_machine(rule))

    def _said_there(self, remark: Remark) -> list[str]:
        """The rules that speak of the line of a remark, or of the file, in spite of it."""
        there = [rule for line in remark.lines for rule in self._rules_at.get(line, ())]
        return list(dict.fromkeys(self._rules if remark.word == FILE else there))

    def _finding(
        self, remark: Remark, at: Remark | Name, message: str, fixes: tuple[Fix, ...], label: str | None = None
    ) -> Finding:
        return Finding(UNUSED, "ignored", message, key_of(remark, self._document), at.start, at.end, label, fixes)


def _names_in(remark: Remark, words: str) -> list[str]:
    """The rules that a remark names: in its brackets, or in words behind it."""
    if remark.names is not None:
        return [name.word for name in remark.names]
    return [word for word in _WORD.findall(words) if word in _known_rules()]


@cache
def _known_rules() -> dict[str, str]:
    """The framework of every rule, by name and by code."""
    return {word: fields["framework"] for fields in all_docs().values() for word in (fields["name"], fields["code"])}


def _asks_for_machine(rule: Rule) -> bool:
    asked = [rule.when, rule.require, list(rule.let.values()), [case.when for case in rule.cases]]
    return _names_machine(asked)


def _names_machine(expr: Any) -> bool:
    return isinstance(expr, list) and (expr[:2] == ["path", "hardware"] or any(map(_names_machine, expr)))

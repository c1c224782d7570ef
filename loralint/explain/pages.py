"""The pages for reading: a rule, a key, the list of rules, what a file is, the versions."""

from __future__ import annotations

import json

from loralint.explain.layout import INDENT, WIDEST, Layout, headed
from loralint.report.compose import join
from loralint.report.consequences import sentence
from loralint.report.fold import TIE, folded
from loralint.report.safe import safe, width
from loralint.report.summary import count
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loralint.explain.records import Detection, FixDoc, FrameworkDoc, KeyDoc, LinkDoc, RuleDoc
    from loralint.report.line import Line

_MOST_RULES = 8
_FEWEST_COLUMNS = 24
"""Less room than this is too little for a sentence beside other cells."""
_WORDS = {"safe": "fixed safely", "unsafe": "fixed with --unsafe", "manual": "no automatic fix"}


def rule_page(rule: RuleDoc, titles: Mapping[str, str], colour: bool, columns: int = WIDEST) -> str:
    """Everything about a rule."""
    page = Layout(columns)
    framework = titles.get(rule.framework, rule.framework)
    facts = [_who(rule.framework), rule.consequence, rule.severity]
    facts += [] if rule.in_code else [fix_word(rule.fixes)]
    lines: list[Line] = [
        *page.heading(rule.name, " · ".join(facts), f" ({rule.code})"),
        [],
        *page.text(rule.summary.rstrip(".") + "."),
        [],
        *page.section("What happens", _happens(rule, framework)),
        *page.section("Why", rule.why),
    ]
    if rule.fixes:
        lines += page.hanging("What to do", [_what_to_do(rule, fix) for fix in rule.fixes])
    if rule.names:
        lines += page.hanging("Names", [f"{concept}: {names}" for concept, names in rule.names])
    if rule.options:
        lines += page.hanging("Options", [f"{name} = {json.dumps(value)}" for name, value in rule.options])
    if rule.versions:
        lines += page.section("Versions", rule.versions)
    for heading, example in (("Bad", rule.bad), ("Good", rule.good)):
        if example is not None:
            lines += headed(heading, example.split("\n"))
    lines += page.hanging("Evidence", [f"{kind}: {place}" for kind, place in rule.evidence])
    return join(_trimmed(lines), colour)


def key_page(key: KeyDoc, titles: Mapping[str, str], colour: bool, columns: int = WIDEST) -> str:
    """Everything about a key of a framework."""
    page = Layout(columns)
    facts: list[Line] = page.section("In", ", ".join(key.sections)) if key.sections else []
    facts += page.section("Takes", key.kind)
    facts += page.hanging("Values", _with_types(key.allowed))
    facts += page.hanging("Default", _with_types(key.defaults))
    facts += page.hanging("Read only if", key.read_if)
    facts += page.hanging("Remarks", key.remarks)
    facts += page.hanging("Elsewhere", [", ".join(key.elsewhere)] if key.elsewhere else [])
    facts += page.hanging("Rules", [f"{rule.name}: {rule.summary}" for rule in key.rules[:_MOST_RULES]])
    if len(key.rules) > _MOST_RULES:
        more = len(key.rules) - _MOST_RULES
        facts += [[("", " " * INDENT), ("dim", f"and {more} more: loralint rules --framework {key.framework}")]]
    heading = page.heading(key.key, f"{titles.get(key.framework, key.framework)} {key.version}")
    words = [*page.text(key.words), []] if key.words else []
    return join([*heading, [], *words, *(line for line in facts if line)], colour)


def _with_types(told: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{words}   ({where})" if where else words for words, where in told]


def rules_page(rules: Sequence[RuleDoc], columns: int | None, colour: bool = False) -> str:
    """The catalogue: a line a rule, folded on a terminal of so many columns."""
    name_width = max((len(rule.name) for rule in rules), default=0)
    who_width = max((len(_who(rule.framework)) for rule in rules), default=0)
    lines: list[Line] = [
        [
            ("dim", f"{rule.code}  "),
            ("word", f"{rule.name:<{name_width}}  "),
            ("", f"{_who(rule.framework):<{who_width}}  "),
            (rule.severity, f"{rule.severity:<7}  "),
            ("", rule.summary),
        ]
        for rule in rules
    ]
    last: Line = [("dim", f"{count(len(rules), 'rule')}; loralint explain NAME says more")]
    if columns is None:
        return join([*lines, last], colour)
    return join([*(part for line in lines for part in _beside(line, columns)), last], colour)


def _beside(line: Line, columns: int) -> list[Line]:
    """A row whose last cell is folded and stays beside the others, or below them where it has little room."""
    left = sum(width(text) for _, text in line[:-1])
    if columns - left >= _FEWEST_COLUMNS:
        return folded(line, columns, left, left)
    style, last = line[-2]
    return [[*line[:-2], (style, last.rstrip())], *folded([("", "    "), line[-1]], columns, 4, 4)]


def detection_page(detections: Sequence[Detection], colour: bool, columns: int) -> str:
    """Which framework reads each file, why, and what it links to."""
    lines: list[Line] = []
    path_width = max((len(safe(found.path)) for found in detections), default=0)
    for found in detections:
        path = f"{safe(found.path):<{path_width}}"
        if found.framework is None:
            lines.append([("path", path), ("", f"     no known framework: {_listed(found.because)}")])
            continue
        about = found.version_reason or (f"of {found.date}" if found.date else "")
        read_as = f", read as {found.read_as}" if found.read_as else ""
        lines.append(
            [
                ("path", path),
                ("", f"     {found.framework} (schema {', '.join(filter(None, (found.version, about)))}){read_as}"),
                ("dim", f"   because {_because(found.because)}"),
            ]
        )
        width = max((len(link.key) for link in found.links), default=0)
        lines += [_link_line(link, width) for link in found.links]
    return join([part for line in lines for part in folded(line, columns, 4)], colour)


def version_page(version: str, frameworks: Iterable[FrameworkDoc]) -> str:
    """The version of loralint, and of each schema with its date."""
    lines = [f"loralint {version}"]
    lines += [
        f"{framework.name} {framework.version}" + (f" ({framework.date})" if framework.date else "")
        for framework in frameworks
    ]
    return "\n".join(lines) + "\n"


def fix_word(fixes: Sequence[FixDoc]) -> str:
    """The best that the tool can do about a rule, in words."""
    safeties = [fix.safety for fix in fixes]
    return next((_WORDS[safety] for safety in ("safe", "unsafe") if safety in safeties), _WORDS["manual"])


def _who(framework: str) -> str:
    return "any framework" if framework == "any" else framework


def _happens(rule: RuleDoc, framework: str) -> str:
    words = sentence(rule.consequence, None if rule.framework == "any" else framework)
    return words[:1].upper() + words[1:] + "."


def _what_to_do(rule: RuleDoc, fix: FixDoc) -> str:
    choice = f", --fix-choice{TIE}{rule.name}={fix.id}" if len(rule.fixes) > 1 else ""
    return fix.description if fix.safety == "manual" else f"{fix.description} ({fix.safety}{choice})"


def _because(reasons: Sequence[str]) -> str:
    shown = list(reasons[:5]) + ([f"{len(reasons) - 5} more"] if len(reasons) > 5 else [])
    return "you said so" if list(reasons) == ["you said so"] else f"of {_listed(shown)}"


def _listed(items: Sequence[str]) -> str:
    return safe(", ".join(items))


def _link_line(link: LinkDoc, width: int) -> Line:
    what = f"   {link.framework} (schema {link.version})" if link.framework else ""
    reason = f"   {safe(link.reason)}" if link.reason else ""
    return [("", f"  {link.key:<{width}} ->  "), ("path", safe(link.path)), ("", f"{what}{reason}")]


def _trimmed(lines: list[Line]) -> list[Line]:
    while lines and not lines[-1]:
        lines.pop()
    return lines

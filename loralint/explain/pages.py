"""The pages for reading: a rule, a key, the list of rules, what a file is, the versions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from loralint.explain.records import Detection, FixDoc, FrameworkDoc, KeyDoc, LinkDoc, RuleDoc
from loralint.report.compose import join
from loralint.report.consequences import sentence
from loralint.report.line import Line
from loralint.report.safe import safe
from loralint.report.summary import count

_INDENT = 16
_TEXT_WIDTH = 88
_MOST_RULES = 8
_WORDS = {"safe": "fixed safely", "unsafe": "fixed with --unsafe", "manual": "no automatic fix"}


def rule_page(rule: RuleDoc, titles: Mapping[str, str], colour: bool) -> str:
    """Everything about a rule."""
    framework = titles.get(rule.framework, rule.framework)
    facts = [_who(rule.framework), rule.consequence, rule.severity]
    facts += [] if rule.in_code else [fix_word(rule.fixes)]
    lines: list[Line] = [
        [("word", rule.name), ("", f" ({rule.code})     "), ("dim", " · ".join(facts))],
        [],
        *_wrapped(rule.summary.rstrip(".") + "."),
        [],
        *_section("What happens", _happens(rule, framework)),
        *_section("Why", rule.why),
    ]
    if rule.fixes:
        lines += _listing("What to do", [_what_to_do(rule, fix) for fix in rule.fixes])
    if rule.options:
        lines += _listing("Options", [f"{name} = {json.dumps(value)}" for name, value in rule.options])
    if rule.versions:
        lines += _section("Versions", rule.versions)
    for heading, example in (("Bad", rule.bad), ("Good", rule.good)):
        if example is not None:
            lines += _headed(heading, example.split("\n"))
    lines += _listing("Evidence", [f"{kind}: {place}" for kind, place in rule.evidence])
    return join(_trimmed(lines), colour)


def key_page(key: KeyDoc, titles: Mapping[str, str], colour: bool) -> str:
    """Everything about a key of a framework."""
    facts: list[Line] = _section("In", ", ".join(key.sections)) if key.sections else []
    facts += _section("Takes", key.kind)
    if key.allowed:
        facts += _section("Values", ", ".join(key.allowed))
    facts += _hanging("Default", [f"{value}   ({where})" if where else value for value, where in key.defaults])
    facts += _hanging("Read only if", key.read_if)
    facts += _listing("Remarks", key.remarks)
    facts += _listing("Elsewhere", [", ".join(key.elsewhere)] if key.elsewhere else [])
    facts += _hanging("Rules", [f"{rule.name}: {rule.summary}" for rule in key.rules[:_MOST_RULES]])
    if len(key.rules) > _MOST_RULES:
        more = len(key.rules) - _MOST_RULES
        facts += [[("", " " * _INDENT), ("dim", f"and {more} more: loralint rules --framework {key.framework}")]]
    heading: Line = [("word", key.key), ("dim", f"     {titles.get(key.framework, key.framework)} {key.version}")]
    words = [*_wrapped(key.words), []] if key.words else []
    return join([heading, [], *words, *(line for line in facts if line)], colour)


def rules_page(rules: Sequence[RuleDoc], columns: int | None) -> str:
    """The catalogue: a line a rule, or a coloured table on a terminal of so many columns."""
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
        return join([*lines, last], False)
    from loralint.report.table import table  # and with it rich

    return table(lines, columns) + join([last], True)


def detection_page(detections: Sequence[Detection], colour: bool) -> str:
    """Which framework reads each file, why, and what it links to."""
    lines: list[Line] = []
    path_width = max((len(safe(found.path)) for found in detections), default=0)
    for found in detections:
        path = f"{safe(found.path):<{path_width}}"
        if found.framework is None:
            lines.append([("path", path), ("", f"     no known framework: {_listed(found.because)}")])
            continue
        about = found.version_reason or (f"of {found.date}" if found.date else "")
        lines.append(
            [
                ("path", path),
                ("", f"     {found.framework} (schema {', '.join(filter(None, (found.version, about)))})"),
                ("dim", f"   because {_because(found.because)}"),
            ]
        )
        width = max((len(link.key) for link in found.links), default=0)
        lines += [_link_line(link, width) for link in found.links]
    return join(lines, colour)


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
    text = _without_places(fix.advice or fix.description)
    choice = f", --fix-choice {rule.name}={fix.id}" if len(rule.fixes) > 1 else ""
    return text if fix.safety == "manual" else f"{text} ({fix.safety}{choice})"


def _without_places(template: str) -> str:
    """A template as people read it where there is no file to take values from: `{file(ds)}` is <ds file>."""

    def shown(place: re.Match[str]) -> str:
        inner = place[1]
        for function, words in (("file", "{} file"), ("name", "{}"), ("written", "{}")):
            if inner.startswith(f"{function}(") and inner.endswith(")") and inner.count("(") == 1:
                inner = words.format(inner[len(function) + 1 : -1])
        return f"<{inner}>" if re.fullmatch(r"[\w. ]+", inner) else "..."

    text = re.sub(r"(?<!\{)\{(?!\{)([^{}]*)\}(?!\})", shown, template)
    return text.replace("{{", "{").replace("}}", "}")


def _because(reasons: Sequence[str]) -> str:
    shown = list(reasons[:5]) + ([f"{len(reasons) - 5} more"] if len(reasons) > 5 else [])
    return "you said so" if list(reasons) == ["you said so"] else f"of {_listed(shown)}"


def _listed(items: Sequence[str]) -> str:
    return safe(", ".join(items))


def _link_line(link: LinkDoc, width: int) -> Line:
    what = f"   {link.framework} (schema {link.version})" if link.framework else ""
    reason = f"   {safe(link.reason)}" if link.reason else ""
    return [("", f"  {link.key:<{width}} ->  "), ("path", safe(link.path)), ("", f"{what}{reason}")]


def _section(heading: str, text: str) -> list[Line]:
    """A heading in the margin with text beside it, and an empty line."""
    return _headed(heading, list(_filled(text, _TEXT_WIDTH - _INDENT)))


def _listing(heading: str, items: Iterable[str]) -> list[Line]:
    """A heading with one item a line, or more lines where an item is long."""
    return _headed(heading, [line for item in items for line in _filled(item, _TEXT_WIDTH - _INDENT)])


def _hanging(heading: str, items: Iterable[str]) -> list[Line]:
    """The same for items of one paragraph, whose further lines are set in."""
    from textwrap import wrap

    width = _TEXT_WIDTH - _INDENT
    lines = [wrap(item, width, subsequent_indent="  ", break_long_words=False) for item in items]
    return _headed(heading, [line for item in lines for line in item])


def _headed(heading: str, texts: Sequence[str]) -> list[Line]:
    lines: list[Line] = []
    for text in texts:
        margin = f"{heading:<{_INDENT}}" if not lines else " " * _INDENT
        lines.append([("word", margin), ("", safe(text))] if text else [])
    return [*lines, []]


def _wrapped(text: str) -> list[Line]:
    return [[("", safe(line))] for line in _filled(text, _TEXT_WIDTH)]


def _filled(text: str, width: int) -> Iterator[str]:
    """Paragraphs are filled; one with an indented line or a table is a drawing and stays as it is."""
    from textwrap import wrap

    for number, paragraph in enumerate(text.strip("\n").split("\n\n")):
        if number:
            yield ""
        lines = paragraph.split("\n")
        drawing = any(line.startswith((" ", "|")) for line in lines)
        yield from lines if drawing else wrap(" ".join(lines), width, break_long_words=False, break_on_hyphens=False)


def _trimmed(lines: list[Line]) -> list[Line]:
    while lines and not lines[-1]:
        lines.pop()
    return lines

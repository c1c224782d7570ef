"""The places of a message in words, for people who have no file before them: `{file(ds)}` is "the DeepSpeed file"."""

from __future__ import annotations

from functools import cache

from loralint.explain.conditions import condition_words
from loralint.expressions.template import template
from loralint.knowledge.frameworks import framework_names, load_framework, titles
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from loralint.expressions.expr import Expr


def in_words(text: str, rule: Mapping[str, Any]) -> str:
    """A message or the description of a fix, as the page of its rule (as data) shows it.

    A value of the file is `<key>`, an option of the rule its default.
    """
    shown = ""
    for part in template(text):
        shown += part if isinstance(part, str) else _place(part, rule, shown.count("`") % 2 == 1)
    return shown


def concepts_in(text: str) -> Iterator[str]:
    """The concepts whose names a message of a rule for any framework asks for, such as `lora.alpha`."""
    for part in template(text):
        if not isinstance(part, str) and part[0] == "name":
            yield ".".join(step for step in part[1][1:] if isinstance(step, str))


def _place(expr: Expr, rule: Mapping[str, Any], in_code: bool) -> str:
    operation, *parts = expr
    if operation == "file":
        return _file(str(parts[0][1]))
    if operation == "name" and str(parts[0][1]) not in _own_names(rule):
        return _without_link(parts[0])
    if operation == "if" and parts[1][0] == parts[2][0] == "lit":
        return _either(str(parts[1][1]), str(parts[2][1]), in_code)
    if operation == "path" and parts[0] == "option":
        return literal((rule.get("options") or {}).get(parts[1], f"<{parts[1]}>"))
    if operation in ("name", "written") or (operation == "call" and parts[0] == "round"):
        return _place(parts[1] if operation == "call" else parts[0], rule, in_code)
    if operation == "path" and str(parts[0]) in _own_names(rule):
        return f"<{next(step for step in reversed(parts) if isinstance(step, str))}>"
    return f"<{condition_words(expr)}>"


def _own_names(rule: Mapping[str, Any]) -> set[str]:
    """The names that the rule itself gives: of its values, and of the items that it goes through."""
    each = str(rule.get("each", "")).partition(" in ")[0]
    return {*rule.get("let", {}), *(name.strip() for name in each.split(","))}


def _either(left: str, right: str, in_code: bool) -> str:
    """Both ways; words that are added in one case only are left out."""
    if not left or not right:
        return ""
    return f"{left}` or `{right}" if in_code else f"{left} or {right}"


def _without_link(path: Expr) -> str:
    steps = [step for step in path[1:] if isinstance(step, str)]
    return ".".join(steps[1:] if len(steps) > 1 and steps[0] in _links() else steps)


def _file(link: str) -> str:
    return f"the {_links().get(link, link)} file"


@cache
def _links() -> dict[str, str]:
    """The title of the framework that reads the file of a link, by the link's name."""
    return {link.name: titles()[link.framework] for name in framework_names() for link in load_framework(name).links}

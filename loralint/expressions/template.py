"""Messages with `{expression}` places, and how a value is written in a sentence."""

from __future__ import annotations

from loralint.expressions.evaluate import evaluate, place
from loralint.expressions.expr import ExpressionError
from loralint.expressions.operators import INTEGER_BITS
from loralint.expressions.parse import parse
from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.expressions.expr import Expr
    from loralint.expressions.protocols import Scope, Value

    Template = list[str | Expr]
    """Bare texts and compiled expressions in turn; JSON can hold it."""

LIST_ITEMS = 6
TEXT_LENGTH = 200
_SIGNIFICANT_DIGITS = 12


def template(text: str) -> Template:
    """Compile a message; `{{` and `}}` are braces. Raises ExpressionError, with offsets in the whole text."""
    parts: Template = []
    bare = ""
    at = 0
    while at < len(text):
        if text[at : at + 2] in ("{{", "}}"):
            bare += text[at]
            at += 2
        elif text[at] == "}":
            raise ExpressionError("a single } in a message; write }}", at)
        elif text[at] == "{":
            end = _closing_brace(text, at)
            parts += [bare, _parse_at(text, at + 1, end)] if bare else [_parse_at(text, at + 1, end)]
            bare = ""
            at = end + 1
        else:
            bare += text[at]
            at += 1
    return [*parts, bare] if bare else parts


def _closing_brace(text: str, start: int) -> int:
    """Find the end of the place that opens at `start`; braces within quotes do not count."""
    quote = ""
    at = start + 1
    while at < len(text):
        character = text[at]
        if quote:
            at += character == "\\"
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "}":
            return at
        at += 1
    raise ExpressionError("a { in a message that is not closed; a brace itself is {{", start)


def _parse_at(text: str, start: int, end: int) -> Expr:
    try:
        return parse(text[start:end])
    except ExpressionError as error:
        raise ExpressionError(error.message, start + error.offset) from error


def render(template: Template, scope: Scope) -> str:
    """Fill the places of a message; what is unknown is written `?`."""
    return "".join(part if isinstance(part, str) else _filled(part, scope) for part in template)


def is_known(template: Template, scope: Scope) -> bool:
    """Is every place of a message known? A rule that does not know what it speaks of says nothing."""
    return all(isinstance(part, str) or evaluate(part, scope) is not UNKNOWN for part in template)


def _filled(expr: Expr, scope: Scope) -> str:
    """A place of a message: a value of the file as it may be written there, the rule's own words and names as words."""
    value = evaluate(expr, scope)
    if place(expr, scope) is None:
        if value == "":
            return ""
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return _joined([as_text(item) for item in value])
    return as_text(value)


def _joined(words: list[str]) -> str:
    shown = words if len(words) <= LIST_ITEMS else [*words[:LIST_ITEMS], f"{len(words) - LIST_ITEMS} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def as_text(value: Value, depth: int = 0) -> str:
    """Write a value as its user would: text bare, numbers short, long and deep things cut."""
    if value is UNKNOWN:
        return "?"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list):
        return _list(value, depth)
    return _bare(str(value))


def _number(value: int | float) -> str:
    if isinstance(value, int):
        # Python refuses to write the longest integers.
        return str(value) if value.bit_length() <= INTEGER_BITS else "..."
    digits, _, exponent = f"{value:.{_SIGNIFICANT_DIGITS}g}".partition("e")
    return f"{digits}e{int(exponent)}" if exponent else digits


def _list(items: list[Value], depth: int) -> str:
    if depth > 1 and items:
        return "[...]"
    shown = [as_text(item, depth + 1) for item in items[:LIST_ITEMS]]
    return "[" + ", ".join(shown + ["..."] * (len(items) > LIST_ITEMS)) + "]"


def _bare(text: str) -> str:
    """Keep a text on one line, and keep what would steer a terminal out of it."""
    if not text:
        return '""'
    cut = text if len(text) <= TEXT_LENGTH else text[:TEXT_LENGTH] + "..."
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in cut)

"""JSON as lenient readers take it (comments, last commas, Python's words and quotes), and how it becomes strict."""

from __future__ import annotations

import json
import re

from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    Kind = Literal["comment", "last comma", "word", "quotes", "missing comma", "braces"]

_TOKEN = lazy_pattern(
    r"""(?P<space>[ \t\r\n]+)|(?P<comment>//[^\r\n]*|\#[^\r\n]*|/\*.*?\*/)"""
    r"""|(?P<text>"(?:[^"\\\r\n]|\\.)*")|(?P<single>'(?:[^'\\\r\n]|\\.)*')"""
    r"""|(?P<mark>[{}\[\]:,])|(?P<word>[^\s{}\[\]:,"'#/]+)""",
    re.DOTALL,
)
_WORDS = {"True": "true", "False": "false", "None": "null"}
_LINE_END = lazy_pattern(r"[ \t]*(\r\n|\r|\n|\Z)")


class Respelling(NamedTuple):
    """What stands from `start` to `end` (exclusive) is written as `text`, which changes no value."""

    start: int
    end: int
    text: str
    kind: Kind


class _Token(NamedTuple):
    kind: str
    start: int
    end: int
    text: str


def strict_spelling(text: str) -> tuple[Respelling, ...]:
    """What makes a text that is no JSON into JSON, in order; empty where more than its spelling is wrong.

    Example: the comma of `[1, ]`, to be taken out.
    """
    tokens = _tokens(text)
    changes = tuple(sorted(_changes(text, tokens))) if tokens else ()
    return changes if changes and _is_json(respelt(text, changes)) else ()


def respelt(text: str, changes: tuple[Respelling, ...]) -> str:
    """The text after its respellings."""
    parts, position = [], 0
    for change in changes:
        parts += [text[position : change.start], change.text]
        position = change.end
    return "".join(parts) + text[position:]


def is_relaxed_json(text: str) -> bool:
    """Is it JSON but for comments and last commas? `[1, 2, ] // both` is."""
    changes = strict_spelling(text)
    return all(change.kind in ("comment", "last comma") for change in changes) if changes else _is_json(text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _tokens(text: str) -> list[_Token]:
    """All tokens but blanks; none where something else stands in the text."""
    found: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return []
        if match.lastgroup != "space":
            found.append(_Token(str(match.lastgroup), match.start(), match.end(), match[0]))
        position = match.end()
    return found


def _changes(text: str, tokens: list[_Token]) -> Iterator[Respelling]:
    yield from (_without_comment(text, token) for token in tokens if token.kind == "comment")
    said = [token for token in tokens if token.kind != "comment"]
    for index, token in enumerate(said):
        after = said[index + 1].text if index + 1 < len(said) else ""
        if token.text == "," and after in ("}", "]"):
            yield Respelling(token.start, token.end, "", "last comma")
        elif token.kind == "word" and token.text in _WORDS:
            yield Respelling(token.start, token.end, _WORDS[token.text], "word")
        elif token.kind == "single":
            yield Respelling(token.start, token.end, _double_quoted(token.text), "quotes")
        if index and after == ":" and _lacks_comma(text, said[index - 1], token):
            yield Respelling(said[index - 1].end, said[index - 1].end, ",", "missing comma")
    if len(said) > 1 and said[0].kind in ("text", "single") and said[1].text == ":":
        yield Respelling(0, 0, "{\n", "braces")
        yield Respelling(len(text.rstrip()), len(text.rstrip()), "\n}", "braces")


def _without_comment(text: str, token: _Token) -> Respelling:
    """A comment goes with the blanks before it, and with its lines where nothing else stands in them."""
    start, end = token.start, token.end
    while start and text[start - 1] in " \t":
        start -= 1
    line_end = _LINE_END.match(text, end)
    if line_end is not None and (start == 0 or text[start - 1] in "\r\n"):
        end = line_end.end()
    return Respelling(start, end, "", "comment")


def _double_quoted(single: str) -> str:
    inner = single[1:-1].replace("\\'", "'")
    return '"' + re.sub(r'(?<!\\)"', r"\"", inner) + '"'


def _lacks_comma(text: str, before: _Token, key: _Token) -> bool:
    """Does a key follow a value on another line, without a comma?"""
    ends_value = before.kind in ("text", "single", "word") or before.text in ("}", "]")
    between = text[before.end : key.start]
    return ends_value and key.kind in ("text", "single") and ("\n" in between or "\r" in between)

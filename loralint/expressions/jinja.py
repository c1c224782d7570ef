"""Whether a text is a Jinja template, as far as its blocks, brackets and quotes tell.

Transformers and those that build on it compile a chat template only when the data are prepared. What is looked at here
is what people get wrong: an `endfor` that is missing, an `{% if %}` that nothing closes, `{{` without `}}`.
"""

from __future__ import annotations

import re

from loralint.expressions.unknown import UNKNOWN
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.expressions.unknown import Truth

LENGTH = 200_000
_START = lazy_pattern(r"\{[{%#]")
_TEXT = lazy_pattern(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_NAME = lazy_pattern(r"\w+")
_ENDRAW = lazy_pattern(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_BLOCKS = ("for", "if", "macro", "call", "filter", "block", "with", "autoescape", "generation")
_ALONE = ("break", "continue", "include", "import", "from", "extends")
_OF_EXTENSIONS = ("do", "trans", "pluralize", "endtrans", "debug")
"""Tags that only some readers of a template know."""


class _Code(NamedTuple):
    """What stands between two marks, with its texts taken out, and where the rest goes on."""

    words: str
    end: int


class _BrokenError(Exception):
    """The text is no template."""


def is_jinja(text: object) -> Truth:
    """Tell whether a text is a template: every block closed, every bracket and quote too. UNKNOWN for rare tags."""
    if not isinstance(text, str) or len(text) > LENGTH:
        return UNKNOWN
    opened: list[str] = []
    try:
        certain = _read(text, opened)
    except _BrokenError:
        return False
    if not certain:
        return UNKNOWN
    return not opened


def _read(text: str, opened: list[str]) -> bool:
    """Go through a text and keep the blocks that are open; False where a tag may be known to its reader alone."""
    at = 0
    while (start := _START.search(text, at)) is not None:
        mark = start[0]
        if mark == "{#":
            at = text.find("#}", start.end()) + 2
            if at == 1:
                raise _BrokenError
            continue
        code = _code(text, start.end(), "}}" if mark == "{{" else "%}")
        at = code.end
        if mark == "{{":
            if not code.words.strip():
                raise _BrokenError
            continue
        tag, rest = _tag_of(code.words.strip())
        if tag in _OF_EXTENSIONS:
            return False
        if tag == "raw":
            end = _ENDRAW.search(text, at)
            if end is None:
                raise _BrokenError
            at = end.end()
            continue
        _follow(tag, rest, opened)
    return True


def _tag_of(words: str) -> tuple[str, str]:
    """The name of a tag, and what follows it."""
    name = _NAME.match(words)
    if name is None:
        raise _BrokenError
    return name[0], words[name.end() :]


def _code(text: str, start: int, mark: str) -> _Code:
    """Read up to the mark that closes; within brackets and quotes it closes nothing."""
    words: list[str] = []
    wanted: list[str] = []
    at = start + (text[start : start + 1] in ("-", "+"))
    while at < len(text):
        character = text[at]
        if not wanted and text.startswith(mark, at):
            return _Code("".join(words).rstrip("-+"), at + 2)
        if character in "'\"":
            quoted = _TEXT.match(text, at)
            if quoted is None:
                raise _BrokenError
            words.append("''")
            at = quoted.end()
            continue
        if character in _CLOSERS:
            wanted.append(_CLOSERS[character])
        elif character in ")]}" and (not wanted or wanted.pop() != character):
            raise _BrokenError
        words.append(" " if character.isspace() else character)
        at += 1
    raise _BrokenError


def _follow(tag: str, rest: str, opened: list[str]) -> None:
    """Open, go on with or close a block."""
    rest = rest.strip()
    inner = opened[-1] if opened else ""
    if tag in _BLOCKS or (tag == "set" and not _assigns(rest)):
        if (tag == "for" and " in " not in f" {rest} ") or (tag in ("if", "for", "set", "macro") and not rest):
            raise _BrokenError
        opened.append(tag)
    elif tag == "else" and inner in ("if", "for"):
        opened[-1] = f"{inner} else"
    elif tag == "elif" and inner == "if" and rest:
        return
    elif tag.startswith("end") and inner.partition(" ")[0] == tag[3:]:
        opened.pop()
    elif tag not in _ALONE and tag != "set":
        raise _BrokenError


def _assigns(rest: str) -> bool:
    """Does a `set` write a value (`set a = 1`), so that it opens no block?"""
    return re.search(r"[^=!<>]=([^=]|$)", rest) is not None

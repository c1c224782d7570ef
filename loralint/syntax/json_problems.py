"""What is wrong with a JSON text, in words for the person who has to repair it."""

from __future__ import annotations

import re

from loralint.syntax.limits import MAX_DEPTH
from loralint.syntax.merge_conflict import MARK, merge_conflict
from loralint.syntax.node import MappingNode, Problem
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.syntax.json_error import UnreadableError

_COMMENT = lazy_pattern(r"//[^\r\n]*|#[^\r\n]*|/\*(?:.|[\r\n])*?(?:\*/|\Z)")
_SINGLE_QUOTED = lazy_pattern(r"'[^'\r\n]*'?")
_WORD = lazy_pattern(r"[^\W\d][\w.-]*")
_BEFORE_COLON = lazy_pattern(r"[\w.-]*\s*[:=]")
_PATH = lazy_pattern(r"(?:~|\.{0,2})/[\w.~-][\w./~-]*")
_NUMBERLIKE = lazy_pattern(r"[-+]?[.\d][\w.+-]*")
_OF_NUMBERS = "-+.eE0123456789"
_OTHER_QUOTES = "`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_OTHER_WORDS = {"true": "true", "false": "false", "none": "null", "null": "null", "undefined": "null", "nil": "null"}
_OTHER_NUMBERS = {"nan": "NaN", "inf": "Infinity", "infinity": "Infinity"}


def explain(text: str, error: UnreadableError) -> Problem:
    """The problem that an error stands for."""
    if not text.strip():
        return Problem("the file is empty; JSON needs a value, at least {}", 0, 0)
    position = error.position
    if error.expected == "string":
        return _string(text, position, error.before)
    if error.expected == "depth":
        return Problem(f"collections are nested more than {MAX_DEPTH} deep", position, position + 1)
    if error.expected == "digits":
        return Problem("Python neither reads nor prints a whole number of so many digits", position, error.before)
    conflict = merge_conflict(text) if text.startswith(MARK, position) else None
    if conflict is not None:
        return conflict
    if position >= len(text):
        return _truncated(text, error)
    comment = _COMMENT.match(text, position)
    if comment is not None:
        return Problem("JSON has no comments; take this one out", position, comment.end())
    number = _bad_number(text, error)
    if number is not None:
        return number
    return _BY_EXPECTED[error.expected](text, error)


def _string(text: str, start: int, position: int) -> Problem:
    character = text[position : position + 1]
    if position > start and (character == "\\" or text[position - 1] == "\\"):
        backslash = position if character == "\\" else position - 1
        if text[backslash + 1 : backslash + 2] == "u":
            return Problem("\\u needs four hexadecimal digits behind it", backslash, backslash + 2)
        return Problem("this backslash begins no JSON escape; write two of them for one", backslash, backslash + 2)
    if position == start or character in "\r\n":
        line_end = re.compile(r"[^\r\n]*").match(text, start)
        return Problem("this text has no closing quote", start, start + 1 if line_end is None else line_end.end())
    name = "a tab" if character == "\t" else f"the control character U+{ord(character):04X}"
    escape = "\\t" if character == "\t" else f"\\u{ord(character):04x}"
    return Problem(f"{name} cannot stand in a JSON text; write {escape}", position, position + 1)


def _truncated(text: str, error: UnreadableError) -> Problem:
    end = len(text.rstrip())
    place = max(end - 1, 0)
    if error.container is None:
        return Problem("the file ends where a value should follow", place, end)
    opening = "{" if isinstance(error.container, MappingNode) else "["
    line = len(re.findall(r"\r\n|\r|\n", text[: error.container.start])) + 1
    return Problem(f"the file ends, but the {opening} of line {line} is not closed", place, end)


def _bad_number(text: str, error: UnreadableError) -> Problem | None:
    """A number as other languages write it: 01, +1, .5, 1., 0x10, 1_000."""
    start = error.position
    if error.expected in ("separator", "extra"):
        # The reader took the part that is JSON, and stopped right behind it.
        if error.before != start or not text[start - 1].isdigit():
            return None
        while start and text[start - 1] in _OF_NUMBERS:
            start -= 1
    elif error.expected != "value":
        return None
    match = _NUMBERLIKE.match(text, start)
    if match is None or match.end() <= error.position or not re.search(r"\d", match[0]):
        return None
    written = match[0]
    advice = "is no JSON number"
    if written.startswith("+"):
        advice = "has a plus sign, which JSON does not allow"
    elif re.match(r"-?\.", written):
        advice = "needs a digit before the point"
    elif re.match(r"-?\d+\.($|[eE])", written):
        advice = "needs a digit after the point"
    elif re.match(r"-?0\d", written):
        advice = "begins with 0, which JSON does not allow"
    return Problem(f"{written} {advice}", start, match.end())


def _value(text: str, error: UnreadableError) -> Problem:
    position = error.position
    character = text[position]
    if character in "]}":
        return _closed_early(text, position, character)
    if character in ",:":
        name = "comma" if character == "," else "colon"
        return Problem(f"a value is missing before this {name}", position, position + 1)
    word = _WORD.match(text, position) or re.compile(r"-[A-Za-z]+").match(text, position)
    if word is None:
        return _quotes(text, position) or _bare_path(text, position) or _unexpected(text, position, "a value")
    bare = word[0].lstrip("-").lower()
    if bare in _OTHER_WORDS:
        return Problem(f"{word[0]} is not JSON; write {_OTHER_WORDS[bare]}", position, word.end())
    if bare in _OTHER_NUMBERS:
        sign = "-" if word[0].startswith("-") else ""
        return Problem(f"{word[0]} is not JSON; write {sign}{_OTHER_NUMBERS[bare]}", position, word.end())
    if error.container is None:
        return Problem("this is not JSON; a JSON config begins with {", position, _line_end(text, position))
    return _without_quotes(text, position, word.end())


def _without_quotes(text: str, start: int, end: int) -> Problem:
    """Hjson takes what stands there up to the end of the line."""
    fills_line = not text[end : _line_end(text, end)].strip()
    return Problem(f"{text[start:end]} needs double quotes", start, end, is_hjson=fills_line)


def _bare_path(text: str, position: int) -> Problem | None:
    """A path without quotes, such as `/data/logs`; a remark begins alike."""
    path = _PATH.match(text, position)
    return None if path is None else _without_quotes(text, position, path.end())


def _key(text: str, error: UnreadableError) -> Problem:
    position = error.position
    character = text[position]
    if character in "]}":
        return _closed_early(text, position, character)
    if character == ",":
        return Problem("there is one comma too many", position, position + 1)
    word = _WORD.match(text, position) or _NUMBERLIKE.match(text, position)
    if word is not None and _BEFORE_COLON.match(text, word.end()) is not None:
        return Problem(f"the key {word[0]} needs double quotes", position, word.end(), is_hjson=True)
    if word is not None:
        return Problem(f"{word[0]} cannot stand here; a key in double quotes should follow", position, word.end())
    return _quotes(text, position) or _unexpected(text, position, "a key in double quotes")


def _closed_early(text: str, position: int, character: str) -> Problem:
    last = len(text[:position].rstrip()) - 1
    if last >= 0 and text[last] == ",":
        return Problem(f"this comma has nothing after it; JSON allows none before {character}", last, last + 1)
    if last >= 0 and text[last] == ":":
        return Problem("this key has no value", last, last + 1)
    return _unexpected(text, position, "a value")


def _colon(text: str, error: UnreadableError) -> Problem:
    position = error.position
    if text[position] == "=":
        return Problem("JSON writes a colon between a key and its value", position, position + 1)
    if text[position] in ",]}":
        return Problem("this key has no value", error.before, position + 1)
    return Problem("a colon is missing between the key and its value", position, position + 1)


def _separator(text: str, error: UnreadableError) -> Problem:
    position = error.position
    character = text[position]
    closing, other = ("}", "]") if isinstance(error.container, MappingNode) else ("]", "}")
    if character == other:
        opening = "{" if closing == "}" else "["
        return Problem(f"{character} cannot close a {opening}", position, position + 1)
    if character == ":":
        return Problem(f"a colon cannot stand here; {_pair_advice(closing)}", position, position + 1)
    # A value or a key that follows directly: the place of the missing comma is where the value before it ends.
    if character in "\"'{[-" or character.isalnum():
        return Problem("a comma is missing after this value", max(error.before - 1, 0), error.before, is_hjson=True)
    return _unexpected(text, position, f"a comma or {closing}")


def _pair_advice(closing: str) -> str:
    return "keys with values need { } around them" if closing == "]" else "a comma is missing before it"


def _extra(text: str, error: UnreadableError) -> Problem:
    position = error.position
    character = text[position]
    if character in "]}":
        return Problem(f"this {character} closes nothing", position, position + 1)
    if character == ",":
        return Problem("this comma stands after the end of the value", position, position + 1)
    return Problem("a JSON file holds one value, and this follows after its end", position, _line_end(text, position))


def _quotes(text: str, position: int) -> Problem | None:
    if text[position] == "'":
        match = _SINGLE_QUOTED.match(text, position)
        end = position + 1 if match is None else match.end()
        return Problem("JSON texts stand in double quotes, not in single ones", position, end)
    if text[position] in _OTHER_QUOTES:
        return Problem(f'{text[position]} is no JSON quote; write "', position, position + 1)
    return None


def _unexpected(text: str, position: int, expected: str) -> Problem:
    character = text[position]
    shown = character if character.isprintable() and not character.isspace() else f"U+{ord(character):04X}"
    return Problem(f"{shown} cannot stand here; {expected} should follow", position, position + 1)


def _line_end(text: str, position: int) -> int:
    match = re.compile(r"[^\r\n]+").match(text, position)
    return position + 1 if match is None else match.end()


_BY_EXPECTED = {"value": _value, "key": _key, "colon": _colon, "separator": _separator, "extra": _extra}

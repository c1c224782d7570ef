"""What is wrong with a YAML text, in words for the person who has to repair it.

PyYAML's errors give the place; its words only tell the cases apart.
"""

from __future__ import annotations

import re

from loralint.syntax.limits import MAX_DEPTH
from loralint.syntax.merge_conflict import merge_conflict
from loralint.syntax.node import Problem
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml.error import MarkedYAMLError


class _Trouble(NamedTuple):
    """An error of the parser: where it stopped, where the thing began that it was reading, and its words for both."""

    text: str
    place: int
    opening: int
    context: str
    problem: str

    @property
    def character(self) -> str:
        """The character at the place, empty at the end of the text."""
        return self.text[self.place : self.place + 1]

    @property
    def before(self) -> str:
        """The line up to the place."""
        return self.text[_line_start(self.text, self.place) : self.place]


def explain(text: str, error: MarkedYAMLError) -> Problem:
    """The problem that an error of PyYAML's parser stands for."""
    conflict = merge_conflict(text)
    if conflict is not None:
        return conflict
    place = _index(text, error.problem_mark, error.context_mark)
    opening = _index(text, error.context_mark, error.problem_mark)
    trouble = _Trouble(text, place, opening, error.context or "", error.problem or "")
    words = f"{trouble.context}: {trouble.problem}"
    for part, cause in _CAUSES:
        if part in words:
            return cause(trouble).within(text)
    return Problem("this cannot be read as YAML", place, place + 1).within(text)


def _index(text: str, *marks: object) -> int:
    """The place of the first mark there is; what goes wrong at the end of a file is shown behind its last character."""
    for mark in marks:
        index = getattr(mark, "index", None)
        if isinstance(index, int):
            return index if index < len(text) else len(text.rstrip())
    return 0


def _line_start(text: str, place: int) -> int:
    return max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1


def _line_end(text: str, place: int) -> int:
    match = re.compile(r"[^\r\n]*").match(text, place)
    return place if match is None else place + len(match[0].rstrip())


def _line_number(text: str, place: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:place])) + 1


def _token_start(trouble: _Trouble) -> Problem:
    place, text = trouble.place, trouble.text
    character = trouble.character
    if character == "\t":
        end = place + len(text[place:]) - len(text[place:].lstrip("\t"))
        if not trouble.before.strip():
            return Problem("a tab indents this line; YAML allows only spaces there", place, end)
        return Problem("a tab stands here, where PyYAML allows only spaces", place, end)
    if character in "@`%|>":
        return Problem(f"a value cannot begin with {character}; quote it", place, place + 1)
    return Problem(f"a value cannot begin with this character (U+{ord(character or '?'):04X})", place, place + 1)


def _no_colon(trouble: _Trouble) -> Problem:
    text = trouble.text
    start = trouble.opening
    glued = re.compile(r"[^\s:#]+:(?=\S)").match(text, start)
    if glued is not None:
        return Problem("a space is missing behind this colon", glued.end() - 1, glued.end())
    return Problem("a colon with a space behind it is missing in this line", start, _line_end(text, start))


def _second_colon(trouble: _Trouble) -> Problem:
    place = trouble.place
    before = trouble.before
    if re.search(r":\s", before):
        return Problem("a second colon in the line; quote the value if the colon belongs to it", place, place + 1)
    if re.search(r"\S", before):
        start = place - len(before.lstrip())
        return Problem("this key does not fit the lines above; look at the indentation", start, place + 1)
    return Problem("there is no key before this colon", place, place + 1)


def _dash(trouble: _Trouble) -> Problem:
    place = trouble.place
    return Problem("a list cannot begin here; put it on a line of its own, or quote the dash", place, place + 1)


def _question(trouble: _Trouble) -> Problem:
    place = trouble.place
    return Problem("a question mark cannot stand here alone; quote the text", place, place + 1)


def _anchor(trouble: _Trouble) -> Problem:
    place, text = trouble.place, trouble.text
    start = trouble.opening
    character = text[start : start + 1]
    kind = "an alias" if character == "*" else "an anchor"
    return Problem(f"{character} begins {kind} here; quote the value if it is a text", start, place)


def _tag(trouble: _Trouble) -> Problem:
    place = trouble.place
    start = trouble.opening
    return Problem("! begins a tag here; quote the value if it is a text", start, place)


def _directive(trouble: _Trouble) -> Problem:
    text = trouble.text
    start = _line_start(text, trouble.opening)
    message = "a line that begins with % is a YAML directive, and this one is not valid"
    return Problem(message, start, _line_end(text, start))


def _block_header(trouble: _Trouble) -> Problem:
    text = trouble.text
    start = trouble.opening
    character = text[start : start + 1]
    message = (
        f"after {character} the text begins on the next line; quote the value if it begins with {character} itself"
    )
    return Problem(message, start, _line_end(text, start))


def _escape(trouble: _Trouble) -> Problem:
    place, text = trouble.place, trouble.text
    start = max(text.rfind("\\", 0, place + 1), 0)
    message = "this backslash begins no escape; use single quotes, or write two backslashes for one"
    return Problem(message, start, place + 1)


def _quote(trouble: _Trouble) -> Problem:
    start = trouble.opening
    return Problem("this quote is not closed", start, start + 1)


def _block(trouble: _Trouble) -> Problem:
    place, text = trouble.place, trouble.text
    found = trouble.problem.rpartition("but found ")[2].strip("'")
    kind = "keys" if "mapping" in trouble.context else "list items"
    end = _line_end(text, place)
    line = _line_number(text, trouble.opening)
    if found in ("]", "}"):
        return Problem(f"this {found} closes nothing", place, place + 1)
    if found == "-":
        return Problem(f"a list item cannot stand among the {kind} that begin in line {line}", place, place + 1)
    if not trouble.before.strip():
        message = f"this line is not indented like the {kind} that begin in line {line}"
        return Problem(message, place, end)
    return Problem("this does not belong to the value before it; quote the whole value if it does", place, end)


def _flow(trouble: _Trouble) -> Problem:
    place, text = trouble.place, trouble.text
    start = trouble.opening
    opening, closing = ("[", "]") if "sequence" in trouble.context else ("{", "}")
    if _line_number(text, start) != _line_number(text, place) or place >= len(text.rstrip()):
        return Problem(f"this {opening} is not closed", start, start + 1)
    if trouble.character in ("]", "}"):
        return Problem(f"{text[place]} cannot close a {opening}", place, place + 1)
    return Problem(f"a comma or {closing} is missing before this", place, place + 1)


def _content(trouble: _Trouble) -> Problem:
    place = trouble.place
    character = trouble.character
    if character in ("]", "}"):
        return Problem(f"this {character} closes nothing", place, place + 1)
    if character == ",":
        return Problem("a value is missing before this comma", place, place + 1)
    return Problem("a value is missing here", place, place + 1)


def _after_end(trouble: _Trouble) -> Problem:
    place, text = trouble.place, trouble.text
    if trouble.character in ("]", "}"):
        return Problem(f"this {trouble.character} closes nothing", place, place + 1)
    if text.startswith("%"):
        return Problem("after the directives with % a line --- has to follow", place, _line_end(text, place))
    message = "this does not belong to the value before it; look at quotes, brackets and indentation"
    return Problem(message, place, _line_end(text, place))


def _depth(trouble: _Trouble) -> Problem:
    return Problem(f"collections are nested more than {MAX_DEPTH} deep", trouble.place, trouble.place + 1)


_CAUSES: tuple[tuple[str, Callable[[_Trouble], Problem]], ...] = (
    ("nesting depth", _depth),
    ("cannot start any token", _token_start),
    ("could not find expected ':'", _no_colon),
    ("mapping values are not allowed", _second_colon),
    ("sequence entries are not allowed", _dash),
    ("block sequence entries are not allowed", _dash),
    ("mapping keys are not allowed", _question),
    ("scanning an a", _anchor),
    ("directive", _directive),
    ("incompatible YAML document", _directive),
    ("duplicate tag handle", _directive),
    ("a tag", _tag),
    ("tag handle", _tag),
    ("block scalar", _block_header),
    ("escape", _escape),
    ("unexpected end of stream", _quote),
    ("unexpected document separator", _quote),
    ("block collection", _block),
    ("block mapping", _block),
    ("flow sequence", _flow),
    ("flow mapping", _flow),
    ("node content", _content),
    ("<document start>", _after_end),
)

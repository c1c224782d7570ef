"""Whether a regular expression matches a whole text, in time that grows with the text and not with the choices.

Python's matcher tries choices one after the other, which for patterns with several `.*` takes too long. Here every part
of the pattern turns the set of places where it may begin into the set of places where it may end.
"""

from __future__ import annotations

import importlib
import re
import sys
import warnings
from collections.abc import Callable

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

Places = set[int]
Step = Callable[[str, Places], Places]
"""One part of a pattern: from the places in a text where it may begin to those where it may end."""

_MOST_REPEATED = 200
_IN_NOTHING = re.search(r"\B", "") is not None
"""Does `\\B` match the empty text? Only from Python 3.14 on."""
_CLASSES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda letter: letter.isalnum() or letter == "_",
}


class NotWalkedError(ValueError):
    """The pattern has a part that looks back, or is no pattern."""


def whole_matcher(pattern: str) -> Callable[[str], bool]:
    """The test whether a text matches a pattern from its first letter to its last; raises NotWalkedError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parser = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
            parsed = parser.parse(pattern)
    except (re.error, Warning, ValueError, OverflowError, RecursionError) as error:
        raise NotWalkedError(str(error)) from error
    if parsed.state.flags & ~re.UNICODE:
        raise NotWalkedError("flags change what its letters mean")
    walk = _sequence(parsed)
    return lambda text: len(text) in walk(text, {0})


def _sequence(parts: Iterable[tuple[object, Any]]) -> Step:
    steps: list[Step] = []
    word = ""
    for operation, argument in parts:
        if str(operation) == "LITERAL":
            word += chr(argument)
            continue
        if word:
            steps.append(_word(word))
            word = ""
        steps.append(_step(str(operation), argument))
    if word:
        steps.append(_word(word))
    return _chain(steps)


def _chain(steps: list[Step]) -> Step:
    def walk(text: str, places: Places) -> Places:
        for step in steps:
            if not places:
                break
            places = step(text, places)
        return places

    return walk


def _step(operation: str, argument: Any) -> Step:
    if operation in ("ANY", "IN", "NOT_LITERAL"):
        return _letter(_letters(operation, argument))
    if operation == "SUBPATTERN":
        if argument[1] or argument[2]:
            raise NotWalkedError("flags change what its letters mean")
        return _sequence(argument[-1])
    if operation == "BRANCH":
        return _branch([_sequence(branch) for branch in argument[1]])
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repetition(int(argument[0]), int(argument[1]), _sequence(argument[2]))
    if operation in ("ASSERT", "ASSERT_NOT") and argument[0] > 0:
        return _ahead(_sequence(argument[1]), operation == "ASSERT")
    if operation == "AT":
        return _at(str(argument))
    raise NotWalkedError(operation)


def _word(word: str) -> Step:
    return lambda text, places: {place + len(word) for place in places if text.startswith(word, place)}


def _letter(fits: Callable[[str], bool]) -> Step:
    return lambda text, places: {place + 1 for place in places if place < len(text) and fits(text[place])}


def _letters(operation: str, argument: Any) -> Callable[[str], bool]:
    if operation == "ANY":
        return lambda letter: letter != "\n"
    if operation == "NOT_LITERAL":
        return lambda letter: ord(letter) != argument
    negated = bool(argument) and str(argument[0][0]) == "NEGATE"
    members = [_member(str(kind), value) for kind, value in argument[negated:]]
    return lambda letter: any(fits(letter) for fits in members) != negated


def _member(kind: str, value: Any) -> Callable[[str], bool]:
    if kind == "LITERAL":
        return lambda letter: ord(letter) == value
    if kind == "RANGE":
        return lambda letter: value[0] <= ord(letter) <= value[1]
    name = str(value)
    fits = _CLASSES.get(name.replace("_NOT_", "_"))
    if kind != "CATEGORY" or fits is None:
        raise NotWalkedError(kind)
    return (lambda letter: not fits(letter)) if "_NOT_" in name else fits


def _branch(branches: list[Step]) -> Step:
    return lambda text, places: set().union(*(branch(text, places) for branch in branches))


def _repetition(least: int, most: int, body: Step) -> Step:
    if least > _MOST_REPEATED:
        raise NotWalkedError("a repetition that no name is long enough for")

    def walk(text: str, places: Places) -> Places:
        for _ in range(least):
            places = body(text, places)
        reached, new, turns = set(places), places, least
        while new and turns < most:
            new = body(text, new) - reached
            reached |= new
            turns += 1
        return reached

    return walk


def _ahead(body: Step, wanted: bool) -> Step:
    return lambda text, places: {place for place in places if bool(body(text, {place})) is wanted}


def _at(where: str) -> Step:
    if where in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return lambda _text, places: places & {0}
    if where in ("AT_END", "AT_END_STRING"):
        return lambda text, places: places & {len(text)}
    if where == "AT_BOUNDARY":
        return lambda text, places: {place for place in places if _is_boundary(text, place)}
    if where == "AT_NON_BOUNDARY":
        return lambda text, places: {p for p in places if not _is_boundary(text, p)} if text or _IN_NOTHING else set()
    raise NotWalkedError(where)


def _is_boundary(text: str, place: int) -> bool:
    inside = _CLASSES["CATEGORY_WORD"]
    return (place > 0 and inside(text[place - 1])) != (place < len(text) and inside(text[place]))

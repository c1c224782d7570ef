"""Bounds for the patterns of `matches`: no pattern may keep the matcher busy for longer than a moment.

Python's matcher tries again from every choice it made, so the steps it may take are the product of the choices along
the pattern: the text's length for each open repetition (`*`, `+`), a constant for each alternative and each bounded
repetition. A choice within a repetition makes them exponential, and is refused.
"""

from __future__ import annotations

import importlib
import math
import re
import sys
import warnings

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

TEXT_LENGTH = 10_000
STEPS = 10_000_000
OPEN_REPETITIONS = 4
FIXED_CHOICES = 1000
_WIDE = 100
"""A repetition that may go further than this counts as an open one."""


class Cost(NamedTuple):
    """The matcher takes at most about `choices * len(text) ** repetitions` steps."""

    repetitions: int = 0
    choices: int = 1

    def steps(self, length: int) -> int:
        """Bound the steps over a text of this length."""
        return int(self.choices * length**self.repetitions)


class PatternError(ValueError):
    """The pattern is no pattern, or could take too long."""


def cost_of(pattern: str, around: bool = False) -> Cost:
    """Bound the work of a full match; with `around`, of a pattern that may look around. Raises PatternError."""
    if not pattern.isprintable():
        raise PatternError('the pattern holds a control character; write it as r"..."')
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
        # The parser has no public name; it is the only reader that cannot disagree with the matcher.
        parser = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
        cost = _sequence(parser.parse(pattern), around)
    except PatternError:
        raise
    except (re.error, Warning, ValueError, OverflowError, RecursionError) as error:
        raise PatternError(f"not a pattern: {error}") from error
    if cost.repetitions > OPEN_REPETITIONS or cost.choices > FIXED_CHOICES:
        raise PatternError("the pattern leaves too many choices to be matched in bounded time")
    return cost


def _sequence(parts: Iterable[tuple[object, Any]], around: bool) -> Cost:
    costs = [_part(str(operation), argument, around) for operation, argument in parts]
    return Cost(sum(cost.repetitions for cost in costs), math.prod(cost.choices for cost in costs))


def _part(operation: str, argument: Any, around: bool) -> Cost:
    if operation in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "AT"):
        return Cost()
    if operation == "SUBPATTERN" or (around and operation in ("ASSERT", "ASSERT_NOT")):
        return _sequence(argument[-1], around)
    if operation == "BRANCH":
        costs = [_sequence(branch, around) for branch in argument[1]]
        return Cost(max(cost.repetitions for cost in costs), sum(cost.choices for cost in costs))
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repetition(int(argument[0]), int(argument[1]), _sequence(argument[2], around))
    raise PatternError("patterns know groups, alternatives, classes and repetitions, nothing that looks back or around")


def _repetition(least: int, most: int, body: Cost) -> Cost:
    if most <= 1:
        return Cost(body.repetitions, body.choices + most - least)
    if body != Cost():
        raise PatternError("a repetition or an alternative inside a repetition can take exponential time")
    if least > FIXED_CHOICES:
        raise PatternError(f"a repetition of more than {FIXED_CHOICES}")
    return Cost(repetitions=1) if most >= _WIDE else Cost(choices=most)

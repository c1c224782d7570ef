"""The right name for a wrong one: how many slips lead from one to the other."""

from __future__ import annotations

from functools import lru_cache

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SAFE_LENGTH = 4
"""Shorter names have too many neighbours for one letter to prove anything."""


class _Spelling(NamedTuple):
    """A name as it is compared: `plain` without dashes, and a bit in `letters` for each letter that it has."""

    lower: str
    plain: str
    letters: int


def distance(left: str, right: str, limit: int) -> int:
    """Letters inserted, left out, replaced or swapped with their neighbour (optimal string alignment).

    Anything above `limit` is returned as `limit + 1`.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            best = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            current.append(best)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)


def allowance(name: str) -> int:
    """How many letters may be wrong before a name is another name."""
    return 1 if len(name) <= 4 else 2 if len(name) <= 9 else 3


def nearest(name: str, candidates: Iterable[str], limit: int | None = None) -> list[tuple[int, str]]:
    """The candidates within reach, the nearest first; spelling that differs only in case or in `-` and `_` is at 0.

    Of equally near ones, that of the same letters comes first (two changed places), then that with the longer common
    beginning and end.
    """
    limit = allowance(name) if limit is None else limit
    lower, plain, letters = _spelling(name)
    found: list[tuple[int, bool, int, str]] = []
    for candidate in candidates:
        other = _spelling(candidate)
        if other.plain == plain:
            steps = 0
        elif (other.letters ^ letters).bit_count() > 2 * limit:  # a slip takes one letter and brings one
            continue
        else:
            steps = distance(lower, other.lower, limit)
        if steps <= limit:
            found.append((steps, sorted(other.lower) != sorted(lower), -_shared_ends(name, candidate), candidate))
    return [(steps, candidate) for steps, _, _, candidate in sorted(found)]


def is_certain(name: str, found: Sequence[tuple[int, str]]) -> bool:
    """Is the first of `found` the only one that a single slip could have made into this name?"""
    if not found or found[0][0] > 1:
        return False
    if found[0][0] == 0:
        # `a__b` is `a_b` or `a_2_b` without its 2; the same length leaves only case and dashes.
        reach = 0 if len(name) == len(found[0][1]) else 1
        return len(found) == 1 or found[1][0] > reach
    near = [candidate for steps, candidate in found if steps <= 1]
    return len(near) == 1 and len(name) >= _SAFE_LENGTH and not _changes_number(name, near[0])


@lru_cache(maxsize=10_000)
def _spelling(name: str) -> _Spelling:
    lower = name.lower()
    letters = 0
    for letter in lower:
        letters |= 1 << ord(letter) % 64
    return _Spelling(lower, lower.replace("-", "").replace("_", "").replace(" ", ""), letters)


def _changes_number(name: str, candidate: str) -> bool:
    """`attn_4bit` and `attn_8bit` are one letter apart and mean different things."""
    return [c for c in name if c.isdigit()] != [c for c in candidate if c.isdigit()]


def _shared_ends(left: str, right: str) -> int:
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    for a, b in zip(reversed(left), reversed(right), strict=False):
        if a != b:
            break
        shared += 1
    return shared


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean X?` where a known name is near or begins like this one, else nothing."""
    known = tuple(known)
    found = [candidate for _, candidate in nearest(name, known)]
    longer = [candidate for candidate in known if name and candidate.startswith(name)]
    return f"; did you mean {(found or longer)[0]}?" if found or len(longer) == 1 else ""

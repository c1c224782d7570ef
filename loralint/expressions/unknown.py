"""The third truth value: what cannot be known from the files alone."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


class Unknown:
    """The type of `UNKNOWN`, of which there is one; compare with `is`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        # An `if value:` that forgets the third case would fire rules on what nobody knows.
        raise TypeError("UNKNOWN is neither true nor false: test `is UNKNOWN`, or `truth(...) is True`")

    def __reduce__(self) -> str:
        # Copies of data that holds UNKNOWN hold the same one.
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Truth = bool | Unknown
"""True, False or UNKNOWN."""

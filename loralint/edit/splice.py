"""A text put together anew: what is kept of the original, and what is new."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Cut(NamedTuple):
    """Characters `start` to `end` (exclusive) of the current text become `text`.

    `drops_comments` is set where the comments in between go with the entry that is taken out.
    """

    start: int
    end: int
    text: str = ""
    drops_comments: bool = False


class _Piece(NamedTuple):
    """A slice of the original, or new text where `text` is not None."""

    start: int
    end: int
    text: str | None = None

    @property
    def length(self) -> int:
        return self.end - self.start if self.text is None else len(self.text)


class SplicedText:
    """An edited text that still knows which of its characters are the original's. A cut makes another one."""

    __slots__ = ("_original", "_pieces")

    def __init__(self, original: str, pieces: tuple[_Piece, ...] | None = None) -> None:
        self._original = original
        self._pieces = (_Piece(0, len(original)),) if pieces is None else pieces

    def cut(self, cuts: Iterable[Cut]) -> SplicedText:
        """The text after the cuts, whose offsets are those of the text before. Raises ValueError where they overlap."""
        result: list[_Piece] = []
        position = 0
        for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end)):
            if cut.start < position or cut.end < cut.start:
                raise ValueError("cuts overlap")
            result.extend(self._slice(position, cut.start))
            if cut.text:
                result.append(_Piece(0, 0, cut.text))
            position = cut.end
        result.extend(self._slice(position, sum(piece.length for piece in self._pieces)))
        return SplicedText(self._original, tuple(result))

    def text(self) -> str:
        """The whole text as it is now."""
        return "".join(
            self._original[piece.start : piece.end] if piece.text is None else piece.text for piece in self._pieces
        )

    def changes(self) -> Iterator[Cut]:
        """What became of the original, in its own offsets, in order, apart from each other."""
        position = 0
        new = ""
        for piece in (*self._pieces, _Piece(len(self._original), len(self._original))):
            if piece.text is not None:
                new += piece.text
                continue
            if self._original[position : piece.start] != new:
                yield Cut(position, piece.start, new)
            position = piece.end
            new = ""

    def _slice(self, start: int, end: int) -> Iterator[_Piece]:
        offset = 0
        for piece in self._pieces:
            first, last = max(start - offset, 0), min(end - offset, piece.length)
            if first < last:
                if piece.text is None:
                    yield _Piece(piece.start + first, piece.start + last)
                else:
                    yield _Piece(0, 0, piece.text[first:last])
            offset += piece.length

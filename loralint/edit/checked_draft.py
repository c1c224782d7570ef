"""A document while it is edited: every step is read again and compared before it counts."""

from __future__ import annotations

from collections import Counter

from loralint.edit.expected_data import same
from loralint.edit.record import EditRefused
from loralint.edit.splice import Cut, SplicedText
from loralint.syntax.comments import comments_of
from loralint.syntax.data import to_python
from loralint.syntax.node import Source
from loralint.syntax.strict_json import strict_spelling
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loralint.syntax.node import Document

Comments = Counter[str]
"""The comments that a text should have, wherever they stand."""

_BOM = b"\xef\xbb\xbf"


class CheckedDraft:
    """A document, and how its text came from the original. Never changes."""

    __slots__ = ("_comments", "document", "spliced")

    def __init__(self, document: Document, spliced: SplicedText | None = None) -> None:
        self.document = document
        self.spliced = SplicedText(document.text) if spliced is None else spliced
        self._comments: list[tuple[int, str]] | None = None

    def comments(self, lost: Iterable[tuple[int, int]] = ()) -> Comments:
        """The comments of the document but for those that begin in the stretches given."""
        if self._comments is None:
            self._comments = comments_of(self.document)
        spans = tuple(lost)
        return Counter(
            text for offset, text in self._comments if not any(start <= offset < end for start, end in spans)
        )

    def after(self, cuts: list[Cut], wanted: object, comments: Comments | None = None) -> CheckedDraft | EditRefused:
        """The draft after some cuts.

        A refusal unless it reads as the data that is wanted and has the comments that it should have: those
        given, else all that the cuts do not take out on purpose.
        """
        try:
            spliced = self.spliced.cut(cuts)
        except ValueError:
            return EditRefused("the place is written in an unusual way")
        draft = CheckedDraft(self._read(spliced.text()), spliced)
        if draft.document.root is None or len(draft.document.problems) > len(self.document.problems):
            return EditRefused("the file could not be read afterwards")
        if not same(to_python(draft.document.root), wanted):
            return EditRefused("more than the value would change")
        if comments is None:
            comments = self.comments((cut.start, cut.end) for cut in cuts if cut.drops_comments)
        if draft.comments() != comments:
            return EditRefused("a comment would be lost")
        return draft

    def respelt(self) -> CheckedDraft:
        """The draft as strict JSON, where its text is read by lenient readers only. Raises EditRefused."""
        changes = strict_spelling(self.spliced.text())
        spliced = self.spliced.cut(Cut(change.start, change.end, change.text) for change in changes)
        draft = CheckedDraft(self._read(spliced.text()), spliced)
        if not changes or draft.document.root is None:
            raise EditRefused("more than its spelling is wrong")
        return draft

    def _read(self, text: str) -> Document:
        from loralint.syntax import parse

        data = (_BOM if self.document.bom else b"") + text.encode("utf-8", "surrogatepass")
        return parse(Source(self.document.path, data), self.document.syntax)

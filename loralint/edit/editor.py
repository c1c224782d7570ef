"""The editor of a document: edits become cuts in its text, and what came of them is compared.

Every edit is cut into the text, the result is read again and compared with what the edit means on plain data, and the
comments are counted. What does not come out exactly as meant is refused; nothing is guessed.
"""

from __future__ import annotations

from typing import Protocol

from loralint.edit.checked_draft import CheckedDraft
from loralint.edit.comment_cut import changed_comment
from loralint.edit.expected_data import data_after, exists, fresh, plain, same, target, value_at, with_value
from loralint.edit.locate import locate, nested, positions, require_own, require_unused
from loralint.edit.record import Edit, EditRefused, Patch
from loralint.syntax.data import to_python
from loralint.syntax.keypath import format_path
from loralint.syntax.node import MappingNode, Scalar, SequenceNode
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from loralint.edit.checked_draft import Comments
    from loralint.edit.locate import Location
    from loralint.edit.splice import Cut
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Node


class _Cuts(Protocol):
    """What edits need to know of a syntax."""

    def put(self, place: Location, value: object) -> list[Cut]: ...
    def append(self, place: Location, value: object) -> list[Cut]: ...
    def remove(self, place: Location) -> Iterator[list[Cut]]: ...
    def rename(self, place: Location, to: str) -> list[Cut]: ...
    def source(self, place: Location) -> tuple[object, int, int]: ...


def plan(document: Document, edits: Sequence[Edit]) -> tuple[Patch, ...]:
    """The patches of a document that make all the edits, one after the other; none where all is as it should be.

    Raises EditRefused where an edit cannot be made without touching what it does not name.
    """
    editor = DocumentEditor(document)
    editor.apply(edits)
    return editor.patches()


def apply_patches(data: bytes, patches: Iterable[Patch]) -> bytes:
    """The bytes of a file after its patches, which must not overlap."""
    result = bytearray()
    position = 0
    for patch in sorted(patches, key=lambda patch: (patch.start, patch.end)):
        if not position <= patch.start <= patch.end <= len(data):
            raise ValueError("patches overlap or reach beyond the file")
        result += data[position : patch.start] + patch.text.encode("utf-8", "surrogatepass")
        position = patch.end
    return bytes(result + data[position:])


class DocumentEditor:
    """Edits made one after the other on one document; its patches always speak of the original bytes."""

    def __init__(self, document: Document) -> None:
        self.original = document
        self._draft = CheckedDraft(document)

    @property
    def current(self) -> Document:
        """The document with everything applied so far."""
        return self._draft.document

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make all the edits or, where one is refused (EditRefused), none of them."""
        before = self._draft
        try:
            for edit in edits:
                self._apply(edit)
        except EditRefused:
            self._draft = before
            raise

    def copy(self) -> DocumentEditor:
        """The same state; what is applied to the one does not show in the other."""
        twin = DocumentEditor(self.original)
        twin._draft = self._draft
        return twin

    def patches(self) -> tuple[Patch, ...]:
        """What has become of the original, in order, apart from each other."""
        document = self.original
        return tuple(
            Patch(document.path, document.byte(change.start), document.byte(change.end), change.text)
            for change in self._draft.spliced.changes()
        )

    def result(self) -> bytes:
        """The bytes of the file with everything applied."""
        return apply_patches(self.original.source.data, self.patches())

    def _apply(self, edit: Edit) -> None:
        if edit.operation == "respell":
            self._draft = self._draft.respelt()
            return
        if self.current.root is None:
            raise EditRefused("the file cannot be read")
        if not edit.key and edit.operation not in ("insert", "comment"):
            raise EditRefused("the file as a whole cannot be edited")
        operation: dict[str, Callable[[Edit], None]] = {
            "set": self._set,
            "remove": self._remove,
            "rename": self._move,
            "insert": self._insert,
            "move": self._move,
            "comment": self._comment,
        }
        operation[edit.operation](edit)

    def _set(self, edit: Edit) -> None:
        data = self._data()
        if exists(data, edit.key) and same(value_at(data, edit.key), plain(edit.value)):
            return
        self._put(edit.key, edit.value, lambda: data_after(data, edit))

    def _insert(self, edit: Edit) -> None:
        place = locate(self.current, edit.key)
        if not place.missing:
            require_own(self.current, place.node, edit.key)
        wanted = data_after(self._data(), edit)
        if place.missing or not isinstance(place.node, SequenceNode):
            self._put(edit.key, [edit.value], lambda: wanted)
        else:
            self._try([self._cuts().append(place, edit.value)], wanted)

    def _put(self, path: Path, value: object, wanted: Callable[[], object], comments: Comments | None = None) -> None:
        """Write a value where nothing, null or something else stands."""
        place = locate(self.current, path)
        if place.missing and not _can_hold(place):
            parent = format_path(path[: len(path) - len(place.missing)]) or "the file"
            raise EditRefused(f"{parent} holds a single value, no mapping for {place.missing[0]}")
        if not isinstance(place.node, MappingNode) or not place.missing:
            require_unused(self.current, place.node)
        data = wanted()
        self._try([self._cuts().put(place, value)], data, comments)

    def _remove(self, edit: Edit) -> None:
        """Take out an entry with all its duplicates, the last one first, or an item."""
        while exists(self._data(), edit.key):
            place = locate(self.current, edit.key)
            container, index = place.steps[-1]
            require_unused(self.current, *_taken(container, index))
            data = fresh(self._data())
            others = positions(container, str(edit.key[-1]))[:-1] if isinstance(container, MappingNode) else []
            if others and isinstance(container, MappingNode):
                wanted = with_value(data, edit.key, to_python(container.entries[others[-1]].value))
            else:
                wanted = data_after(data, edit)
            self._try(self._cuts().remove(place), wanted)
            if isinstance(container, SequenceNode):
                return

    def _move(self, edit: Edit) -> None:
        to = target(edit)
        data = self._data()
        inside = to[: len(edit.key)] == edit.key
        if to == edit.key or (exists(data, to) and (inside or not exists(data, edit.key))):
            return
        if not exists(data, edit.key):
            raise EditRefused(f"there is no {format_path(edit.key)}")
        if exists(data, to):
            raise EditRefused(f"{format_path(to)} is there already")
        place = locate(self.current, edit.key)
        container = place.steps[-1].container
        if not isinstance(container, MappingNode):
            raise EditRefused("an item of a list cannot move")
        if len(positions(container, str(edit.key[-1]))) > 1:
            raise EditRefused(f"{format_path(edit.key)} is written twice")
        if to[:-1] == edit.key[:-1]:
            self._try([self._cuts().rename(place, str(to[-1]))], data_after(data, edit))
        elif inside and isinstance(place.node, Scalar):
            self._put(edit.key, nested(to[len(edit.key) :], place.node.value), lambda: data_after(data, edit))
        else:
            self._carry(edit, place, to)

    def _carry(self, edit: Edit, place: Location, to: Path) -> None:
        """Take an entry out, then write its text elsewhere; what was read beside it must be there again."""
        data = self._data()
        value, start, end = self._cuts().source(place)
        everything = self._draft.comments()
        without = data_after(data, Edit(edit.path, "remove", edit.key))
        self._try(self._cuts().remove(place), without, self._draft.comments(lost=((start, end),)))
        self._put(to, value, lambda: data_after(data, edit), everything)

    def _comment(self, edit: Edit) -> None:
        """Change a part of a comment, or take it out; a line that would be left empty goes with it."""
        changed = changed_comment(self.current, edit)
        comments = self._draft.comments(lost=((changed.offset, changed.offset + 1),))
        comments.update([changed.after] if changed.after else [])
        self._try([[changed.cut]], self._data(), comments)

    def _try(self, candidates: Iterable[list[Cut]], wanted: object, comments: Comments | None = None) -> None:
        """Take the first way that leads to exactly what is wanted."""
        reasons: list[EditRefused] = []
        for cuts in candidates:
            draft = self._draft.after(cuts, wanted, comments)
            if isinstance(draft, CheckedDraft):
                self._draft = draft
                return
            reasons.append(draft)
        raise reasons[0]

    def _cuts(self) -> _Cuts:
        if self.original.syntax == "json":
            from loralint.edit.json_cuts import JsonCuts

            return JsonCuts(self.current)
        from loralint.edit.yaml_cuts import YamlCuts

        return YamlCuts(self.current)

    def _data(self) -> object:
        assert self.current.root is not None
        return to_python(self.current.root)


def _can_hold(place: Location) -> bool:
    """Whether keys can be written where a path ends: in a mapping, or in null, which becomes one."""
    return isinstance(place.node, MappingNode) or (isinstance(place.node, Scalar) and place.node.value is None)


def _taken(container: MappingNode | SequenceNode, index: int) -> tuple[Node, ...]:
    """The nodes that go with an entry or item."""
    if isinstance(container, SequenceNode):
        return (container.items[index],)
    return container.entries[index].key, container.entries[index].value

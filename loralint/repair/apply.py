"""Fixes made on the bytes of files: planned patches are put together, and what came of them is compared."""

from __future__ import annotations

from loralint.edit.editor import DocumentEditor, apply_patches
from loralint.edit.expected_data import data_after, same
from loralint.edit.record import EditRefused
from loralint.syntax.data import to_python
from loralint.syntax.node import Source
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from loralint.edit.record import Edit, Patch
    from loralint.files.read import UnreadableFile
    from loralint.repair.choose_fixes import Chosen
    from loralint.syntax.node import Document, Syntax

    Parse = Callable[[Source, Syntax], Document]

Files = dict[str, bytes]
"""The new bytes of files, by path."""


class Applied(NamedTuple):
    """The patches and the new bytes by path, the fixes that made them, and why the others could not be made."""

    patches: Mapping[str, Sequence[Patch]]
    files: Files
    made: list[Chosen]
    refused: list[tuple[Chosen, str]]


def apply(wanted: Iterable[Chosen], documents: Mapping[str, Document], parse: Parse) -> Applied:
    """Make every fix whole, over all of its files, or not at all. Nothing is written.

    The patches of the fixes were planned each for itself. Where they do not touch each other and together give the data
    that all edits ask for, they are used as they are; else the edits are made one after the other.
    """
    # From the back to the front, an entry that leaves a list moves no other that is named.
    ordered = sorted(wanted, key=_place, reverse=True)
    patches: dict[str, Sequence[Patch]] = {}
    files: Files = {}
    for path in dict.fromkeys(edit.path for one in ordered for edit in one.fix.edits):
        patches[path] = [patch for one in ordered for patch in one.fix.patches if patch.path == path]
        data = _together(documents[path], patches[path], edits_in(path, ordered), parse)
        if data is None:
            return _in_turn(ordered, documents)
        files[path] = data
    return Applied(patches, files, ordered, [])


def with_files(sources: Sequence[Source | UnreadableFile], files: Files) -> list[Source | UnreadableFile]:
    """The sources as they are now; linked files that were changed are given along."""
    now = [Source(source.path, files[source.path]) if source.path in files else source for source in sources]
    known = {source.path for source in sources}
    return [*now, *(Source(path, data) for path, data in files.items() if path not in known)]


def edits_in(path: str, chosen: Iterable[Chosen]) -> list[Edit]:
    """The edits of some fixes that concern one file, in the order in which they are made."""
    return [edit for one in chosen for edit in one.fix.edits if edit.path == path]


def _together(document: Document, patches: Sequence[Patch], edits: Sequence[Edit], parse: Parse) -> bytes | None:
    """The bytes of a file after all its planned patches; None where they do not go together."""
    try:
        data = apply_patches(document.source.data, patches)
        wanted = None if document.root is None else to_python(document.root)
        for edit in edits:
            wanted = data_after(wanted, edit)
    except (ValueError, EditRefused, LookupError, AssertionError):
        return None
    result = parse(Source(document.path, data), document.syntax)
    return data if result.root is not None and same(to_python(result.root), wanted) else None


def _in_turn(ordered: Sequence[Chosen], documents: Mapping[str, Document]) -> Applied:
    """Every fix planned on what the ones before it have left."""
    editors: dict[str, DocumentEditor] = {}
    made: list[Chosen] = []
    refused: list[tuple[Chosen, str]] = []
    for one in ordered:
        paths = list(dict.fromkeys(edit.path for edit in one.fix.edits))
        trial = {path: editors[path].copy() if path in editors else DocumentEditor(documents[path]) for path in paths}
        try:
            for path, editor in trial.items():
                editor.apply(edits_in(path, [one]))
        except EditRefused as refusal:
            refused.append((one, str(refusal)))
            continue
        editors.update(trial)
        made.append(one)
    patches = {path: editor.patches() for path, editor in editors.items()}
    return Applied(patches, {path: editor.result() for path, editor in editors.items()}, made, refused)


def _place(one: Chosen) -> list[list[tuple[bool, str | int]]]:
    """Where a fix is made, for sorting."""
    return sorted(([(isinstance(step, int), step) for step in edit.key] for edit in one.fix.edits), reverse=True)

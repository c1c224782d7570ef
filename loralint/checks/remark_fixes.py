"""How a remark that silences nothing is repaired: written as it was meant, or taken out."""

from __future__ import annotations

from loralint.diagnostics.record import Fix
from loralint.diagnostics.suppression import FILE
from loralint.edit.record import Edit
from loralint.syntax.node import MappingNode, SequenceNode
from loralint.syntax.text_positions import line_end
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loralint.diagnostics.record import Safety
    from loralint.diagnostics.suppression import Name, Remark
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Node


def written(remark: Remark, document: Document, to: str, safety: Safety, description: str | None = None) -> Fix:
    """Write a remark in another way."""
    return Fix("rewrite", safety, description or f"write `{to}`", (_edit(remark, document, to),))


def removed(remark: Remark, document: Document) -> Fix:
    """Take a remark out. Words behind it speak of it, and only their author knows whether they can go."""
    safety: Safety = "unsafe" if behind(remark, document) else "safe"
    text = document.text[remark.start : remark.end]
    return Fix("remove", safety, f"remove `{text}`", (_edit(remark, document, ""),))


def without(names: Sequence[Name], remark: Remark, document: Document) -> Fix:
    """Take some names out of a remark, and the remark where it has no others."""
    others = [other.word for other in remark.names or () if other not in names]
    if not others:
        return removed(remark, document)
    gone = " and ".join(f"`{name.word}`" for name in names)
    return written(remark, document, as_remark(remark.word, others), "safe", f"take {gone} out of the remark")


def by_hand(advice: str) -> Fix:
    """What only the user can do."""
    return Fix("by-hand", "manual", advice, advice=advice)


def as_remark(word: str, names: Sequence[str]) -> str:
    """`# loralint: ignore[unknown-key, LL102]`."""
    return f"# loralint: {word}[{', '.join(names)}]"


def behind(remark: Remark, document: Document) -> str:
    """What stands behind a remark in its comment, with the blanks between; empty where there are only blanks."""
    text = document.text[remark.end : line_end(document.text, remark.end)].rstrip()
    return text if text.strip() else ""


def key_of(remark: Remark, document: Document) -> Path:
    """The entry of which a remark speaks, such as `("lora_r",)`; nothing where it speaks of the file or of no entry."""
    if remark.word == FILE:
        return ()
    return next((path for line, path in _keys(document) if line in remark.lines), ())


def _edit(remark: Remark, document: Document, to: str) -> Edit:
    """The change of the whole comment; without brackets, or without a remark, what stands behind it goes as well."""
    text = document.text
    end = line_end(text, remark.end)
    rest = text[remark.end : end] if to and remark.names is not None else ""
    after = (text[remark.comment : remark.start] + to + rest).rstrip()
    return Edit(document.path, "comment", _near(remark, document), (text[remark.comment : end].rstrip(), after))


def _near(remark: Remark, document: Document) -> Path:
    """The entry beside which a remark stands: its own or the next, else the last one of the file."""
    keys = list(_keys(document))
    return next((path for line, path in keys if line >= remark.lines[0]), keys[-1][1] if keys else ())


def _keys(document: Document) -> Iterator[tuple[int, Path]]:
    """Every key of a file with its line, in their order."""
    if document.root is not None:
        for key, path in _below(document.root, ()):
            yield document.position(key.start).line, path


def _below(node: Node, path: Path) -> Iterator[tuple[Node, Path]]:
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield entry.key, (*path, entry.name)
            yield from _below(entry.value, (*path, entry.name))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _below(item, (*path, index))

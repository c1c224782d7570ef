"""What the tests of the parsers share: reading a text, walking a tree, and texts that were damaged at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from loralint.syntax import parse
from loralint.syntax.node import Alias, MappingNode, Scalar, SequenceNode, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.syntax.node import Document, Node, Syntax

OUR_LIMITS = (
    "loralint reads no such circle",
    "stand for more than",
    "nested more than",
    "two byte order marks",
    "the loader makes no",
)
"""What loralint refuses although the loader of the framework may take it."""


def read(text: str | bytes, syntax: Syntax) -> Document:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return parse(Source("config", data), syntax)


def refused(document: Document) -> tuple[str, str]:
    """The message of the first problem, and the text that it points at."""
    assert document.root is None
    problem = document.problems[0]
    return problem.message, document.text[problem.start : problem.end]


def nodes(node: Node) -> Iterator[Node]:
    """Every node of a tree, keys included, aliases not followed."""
    yield node
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield from nodes(entry.key)
            yield from nodes(entry.value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from nodes(item)


def outline(node: Node) -> object:
    """All that a tree says, comparable."""
    if isinstance(node, Alias):
        return ("alias", node.start, node.end, node.name)
    about: tuple[object, ...] = (node.start, node.end, node.anchor, node.tag)
    if isinstance(node, Scalar):
        return (*about, repr(node.value), node.style)
    if isinstance(node, SequenceNode):
        return (*about, node.flow, [outline(item) for item in node.items])
    assert isinstance(node, MappingNode)
    return (*about, node.flow, [(outline(entry.key), outline(entry.value), entry.merge) for entry in node.entries])


@st.composite
def damaged(draw: st.DrawFn, texts: tuple[str, ...], pieces: tuple[str, ...]) -> str:
    """One of the texts with some characters taken out and some pieces put in."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text = text[:place] + draw(st.sampled_from(pieces)) + text[place:]
        else:
            text = text[:place] + text[place + draw(st.integers(1, 3)) :]
    return text

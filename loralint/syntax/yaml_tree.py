"""The tree of a YAML text, built from the events of PyYAML's C parser or of its Python one."""

from __future__ import annotations

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from loralint.syntax.data import PAIRS_TAGS, SET_TAG
from loralint.syntax.limits import MAX_DEPTH
from loralint.syntax.node import Alias, Entry, MappingNode, Problem, Scalar, SequenceNode, resolve
from loralint.syntax.yaml_anchors import Anchors, RefusedError
from loralint.syntax.yaml_merge import MergeError, Merger
from loralint.syntax.yaml_scalars import (
    EQUALS,
    MERGE,
    PREFIX,
    STR,
    ScalarError,
    block_end,
    comment_touches_header,
    construct,
    nothing_place,
    plain_tag,
    short_tag,
    value_start,
)
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    from loralint.syntax.node import Node

    Style = Literal["plain", "single", "double", "literal", "folded"]

_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_OF_MAPPINGS = (None, "!", PREFIX + "map", SET_TAG)
_OF_SEQUENCES = (None, "!", PREFIX + "seq", *PAIRS_TAGS)


class _Open:
    """A collection before its end; `size` and `height` count the nodes and levels in it, aliases followed."""

    __slots__ = ("braces", "height", "key", "merge", "merges", "node", "size")

    def __init__(self, node: MappingNode | SequenceNode, braces: bool) -> None:
        self.node = node
        self.braces = braces
        self.key: Node | None = None
        self.merge = False
        self.merges = False
        self.size = 1
        self.height = 1


class TreeBuilder:
    """Builds the tree of one text. `problems` holds what the loader refuses but the parser can step over.

    `doubtful` is set where the C parser is known to differ from the Python one, which the frameworks use.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.doubtful = False
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._anchors = Anchors()
        self._merger = Merger(text)

    def build(self, next_event: Callable[[], Any]) -> Node:
        """The root of the tree that the events describe. Raises RefusedError, and what the parser raises."""
        steps: dict[type, Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._begin_mapping,
            SequenceStartEvent: self._begin_sequence,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        while True:
            event = next_event()
            kind = type(event)
            if kind is StreamEndEvent:
                break
            step = steps.get(kind)
            if step is not None:
                step(event)
        return Scalar(0, 0, None) if self.root is None else self.root

    def _document(self, event: Any) -> None:
        if self.root is not None:
            start = event.start_mark.index
            message = "a second document begins here; the loader takes files of one document only"
            raise RefusedError(message, start, start + 3)

    def _scalar(self, event: Any) -> None:
        text, value, tag, anchor = self.text, event.value, event.tag, event.anchor
        start, end = event.start_mark.index, event.end_mark.index
        style = _STYLES.get(event.style, "plain")
        if anchor is not None or tag is not None:
            start = end if style == "plain" and not value else value_start(text, start, end, anchor)
        elif start == end and self._open and self._open[-1].key is not None:
            start = end = nothing_place(text, self._open[-1].key.end, start)
        elif start == end:
            self.doubtful = True
        if style == "literal" or style == "folded":
            self.doubtful = self.doubtful or comment_touches_header(text, start)
            end = block_end(text, start, end, value)
        elif "?" in value and style == "plain" and self._open and self._open[-1].node.flow:
            self.doubtful = True
        written = tag is not None and tag != "!"
        if not written:
            self.doubtful = self.doubtful or tag is not None
            tag = plain_tag(value) if event.implicit[0] else STR
        node = Scalar(start, end, value, style, anchor, event.tag)
        if anchor is not None:
            self._anchors.declare(anchor, event.start_mark.index)
            self._anchors.complete(anchor, node, 1, 0)
        self._add(node, 1, 0, None if tag == STR else tag, event.start_mark.index if written else None)

    def _begin_mapping(self, event: Any) -> None:
        position = event.end_mark.index
        braces = bool(event.flow_style) and self.text[position - 1 : position] == "{"
        # The end of the event is past an anchor and a tag; of a pair without braces it may be past a `?`.
        start = position - 1 if braces else event.start_mark.index if event.flow_style else position
        node = MappingNode(start, start, [], bool(event.flow_style), event.anchor, event.tag)
        self._begin(node, braces, event, _OF_MAPPINGS)

    def _begin_sequence(self, event: Any) -> None:
        start = event.end_mark.index
        # For a list that is not indented below its key the event ends behind the first dash.
        if event.flow_style or self.text[start : start + 1] != "-":
            start -= 1
        node = SequenceNode(start, start, [], bool(event.flow_style), event.anchor, event.tag)
        self._begin(node, bool(event.flow_style), event, _OF_SEQUENCES)

    def _begin(self, node: MappingNode | SequenceNode, braces: bool, event: Any, tags: tuple[str | None, ...]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise RefusedError(f"collections are nested more than {MAX_DEPTH} deep", node.start, node.start + 1)
        if node.anchor is not None:
            self._anchors.declare(node.anchor, event.start_mark.index)
        if node.tag not in tags:
            kind = "mapping" if isinstance(node, MappingNode) else "list"
            message = f"the loader makes no {kind} of the tag {short_tag(str(node.tag))}; take it out"
            self.problems.append(Problem(message, event.start_mark.index, node.start))
        self._open.append(_Open(node, braces))

    def _end(self, event: Any) -> None:
        frame = self._open.pop()
        node = frame.node
        if frame.braces:
            node.end = event.end_mark.index
        elif isinstance(node, MappingNode):
            node.end = node.entries[-1].value.end
        else:
            node.end = node.items[-1].end
        if isinstance(node, SequenceNode) and node.tag in PAIRS_TAGS:
            self._check_pairs(node)
        elif isinstance(node, MappingNode) and frame.merges:
            self._merge(node)
        if node.anchor is not None:
            self._anchors.complete(node.anchor, node, frame.size, frame.height)
        self._add(node, frame.size, frame.height)

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        target, size, height = self._anchors.target_of(event.anchor, len(self._open), start, end)
        self._add(Alias(start, end, event.anchor, target), size, height)

    def _add(self, node: Node, size: int, height: int, tag: str | None = None, tagged: int | None = None) -> None:
        """Put a node into its collection. `tag` is that of a scalar that is no text, written at `tagged` or implied."""
        if not self._open:
            self.root = node
            if tag is not None:
                self._construct(node, tag, tagged)
            return
        top = self._open[-1]
        top.size += size
        if height >= top.height:
            top.height = height + 1
        container = top.node
        if isinstance(container, SequenceNode):
            container.items.append(node)
        elif top.key is None:
            top.key = node
            top.merge = tag == MERGE
            top.merges = top.merges or tag == MERGE
            if tag in (MERGE, EQUALS):
                return
            self._check_key(node)
        else:
            container.entries.append(Entry(top.key, node, top.merge))
            top.key = None
        if tag is not None:
            self._construct(node, tag, tagged)

    def _construct(self, node: Node, tag: str, tagged: int | None) -> None:
        assert isinstance(node, Scalar)
        try:
            node.value = construct(tag, str(node.value), tagged is not None)
        except ScalarError as error:
            self.problems.append(Problem(str(error), node.start if tagged is None else tagged, node.end))

    def _check_key(self, node: Node) -> None:
        """Python's dicts take no lists and dicts as keys; the pairs of ``!!omap`` may have them."""
        if isinstance(resolve(node), Scalar) or (len(self._open) > 1 and self._open[-2].node.tag in PAIRS_TAGS):
            return
        kind = "mapping" if isinstance(resolve(node), MappingNode) else "list"
        message = f"a {kind} cannot be a key; a text such as {{{{ name }}}} needs quotes"
        self.problems.append(Problem(message, node.start, node.end))

    def _check_pairs(self, node: SequenceNode) -> None:
        for item in node.items:
            mapping = resolve(item)
            if not isinstance(mapping, MappingNode) or len(mapping.entries) != 1 or mapping.entries[0].merge:
                message = f"each item of {short_tag(str(node.tag))} has to be a mapping of one key"
                self.problems.append(Problem(message, item.start, item.end))

    def _merge(self, node: MappingNode) -> None:
        try:
            node.merged = self._merger.flatten(node)
        except MergeError as error:
            culprit = error.node
            message = "<< takes a mapping or a list of mappings"
            self.problems.append(Problem(message, culprit.start, culprit.end))

"""Edits of YAML: where to cut the text of a document."""

from __future__ import annotations

from collections import Counter

from loralint.edit import flow, yaml_block, yaml_text
from loralint.edit.locate import nested
from loralint.edit.record import EditRefused
from loralint.edit.splice import Cut
from loralint.edit.yaml_text import Layout, Verbatim
from loralint.syntax.data import to_python
from loralint.syntax.node import Alias, MappingNode, Scalar, SequenceNode
from loralint.syntax.text_positions import column, entry_end, line_end, line_start, newline_of, skip
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loralint.edit.locate import Location, Step
    from loralint.edit.yaml_block import Slot
    from loralint.syntax.node import Document, Node

_DOCUMENT_END = lazy_pattern(r"(?m)^\.\.\.(?=\s|$)")
_FLOW_PLAIN = lazy_pattern(r"[^\s,\[\]{}:#][^,\[\]{}:#\r\n]*")


class YamlCuts:
    """Makes the cuts for edits of one YAML document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text

    def put(self, place: Location, value: object) -> list[Cut]:
        """Write a value at a place: in a new entry, or instead of what is there."""
        node = place.node
        if place.missing and isinstance(node, MappingNode):
            return self._add_entry(node, str(place.missing[0]), nested(place.missing[1:], value))
        value = nested(place.missing, value)
        if not place.steps:
            return self._write_root(node, value)
        step = place.steps[-1]
        if step.container.flow:
            return self._write_flow(step, value)
        return yaml_block.write(self._text, self._slot(step), value, self._layout(step.container))

    def append(self, place: Location, value: object) -> list[Cut]:
        """Add an item to the list at a place."""
        node = place.node
        assert isinstance(node, SequenceNode)
        if node.flow:
            return flow.add(self._document, node, lambda _: yaml_text.flow(value))
        layout = self._layout(node)
        body = "-" + yaml_text.after_dash(value, column(self._text, node.start), layout)
        return yaml_block.add(self._text, node, body, layout)

    def remove(self, place: Location) -> Iterator[list[Cut]]:
        """Ways to take out the entry or item at a place."""
        step = place.steps[-1]
        if step.container.flow:
            return flow.remove(self._document, step.container, step.member)
        members = step.container.entries if isinstance(step.container, MappingNode) else step.container.items
        if len(members) > 1:
            return yaml_block.remove(self._text, step.container, step.member)
        if len(place.steps) > 1 and place.steps[-2].container.flow:
            raise EditRefused("a block inside brackets")
        slot = self._slot(place.steps[-2]) if len(place.steps) > 1 else self._root_slot(step.container)
        return yaml_block.empty(self._text, slot, "{}" if isinstance(step.container, MappingNode) else "[]")

    def rename(self, place: Location, to: str) -> list[Cut]:
        """Give the key at a place another name, in the quotation marks of the old one."""
        step = place.steps[-1]
        assert isinstance(step.container, MappingNode)
        key = step.container.entries[step.member].key
        if not isinstance(key, Scalar):
            raise EditRefused("the key is an alias")
        quote = {"single": "'", "double": '"'}.get(key.style, '"' if step.container.flow and ":" in to else "")
        return [Cut(key.start, key.end, yaml_text.key(to, quote))]

    def source(self, place: Location) -> tuple[Verbatim, int, int]:
        """The value at a place, to be put elsewhere as it is written, and the stretch whose comments go with it."""
        step = place.steps[-1]
        mapping = step.container
        if not isinstance(mapping, MappingNode):
            raise EditRefused("an item of a list cannot move")
        data = to_python(place.node)
        if mapping.flow:
            start, end = self._flow_value(step)
            text = self._text[start:end]
            return Verbatim(f" {text}" if text else "", 0, text or None, data), start, end
        slot = self._slot(step)
        text = self._text[slot.start : slot.end]
        end = line_end(self._text, entry_end(self._text, mapping.entries[step.member]))
        behind = self._text[slot.after : end]
        movable = "#" not in behind and _fits_brackets(place.node, text)
        return Verbatim(behind, slot.column, text if movable else None, data), slot.after, end

    def _add_entry(self, node: MappingNode, name: str, value: object) -> list[Cut]:
        quote = self._quote(node)
        if node.flow:
            key = yaml_text.key(name, '"' if ":" in name else quote)
            return flow.add(self._document, node, lambda _: f"{key}: {yaml_text.flow(value)}")
        layout = self._layout(node)
        body = yaml_text.key(name, quote) + ":" + yaml_text.after_key(value, column(self._text, node.start), layout)
        return yaml_block.add(self._text, node, body, layout)

    def _quote(self, node: MappingNode) -> str:
        """The quotation mark around the last key of a mapping, if there is one."""
        mark = self._text[node.entries[-1].key.start] if node.entries else ""
        return mark if mark in ("'", '"') else ""

    def _write_flow(self, step: Step, value: object) -> list[Cut]:
        start, end = self._flow_value(step)
        if start == end:
            assert isinstance(step.container, MappingNode)
            has_colon = self._text[:start].rstrip().endswith(":")
            return [Cut(start, start, f"{'' if has_colon else ':'} {yaml_text.flow(value)}")]
        return [Cut(start, end, yaml_text.flow(value))]

    def _flow_value(self, step: Step) -> tuple[int, int]:
        """Start and end of a value between brackets, anchor and tag included."""
        start, end = flow.member_spans(self._text, step.container)[step.member]
        if isinstance(step.container, SequenceNode):
            return start, end
        entry = step.container.entries[step.member]
        colon = skip(self._text, entry.key.end)
        if not self._text.startswith(":", colon):
            return entry.key.end, entry.key.end
        value = skip(self._text, colon + 1)
        return (value, end) if value < end else (colon + 1, colon + 1)

    def _write_root(self, node: Node, value: object) -> list[Cut]:
        """A mapping as the first content of a file that holds nothing or null."""
        layout = self._layout(node)
        if node.end > node.start:
            return yaml_block.write(self._text, self._root_slot(node), value, layout)
        ending = _DOCUMENT_END.search(self._text, node.start)
        at = len(self._text) if ending is None else ending.start()
        begins = "" if at == line_start(self._text, at) else layout.newline
        return [Cut(at, at, f"{begins}{yaml_text.block(value, 0, layout)}{layout.newline}")]

    def _root_slot(self, root: Node) -> Slot:
        return yaml_block.root_slot(self._text, root)

    def _slot(self, step: Step) -> Slot:
        if isinstance(step.container, MappingNode):
            return yaml_block.entry_slot(self._text, step.container, step.member)
        return yaml_block.item_slot(self._text, step.container, step.member)

    def _layout(self, near: Node) -> Layout:
        """The habits around a node, else those of the whole file."""
        assert self._document.root is not None
        newline = newline_of(self._text, near.start)
        local_step, local_dash = _indents(self._text, near, deep=False)
        file_step, file_dash = _indents(self._text, self._document.root, deep=True)
        step = local_step if local_step is not None else file_step
        dash = local_dash if local_dash is not None else file_dash
        if step is None:
            step = dash or 2
        return Layout(newline, step, step if dash is None else dash)


def _fits_brackets(node: Node, text: str) -> bool:
    """Whether the text of a block's value may stand between brackets unchanged."""
    if "\n" in text or "\r" in text:
        return False
    if isinstance(node, Scalar) and node.style == "plain":
        return _FLOW_PLAIN.fullmatch(text) is not None
    return isinstance(node, Alias) or text[:1] in ("'", '"') or bool(getattr(node, "flow", False))


def _indents(text: str, root: Node, deep: bool) -> tuple[int | None, int | None]:
    """How far mappings and lists usually stand in from their key, in columns; None where there are none."""
    found: dict[type[Node], Counter[int]] = {MappingNode: Counter(), SequenceNode: Counter()}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, MappingNode) and not node.flow:
            for entry in node.entries:
                value = entry.value
                if isinstance(value, (MappingNode, SequenceNode)) and not value.flow:
                    found[type(value)][column(text, value.start) - column(text, node.start)] += 1
                    if deep:
                        waiting.append(value)
        elif isinstance(node, SequenceNode) and deep:
            waiting.extend(node.items)
    step, dash = (max(counts, key=lambda width: counts[width], default=None) for counts in found.values())
    return step, dash

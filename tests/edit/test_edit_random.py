"""Ten thousand random edits: what is meant happens, and nothing else. Scale with LORALINT_RANDOM_EDITS."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest
import yaml
from edit_documents import json_document, yaml_document

from loralint.edit.editor import DocumentEditor
from loralint.edit.record import Edit, EditRefused
from loralint.syntax import parse
from loralint.syntax.node import Alias, MappingNode, Scalar, SequenceNode, Source, find, resolve

if TYPE_CHECKING:
    from loralint.edit.record import Patch
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Node, Syntax

pytestmark = pytest.mark.slow

EDITS = int(os.environ.get("LORALINT_RANDOM_EDITS", "10000"))
CHUNKS = 8
EDITS_OF_A_DOCUMENT = 4
MARK = re.compile(r"# c\d+\b")

VALUES: tuple[object, ...] = (
    *(1, 2e-5, 1e16, 0.5, True, None, "text", "no", "1:30", "2e-5", "a: b", "ü", "*x", "#x", "- x", " x ", "", "a:b"),
    *("line\nbreak", [], {}, [1, 2], ["q_proj", "v_proj"], {"a": 1}, {"a": {"b": [1, {"c": None}]}, "on": "off"}),
    *([{"a": 1, "b": [2]}, "x"], [[1], []]),
)
NAMES = ("new", "on", "a.b", "größe", "with space", "12", "lr", "k1", "x y: z", "#n")


@pytest.mark.parametrize("syntax", ["yaml", "json"])
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_random_edit_does_what_is_meant_and_nothing_else(syntax: Syntax, chunk: int) -> None:
    made = Counter[str]()
    share = 3 if syntax == "yaml" else 1
    for seed in range(chunk, EDITS * share // 4 // EDITS_OF_A_DOCUMENT, CHUNKS):
        random = Random(f"{syntax} {seed}")
        data = (yaml_document if syntax == "yaml" else json_document)(random)
        document = parse(Source("file", data), syntax)
        if document.root is None:
            made["unreadable"] += 1
            continue
        editor = DocumentEditor(document)
        for number in range(EDITS_OF_A_DOCUMENT):
            edit = random_edit(random, editor.current)
            try:
                made[check_edit(editor, edit)] += 1
            except Exception:
                print(f"seed {seed} of {syntax}, edit {number}: {edit}\n{editor.current.text}")
                raise
    # Were most of them refused, nothing would have been tested.
    assert made["refused"] < 0.35 * made.total(), made
    assert made["unreadable"] < 0.02 * made.total(), made


def random_edit(random: Random, document: Document) -> Edit:
    places = list(walk(document.root))
    path = random.choice(places)[0]
    operation = random.choice(("set", "set", "remove", "rename", "insert", "move"))
    if operation == "set":
        more: Path = random.choice(((), (), ("new",), ("new", "deep"), ("lr",)))
        return Edit("file", "set", (path + more) or ("new",), value=random.choice(VALUES))
    if operation == "insert":
        lists = [path for path, node in places if isinstance(node, SequenceNode)]
        return Edit("file", "insert", random.choice([*lists, ("new",)]), value=random.choice(VALUES))
    if not path:
        return Edit("file", "set", ("new",), value=1)
    if operation == "remove":
        return Edit("file", "remove", path)
    if not isinstance(path[-1], str):
        return Edit("file", "remove", path)
    if operation == "rename":
        return Edit("file", "rename", path, to=random.choice(NAMES))
    other, _ = random.choice(places)
    return Edit("file", "move", path, to=random.choice(((random.choice(NAMES),), ("new", "deep"), (*other, "new"))))


def walk(node: Node | None, path: Path = ()) -> list[tuple[Path, Node]]:
    """Every place that a path leads to, aliases followed."""
    assert node is not None
    node = resolve(node)
    found = [(path, node)]
    if isinstance(node, MappingNode):
        for name, entry in node.effective().items():
            found += walk(entry.value, (*path, name))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            found += walk(item, (*path, index))
    return found


def check_edit(editor: DocumentEditor, edit: Edit) -> str:
    """Make an edit and compare what came of it, by other means than those of the editor."""
    before = editor.current
    try:
        editor.apply([edit])
    except EditRefused:
        assert editor.current is before
        return "refused"
    after = editor.current
    assert patched(editor.original.source.data, editor.patches()) == after.source.data == editor.result()
    assert equal(load(after), meant(load(before), edit))
    check_comments(before, after, edit)
    step = DocumentEditor(before)
    step.apply([edit])
    check_locality(before, step.patches(), edit)
    if edit.operation == "set" or (edit.operation != "insert" and isinstance(edit.key[-1], str)):
        again = DocumentEditor(after)
        again.apply([edit])
        assert again.patches() == (), "the second time should change nothing"
    return "made"


def patched(data: bytes, patches: tuple[Patch, ...]) -> bytes:
    """Patches must be in order and apart, so they can be applied from the last to the first."""
    for first, second in pairwise(patches):
        assert first.end < second.start
    for patch in reversed(patches):
        assert data[patch.start : patch.end] != patch.text.encode() or patch.start == patch.end
        data = data[: patch.start] + patch.text.encode() + data[patch.end :]
    return data


def load(document: Document) -> object:
    """What the framework's own loader reads; copied, so that nothing is shared."""
    if document.syntax == "json":
        return json.loads(document.text)
    return copied(yaml.load(document.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def copied(value: object) -> object:
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def meant(data: object, edit: Edit) -> object:
    """An edit on plain data."""
    if edit.operation == "set":
        return stored(data, edit.key, edit.value)
    present = looked_up(data, edit.key)
    if edit.operation == "insert":
        return stored(data, edit.key, [*(present[0] if present and present[0] else []), edit.value])
    to = (*edit.key[:-1], edit.to) if isinstance(edit.to, str) else edit.to
    if not present or (to is not None and to[: len(edit.key)] == edit.key and looked_up(data, to)):
        return data
    parent = looked_up(data, edit.key[:-1])[0]
    parent.pop(actual(parent, edit.key[-1]))
    return data if to is None else stored(data, to, present[0])


def looked_up(data: object, path: Path) -> list:
    """The value at a path in a list, or an empty list."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str) and actual(data, step) in data:
            data = data[actual(data, step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return []
    return [data]


def stored(data: object, path: Path, value: object) -> object:
    if not path:
        return value
    data = {} if data is None else data
    key = actual(data, path[0])
    if isinstance(data, list):
        data[key] = stored(data[key], path[1:], value)
    else:
        assert isinstance(data, dict)
        data[key] = stored(data.get(key), path[1:], value)
    return data


def actual(data: object, step: str | int) -> object:
    """YAML reads some keys as other things than text; a path names them by their text."""
    if isinstance(data, list) or step in data:
        return step
    names = {True: "true", False: "false", None: "null"}
    for key in data:
        if names.get(key, str(key)) == step if isinstance(key, (bool, type(None))) else str(key) == step:
            return key
    return step


def equal(first: object, second: object) -> bool:
    if type(first) is not type(second):
        return False
    if isinstance(first, dict):
        return {(type(key), key) for key in first} == {(type(key), key) for key in second} and all(
            equal(first[key], second[key]) for key in first
        )
    if isinstance(first, list):
        return len(first) == len(second) and all(map(equal, first, second))
    return first == second


def check_comments(before: Document, after: Document, edit: Edit) -> None:
    """Every comment is there once and still a comment; only a removed entry may take those on its own lines along."""
    expected, left = comments_in(before), comments_in(after)
    assert not left - expected, "a comment came from nowhere"
    lost = expected - left
    if edit.operation == "remove":
        lost -= Counter(set(lost) & set(MARK.findall(lines_of(before, edit.key))))
    assert not lost, "a comment was lost"


def comments_in(document: Document) -> Counter[str]:
    """The marks of the comments; the same mark in a text is no comment."""
    return Counter(MARK.findall(document.text)) - Counter(MARK.findall(repr(load(document)).replace("\\n", "\n")))


def lines_of(document: Document, path: Path) -> str:
    """The lines of an entry with its duplicates, or of an item from its dash on."""
    container = find(document.root, path[:-1])
    if isinstance(container, SequenceNode):
        assert isinstance(path[-1], int)
        spans = [(container.items[path[-1]], container.items[path[-1]])]
    else:
        assert isinstance(container, MappingNode)
        spans = [(entry.key, entry.value) for entry in container.entries if entry.name == path[-1]]
    lines: list[str] = []
    for first, last in spans:
        start = document.position(first.start).line
        while isinstance(container, SequenceNode) and not container.flow and not has_dash(document, container, start):
            start -= 1
        end = document.position(max(last.end - 1, last.start, first.end)).line
        lines += [document.line(number) for number in range(start, end + 1)]
    return "\n".join(lines)


def has_dash(document: Document, sequence: SequenceNode, line: int) -> bool:
    """Whether an item of a block list begins on a line."""
    column = document.position(sequence.start).column
    return document.line(line)[column - 1 : column] == "-"


def check_locality(before: Document, patches: tuple[Patch, ...], edit: Edit) -> None:
    """One value in the place of another touches the old one only."""
    if edit.operation != "set" or isinstance(edit.value, (dict, list)):
        return
    node = find(before.root, edit.key)
    if not isinstance(node, Scalar) or node.style in ("literal", "folded") or isinstance(node, Alias) or not patches:
        return
    if node.start == node.end or node.tag or node.anchor:
        return
    assert len(patches) == 1
    assert before.byte(node.start) <= patches[0].start <= patches[0].end <= before.byte(node.end)

"""What each edit makes of a JSON file: its layout is kept, whatever it is."""

from __future__ import annotations

import json

import pytest
from editing import edited, insert, move, put, refusal, remove, rename

from loralint.edit.record import Edit

FOUR = '{\n    "a": 1,\n    "b": {\n        "c": [1, 2]\n    }\n}\n'
TABS = '{\n\t"a": 1,\n\t"b": {\n\t\t"c": 2\n\t}\n}'
TALL = '{\n  "a": [\n    "x",\n    "y"\n  ]\n}\n'

CASES = {
    "a value": (FOUR, put("a", "x"), FOUR.replace("1,\n", '"x",\n', 1)),
    "nothing where the value is equal": (FOUR, put("b", {"c": [1, 2]}), FOUR),
    "a float as JSON writes it": ('{"lr": 1}', put("lr", 2e-5), '{"lr": 2e-05}'),
    "a key after the last one": (
        FOUR,
        put("d", {"e": [1, "x"], "f": {}}),
        FOUR[:-3] + ',\n    "d": {\n        "e": [1, "x"],\n        "f": {}\n    }\n}\n',
    ),
    "a key in a nested mapping": (FOUR, put("b.d", 1), FOUR.replace("2]", '2],\n        "d": 1')),
    "a key below tabs": (TABS, put("b.d.e", 1), TABS.replace("2\n", '2,\n\t\t"d": {\n\t\t\t"e": 1\n\t\t}\n')),
    "a list in lines as the file's other lists": (
        TALL,
        put("b", [1, 2]),
        TALL.replace("]\n", '],\n  "b": [\n    1,\n    2\n  ]\n'),
    ),
    "an item in lines": (TALL, insert("a", "z"), TALL.replace('"y"', '"y",\n    "z"')),
    "an item in brackets": (FOUR, insert("b.c", 3), FOUR.replace("2]", "2, 3]")),
    "a key in a compact file": ('{"a":1,"b":{"c":[]}}', put("b.d", [1, 2]), '{"a":1,"b":{"c":[],"d":[1,2]}}'),
    "a key beside the only one of a compact file": ('{"a":1}', put("b", 2), '{"a":1,"b":2}'),
    "a key in a file of one line": ('{"a": 1}\n', put("b", {"c": [1, 2]}), '{"a": 1, "b": {"c": [1, 2]}}\n'),
    "a key with air in the braces": ('{ "a": 1 }', put("b", 2), '{ "a": 1, "b": 2 }'),
    "a key where colons have air": ('{\n "a" : 1\n}', put("b", 2), '{\n "a" : 1,\n "b" : 2\n}'),
    "a key in empty braces of a tall file": ('{\n  "a": {}\n}\n', put("a.b", 1), '{\n  "a": {\n    "b": 1\n  }\n}\n'),
    "a key in empty braces of a flat file": ('{"a": {}}', put("a.b", 1), '{"a": {"b": 1}}'),
    "a key in an empty file of braces": ("{}", put("a", 1), '{"a": 1}'),
    "an item in empty brackets": ('{"a": [ ]}', insert("a", 1), '{"a": [1]}'),
    "null becomes a mapping": ('{"a": null}', put("a.b", 1), '{"a": {"b": 1}}'),
    "CR LF in new lines": (
        '{\r\n  "a": 1\r\n}\r\n',
        put("b.c", 2),
        '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 2\r\n  }\r\n}\r\n',
    ),
    "the first member": (FOUR, remove("a"), FOUR.replace('    "a": 1,\n', "")),
    "the last member and the comma before it": (FOUR, remove("b"), '{\n    "a": 1\n}\n'),
    "the only member": (FOUR, remove("b.c"), FOUR.replace('{\n        "c": [1, 2]\n    }', "{}")),
    "a member of a line": ('{"a": 1, "b": 2, "c": 3}', remove("b"), '{"a": 1, "c": 3}'),
    "the last member of a line": ('{"a": 1, "b": 2}', remove("b"), '{"a": 1}'),
    "the last member of a compact file": ('{"a":1,"b":2}', remove("b"), '{"a":1}'),
    "an item of a tall list": (TALL, remove("a[1]"), '{\n  "a": [\n    "x"\n  ]\n}\n'),
    "all duplicates of a key": ('{"a": 1, "b": 2, "a": 3}', remove("a"), '{"b": 2}'),
    "the last of duplicates": ('{"a": 1, "b": 2, "a": 3}', put("a", 4), '{"a": 1, "b": 2, "a": 4}'),
    "the name of a key": ('{"lora_rnak": 1}', rename("lora_rnak", "lora_r"), '{"lora_r": 1}'),
    "a name with quotes": ('{"a": 1}', rename("a", 'ü"'), '{"ü\\"": 1}'),
    "an escaped name": ('{"gr\\u00f6\\u00dfe": 1}', rename('["größe"]', "x"), '{"x": 1}'),
    "the place of a value with its text": (
        '{\n  "a": 2.50e-3,\n  "b": {\n    "c": 1\n  }\n}\n',
        move("a", "b.a"),
        '{\n  "b": {\n    "c": 1,\n    "a": 2.50e-3\n  }\n}\n',
    ),
    "the place of a block with its lines": (
        '{\n  "a": {\n    "x": 5e8,\n    "y": [1,2]\n  },\n  "b": {}\n}\n',
        move("a", "b.a"),
        '{\n  "b": {\n    "a": {\n      "x": 5e8,\n      "y": [1,2]\n    }\n  }\n}\n',
    ),
    "the place of a value, into itself": (
        '{"optimizer": "adam"}',
        move("optimizer", "optimizer.type"),
        '{"optimizer": {"type": "adam"}}',
    ),
    "what has moved already": ('{"b": {"a": 1}}', move("a", "b.a"), '{"b": {"a": 1}}'),
}


@pytest.mark.parametrize(("before", "edit", "after"), CASES.values(), ids=CASES)
def test_an_edit_changes(before: str, edit: Edit, after: str) -> None:
    assert edited("json", before, edit) == after
    json.loads(after)


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": 1}\n', '{"a": 1}\n\n', ' {"a": 1} '])
def test_what_stands_around_the_braces_stays(text: str) -> None:
    assert edited("json", text, put("a", 2)) == text.replace("1", "2")


def test_offsets_count_the_bom_and_the_bytes_of_characters() -> None:
    before = b"\xef\xbb\xbf" + '{"größe": "日本", "r": 16}'.encode()
    assert edited("json", before, put("r", 8)).encode() == before.replace(b"16", b"8")


def test_text_stays_readable_and_what_cannot_be_printed_is_escaped() -> None:
    assert edited("json", '{"a": 1}', put("a", "größe\n\u2028")) == '{"a": "gr\\u00f6\\u00dfe\\n\\u2028"}'
    assert edited("json", '{"a": 1}', put("a", "größe")) == '{"a": "größe"}'


@pytest.mark.parametrize(
    ("before", "edit", "reason"),
    [
        ('{"a": 1, "a": 2}', rename("a", "b"), "a is written twice"),
        ('{"a": 1, "b": 2}', rename("a", "b"), "b is there already"),
        ('{"a": "x"}', put("a.b", 2), "a holds a single value, no mapping for b"),
        ("[1]", put("a", 2), "a leads nowhere: what stands there is a list"),
        ('{"a": 1,}', put("a", 2), "the file cannot be read"),
        ('{"a": [1]}', move("a[0]", "b"), "an item of a list cannot move"),
        ('{"a": {"b": 1}}', move("a", "c[0]"), "a value can only move to a key of a mapping"),
    ],
)
def test_an_edit_is_refused_with_its_reason(before: str, edit: Edit, reason: str) -> None:
    assert refusal("json", before, edit) == reason

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syntax_texts import damaged, nodes, read, refused

from loralint.syntax import syntax_of
from loralint.syntax.data import to_python
from loralint.syntax.limits import MAX_DEPTH
from loralint.syntax.node import MappingNode, Scalar, SequenceNode, find

VALUES = [
    "1e-5",
    "-0",
    "-0.0",
    "1E400",
    "123456789012345678901234567890",
    "[NaN, Infinity, -Infinity]",
    '"\\ud800\\u00e9\\ud83d\\ude00"',
    '"\u2028\x7f\ufeff"',
    '{"a": {"b": []}, "c": {}, "": null}',
    " \t\r\n[ 1 ,\n2 ] ",
    '{"a": 1, "b": 2, "a": 3}',
]


@pytest.mark.parametrize("text", VALUES)
def test_values_are_those_of_json_load(text: str) -> None:
    document = read(text, "json")
    assert document.root is not None
    assert repr(to_python(document.root)) == repr(json.loads(text))


PROBLEMS = [
    ('{"a": 1,}', "comma has nothing after it", ","),
    ("[1, ]", "comma has nothing after it", ","),
    ('{"a": 1\n "b": 2}', "a comma is missing", "1"),
    ('{"a": 1,\n<<<<<<< HEAD\n"b": 1\n=======\n"b": 2\n>>>>>>> x\n}', "git merge conflict", "<<<<<<< HEAD"),
    ("{'a': 1}", "double quotes", "'a'"),
    ("{a: 1}", "the key a needs double quotes", "a"),
    ("{1: 2}", "the key 1 needs double quotes", "1"),
    ('{"a": True}', "write true", "True"),
    ('{"a": None}', "write null", "None"),
    ('{"a": -inf}', "write -Infinity", "-inf"),
    ('{"a": adamw}', "adamw needs double quotes", "adamw"),
    ('{"a": /data/logs}', "/data/logs needs double quotes", "/data/logs"),
    ('{"a": 1,git l\n"b": 2}', "git cannot stand here; a key in double quotes should follow", "git"),
    ('{"a": 1, b-c: 2}', "the key b-c needs double quotes", "b-c"),
    ('{"a": “x”}', "no JSON quote", "“"),
    ('{"a": [1, 2', "the [ of line 1 is not closed", "2"),
    ('\n{"a":', "the { of line 2 is not closed", ":"),
    ('{"a": "b\n}', "no closing quote", '"b'),
    ('{"a": "b\tc"}', "a tab cannot stand", "\t"),
    ('{"a": "\x07"}', "U+0007", "\x07"),
    ('{"a": "C:\\dir"}', "backslash", "\\d"),
    ('{"a": "\\u12"}', "four hexadecimal digits", "\\u"),
    ('{"a": 1} // end', "no comments", "// end"),
    ('# x\n{"a": 1}', "no comments", "# x"),
    ('{"a": /* b */ 1}', "no comments", "/* b */"),
    ('{"a": 01}', "begins with 0", "01"),
    ('{"a": 1.}', "digit after the point", "1."),
    ('{"a": .5}', "digit before the point", ".5"),
    ('{"a": +1}', "plus sign", "+1"),
    ('{"a": 0x10}', "no JSON number", "0x10"),
    ('{"a": 1]', "] cannot close a {", "]"),
    ('["a": 1]', "need { }", ":"),
    ('{"a" = 1}', "colon between", "="),
    ('{"a" 1}', "colon is missing", "1"),
    ('{"a"}', "no value", "}"),
    ('{"a": }', "no value", ":"),
    ('{"a": 1,, "b": 2}', "one comma too many", ","),
    ("[,1]", "value is missing", ","),
    ("{}}", "closes nothing", "}"),
    ("{} {}", "one value", "{}"),
    ("a: 1", "not JSON", "a: 1"),
    ("", "the file is empty", ""),
    (" \n", "the file is empty", " "),
    ("[" * 100_000, f"more than {MAX_DEPTH} deep", "["),
    ('{"a":' * 100_000, f"more than {MAX_DEPTH} deep", "{"),
]


@pytest.mark.parametrize(("text", "reason", "place"), PROBLEMS)
def test_what_json_load_refuses_is_told_in_plain_words(text: str, reason: str, place: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        json.loads(text)
    message, shown = refused(read(text, "json"))
    assert reason in message
    assert shown == place


def test_a_byte_order_mark_is_a_problem_but_the_tree_is_there() -> None:
    document = read(b"\xef\xbb\xbf[1]", "json")
    assert "byte order mark" in document.problems[0].message
    assert isinstance(document.root, SequenceNode)
    assert document.span(document.root.start, document.root.end).start.byte == 3


def test_depth_up_to_the_limit_is_read() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH, "json").problems == ()


def test_a_number_beyond_what_python_reads_is_a_problem() -> None:
    if not hasattr(sys, "get_int_max_str_digits"):
        pytest.skip("this Python reads them all")
    message, _ = refused(read("1" * 5000, "json"))
    assert "digits" in message


def test_duplicate_keys_are_kept_in_order() -> None:
    root = read('{"a": 1, "b": 2, "a": 3}', "json").root
    assert isinstance(root, MappingNode)
    assert [entry.name for entry in root.entries] == ["a", "b", "a"]
    assert isinstance(root.get("a"), Scalar)
    assert root.get("a").value == 3  # type: ignore[union-attr]


def test_every_value_knows_its_place() -> None:
    document = read('{\r\n "é": ["\U0001f600", {"x": -1.5}],\n "n": {}}', "json")
    places = {"é": '["\U0001f600", {"x": -1.5}]', "n": "{}"}
    for name, text in places.items():
        node = find(document.root, (name,))
        assert node is not None
        assert document.text[node.start : node.end] == text
    number = find(document.root, ("é", 1, "x"))
    assert number is not None
    assert document.span(number.start, number.end).start == (2, 19, 25)


def test_extensions_promise_a_syntax() -> None:
    names = ["a.yaml", "b.YML", "c.json", "d.hjson", "e.txt", "json"]
    assert [syntax_of(name) for name in names] == ["yaml", "yaml", "json", None, None, None]


def test_a_json_file_does_not_import_yaml() -> None:
    code = """
import sys
from loralint.syntax import parse
from loralint.syntax.node import Source
assert parse(Source("a.json", b"[1]"), "json").root is not None
assert "yaml" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(DATA, st.sampled_from([None, 0, 1, "\t"]), st.booleans())
def test_what_json_dumps_is_read_back(data: object, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    if not ascii_only and any("\ud800" <= character <= "\udfff" for character in text):
        return
    document = read(text, "json")
    assert document.root is not None
    assert repr(to_python(document.root)) == repr(json.loads(text))
    for node in nodes(document.root):
        assert repr(json.loads(document.text[node.start : node.end])) == repr(to_python(node))


TEXTS = (
    '{"a": 1, "b": [true, null, -1.5e-3, "x\\n\\u00e9"], "c": {"d": {}, "e": []}, "a": NaN}',
    '{\n  "lr": 1e-5,\n  "k": [\n    1,\n    2\n  ]\n}\n',
    '[[], [{}], "", 0, -0.0, 1E5]',
    '  "x" ',
)
PIECES = (
    *" \t\n\r{}[],:\"'\\/#+-.012eEntfNI",
    *("\u2028", "\ufeff", "é", "\U0001f600", "\x00", "\x07", "\u0665", "\xa0"),
    *("true", "null", "NaN", "-Infinity", "//", "/*", "\\u", "\\ud800", '"k":'),
)


@given(damaged(TEXTS, PIECES))
def test_damaged_texts_are_refused_exactly_when_json_load_refuses_them(text: str) -> None:
    try:
        expected: object = json.loads(text)
    except ValueError:
        expected = ValueError
    document = read(text, "json")
    assert bool(document.problems) == (expected is ValueError)
    for problem in document.problems:
        assert 0 <= problem.start <= problem.end <= len(document.text)
    if expected is not ValueError:
        assert document.root is not None
        assert repr(to_python(document.root)) == repr(expected)

"""Text that only lenient readers take as JSON, and what makes it strict."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loralint.syntax.strict_json import is_relaxed_json, respelt, strict_spelling

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\"'\\\r\n"), min_size=1, max_size=6)
SCALARS = st.one_of(st.booleans(), st.none(), st.integers(-9, 9), st.text(max_size=8))
DATA = st.dictionaries(
    NAMES,
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ('{"a": 1, }', '{"a": 1 }'),
        ('{\n  // why\n  "a": 1\n}\n', '{\n  "a": 1\n}\n'),
        ('{"a": 1 /* why */, "b": [1, 2,]}', '{"a": 1, "b": [1, 2]}'),
        ('{"a": 1 # why\n}', '{"a": 1\n}'),
        ("{'a': True, 'b': None}", '{"a": true, "b": null}'),
        ("{'it\\'s': '5\" long'}", '{"it\'s": "5\\" long"}'),
        ('{"a": 1\r\n "b": {}\r\n "c": 2}', '{"a": 1,\r\n "b": {},\r\n "c": 2}'),
        ('"a": 1,\n"b": 2\n', '{\n"a": 1,\n"b": 2\n}\n'),
        ('{"url": "http://x", "b": "# no, ]",}', '{"url": "http://x", "b": "# no, ]"}'),
    ],
)
def test_the_spelling_alone_is_put_right(text, strict):
    assert respelt(text, strict_spelling(text)) == strict
    json.loads(strict)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"a": }', "a: 1", '{"a": yes}', '{"a": 1 "b": 2}', "{'a: 1}", '{"a": [1}', '{"a": 01}', '{"a": 1}'],
)
def test_what_is_wrong_beyond_its_spelling_is_left(text):
    assert strict_spelling(text) == ()


@pytest.mark.parametrize(
    ("text", "relaxed"),
    [('{"a": 1}', True), ("[1, 2, ] // both", True), ("{'a': 1}", False), ('{"a": True}', False), ("a", False)],
)
def test_relaxed_json_has_comments_and_last_commas_and_no_more(text, relaxed):
    assert is_relaxed_json(text) is relaxed


@given(data=DATA, remark=st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=9))
def test_remarks_and_last_commas_change_no_value(data, remark):
    lines = json.dumps(data, indent=1).split("\n")
    noisy = "\n".join(
        f"{line}{',' if after.strip(' ,') in ('}', ']') else ''}  // {remark}\n# {remark}"
        for line, after in zip(lines, [*lines[1:], ""], strict=False)
    )
    assert json.loads(respelt(noisy, strict_spelling(noisy))) == data


@given(data=DATA)
def test_what_python_prints_becomes_the_same_data(data):
    text = repr(data)
    if "\\" not in text:
        assert json.loads(respelt(text, strict_spelling(text)) or text) == ast.literal_eval(text)


@given(data=DATA)
def test_commas_that_are_missing_at_line_ends_are_put_in(data):
    text = json.dumps(data, indent=1)
    members = [line for line in text.split("\n") if line.startswith(' "')]
    for line in members[:-1]:
        text = text.replace(f"{line}\n", f"{line.removesuffix(',')}\n", 1) if line.endswith(",") else text
    assert json.loads(respelt(text, strict_spelling(text))) == data

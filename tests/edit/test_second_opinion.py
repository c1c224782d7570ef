"""What another YAML reader has against a result that our own would let pass."""

from __future__ import annotations

import pytest

from loralint.edit.editor import apply_patches, plan
from loralint.edit.record import Edit, Patch
from loralint.edit.second_opinion import objection
from loralint.syntax import parse
from loralint.syntax.node import Source

BEFORE = """\
# the head
base: &b {x: 1}  # on the line
list:
  # above an item
  - a
  - b   # behind an item
rnak: 8  # sixteen is better
text: |
  # no comment
  words
"""


@pytest.mark.parametrize(
    "edits",
    [
        [Edit("f", "rename", ("rnak",), to="rank")],
        [Edit("f", "set", ("rnak",), 2e-5)],
        [Edit("f", "remove", ("rnak",))],
        [Edit("f", "remove", ("list", 1))],
        [Edit("f", "insert", ("list",), "c")],
        [Edit("f", "set", ("new", "deep"), True), Edit("f", "rename", ("rnak",), to="rank")],
    ],
)
def test_a_planned_edit_is_agreed_to(edits):
    patches = plan(parse(Source("f", BEFORE.encode()), "yaml"), edits)
    after = apply_patches(BEFORE.encode(), patches)
    assert after != BEFORE.encode()
    assert objection(BEFORE.encode(), after, edits, patches) is None


@pytest.mark.parametrize(
    ("start", "end", "text", "problem"),
    [
        ("rnak", ": 8", "rank", None),
        ("rnak", "  # sixteen", "rank: 9", "another YAML reader sees other data in the result"),
        ("rnak", "\ntext", "rank: 8", None),
        ("# the head", "base", "", None),
        ("rnak", ": 8", "rank: [", "another YAML reader does not take the result"),
    ],
)
def test_a_result_is_compared_with_what_the_edits_ask_for(start, end, text, problem):
    at = BEFORE.index(start)
    patch = Patch("f", at, BEFORE.index(end, at), text)
    after = apply_patches(BEFORE.encode(), [patch])
    assert objection(BEFORE.encode(), after, [Edit("f", "rename", ("rnak",), to="rank")], [patch]) == (
        problem if start == "rnak" else "another YAML reader sees other data in the result"
    )


def test_a_comment_outside_of_what_was_replaced_must_stay():
    edit = Edit("f", "rename", ("rnak",), to="rank")
    after = BEFORE.replace("rnak", "rank").replace("# above an item", "")
    at = BEFORE.index("rnak")
    lost = objection(BEFORE.encode(), after.encode(), [edit], [Patch("f", at, at + 4, "rank")])
    assert lost == "the comment # above an item would be lost"


@pytest.mark.parametrize("text", ["a: !!python/name:os.system x\nb: {\n", "a: 1\n---\nb: 2\n"])
def test_a_file_that_it_does_not_read_is_left_to_the_first_opinion(text):
    assert objection(text.encode(), b"b: 1\n", [Edit("f", "rename", ("a",), to="b")], []) is None

"""What an edit of a comment makes of a file; the data stay as they are."""

from __future__ import annotations

import pytest
from editing import comment, edited, put, refusal, remove

COMMENT = {
    "at the end of a line": ("a: 1  # c\nb: 2\n", [comment("a", "# c", "# d")], "a: 1  # d\nb: 2\n"),
    "taken out with the blanks before it": ("a: 1  # c\nb: 2\n", [comment("a", "# c")], "a: 1\nb: 2\n"),
    "taken out with its line": ("a: 1\n  # c\r\nb: 2\n", [comment("b", "# c")], "a: 1\nb: 2\n"),
    "the last line": ("a: 1\n# c", [comment("a", "# c")], "a: 1\n"),
    "behind what opens a section": ("a: # c\n  b: 1\n", [comment("a", "# c")], "a:\n  b: 1\n"),
    "in a list": ("a:\n- b # c\n", [comment("a[0]", "# c")], "a:\n- b\n"),
    "of several alike the nearest": ("a: 1 # c\nb: 2 # c\n", [comment("b", "# c", "# d")], "a: 1 # c\nb: 2 # d\n"),
    "one that is not there in a text": ("a: '# c' # c\n", [comment("a", "# c")], "a: '# c'\n"),
    "beside other edits": ("a: 1 # c\nb: 2\n", [put("a", 3), comment("a", "# c"), remove("b")], "a: 3\n"),
    "the file as a whole": ("# c\na: 1\n", [comment("", "# c")], "a: 1\n"),
}


@pytest.mark.parametrize(("before", "edits", "after"), COMMENT.values(), ids=COMMENT)
def test_a_comment_is_changed(before, edits, after):
    assert edited("yaml", before, *edits) == after


@pytest.mark.parametrize(("syntax", "before"), [("yaml", "a: '# c'\n"), ("yaml", "a: 1 # cc\n"), ("json", '{"a": 1}')])
def test_a_comment_that_is_not_there_is_told(syntax, before):
    assert refusal(syntax, before, comment("a", "# c")) == "there is no comment # c"

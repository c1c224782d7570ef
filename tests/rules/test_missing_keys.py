"""What is said of a key that is not there points to that key, so that editors and ignores find it."""

from __future__ import annotations

import re

import pytest

from loralint.knowledge.rules import all_docs
from loralint.syntax.keypath import format_path

from .examples import Example, all_examples, check, own, write

FRAMEWORKS = ("deepspeed", "peft", "any")
ABSENT = re.compile(r"`([\w.]+)`(?: and `[\w.]+`)* (?:is|are)(?: both)? (?:missing|not written|not set)\b")
SAY_SO = ("missing", "not written", "not set")


def _may_say_so(example: Example) -> bool:
    docs = example.rule
    words = str(docs.get("message", "")) + str(docs.get("cases", ""))
    return docs["framework"] in FRAMEWORKS and any(word in words for word in SAY_SO)


@pytest.mark.parametrize("example", list(filter(_may_say_so, all_examples("bad"))), ids=lambda example: example.name)
def test_a_missing_key_is_named_in_key(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = check(example, write(example, example.content, str(tmp_path)))
    for diagnostic in own(example, run):
        absent = ABSENT.match(diagnostic.message)
        if absent is not None:
            assert f".{format_path(diagnostic.key)}".endswith(f".{absent[1]}"), diagnostic.message


def test_there_are_rules_that_say_so():
    assert any(word in str(docs.get("message", "")) for docs in all_docs().values() for word in SAY_SO)

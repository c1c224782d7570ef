"""What each edit makes of a YAML file, and when it is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml
from editing import edited, insert, move, put, refusal, remove, rename

from loralint.edit.editor import DocumentEditor, apply_patches, plan
from loralint.edit.record import Edit, EditRefused
from loralint.syntax import parse
from loralint.syntax.node import Source

SET = {
    "a scalar, and the comment stays": ("r: 16 # rank\n", put("r", 8), "r: 8 # rank\n"),
    "nothing where the value is equal": ("r: 16\n", put("r", 16), "r: 16\n"),
    "an integer where a float of the same size stood": ("r: 1.0\n", put("r", 1), "r: 1\n"),
    "a text keeps its double quotes": ('m: "a"\n', put("m", "b"), 'm: "b"\n'),
    "a text keeps its single quotes": ("m: 'a'\n", put("m", "it's"), "m: 'it''s'\n"),
    "an empty value": ("a:\nb: 1\n", put("a", 2), "a: 2\nb: 1\n"),
    "an empty value before a comment": ("a: # why\nb: 1\n", put("a", 2), "a: 2 # why\nb: 1\n"),
    "a short list in brackets": ("a: x\n", put("a", ["q", "v"]), "a: [q, v]\n"),
    "a long list in lines": ("a: x\n", put("a", ["m" * 60, "n" * 60]), f"a:\n  - {'m' * 60}\n  - {'n' * 60}\n"),
    "a list in lines stays in lines": ("a:\n- x\n- y\nb: 1\n", put("a", ["z"]), "a:\n- z\nb: 1\n"),
    "a mapping in lines, below the comment": ("a: 1 # c\nb: 2\n", put("a", {"x": 1}), "a: # c\n  x: 1\nb: 2\n"),
    "a list right below its key becomes a mapping": ("a:\n- x\nb: 1\n", put("a", {"z": 1}), "a:\n  z: 1\nb: 1\n"),
    "a block becomes one value": ("a:\n  # c\n  - x\n  - y\nb: 1\n", put("a", "all"), "a: all\n  # c\nb: 1\n"),
    "a value on the line below its key": ("a:\n  text\nb: 1\n", put("a", 1), "a:\n  1\nb: 1\n"),
    "an item": ("a:\n  - x\n  - y\n", put("a[1]", "z"), "a:\n  - x\n  - z\n"),
    "an item counted from the end": ("a: [x, y]\n", put("a[-1]", "z"), "a: [x, z]\n"),
    "an empty item": ("a:\n  -\n  - y\n", put("a[0]", "z"), "a:\n  - z\n  - y\n"),
    "a value in the flow": ("a: {b: 1, c: 2}\n", put("a.b", [1]), "a: {b: [1], c: 2}\n"),
    "a key without colon in the flow": ("a: {b, c: 2}\n", put("a.b", 1), "a: {b: 1, c: 2}\n"),
    "a value in the place of an alias": ("a: &x 1\nb: *x\n", put("b", 2), "a: &x 1\nb: 2\n"),
    "a value in the place of an anchor that nobody uses": ("a: &x 1\nb: 2\n", put("a", 3), "a: 3\nb: 2\n"),
    "a multi-line plain text": ("a: x\n  y # c\nb: 1\n", put("a", "z"), "a: z # c\nb: 1\n"),
}

NEW_KEYS = {
    "after the last one": ("a: 1\n", put("b", 2), "a: 1\nb: 2\n"),
    "before the comments and blank lines at the end": ("a: 1 # x\n\n# end\n", put("b", 2), "a: 1 # x\nb: 2\n\n# end\n"),
    "in a file without a last line break": ("a: 1", put("b", 2), "a: 1\nb: 2"),
    "in an empty file": ("", put("a.b", 1), "a:\n  b: 1\n"),
    "in a file of comments": ("# only this", put("a", 1), "# only this\na: 1\n"),
    "between document markers": ("%YAML 1.1\n---\na: 1\n...\n", put("b", 2), "%YAML 1.1\n---\na: 1\nb: 2\n...\n"),
    "in an empty document between markers": ("---\n# c\n...\n", put("a", 1), "---\n# c\na: 1\n...\n"),
    "below parents that do not exist": ("a: 1\n", put("b.c.d", 2), "a: 1\nb:\n  c:\n    d: 2\n"),
    "with the indentation of the file": ("a:\n    b: 1\n", put("c.d", 2), "a:\n    b: 1\nc:\n    d: 2\n"),
    "with lists as the file indents them": ("a:\n- x: 1\n", put("b", [{"z": 2}]), "a:\n- x: 1\nb:\n- z: 2\n"),
    "with indented lists": ("a:\n  - x: 1\n", put("b", [{"z": 2}]), "a:\n  - x: 1\nb:\n  - z: 2\n"),
    "in an empty value that becomes a mapping": ("a:\nb: 1\n", put("a.x", 1), "a:\n  x: 1\nb: 1\n"),
    "in a null that becomes a mapping": ("a: null # c\nb: 1\n", put("a.x", 1), "a: # c\n  x: 1\nb: 1\n"),
    "in empty braces": ("a: {}\nb: 1\n", put("a.x", 1), "a: {x: 1}\nb: 1\n"),
    "in a list item": ("a:\n  - b: 1\n  - c: 2\n", put("a[0].x", 1), "a:\n  - b: 1\n    x: 1\n  - c: 2\n"),
    "in a nested mapping": ("a:\n  b:\n    c: 1\n  d: 2\n", put("a.b.x", 1), "a:\n  b:\n    c: 1\n    x: 1\n  d: 2\n"),
    "in the flow on one line": ("a: {b: 1}\n", put("a.x", "no"), 'a: {b: 1, x: "no"}\n'),
    "in the flow on many lines": ("a: {\n  b: 1 # c\n}\n", put("a.x", 2), "a: {\n  b: 1, # c\n  x: 2\n}\n"),
    "behind a trailing comma": ("a: {\n  b: 1, # c\n}\n", put("a.x", 2), "a: {\n  b: 1, # c\n  x: 2,\n}\n"),
    "in the quotes of its siblings": ('"a": 1\n', put("b", 2), '"a": 1\n"b": 2\n'),
}

REMOVED = {
    "with its line and the comment on it": ("# above\na: 1 # gone\nb: 2\n", remove("a"), "# above\nb: 2\n"),
    "what is not there": ("a: 1\n", remove("b"), "a: 1\n"),
    "the last entry of a file": ("a: 1\n", remove("a"), "{}\n"),
    "the last entry of a mapping": ("a:\n  # c\n  b: 1 # x\nc: 2\n", remove("a.b"), "a: {}\n  # c\nc: 2\n"),
    "the last entry of a list item": ("a:\n  - b: 1\n  - c\n", remove("a[0].b"), "a:\n  - {}\n  - c\n"),
    "the last item of a list": ("a:\n  - b\nc: 1\n", remove("a[0]"), "a: []\nc: 1\n"),
    "an item": ("a:\n  - b\n  - c # x\n  - d\n", remove("a[1]"), "a:\n  - b\n  - d\n"),
    "the first key of a list item": ("a:\n  - b: 1\n    c: 2\n", remove("a[0].b"), "a:\n  - c: 2\n"),
    "the first key of a list item before a comment": (
        "a:\n  - b: 1\n    # c\n    c: 2\n",
        remove("a[0].b"),
        "a:\n  -\n    # c\n    c: 2\n",
    ),
    "a block with all below it": ("a:\n  b:\n    - c\n\n  d: 1\n", remove("a.b"), "a:\n\n  d: 1\n"),
    "a member of the flow": ("a: {b: 1, c: 2, d: 3}\n", remove("a.c"), "a: {b: 1, d: 3}\n"),
    "the last member of the flow": ("a: [b, c]\n", remove("a[1]"), "a: [b]\n"),
    "the only member of the flow": ("a: {b: 1}\n", remove("a.b"), "a: {}\n"),
    "a line of the flow": ("a: [\n  b, # x\n  c, # y\n]\n", remove("a[0]"), "a: [\n  c, # y\n]\n"),
    "the last line of the flow with the comma before": (
        "a: [\n  b, # x\n  c\n]\n",
        remove("a[1]"),
        "a: [\n  b # x\n]\n",
    ),
    "the end of a file without line break": ("a: 1\nb: 2", remove("b"), "a: 1\n"),
}

RENAMED = {
    "a plain key": ("lora_rnak : 16 # c\n", rename("lora_rnak", "lora_r"), "lora_r : 16 # c\n"),
    "a quoted key": ("'a': 1\n\"b\": 2\n", rename("b", "c"), "'a': 1\n\"c\": 2\n"),
    "a key to one that needs quotes": ("a: 1\n", rename("a", "on"), '"on": 1\n'),
    "a key that YAML reads as a boolean": ("on: 1\n", rename("true", "a"), "a: 1\n"),
    "the first key of a list item": ("a:\n  - b: 1\n    c: 2\n", rename("a[0].b", "x"), "a:\n  - x: 1\n    c: 2\n"),
    "a key in the flow": ("a: {b: 1}\n", rename("a.b", "x"), "a: {x: 1}\n"),
    "the key of an anchor": ("a: &x 1\nb: *x\n", rename("a", "c"), "c: &x 1\nb: *x\n"),
    "what has its new name already": ("b: 1\n", rename("a", "b"), "b: 1\n"),
}

INSERTED = {
    "in lines": ("a:\n  - x # c\nb: 1\n", insert("a", "z"), "a:\n  - x # c\n  - z\nb: 1\n"),
    "in lines without indentation": ("a:\n- x\nb: 1\n", insert("a", "z"), "a:\n- x\n- z\nb: 1\n"),
    "a mapping in lines": (
        "a:\n  - x: 1\n",
        insert("a", {"x": 2, "k": {"z": 3}}),
        "a:\n  - x: 1\n  - x: 2\n    k:\n      z: 3\n",
    ),
    "in brackets": ("a: [x, y] # c\n", insert("a", "z"), "a: [x, y, z] # c\n"),
    "in brackets on many lines": ("a: [\n  x,\n  y # c\n]\n", insert("a", "z"), "a: [\n  x,\n  y, # c\n  z\n]\n"),
    "behind a trailing comma": ("a: [x, ]\n", insert("a", "z"), "a: [x, z, ]\n"),
    "in empty brackets": ("a: []\n", insert("a", {"b": 1}), "a: [{b: 1}]\n"),
    "in a list that does not exist": ("a: 1\n", insert("b", "x"), "a: 1\nb: [x]\n"),
    "in nothing": ("a:\nb: 1\n", insert("a", "x"), "a: [x]\nb: 1\n"),
}

MOVED = {
    "into a mapping with its comment": (
        "lr: 2e-5 # kept\nopt:\n  name: x\n",
        move("lr", "opt.lr"),
        "opt:\n  name: x\n  lr: 2e-5 # kept\n",
    ),
    "out of a mapping": ("opt:\n  lr: '1'\n  name: x\n", move("opt.lr", "lr"), "opt:\n  name: x\nlr: '1'\n"),
    "a block with its comments, to a deeper place": (
        "a:\n- x # 1\n# 2\n- y\nb:\n    c: 1\n",
        move("a", "b.a"),
        "b:\n    c: 1\n    a:\n    - x # 1\n    # 2\n    - y\n",
    ),
    "a block text": ("a: |-\n  x\n   y\n\nb:\n  c: 1\n", move("a", "b.a"), "\nb:\n  c: 1\n  a: |-\n    x\n     y\n"),
    "into parents that do not exist": ("a: 1\nb: 2\n", move("a", "x.z"), "b: 2\nx:\n  z: 1\n"),
    "into itself, in place": (
        "optimizer: adamw # c\nb: 1\n",
        move("optimizer", "optimizer.name"),
        "optimizer: # c\n  name: adamw\nb: 1\n",
    ),
    "within its mapping, in place": ("a:\n  b: 1\n  c: 2\n", move("a.b", "a.x"), "a:\n  x: 1\n  c: 2\n"),
    "into the flow": ('a: "x"\nb: {c: 1}\n', move("a", "b.a"), 'b: {c: 1, a: "x"}\n'),
    "out of the flow": ('b: {c: 1, a: "x"}\n', move("b.a", "a"), 'b: {c: 1}\na: "x"\n'),
    "an alias stays one": ("x: &x 1\na: *x\nb:\n  c: 1\n", move("a", "b.a"), "x: &x 1\nb:\n  c: 1\n  a: *x\n"),
    "what has moved already": ("b:\n  a: 1\n", move("a", "b.a"), "b:\n  a: 1\n"),
}

# What YAML 1.1 or 1.2 would read as something else than this text.
NEEDS_QUOTES = (
    *(
        "",
        "no",
        "Yes",
        "off",
        "y",
        "null",
        "~",
        "1:30",
        "2e-5",
        "1e5",
        "016",
        "0x1f",
        "1_000",
        "2024-01-01",
        "12",
        "1.5",
        ".5",
    ),
    *(
        "...",
        "---",
        "*x",
        "&x",
        "!x",
        "%x",
        "@x",
        "`x",
        "- x",
        "a: b",
        "a #b",
        "# a",
        "x:",
        " x",
        "x ",
        "[x",
        "{x",
        "a, b",
    ),
    *("?", "=", "<<", "größe"),
)

SHARED = "a has the anchor `&x`: other places that use it would change too"
USED = "the anchor `&x` is used elsewhere in the file"


def table(cases: dict[str, tuple[str, Edit, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("before", "edit", "after"), cases.values(), ids=cases)


@table(SET)
def test_set_writes(before: str, edit: Edit, after: str) -> None:
    assert edited("yaml", before, edit) == after


@table(NEW_KEYS)
def test_a_new_key_stands(before: str, edit: Edit, after: str) -> None:
    assert edited("yaml", before, edit) == after


@table(REMOVED)
def test_remove_takes(before: str, edit: Edit, after: str) -> None:
    assert edited("yaml", before, edit) == after


@table(RENAMED)
def test_rename_changes(before: str, edit: Edit, after: str) -> None:
    assert edited("yaml", before, edit) == after


@table(INSERTED)
def test_insert_appends(before: str, edit: Edit, after: str) -> None:
    assert edited("yaml", before, edit) == after


@table(MOVED)
def test_move_carries(before: str, edit: Edit, after: str) -> None:
    assert edited("yaml", before, edit) == after


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-05, "1.0e-05"),
        (2e-5, "2.0e-05"),
        (1e16, "1.0e+16"),
        (0.1, "0.1"),
        (1.0, "1.0"),
        (float("inf"), ".inf"),
        (-3, "-3"),
        (True, "true"),
        (None, "null"),
        ("plain text", "plain text"),
        ("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B"),
        ("./out/run_1", "./out/run_1"),
        ("C:\\models\\x", "C:\\models\\x"),
        ("70b-model", "70b-model"),
        *((text, f'"{text}"') for text in NEEDS_QUOTES),
        ('say "x"', '"say \\"x\\""'),
        ("two\nlines", '"two\\nlines"'),
        ("\u2028", '"\\u2028"'),
        ("\x7f", '"\\u007f"'),
    ],
)
def test_a_value_is_written_so_that_yaml_1_1_reads_it_back(value: object, text: str) -> None:
    after = edited("yaml", "a: old\n", put("a", value))
    assert after == f"a: {text}\n"
    back = yaml.safe_load(after)["a"]
    assert back == value
    assert type(back) is type(value)


def test_text_with_a_colon_is_quoted_between_brackets() -> None:
    assert edited("yaml", "a: [x]\n", insert("a", "C:\\x")) == 'a: [x, "C:\\\\x"]\n'


def test_offsets_count_the_bom_and_the_bytes_of_characters() -> None:
    data = b"\xef\xbb\xbf" + "größe: 1\n日本: 2 # é\nr: 16\n".encode()
    patches = plan(parse(Source("file", data), "yaml"), [put("r", 8)])
    assert [(data[patch.start : patch.end], patch.text) for patch in patches] == [(b"16", "8")]
    assert apply_patches(data, patches) == data.replace(b"16", b"8")


def test_inserted_lines_have_the_line_ends_of_the_file() -> None:
    assert (
        edited("yaml", "a: 1\r\nb:\r\n  c: 2\r\n", put("d", {"x": 1}), remove("a"))
        == "b:\r\n  c: 2\r\nd:\r\n  x: 1\r\n"
    )


def test_a_block_text_that_the_end_of_the_file_cuts_short_keeps_its_value() -> None:
    assert edited("yaml", "a: |\n  x", put("b", 1)) == "a: |-\n  x\nb: 1"
    assert edited("yaml", "a: >2+\n  x", put("b", 1)) == "a: >2-\n  x\nb: 1"


def test_blank_lines_that_belong_to_a_block_text_stay_with_it() -> None:
    assert edited("yaml", "a: |+\n  x\n\n", put("b", 1)) == "a: |+\n  x\n\nb: 1\n"
    assert edited("yaml", "a: |\n  x\n\n", put("b", 1)) == "a: |\n  x\nb: 1\n\n"


def test_blank_lines_do_not_fall_to_a_block_text_when_the_entry_between_goes() -> None:
    assert edited("yaml", "a: |+\n  x\nb: 1\n\nc: 2\n", remove("b")) == "a: |+\n  x\nc: 2\n"


def test_a_comment_does_not_fall_to_a_block_text_when_the_entry_between_goes() -> None:
    assert refusal("yaml", "a: |\n  x\nb: 1\n  # c\nc: 2\n", remove("b"))


def test_a_comment_on_the_header_of_a_block_text_survives() -> None:
    assert edited("yaml", "a: | # why\n  x\n  y\n\nb: 1\n", put("a", 1)) == "a: 1 # why\n\nb: 1\n"
    assert edited("yaml", "a: | # why\n  x\nb: 1\n", put("a", {"k": 1})) == "a: # why\n  k: 1\nb: 1\n"


def test_a_comment_behind_the_last_item_of_the_flow_survives() -> None:
    assert edited("yaml", "a: [x, y # why\n  ]\n", insert("a", "z")) == "a: [x, y, z # why\n  ]\n"
    assert edited("yaml", "a: [x, y] # why\n", remove("a[1]")) == "a: [x] # why\n"


def test_comments_below_an_anchor_survive_when_its_mapping_is_emptied() -> None:
    assert edited("yaml", "a: &x # 1\n  # 2\n  b: 1\nc: 2\n", remove("a.b")) == "a: &x {} # 1\n  # 2\nc: 2\n"


@pytest.mark.parametrize(
    ("before", "edit", "reason"),
    [
        ("a: &x\n  b: 1\nc: *x\n", put("a.b", 2), SHARED),
        ("a: &x\n  b: 1\nc: *x\n", put("a.new", 2), SHARED),
        ("a: &x [1]\nc: *x\n", insert("a", 2), SHARED),
        ("a: &x [1]\nc: *x\n", insert("c", 2), "c is the alias `*x`: other places would change too"),
        ("a: &x {b: 1}\nc: *x\n", put("c.b", 2), "c is the alias `*x`: other places would change too"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", put("a.b", 2), SHARED),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", put("c.b", 2), "c.b comes in through a merge key (`<<`)"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", remove("c.b"), "c.b comes in through a merge key (`<<`)"),
        ("a: &x 1\nb: *x\n", remove("a"), USED),
        ("a: &x 1\nb: *x\n", put("a", 2), USED),
        ("a:\n  b: &x 1\nc: *x\n", put("a", 2), USED),
        ("&k a: 1\nb: *k\n", remove("a"), "the anchor `&k` is used elsewhere in the file"),
        ("x: &k a\n*k : 1\n", rename("a", "b"), "the key is an alias"),
        ("a: 1\na: 2\n", rename("a", "b"), "a is written twice"),
        ("a: 1\nb: 2\n", rename("a", "b"), "b is there already"),
        ("a: 1\nb:\n  a: 2\n", move("a", "b.a"), "b.a is there already"),
        ("a: 1\n", rename("b", "c"), "there is no b"),
        ("a: 1\n", put("a.b", 2), "a holds a single value, no mapping for b"),
        ("a: [1]\n", put("a.b", 2), "a.b leads nowhere: what stands there is a list"),
        ("a: [1]\n", put("a[1]", 2), "there is no item a[1]"),
        ("a: 1\n", put("b[0]", 2), "there is no item [0]"),
        ("a: 1\n", insert("a", 2), "a is no list"),
        ("a:\n  - x # c\n  - y\n", put("a", "all"), "a comment would be lost"),
        (
            "a:\n  - x\n  - y # c\n",
            put("a", "all"),
            "the comment behind the last line of the old value would lose its place",
        ),
        ("a: 1 # c\nb: {x: 1}\n", move("a", "b.a"), "a comment would be lost"),
        ("a: [x: 1]\n", put("a[0].y", 2), "a single pair in a list (`[key: value]`) has no place for another"),
        ("? a\nb: 1\n", put("a", 2), "`? a` has no place for a value"),
        ("a: [1\n", put("a", 2), "the file cannot be read"),
        ("a: 1\n", Edit("file", "remove", ()), "the file as a whole cannot be edited"),
    ],
)
def test_an_edit_is_refused_with_its_reason(before: str, edit: Edit, reason: str) -> None:
    assert refusal("yaml", before, edit) == reason


def test_of_duplicate_keys_set_changes_the_last_and_remove_takes_all() -> None:
    assert edited("yaml", "a: 1\nb: 2\na: 3\n", put("a", 4)) == "a: 1\nb: 2\na: 4\n"
    assert edited("yaml", "a: 1\nb: 2\na: 3\n", remove("a")) == "b: 2\n"
    assert edited("yaml", "x: {a: 1, a: 2}\n", remove("x.a")) == "x: {}\n"


def test_a_key_behind_a_question_mark_is_edited_like_any_other() -> None:
    assert edited("yaml", "? a\n: 1\nb: 2\n", put("a", 3)) == "? a\n: 3\nb: 2\n"
    assert edited("yaml", "? a\n: 1\nb: 2\n", remove("a")) == "b: 2\n"
    assert edited("yaml", "? a\n: 1\nb: 2\n", rename("a", "c")) == "? c\n: 1\nb: 2\n"


def test_a_tag_goes_with_the_value_that_it_belongs_to() -> None:
    assert edited("yaml", 'a: !!int "3" # c\n', put("a", "x")) == 'a: "x" # c\n'
    assert edited("yaml", "a: !!str 12\nb: 1\n", rename("a", "c"), put("b", 2)) == "c: !!str 12\nb: 2\n"


def test_edits_of_one_plan_see_each_other_and_give_patches_of_the_original() -> None:
    before = "fsdp: x\nfsdp_config:\n  fsdp_version: 2\n  fsdp_offload: true # c\nr: 1\n"
    edits = [
        rename("fsdp_config.fsdp_offload", "offload_params"),
        move("fsdp_config.fsdp_version", "fsdp_version"),
        put("fsdp_config.offload_params", False),
        remove("fsdp"),
        put("new", 1),
        remove("new"),
    ]
    after = "fsdp_config:\n  offload_params: false # c\nr: 1\nfsdp_version: 2\n"
    assert edited("yaml", before, *edits) == after
    patches = plan(parse(Source("file", before.encode()), "yaml"), edits)
    assert [patch.start for patch in patches] == sorted(patch.start for patch in patches)
    assert all(first.end < second.start for first, second in pairwise(patches))


def test_a_surgery_goes_on_after_a_refusal_as_if_it_had_not_been_asked() -> None:
    editor = DocumentEditor(parse(Source("file", b"a: 1\nb: 2\n"), "yaml"))
    editor.apply([put("a", 5)])
    with pytest.raises(EditRefused):
        editor.apply([put("c", 1), rename("a", "b")])
    editor.apply([remove("b")])
    assert editor.result() == b"a: 5\n"
    assert editor.current.source.data == editor.result()


def test_what_is_changed_and_changed_back_is_no_patch() -> None:
    editor = DocumentEditor(parse(Source("file", b"a: 1\n"), "yaml"))
    editor.apply([put("a", 5), put("a", 1)])
    assert editor.patches() == ()


def test_patches_that_overlap_are_not_applied() -> None:
    patches = plan(parse(Source("file", b"a: 12\n"), "yaml"), [put("a", 5)])
    with pytest.raises(ValueError, match="overlap"):
        apply_patches(b"a: 12\n", [*patches, *patches])

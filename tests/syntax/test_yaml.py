from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from syntax_texts import OUR_LIMITS, damaged, nodes, outline, read, refused

from loralint.syntax.data import to_python
from loralint.syntax.limits import MAX_DEPTH
from loralint.syntax.node import Alias, MappingNode, Node, Scalar, SequenceNode, find, find_entry
from tests.steps import calls_of

CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n"
PROBLEMS = [
    ("a: 1\n" + CONFLICT.format("b: 1", "b: 2"), "git merge conflict", "<<<<<<< HEAD"),
    ("a:\n\tb: 1\n", "a tab indents", "\t"),
    ("a:\tb\n", "a tab stands here", "\t"),
    ("a: 1 \t# c\n", "a tab stands here", "\t"),
    ("a: [1, 2\nb: 3\n", "this [ is not closed", "["),
    ("a: {x: 1\nb: 3\n", "this { is not closed", "{"),
    ("a: [1, 2}\n", "} cannot close a [", "}"),
    ("a: ]\n", "closes nothing", "]"),
    ("{a: 1}}\n", "closes nothing", "}"),
    ("a: 'x\nb: 1\n", "quote is not closed", "'"),
    ('a: "x\n', "quote is not closed", '"'),
    ("a: b: c\n", "second colon", ":"),
    ("lora_r 8\nlora_alpha: 16\n", "does not fit the lines above", "lora_alpha:"),
    ("a: 1\nlora_r:8\nb: 2\n", "a space is missing behind", ":"),
    ("a: 1\nlora_r 8\nb: 2\n", "colon with a space behind it is missing", "lora_r 8"),
    ("a:\n  b: 1\n c: 2\n", "not indented like the keys that begin in line 1", "c: 2"),
    ("a: 1\n- b\n", "a list item cannot stand among the keys", "-"),
    ("a: - b\n", "a list cannot begin here", "-"),
    ("k: ? x\n", "question mark", "?"),
    ("a: @x\n", "cannot begin with @", "@"),
    ("a: `x`\n", "cannot begin with `", "`"),
    ("a: %d\n", "cannot begin with %", "%"),
    ("a: *.py\n", "begins an alias", "*"),
    ("a: *b\n", "does not stand before it", "*b"),
    ("a: &x [*x]\n", "inside of &x itself", "*x"),
    ("a: &x {<<: *x}\n", "inside of &x itself", "*x"),
    ("a: &x 1\nb: &x 2\n", "is there already", "&x"),
    ("a: !foo 1\n", "the tag !foo is unknown", "!foo 1"),
    ("a: !!python/name:os.system x\n", "is unknown", "!!python/name:os.system x"),
    ("a: !!python/tuple [1]\n", "makes no list of the tag !!python/tuple", "!!python/tuple "),
    ("a: !!int x\n", "no valid number", "!!int x"),
    ("a: !!map x\n", "for collections", "!!map x"),
    ("a: !!binary é\n", "no valid base64", "!!binary é"),
    ("a: 2024-13-01\n", "read as a date", "2024-13-01"),
    ("a: 0x_\n", "read as a number", "0x_"),
    ("a: =\n", "meaning of its own", "="),
    ("a: <<\n", "meaning of its own", "<<"),
    ("<<: 3\n", "<< takes a mapping", "3"),
    ("<<: [{a: 1}, 3]\n", "<< takes a mapping", "3"),
    ("? [1]\n: 2\n", "a list cannot be a key", "[1]"),
    ("a: {{ x }}\n", "needs quotes", "{ x }"),
    ("!!omap [1]\n", "mapping of one key", "1"),
    ("a: |x\n  y\n", "begins on the next line", "|x"),
    ("a: |# c\n  y\n", "begins on the next line", "|# c"),
    ('a: "C:\\dir"\n', "begins no escape", "\\d"),
    ("a: 'it's'\n", "does not belong to the value", "s'"),
    ("a: \x01\n", "U+0001", "\x01"),
    ("a: 1 # \x7f\n", "U+007F", "\x7f"),
    ("a: 1\n---\nb: 2\n", "a second document begins", "---"),
    ("%FOO\na: 1\n", "line --- has to follow", "a: 1"),
    ("%YAML 2.0\n---\na: 1\n", "directive", "%YAML 2.0"),
    ("[a?, b]\n", "a comma or ] is missing", "?"),
    ("[" * 100_000, f"more than {MAX_DEPTH} deep", "["),
    ("- " * 5_000 + "a", f"more than {MAX_DEPTH} deep", "-"),
]


@pytest.mark.parametrize(("text", "reason", "place"), PROBLEMS)
def test_what_cannot_be_read_is_told_in_plain_words(text: str, reason: str, place: str) -> None:
    message, shown = refused(read(text, "yaml"))
    assert reason in message
    assert shown == place


@pytest.mark.parametrize(
    "text", [text for text, reason, _ in PROBLEMS if len(text) < 1000 and "&x itself" not in reason]
)
def test_what_is_told_is_what_safe_load_refuses(text: str) -> None:
    with pytest.raises((yaml.YAMLError, ValueError)):
        yaml.safe_load(text)


def test_several_values_without_meaning_are_all_told() -> None:
    document = read("a: !foo 1\nb: 2024-13-01\nc: [=]\n", "yaml")
    assert [document.position(problem.start).line for problem in document.problems] == [1, 2, 3]


PLACES = [
    ("a: 1\n", ("a",), "1"),
    ("é: \U0001f600 x # c\r\nb: 2\r\n", ("é",), "\U0001f600 x"),
    ("é: \U0001f600\r\nb: 2\r\n", ("b",), "2"),
    ("a: 1\rb: 2", ("b",), "2"),
    ("a: 1\x85b: 2\u2028c: 3", ("c",), "3"),
    ("a: one\n  two # c\n", ("a",), "one\n  two"),
    ("a: 'x' # c\n", ("a",), "'x'"),
    ("a:\n\nb: 1\n", ("a",), ""),
    ("a: # c\nb: 1\n", ("a",), ""),
    ("a: &x !!str 'v' # c\n", ("a",), "'v'"),
    ("a: &x # c\n  v\n", ("a",), "v"),
    ("- &x\n- b\n", (0,), ""),
    ("a:\n  b: 1\n  c: 2 # d\n\n# e\nf: 3\n", ("a",), "b: 1\n  c: 2"),
    ("a: &x !!map # c\n  b: 1\n", ("a",), "b: 1"),
    ("a:\n  &k b: 1\n", ("a",), "&k b: 1"),
    ("a:\n  ? b\n  : 1\n", ("a",), "? b\n  : 1"),
    ("a:\n- 1\n- 2\n# c\nb: 3\n", ("a",), "- 1\n- 2"),
    ("a:\n  - 1\n  -\nb: 3\n", ("a",), "- 1\n  -"),
    ("a: &x\n- 1\n", ("a",), "- 1"),
    ("- - 1\n  - 2\n- 3\n", (0,), "- 1\n  - 2"),
    ("a: [1, {b: c} ] # d\n", ("a",), "[1, {b: c} ]"),
    ("a: &x [1]\n", ("a",), "[1]"),
    ("a: [b: c , d]\n", ("a", 0), "b: c"),
    ("a: [? b : c , d]\n", ("a", 0), "? b : c"),
    ("a: {b: , c}\n", ("a", "b"), ""),
    ("a: {b: c}\nd: *e\n".replace("b: c", "b: &e c"), ("a", "b"), "c"),
    ("a: |\n  x\n  y\n\n\n# c\nb: 1\n", ("a",), "|\n  x\n  y"),
    ("a: |+\n  x\n\n\n# c\nb: 1\n", ("a",), "|+\n  x\n\n\n"),
    ("a: >- # c\n  x\n\n  y\n\nb: 1\n", ("a",), ">- # c\n  x\n\n  y"),
    ("a: |\n  x  \n   \n \nb: 1\n", ("a",), "|\n  x  \n   "),
    ("a: !!str |2-\n    x\n", ("a",), "|2-\n    x"),
    ("a: |\n\nb: 1\n", ("a",), "|"),
    ("a: |\n  x", ("a",), "|\n  x"),
]


@pytest.mark.parametrize(("text", "path", "place"), PLACES)
def test_every_value_knows_its_place(text: str, path: tuple[str | int, ...], place: str) -> None:
    document = read(text, "yaml")
    node = find(document.root, path)
    assert node is not None
    assert document.text[node.start : node.end] == place


NOTHING = [
    ("a:\n\nb: 1\n", 2),
    ("a : # c\nb: 1\n", 3),
    ("{a: , b}", 3),
    ("{a, b: 1}", 2),
    ("? a\nb", 3),
    ("a: &x\n", 5),
]


@pytest.mark.parametrize(("text", "place"), NOTHING)
def test_a_value_that_is_not_written_stands_behind_its_colon(text: str, place: int) -> None:
    node = find(read(text.replace("? a\nb", "? a\n"), "yaml").root, ("a",))
    assert isinstance(node, Scalar)
    assert (node.value, node.start, node.end) == (None, place, place)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n", "---\n", "--- # c\n...\n"])
def test_an_empty_file_is_a_null_without_width(text: str) -> None:
    document = read(text, "yaml")
    assert isinstance(document.root, Scalar)
    assert document.root.value is None
    assert document.root.start == document.root.end


def test_a_byte_order_mark_counts_in_bytes_only() -> None:
    document = read(b"\xef\xbb\xbfa: 1\n", "yaml")
    node = find(document.root, ("a",))
    assert node is not None
    assert document.span(node.start, node.end).start == (1, 4, 6)


def test_duplicates_aliases_anchors_and_tags_are_kept() -> None:
    root = read("a: &x !!str 1\nb: *x\na: 2\n", "yaml").root
    assert isinstance(root, MappingNode)
    first, alias, last = (entry.value for entry in root.entries)
    assert (first.anchor, first.tag) == ("x", "tag:yaml.org,2002:str")
    assert isinstance(alias, Alias)
    assert (alias.name, alias.target) == ("x", first)
    assert root.get("a") is last
    assert root.get("b") is first


def test_merged_entries_count_where_the_mapping_has_none() -> None:
    root = read("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\n'<<': 4\n", "yaml").root
    own = find(root, ("own",))
    assert isinstance(own, MappingNode)
    assert [(entry.name, entry.merge) for entry in own.entries] == [("<<", True), ("y", False)]
    assert {name: to_python(entry.value) for name, entry in own.effective().items()} == {"x": 1, "y": 3}
    assert find_entry(root, ("own", "x")) == find_entry(root, ("base", "x"))
    assert isinstance(root, MappingNode)
    assert root.get("<<") is not None


BOMBS = [
    "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
    "a0: &a0 {k0: 1}\n" + "".join(f"a{n}: &a{n} {{k{n}: 1, <<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 60)),
    "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 500)),
    "a: &a {"
    + ", ".join(f"k{n}: 1" for n in range(1000))
    + "}\n"
    + "".join(f"b{n}: {{<<: *a}}\n" for n in range(1000)),
]


@pytest.mark.parametrize("text", BOMBS)
def test_alias_bombs_are_refused_before_they_grow(text: str) -> None:
    assert calls_of(lambda: read(text, "yaml")) < 200 * len(text)
    message, _ = refused(read(text, "yaml"))
    assert any(limit in message for limit in OUR_LIMITS)


def test_depth_up_to_the_limit_is_read() -> None:
    document = read("[" * MAX_DEPTH + "]" * MAX_DEPTH, "yaml")
    assert document.problems == ()
    assert document.root is not None
    assert len(list(nodes(document.root))) == MAX_DEPTH


def test_a_large_file_is_left_to_the_c_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, "CSafeLoader"):
        pytest.skip("libyaml is absent")
    monkeypatch.delattr(yaml.scanner.Scanner, "fetch_more_tokens")
    assert read("# comment\t\n" * 150_000 + "a: 1\n", "yaml").problems == ()
    message, _ = refused(read("[" * 4_000_000, "yaml"))
    assert "nested" in message


def test_escapes_on_which_the_loader_stumbles_are_a_problem() -> None:
    assert read('a: "\\UFFFFFFFF"\n', "yaml").problems


TEXTS = (
    "a: 1\nb:\n  - c\n  - {d: e, f: [g, h]}\nk: 'x y'\nl: \"z\"\nm: |\n  text\n  more\nn: &a\n  o: p\nq: *a\n",
    "- a\n- - b\n  - c\n- d: e\n  f: g\n",
    "x: !!str 5\ny: >-\n  fold\n  it\n\nz: # c\n  w\n",
    "base: &b\n  p: 016\n  q: no\nreal:\n  <<: *b\n  p: 2e-5\n  r: [1:30, 2026-01-02, ~]\n",
    "lr: 0.0002\r\n# c\r\nlist:\r\n- a: b\r\n  c: |+\r\n    d\r\n\r\n- e\r\n",
    "? a\n: b\n---\n",
)
PIECES = (
    *" \t\n\r:-?{}[],'\"#&*!|>%@`a0.\\~=<",
    *("\x85", "\u2028", "\ufeff", "é", "\U0001f600", "\xa0", "\x00", "\x07", "\r\n"),
    *(
        ": ",
        "- ",
        "? ",
        " #",
        "...",
        "---",
        "\n---\n",
        "&a ",
        "*a",
        "!!str ",
        "! ",
        "<<: ",
        "%TAG ",
        "|+",
        ">2",
        "2020-01-01",
    ),
)


@given(damaged(TEXTS, PIECES))
def test_damaged_texts_are_refused_exactly_when_safe_load_refuses_them(text: str) -> None:
    try:
        expected: object = yaml.safe_load(text)
    except Exception:
        expected = Exception
    document = read(text, "yaml")
    for problem in document.problems:
        assert 0 <= problem.start <= problem.end <= len(document.text)
    if any(limit in problem.message for limit in OUR_LIMITS for problem in document.problems):
        return
    assert (document.root is None) == (expected is Exception) == bool(document.problems)
    if document.root is not None:
        assert repr(to_python(document.root)) == repr(expected)
        check_order(document.root, 0, len(document.text))


def check_order(node: Node, start: int, end: int) -> None:
    """Every node lies within its collection and behind the one before it."""
    assert start <= node.start <= node.end <= end
    inner: list[Node] = []
    if isinstance(node, MappingNode):
        inner = [part for entry in node.entries for part in (entry.key, entry.value)]
    elif isinstance(node, SequenceNode):
        inner = node.items
    place = node.start
    for child in inner:
        check_order(child, place, node.end)
        place = child.end


@given(damaged(TEXTS, PIECES))
def test_without_the_c_parser_all_is_the_same(text: str) -> None:
    if not hasattr(yaml, "CSafeLoader"):
        pytest.skip("libyaml is absent")
    with_c = read(text, "yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        without = read(text, "yaml")
    assert with_c.problems == without.problems
    if with_c.root is not None and without.root is not None:
        assert outline(with_c.root) == outline(without.root)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=4)
    | st.text(max_size=8)
    | st.sampled_from(
        ["no", "016", "2e-5", "1:30", "~", "", " x", "a: b", "# c", "line\nline\n", "a\n\n", "\n x", "x ", "=", "<<"]
    )
)
KEYS = st.text(max_size=5) | st.integers() | st.booleans()
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@given(
    DATA,
    st.sampled_from([None, True, False]),
    st.sampled_from([None, '"', "'", "|", ">"]),
    st.sampled_from([1, 2, 4, 7]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_what_safe_dump_writes_is_read_back(
    data: object, flow: bool | None, style: str | None, indent: int, line_break: str, unicode: bool
) -> None:
    text = yaml.safe_dump(
        data, default_flow_style=flow, default_style=style, indent=indent, line_break=line_break, allow_unicode=unicode
    )
    document = read(text, "yaml")
    try:
        expected = repr(yaml.safe_load(text))
    except yaml.YAMLError:  # PyYAML does not read back all of what it writes
        assert document.root is None
        return
    assert document.root is not None
    assert repr(to_python(document.root)) == expected
    for node in nodes(document.root):
        check_slice(document.text, node)


def check_slice(text: str, node: Node) -> None:
    """The text of a node alone means what the node means in its place."""
    if node.tag is not None or node.anchor is not None or isinstance(node, Alias):
        return
    written = text[node.start : node.end]
    block_text = isinstance(node, Scalar) and node.style in ("literal", "folded")
    if block_text and written[1:2].isdigit():
        return
    line_start = max(text.rfind("\n", 0, node.start), text.rfind("\r", 0, node.start)) + 1
    before = "--- " if block_text else " " * (node.start - line_start)
    # The line break behind a block text is part of its value, but not of its place.
    after = "" if written.endswith(("\n", "\r")) else "\n"
    assert repr(yaml.safe_load(before + written + after)) == repr(to_python(node))

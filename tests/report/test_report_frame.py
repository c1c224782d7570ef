from __future__ import annotations

from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st
from report_samples import UNKNOWN, document, place

from loralint.diagnostics.record import Related
from loralint.report.frame import excerpt, frame
from loralint.report.options import COLUMNS
from loralint.report.safe import cells, safe, width


def shown(source, *wanted, columns=COLUMNS, **fields):
    diagnostic = UNKNOWN._replace(
        path=source.path,
        span=place(source, wanted[0]),
        label=None,
        related=tuple(Related(source.path, (), f"here {part}", place(source, part)) for part in wanted[1:]),
        **fields,
    )
    lines = frame(diagnostic, {source.path: source}, columns)
    return ["".join(text for _, text in line) for line in lines]


LINES = document("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n")


def test_places_of_one_file_share_a_frame_in_the_order_of_lines():
    assert shown(LINES, "d: 4", "a: 1") == [
        "  --> config.yaml:4:1",
        "   |",
        " 1 | a: 1",
        "   | ---- here a: 1",
        "...",
        " 4 | d: 4",
        "   | ^^^^",
    ]


def test_a_single_line_between_two_places_is_shown():
    assert shown(LINES, "a: 1", "c: 3")[2:] == [
        " 1 | a: 1",
        "   | ^^^^",
        " 2 | b: 2",
        " 3 | c: 3",
        "   | ---- here c: 3",
    ]


def test_two_places_of_one_line_share_it():
    assert shown(LINES, "b", "2")[2:] == [" 2 | b: 2", "   | ^", "   |    - here 2"]


def test_a_place_of_many_lines_is_underlined_to_the_end_of_its_first():
    assert shown(LINES, "b: 2\nc: 3")[2:] == [" 2 | b: 2", "   | ^^^^"]


def test_an_empty_place_still_has_a_mark():
    source = document("a:\n")
    diagnostic = UNKNOWN._replace(span=source.span(2, 2), label="no value")
    assert "".join(text for _, text in frame(diagnostic, {"config.yaml": source})[-1]) == "   |   ^ no value"


def test_the_gutter_grows_with_the_line_numbers():
    source = document("\n" * 999 + "a: 1\n")
    assert shown(source, "a: 1") == ["    --> config.yaml:1000:1", "     |", "1000 | a: 1", "     | ^^^^"]


def test_wide_and_combining_characters_and_tabs_keep_the_underline_below_its_place():
    source = document("a: 中文e\u0301\tx\n")
    assert shown(source, "x")[2:] == [" 1 | a: 中文e\u0301    x", "   | " + " " * 12 + "^"]


def test_a_long_line_is_cut_around_the_place():
    source = document("x" * 500 + "KEY" + "y" * 500 + "\n")
    line, mark = shown(source, "KEY", columns=40)[2:]
    assert line.startswith(" 1 | ...xxx")
    assert line.endswith("yyy...")
    assert len(line) == 40
    assert line[mark.index("^") :].startswith("KEY")


def test_two_places_far_apart_on_a_long_line_have_a_window_each():
    source = document("A" + "x" * 500 + "B\n")
    lines = shown(source, "A", "B", columns=40)
    assert [line[:5] for line in lines[2:]] == [" 1 | ", "   | ", " 1 | ", "   | ", "   | "]
    assert lines[4].endswith("xB")


def test_a_document_that_is_not_there_leaves_place_and_words():
    diagnostic = UNKNOWN._replace(path="gone.yaml")
    lines = ["".join(text for _, text in line) for line in frame(diagnostic, {})]
    assert lines == ["  --> gone.yaml:5:1", "   | did you mean `lora_r`?"]


def test_a_related_file_without_a_place_is_named():
    diagnostic = UNKNOWN._replace(related=(Related("ds.json", (), "it is not there", None),))
    assert "".join(text for _, text in frame(diagnostic, {})[-1]) == "  ::: ds.json: it is not there"


@given(st.text(max_size=200), st.integers(0, 220), st.integers(0, 220), st.integers(12, 60))
def test_an_excerpt_fits_and_marks_what_was_meant(line, first, length, columns):
    first = min(first, len(line))
    part = excerpt(line, first, min(first + length, len(line)), columns)
    assert sum(cell.width for cell in cells(part.text)) <= columns
    assert part.length >= 1
    if first < len(line):
        start = cells(line)[first]
        if start.width == 1 and part.text.isascii():
            assert part.text[part.before] == start.text


@given(st.text())
def test_safe_text_is_one_line_without_control_or_format_characters(text):
    shown_text = safe(text)
    assert all(character.isprintable() or category(character) == "Zs" for character in shown_text)
    assert safe(shown_text) == shown_text
    assert width(text) >= 0

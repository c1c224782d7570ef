from __future__ import annotations

import pytest

from loralint.syntax.decode import read_text
from loralint.syntax.limits import MAX_BYTES

TEXTS = [
    (b"", "", False),
    (b"a: 1\r\n", "a: 1\r\n", False),
    (b"\xef\xbb\xbfa: 1", "a: 1", True),
    ("é: \U0001f600\u2028".encode(), "é: \U0001f600\u2028", False),
    (b"\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa", True),
]


@pytest.mark.parametrize(("data", "text", "bom"), TEXTS)
def test_utf8_is_read_without_its_byte_order_mark(data: bytes, text: str, bom: bool) -> None:
    assert read_text(data) == (text, bom, None)


REFUSED = [
    ("a: é\n".encode("utf-16"), "UTF-16", 0),
    ("a: é\n".encode("utf-16-le"), "UTF-16", 0),
    ("base_model: x\n".encode("utf-16-be"), "UTF-16", 0),
    ("a: 1".encode("utf-32"), "UTF-32", 0),
    (b"a: caf\xe9\n", "byte 0xE9", 6),
    ("é: ".encode() + b"\xff", "byte 0xFF", 3),
    (b"\xef\xbb\xbfab\x80", "byte 0x80", 2),
    (b"a: \xed\xa0\x80", "byte 0xED", 3),
    (b"PK\x03\x04\x00\x00rest", "binary", 4),
    (b"\x00\xff\x00\x01\x02\xfe", "binary", 1),
    (b"x" * (MAX_BYTES + 1), "5 MB", 0),
]


@pytest.mark.parametrize(("data", "reason", "start"), REFUSED)
def test_other_bytes_are_refused_by_name_and_place(data: bytes, reason: str, start: int) -> None:
    _, _, problem = read_text(data)
    assert problem is not None
    assert reason in problem.message
    assert problem.start == start


def test_latin_1_is_guessed_from_the_bad_byte() -> None:
    _, _, problem = read_text(b"author: Ren\xe9")
    assert problem is not None
    assert "'é'" in problem.message


def test_a_file_at_the_limit_is_read() -> None:
    text, _, problem = read_text(b"x" * MAX_BYTES)
    assert (len(text), problem) == (MAX_BYTES, None)

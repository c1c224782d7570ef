"""Configs turned into what nobody would write: the inputs of the fuzz targets. The same seed gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

_TOKENS = re.compile(rb"[A-Za-z_][\w.-]*|-?\d[\d.eE+-]*|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[\[\]{}:,#&*!|>?-]|\n[ \t]*")

VALUES: tuple[bytes, ...] = (
    b".nan", b".inf", b"-.inf", b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"1e-400", b"0x1F", b"0o17",
    b"1:30", b"190:20:30", b"1_000", b"017", b"-0", b"-0.0", b"9" * 30, b"9" * 4400, b"1." + b"3" * 400, b"1e22",
    b"2020-01-01", b"2020-13-45", b"2001-12-14t21:59:43.10-05:00", b"~", b"null", b"", b"''", b'""', b"yes", b"No",
    b"on", b"true", b"FALSE", b"=", b"<<", b"[]", b"{}", b"[[]]", b"[{}]", b"{a: {b: c}}", b'{"a": [1, {"b": null}]}',
    b"!!binary aGk=", b"!!set {a, b}", b"!!omap [a: 1, b: 2]", b"!!python/object:os.system {}", b"!!float 1", b"!x y",
    b"&a 1", b"*a", b"&b [*b]", b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\U00110000"', b'"\\x00"', b"'a\x01b'",
    b"\xc3\xa9", b"\xe2\x80\xa8", b"\xc2\x85", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xff", b"\xf0\x9f\xa6\x99" * 3,
    b"\xe2\x80\xae", b"e\xcc\x81" * 20, b"${VAR}", b"{{ value }}", b"auto", b"a" * 5000, b"- - - -", b"| \n  x", b">-",
    b"? [1, 2]", b"{? 1}", b"%YAML 1.1", b"---", b"...", b"# loralint: ignore", b"# loralint: ignore[", b"\t", b"\r",
    b"lora", b"qlora", b"(a|b", b".*", b"^(?=x).*$", b"[a-", b"a*b*c*d*", b"../../etc/passwd", b"/", b"~/x", b".",
    b"self_attn.q_proj", b"0", b"-1", b"1", b"2.5", b"1e-4", b"'1e-4'", b"all-linear",
)  # fmt: skip
"""Values that have broken readers somewhere, in YAML, JSON and expressions."""


def mutated(data: bytes, random: Random, keys: Sequence[bytes] = ()) -> bytes:
    """Some bytes after one to four accidents; `keys` are names that may be put in."""
    for _ in range(random.choice((1, 1, 2, 3, 4))):
        data = random.choice(_ACCIDENTS)(data, random, keys)
    return data


def _token(data: bytes, random: Random) -> tuple[int, int]:
    found = [match.span() for match in _TOKENS.finditer(data)]
    return random.choice(found) if found else (0, len(data))


def _replace_token(data: bytes, random: Random, keys: Sequence[bytes]) -> bytes:
    start, end = _token(data, random)
    pool = VALUES if not keys or random.random() < 0.7 else keys
    return data[:start] + random.choice(pool) + data[end:]


def _replace_value(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    """The value behind a colon becomes another: the likeliest accident to reach the rules."""
    places = [match.span(1) for match in re.finditer(rb":[ ]+([^\n,{}\[\]]+)", data)]
    if not places:
        return data
    start, end = random.choice(places)
    return data[:start] + random.choice(VALUES) + data[end:]


def _insert_token(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    at = _token(data, random)[random.random() < 0.5]
    return data[:at] + random.choice(VALUES) + data[at:]


def _drop_token(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    start, end = _token(data, random)
    return data[:start] + data[end:]


def _swap_tokens(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    (a, b), (c, d) = sorted((_token(data, random), _token(data, random)))
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _flip_byte(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _lines(change: Callable[[list[bytes], Random], None]) -> Callable[[bytes, Random, Sequence[bytes]], bytes]:
    def accident(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
        lines = data.splitlines(keepends=True)
        if lines:
            change(lines, random)
        return b"".join(lines)

    return accident


def _repeat_line(lines: list[bytes], random: Random) -> None:
    lines.insert(random.randrange(len(lines) + 1), random.choice(lines))


def _drop_line(lines: list[bytes], random: Random) -> None:
    del lines[random.randrange(len(lines))]


def _indent_line(lines: list[bytes], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = random.choice((b" ", b"  ", b"\t", b"- ", b"    ")) + lines[at]


def _join_lines(lines: list[bytes], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = lines[at].rstrip(b"\r\n")


def _long_line(lines: list[bytes], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = lines[at].rstrip(b"\r\n") + b" " * random.choice((90, 300)) + random.choice((b"#x\n", b"x\n", b"\n"))


def _cut(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _line_ends(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    return data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n")))


def _one_line(data: bytes, _random: Random, _keys: Sequence[bytes]) -> bytes:
    return b" ".join(line.strip() for line in data.splitlines())


def _nest(data: bytes, random: Random, _keys: Sequence[bytes]) -> bytes:
    depth = random.choice((3, 50, 250))
    start, end = _token(data, random)
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}")))
    return data[:start] + opening * depth + data[start:end] + closing * depth + data[end:]


_ACCIDENTS: tuple[Callable[[bytes, Random, Sequence[bytes]], bytes], ...] = (
    *(_replace_value,) * 6,
    *(_replace_token,) * 4,
    *(_insert_token,) * 2,
    _drop_token,
    _swap_tokens,
    _flip_byte,
    *(_lines(change) for change in (_repeat_line, _drop_line, _indent_line, _join_lines, _long_line)),
    _cut,
    _line_ends,
    _one_line,
    _nest,
)

"""From bytes to text: UTF-8 as every framework opens its configs, and a reason where a file is something else."""

from __future__ import annotations

from loralint.syntax.limits import MAX_BYTES
from loralint.syntax.node import Problem

_UTF8_BOM = b"\xef\xbb\xbf"
# UTF-32 before UTF-16: the little-endian marks begin alike.
_OTHER_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SNIFFED = 400


def read_text(data: bytes) -> tuple[str, bool, Problem | None]:
    """Decode a file: its text without a BOM, whether there was one, and why it is no readable text if it is none.

    With a problem the text may still serve to show the place: bad bytes are replaced; of other encodings it is empty.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1_000_000:.1f} MB"
        return (
            "",
            False,
            Problem(f"the file has {size}; a config of more than {MAX_BYTES // 1_000_000} MB is not read", 0, 0),
        )
    bom = data.startswith(_UTF8_BOM)
    body = data[len(_UTF8_BOM) :] if bom else data
    other = None if bom else _other_encoding(data)
    if other is not None:
        return "", False, Problem(f"the file is {other} text; save it as UTF-8", 0, 0)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(body, bom, error.start)
    if "\0" in text:
        return text, bom, _binary(text.index("\0"))
    return text, bom, None


def _other_encoding(data: bytes) -> str | None:
    for mark, name in _OTHER_BOMS:
        if data.startswith(mark):
            return name
    # Without a mark, text of a config gives itself away: nearly all of its characters leave one byte in two empty.
    head = data[:_SNIFFED]
    for nulls, others in ((head[1::2], head[0::2]), (head[0::2], head[1::2])):
        if len(head) >= 4 and nulls.count(0) > 0.9 * len(nulls) and others.count(0) == 0:
            return "UTF-16"
    return None


def _undecodable(body: bytes, bom: bool, position: int) -> tuple[str, bool, Problem]:
    text = body.decode("utf-8", "replace")
    start = len(body[:position].decode("utf-8"))
    if b"\0" in body:
        return text, bom, _binary(start)
    byte = body[position]
    guess = ""
    if byte >= 0xA0:
        guess = f" (in Latin-1 it would be {chr(byte)!r})"
    message = f"the file is not UTF-8 text: byte 0x{byte:02X} cannot stand here{guess}; save it as UTF-8"
    return text, bom, Problem(message, start, start + 1)


def _binary(position: int) -> Problem:
    return Problem("the file is binary, not text: it holds NUL bytes", position, position + 1)

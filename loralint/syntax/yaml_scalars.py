"""Scalars of YAML 1.1: their values as PyYAML's safe loader makes them, and where they stand in the text."""

from __future__ import annotations

import re

from yaml.constructor import SafeConstructor
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from loralint.syntax.limits import LONGEST_NUMBER
from loralint.words.lazy_pattern import lazy_pattern

PREFIX = "tag:yaml.org,2002:"
STR = PREFIX + "str"
MERGE = PREFIX + "merge"
EQUALS = PREFIX + "value"
COLLECTIONS = {PREFIX + name for name in ("map", "seq", "set", "omap", "pairs")}

_RESOLVERS = Resolver.yaml_implicit_resolvers
_CONSTRUCTORS = SafeConstructor.yaml_constructors
_SPACE = r"[ \t\r\n\x85\u2028\u2029]"
_PROPERTIES = lazy_pattern(rf"(?:[&!][^ \t\r\n\x85\u2028\u2029]*(?:{_SPACE}+(?:#[^\r\n\x85\u2028\u2029]*)?)+)+")
# A comment ends with its line and nowhere before, else the ways to cut one into several grow without bound.
_COMMENT = r"(?<=[ \t\r\n\x85\u2028\u2029])#[^\r\n\x85\u2028\u2029]*(?=[\r\n\x85\u2028\u2029]|\Z)"
_COLON = lazy_pattern(rf"(?:{_SPACE}|{_COMMENT})*:")
_HEADER = lazy_pattern(r"[|>][-+0-9]*")
_BREAKS = "\r\n\x85\u2028\u2029"
_TOO_LONG = "Python neither reads nor prints a whole number of so many digits"
_SEXAGESIMAL_PARTS = 2400
"""So many parts in base 60 are more than Python prints, and take long to add up."""
_KINDS = {
    PREFIX + "timestamp": "date",
    PREFIX + "int": "number",
    PREFIX + "float": "number",
    PREFIX + "bool": "truth value",
    PREFIX + "binary": "base64 text",
}


class ScalarError(Exception):
    """The loader makes no value of a scalar; the message is for people."""


def plain_tag(text: str) -> str:
    """The tag that an unquoted text stands for."""
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return STR


def construct(tag: str, text: str, written: bool) -> object:
    """The value of a text under a tag that the file gives (`written`) or the text implies. Raises ScalarError."""
    constructor = _CONSTRUCTORS.get(tag)
    if tag in COLLECTIONS:
        raise ScalarError(f"{short_tag(tag)} is a tag for collections, not for a single value")
    if constructor is None and written:
        raise ScalarError(f"the tag {short_tag(tag)} is unknown to the framework's YAML loader; take it out")
    if constructor is None:
        raise ScalarError(f'an unquoted {text} has a meaning of its own in YAML; write "{text}" for the text')
    if tag == PREFIX + "int" and text.count(":") > _SEXAGESIMAL_PARTS:
        raise ScalarError(_TOO_LONG)
    try:
        # A fresh constructor, because it keeps what it made.
        value: object = constructor(SafeConstructor(), ScalarNode(tag, text))
    except Exception as error:  # the loader lets whatever it meets through: ValueError, IndexError, KeyError ...
        shown = text if len(text) <= 40 else text[:37] + "..."
        kind = _KINDS.get(tag, "value")
        if written:
            raise ScalarError(f"{shown} is no valid {kind}, as {short_tag(tag)} says") from error
        if tag == PREFIX + "int" and len(text) > 4000:
            raise ScalarError(_TOO_LONG) from error
        raise ScalarError(f"{shown} is read as a {kind}, but there is no such {kind}; a text needs quotes") from error
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        raise ScalarError(_TOO_LONG)
    return value


def short_tag(tag: str) -> str:
    """A tag as it is usually written."""
    return "!!" + tag[len(PREFIX) :] if tag.startswith(PREFIX) else tag


def value_start(text: str, start: int, end: int, anchor: str | None) -> int:
    """Where a scalar itself begins that has an anchor or a tag in front."""
    match = _PROPERTIES.match(text, start, end)
    if match is None:
        return min(end, start + 1 + len(anchor or ""))
    return match.end()


def nothing_place(text: str, key_end: int, latest: int) -> int:
    """Where a value stands that is not written: behind the colon, or behind the key where there is no colon."""
    match = _COLON.match(text, key_end, latest)
    return key_end if match is None else match.end()


def comment_touches_header(text: str, start: int) -> bool:
    """Whether a block text begins like ``|#``: only the C parser takes that."""
    header = _HEADER.match(text, start)
    return header is not None and text[header.end() : header.end() + 1] == "#"


def block_end(text: str, start: int, end: int, value: str) -> int:
    """Where a block text ends that PyYAML lets run on over the blank lines behind it."""
    header = _HEADER.match(text, start)
    assert header is not None
    if "+" in header[0] and value:
        return end
    content = text[header.end() : end]
    if not value.strip("\n"):
        return header.end()
    if value.rstrip("\n")[-1] in " \t":
        return header.end() + _spaced_end(content)
    return header.end() + len(content.rstrip())


def _spaced_end(content: str) -> int:
    """The end of a content whose last line ends in spaces: lines that are blank only up to the indentation are none."""
    lines = re.split(rf"(?<=[{_BREAKS}])(?!(?<=\r)\n)", content)
    indents = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    indent = min(indents, default=0)
    while len(lines) > 1 and not lines[-1].strip() and len(lines[-1].rstrip(_BREAKS)) <= indent:
        lines.pop()
    return len("".join(lines).rstrip(_BREAKS))

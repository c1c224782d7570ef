"""Remarks in a YAML file that silence rules: ``# loralint: ignore[rule, code]`` at the end of a line or above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from loralint.diagnostics.record import Diagnostic
from loralint.syntax.node import Document

_REMARK = re.compile(r"#\s*loralint:\s*ignore\[([^\]]*)\]")
_FILE_REMARK = re.compile(r"^\s*#\s*loralint:\s*ignore-file\[([^\]]*)\]", re.MULTILINE)


def has_remarks(document: Document | None) -> bool:
    """May the file hold remarks of this kind?"""
    return document is not None and document.syntax == "yaml" and "loralint:" in document.text


def named_in_remarks(document: Document) -> list[str]:
    """Every name and code that the remarks of a file give."""
    found = [*_FILE_REMARK.findall(document.text), *_REMARK.findall(document.text)]
    return [word for names in found for word in _words(names)]


def suppressed(diagnostic: Diagnostic, document: Document | None, renamed: Mapping[str, Sequence[str]]) -> bool:
    """Does a remark in the file silence this diagnostic? A former name of a rule (`renamed`) stands for the present."""
    if document is None or not has_remarks(document):
        return False
    words = {word for names in _FILE_REMARK.findall(document.text) for word in _words(names)}
    if diagnostic.span is not None:
        line = diagnostic.span.start.line
        own = _REMARK.search(document.line(line))
        above = document.line(line - 1).strip() if line > 1 else ""
        before = _REMARK.search(above) if above.startswith("#") else None
        words |= {word for match in (own, before) if match for word in _words(match[1])}
    words |= {now for word in words for now in renamed.get(word, ())}
    return bool(words & {diagnostic.rule, diagnostic.code})


def _words(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]

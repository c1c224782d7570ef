"""Remarks in a YAML file that silence rules: ``# loralint: ignore[rule, code]`` at the end of a line or above it."""

from __future__ import annotations

import re

from loralint.diagnostics.record import Diagnostic
from loralint.syntax.node import Document

_REMARK = re.compile(r"#\s*loralint:\s*ignore\[([^\]]*)\]")
_FILE_REMARK = re.compile(r"^\s*#\s*loralint:\s*ignore-file\[([^\]]*)\]", re.MULTILINE)


def suppressed(diagnostic: Diagnostic, document: Document | None) -> bool:
    """Does a remark in the file silence this diagnostic?"""
    if document is None or document.syntax != "yaml" or "loralint:" not in document.text:
        return False
    words = {word for names in _FILE_REMARK.findall(document.text) for word in _words(names)}
    if diagnostic.span is not None:
        line = diagnostic.span.start.line
        own = _REMARK.search(document.line(line))
        above = document.line(line - 1).strip() if line > 1 else ""
        before = _REMARK.search(above) if above.startswith("#") else None
        words |= {word for match in (own, before) if match for word in _words(match[1])}
    return bool(words & {diagnostic.rule, diagnostic.code})


def _words(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]

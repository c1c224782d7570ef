"""From bytes to a document and the framework that reads it."""

from __future__ import annotations

from typing import NamedTuple

from loralint.frameworks import Framework, load_framework, recognise, syntaxes_of
from loralint.syntax import parse, syntax_of
from loralint.syntax.node import Document, Source, Syntax


class Recognised(NamedTuple):
    """A parsed source; `framework` is None where none is sure enough, `reasons` are what points to it."""

    document: Document
    framework: Framework | None
    reasons: tuple[str, ...]


def identify(source: Source, named: bool, wanted: str | None = None) -> Recognised:
    """Parse a source and find its framework; `wanted` is the user's word, which needs no sign in the file.

    `named` is true for a file that the user named: then little is needed to recognise it.
    """
    documents = [parse(source, syntax) for syntax in _syntaxes(source, wanted)]
    document = next((document for document in documents if document.root is not None), documents[0])
    recognition = recognise(document, named)
    name = wanted or recognition.framework
    return Recognised(document, None if name is None else load_framework(name), recognition.reasons)


def _syntaxes(source: Source, wanted: str | None) -> tuple[Syntax, ...]:
    """What the file may be written in, the likeliest first."""
    syntax = syntax_of(source.path)
    if syntax is not None:
        return (syntax,)
    if wanted is not None:
        return syntaxes_of(wanted)
    return ("json", "yaml") if source.data.lstrip()[:1] == b"{" else ("yaml",)

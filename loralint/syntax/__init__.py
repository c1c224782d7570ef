"""Bytes to trees and back: each syntax read as its own loader reads it, every value with its place."""

from __future__ import annotations

import os

from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.syntax.node import Document, Source, Syntax

_BY_EXTENSION: dict[str, Syntax] = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}


def syntax_of(path: str) -> Syntax | None:
    """The syntax that the extension of a file name promises; None for a file that is no config."""
    return _BY_EXTENSION.get(os.path.splitext(path)[1].lower())


def parse(source: Source, syntax: Syntax) -> Document:
    """Read a source into a tree. Never raises: where a file cannot be read the root is None and `problems` say why."""
    # Imported here, so that a JSON file does not pay for YAML.
    if syntax == "json":
        from loralint.syntax.json_reader import parse_json

        return parse_json(source)
    from loralint.syntax.yaml_reader import parse_yaml

    return parse_yaml(source)

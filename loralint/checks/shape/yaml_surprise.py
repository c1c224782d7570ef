"""Values that YAML 1.1 reads as something else than they look like."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.config.loaders.loader import LOADER
from loralint.config.shape import Shape
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.syntax.node import Scalar
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import literal

if TYPE_CHECKING:
    from loralint.config.config import Config
    from loralint.diagnostics.record import Safety
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Node

_EXPONENT = lazy_pattern(r"[-+]?\d+(?:\.\d*)?[eE][-+]?\d+")
_OCTAL = lazy_pattern(r"[-+]?0[0-7]+")
_SEXAGESIMAL = lazy_pattern(r"[-+]?[1-9]\d*(?::[0-5]?\d)+(?:\.\d*)?")


def yaml_surprise(config: Config, node: Node, shape: Shape, path: Path) -> Finding | None:
    """`2e-5` as text where nobody makes it a number again, `016` as 14, `1:30` as 90."""
    if config.document.syntax != "yaml" or not isinstance(node, Scalar) or node.style != "plain":
        return None
    text = config.document.text[node.start : node.end]
    if isinstance(node.value, str):
        if text == "None" and shape.loader.keeps_none and _may_be_nothing(shape):
            return _nothing(config, node, path)
        if _EXPONENT.fullmatch(text) and not shape.types() and shape.loader.untyped_text_stays:
            told = f"stays the text {text}: to YAML 1.1 a number with an exponent has a dot and a sign"
            return _finding(config, node, path, told, float(text), "safe")
        return None
    if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        meant = int(text, 10) if _OCTAL.fullmatch(text) else None
        if meant is not None and meant != node.value:
            told = f"is {node.value}: YAML 1.1 reads {text} as octal"
            return _finding(config, node, path, told, meant, "unsafe")
        if _SEXAGESIMAL.fullmatch(text):
            told = f"is {literal(node.value)}: YAML 1.1 reads {text} as a number in base 60"
            return _finding(config, node, path, told, None, "unsafe")
    return None


def surprise_anywhere(config: Config, node: Node, path: Path) -> Finding | None:
    """The same where every value may stand, and is passed on as YAML gives it."""
    return yaml_surprise(config, node, Shape({}, {}, LOADER, "kept"), path)


def _nothing(config: Config, node: Scalar, path: Path) -> Finding:
    edit = Edit(config.path, "set", config.file_path(path), None)
    fix = Fix("null", "safe", f"set `{config.shown(path)}` to `null`", (edit,))
    told = _finding(config, node, path, "is the text None: YAML writes nothing as null", None, "safe")
    return told._replace(fixes=(fix,))


def _may_be_nothing(shape: Shape) -> bool:
    """Is nothing what holds without the key, and a text taken as it is?"""
    types = shape.types()
    return "null" in types and "string" in types and shape.default() is None


def _finding(config: Config, node: Scalar, path: Path, told: str, meant: float | None, safety: Safety) -> Finding:
    fixes = []
    if meant is not None:
        edit = Edit(config.path, "set", config.file_path(path), meant)
        shown = f"write `{config.shown(path)}` as the number {literal(meant)}"
        fixes.append(Fix("number", safety, shown, (edit,)))
    return Finding(
        "yaml-surprise",
        "harm",
        f"`{config.shown(path)}` {told}",
        config.file_path(path),
        node.start,
        node.end,
        None,
        tuple(fixes),
        uncertain=(config.file_path(path),),
    )

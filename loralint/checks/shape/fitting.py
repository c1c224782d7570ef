"""What is plainly right, told without words: of a clean file nothing else of the shape check is loaded."""

from __future__ import annotations

from loralint.checks.shape.ranges import range_words
from loralint.config.functions import loads_plugin
from loralint.config.loaders.loader import WRONG
from loralint.config.scope import native_scope
from loralint.expressions.evaluate import truth
from loralint.syntax.node import Scalar, resolve
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Entry, Node

_MARKS = frozenset(("x-both", "x-deprecated", "x-plugin", "x-applies-if"))
"""What a schema says of a key, whatever its value."""
_NO_WORDS: dict[str, tuple[str, ...]] = {"values": ()}
_FALSE_WORDS = frozenset(("false", "no", "off", "0", "none", "null"))


def is_plain_key(config: Config, shape: Shape, entry: Entry, path: Path) -> bool:
    """Is it a key that the framework knows under this name, and reads in this file?"""
    if not isinstance(resolve(entry.key), Scalar) or (len(path) == 1 and not _is_of_this_kind(config, shape)):
        return False
    value = resolve(entry.value)
    word = value.value if isinstance(value, Scalar) else ()
    if isinstance(word, str) and word in config.shape.schema.get("x-unfilled", _NO_WORDS)["values"]:
        return False
    schema = shape.schema
    if _MARKS.isdisjoint(schema):
        return True
    if "x-both" in schema or "x-deprecated" in schema:
        return False
    plugins = schema.get("x-plugin")
    if word is None or (plugins and word is False):
        return True
    if plugins and all(loads_plugin(config, plugin) is False for plugin in plugins):
        return False
    condition = schema.get("x-applies-if")
    return condition is None or truth(condition, native_scope(config)) is not False


def _is_of_this_kind(config: Config, shape: Shape) -> bool:
    """Has a file of this kind the key, where its reader stops at those of others?"""
    owners = shape.schema.get("x-of") or ()
    return not config.reading.refuses or any(kind in owners for kind in config.reading.kinds)


def fits_plainly(data: object, shape: Shape) -> bool:
    """Does the framework take a value as it is, so that there is nothing to say of it?"""
    value = shape.read(data)
    if value is WRONG or counts_as_true(data, shape, shape.types()) or not shape.allows_any(value):
        return False
    return range_words(value, shape.alternative_for(value).schema) is None


def counts_as_true(data: object, shape: Shape, types: tuple[str, ...]) -> bool:
    """Is it a text such as "false" where any text counts as true?"""
    return (
        isinstance(data, str)
        and "boolean" in types
        and "string" not in types
        and shape.loader.any_text_is_true
        and shape.wrong not in ("refused", "crash")
        and data.lower() in _FALSE_WORDS
    )


def has_plain_spelling(node: Node, document: Document, types: tuple[str, ...] = ()) -> bool:
    """Does YAML read a value as everybody would? `2e-5` without a type, `016`, `1:30` and `None` are not plain."""
    if document.syntax != "yaml" or not isinstance(node, Scalar) or node.style != "plain":
        return True
    if isinstance(node.value, bool):
        return True
    text = document.text[node.start : node.end]
    if isinstance(node.value, str):
        return text != "None" and (bool(types) or "e" not in text.lower() or not text.lstrip("+-")[:1].isdigit())
    digits = text.lstrip("+-")
    return ":" not in text and not (len(digits) > 1 and digits[0] == "0" and digits.isdigit())

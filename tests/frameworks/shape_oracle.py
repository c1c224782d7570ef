"""A framework's schema with standard words only, and what loralint and jsonschema make of a document by it.

Taken out are the words that say what a framework does beyond accepting: `x-reads` (conversion comes before the type),
`x-wrong`, `x-range` and `x-missing` (whether a wrong value matters), `x-placeholder` and `x-unfilled` (texts that are
filled in), `x-unknown` (of which `additionalProperties: false` is what is left), `x-deprecated`, `x-alias-of`,
`x-both`, `x-plugin` and `x-applies-if` (keys that are known and yet do nothing). What remains, both have to read alike.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema

from loralint.checks.shape.check import check_shape
from loralint.config.config import Config
from loralint.knowledge.frameworks import Framework, load_framework
from loralint.syntax import parse
from loralint.syntax.keypath import format_path
from loralint.syntax.node import Source

# Said of keys by other words than those that are left.
SHAPE_RULES = frozenset(("unknown-key", "wrong-type", "wrong-value", "out-of-range", "missing-key"))


def plain(schema: Any) -> Any:
    """The schema without loralint's own words, every object as closed as it says itself."""
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    # A key may be called `default` or `x-...`: below `properties` every name is kept.
    found = {
        word: {name: plain(part) for name, part in value.items()}
        if word in ("properties", "$defs", "patternProperties") and isinstance(value, dict)
        else plain(value)
        for word, value in schema.items()
        if not word.startswith("x-") and word not in ("deprecated", "default")
    }
    if schema.get("additionalProperties") is False:
        found["x-unknown"] = "refuses"
    return found


class _Plain(Framework):
    """The framework with its plain schema, and no key that is let pass as a remark."""

    def schema(self, version: str) -> dict[str, Any]:
        return plain_schema(self.name)


@cache
def plain_schema(name: str) -> dict[str, Any]:
    """The standard part of the schema of the version that is used by default."""
    framework = load_framework(name)
    return {**plain(framework.schema(framework.default_version)), "x-reads": "raw", "x-wrong": "refused"}


@cache
def _validator(name: str) -> jsonschema.protocols.Validator:
    return jsonschema.Draft202012Validator(plain_schema(name))


@cache
def _framework(name: str) -> Framework:
    return _Plain(*load_framework(name))


def theirs(name: str, data: Any) -> bool:
    """Does jsonschema accept the document?"""
    return bool(_validator(name).is_valid(data))


def ours(name: str, data: Any) -> list[str]:
    """Why loralint refuses the document; nothing where it accepts it."""
    framework = _framework(name)
    config = Config(
        parse(Source("config.json", json.dumps(data).encode()), "json"), framework, framework.default_version
    )
    found = [f for f in check_shape(config) if f.rule in SHAPE_RULES and f.consequence in ("refused", "crash")]
    return [f"{format_path(f.key)}: {f.message}" for f in found]

"""Looking up a key in the frameworks' schemas, for `loralint explain KEY`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from loralint.documentation import KeyDoc, RuleDoc

_DEEPEST = 5
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "section",
    "null": "null",
}
_EFFECTS = {
    "works": "deprecated, but it works",
    "alias": "deprecated: another name of {use}",
    "ignored": "deprecated: it has no effect any more",
    "refused": "removed: a file that has it is refused",
}


def key_docs(word: str, framework: str | None, rules: list[RuleDoc]) -> list[KeyDoc]:
    """What each framework makes of a key; `word` is a path such as `optimizer.type`, or the last part of one."""
    wanted = re.sub(r"\[\d*\]", "", word)
    found = []
    for name, version, schema in _schemas(framework):
        keys = list(_keys(schema, schema, "", ()))
        exact = [item for item in keys if item[0] == wanted]
        for key, fields in exact or [item for item in keys if item[0].endswith("." + wanted)]:
            found.append(_key_doc(key, name, version, fields, rules))
    return list({(doc.framework, doc.key): doc for doc in found}.values())


def known_keys(framework: str | None) -> set[str]:
    """Every key of the schemas, as paths."""
    return {key for _, _, schema in _schemas(framework) for key, _ in _keys(schema, schema, "", ())}


def _schemas(framework: str | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    from loralint.frameworks import load_framework, names

    for name in names():
        if framework in (None, name):
            loaded = load_framework(name)
            yield name, loaded.default_version, loaded.schema(loaded.default_version)


def _keys(
    schema: Mapping[str, Any], root: Mapping[str, Any], above: str, followed: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every key below a schema with its own schema; references that lead back to themselves are followed once."""
    reference = schema.get("$ref")
    if reference is not None:
        if reference in followed:
            return
        followed = (*followed, reference)
        schema = _followed(schema, root)
    if above.count(".") >= _DEEPEST:
        return
    for name, fields in (schema.get("properties") or {}).items():
        if not isinstance(fields, dict):
            continue
        key = f"{above}.{name}" if above else name
        yield key, _followed(fields, root)
        yield from _keys(fields, root, key, followed)
    parts = [*schema.get("anyOf", ()), *schema.get("allOf", ())]
    parts += [schema[word] for word in ("then", "items") if isinstance(schema.get(word), dict)]
    for part in parts:
        yield from _keys(part, root, above, followed)


def _followed(fields: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with what its reference (`#/$defs/...`) leads to put below its own words."""
    reference = fields.get("$ref")
    if reference is None:
        return fields
    target: Any = root
    for step in reference.removeprefix("#/").split("/"):
        target = target[step]
    return {**target, **fields}


def _key_doc(key: str, framework: str, version: str, fields: Mapping[str, Any], rules: list[RuleDoc]) -> KeyDoc:
    return KeyDoc(
        key=key,
        framework=framework,
        version=version,
        kind=" or ".join(dict.fromkeys(_kinds(fields))) or "anything",
        default=json.dumps(fields["default"], ensure_ascii=False) if "default" in fields else None,
        allowed=tuple(_allowed(fields)),
        words=fields.get("x-own-words"),
        remarks=tuple(_remarks(fields)),
        rules=tuple(rule.name for rule in rules if rule.framework in (framework, "any") and _speaks_of(rule, key)),
    )


def _kinds(fields: Mapping[str, Any]) -> Iterator[str]:
    declared = fields.get("type", ())
    for kind in [declared] if isinstance(declared, str) else declared:
        yield _KINDS.get(kind, kind)
    for branch in fields.get("anyOf", ()):
        yield from _kinds(branch)
    if not declared and ("properties" in fields or "allOf" in fields):
        yield "section"
    if not declared and "enum" in fields:
        yield "one of a list"


def _allowed(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from (json.dumps(value).strip('"') for value in fields.get("enum", ()))
    for word, sign in (("minimum", ">="), ("exclusiveMinimum", ">"), ("maximum", "<="), ("exclusiveMaximum", "<")):
        if word in fields:
            yield f"{sign} {fields[word]}"


def _remarks(fields: Mapping[str, Any]) -> Iterator[str]:
    if "x-computed" in fields and "default" not in fields:
        how = fields["x-computed"]
        yield f"worked out at run time: {how}" if isinstance(how, str) else "worked out at run time"
    if "x-null-means" in fields:
        yield f"null is read as {json.dumps(fields['x-null-means'])}"
    if "x-alias-of" in fields:
        yield f"another name of {fields['x-alias-of']}"
    if "x-plugin" in fields:
        yield f"there only with a plugin: {', '.join(fields['x-plugin'])}"
    if "x-placeholder" in fields:
        yield f"may be left to the run: {', '.join(map(str, fields['x-placeholder']))}"
    if "x-applies-note" in fields:
        yield str(fields["x-applies-note"])
    deprecated = fields.get("x-deprecated")
    if isinstance(deprecated, dict):
        use = deprecated.get("use")
        yield _EFFECTS.get(str(deprecated.get("effect")), "deprecated").format(use=use)
        if use and deprecated.get("effect") != "alias":
            yield f"use {use}"


def _speaks_of(rule: RuleDoc, key: str) -> bool:
    return key in rule.keys or key.rsplit(".", 1)[-1] in rule.keys

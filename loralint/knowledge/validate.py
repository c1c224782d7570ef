"""The one validator of loralint's data: a meta-schema of `schemas/` says what is right, this module what is wrong.

The `jsonschema` package does the work; the sentences are ours. It is loaded where start-up does not count: when the
knowledge is built, in tests, and for settings that do not fit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from jsonschema import Draft202012Validator

from loralint.knowledge.data_file import Complaint
from loralint.syntax.keypath import format_path
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.nearest import did_you_mean
from loralint.words.values import either, literal, value_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from jsonschema.exceptions import ValidationError

    from loralint.syntax.keypath import Path

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_COUNTS = {
    "minItems": "must not be empty",
    "minLength": "must not be empty",
    "minProperties": "must not be empty",
    "maxProperties": "has too many keys",
    "maxItems": "has too many items",
}
_BOUNDS = {
    "minimum": "must be at least",
    "maximum": "must be at most",
    "exclusiveMinimum": "must be above",
    "exclusiveMaximum": "must be below",
}


class Validator:
    """Checks data against one meta-schema; `subject` is what the data are called, such as "the rule"."""

    def __init__(self, schema: Mapping[str, Any], subject: str) -> None:
        self._validator = Draft202012Validator(schema)
        self._subject = subject

    def complaints(self, data: object) -> list[Complaint]:
        """Every mistake of the data, in the order in which they stand."""
        return [complaint for error in self._validator.iter_errors(data) for complaint in _told(error, self._subject)]


def _told(error: ValidationError, subject: str) -> Iterator[Complaint]:
    """One error in our words; where alternatives fail, what is wrong in the one that was meant."""
    at: Path = tuple(error.absolute_path)
    word = str(error.validator)
    where = f"`{format_path(at)}`" if at else subject
    if word in ("anyOf", "oneOf"):
        meant = _meant(error)
        if meant:
            for inner in meant:
                yield from _told(inner, subject)
            return
    if word in ("additionalProperties", "unevaluatedProperties", "propertyNames"):
        yield from _unknown_names(error, at, where)
    elif word == "required":
        present: Any = error.instance
        missing = [name for name in _listed(error) if name not in present]
        yield from (Complaint(f"{where} lacks `{name}`", at) for name in missing)
    else:
        yield Complaint(f"{where} {_sentence(word, error)}", at)


def _meant(error: ValidationError) -> list[ValidationError]:
    """The errors of the alternative that was meant: the one whose type the data have, or that goes deepest."""
    alternatives: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        alternatives.setdefault(inner.relative_schema_path[0], []).append(inner)
    fitting = [
        errors
        for errors in alternatives.values()
        if not any(one.validator in ("type", "const") and not one.relative_path for one in errors)
    ]
    return max(fitting, key=lambda errors: max(len(one.relative_path) for one in errors), default=[])


def _listed(error: ValidationError) -> list[Any]:
    """What the failing word of the meta-schema lists: one thing or several."""
    wanted: Any = error.validator_value
    return list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]


def _schema(error: ValidationError) -> Mapping[str, Any]:
    schema: Any = error.schema
    return schema if isinstance(schema, Mapping) else {}


def _unknown_names(error: ValidationError, at: Path, where: str) -> Iterator[Complaint]:
    if error.validator == "propertyNames":  # the name itself is the instance
        known: list[str] = []
        names = [str(error.instance)]
    else:
        known = list(_schema(error).get("properties", {}))
        instance: Any = error.instance
        names = [name for name in instance if name not in known]
    for name in names:
        yield Complaint(f"{where} has no key `{name}`{did_you_mean(name, known)}", (*at, name))


def _sentence(word: str, error: ValidationError) -> str:
    value, wanted = error.instance, error.validator_value
    if word == "type":
        kinds = either([_KINDS[kind] for kind in _listed(error)])
        return f"must be {kinds}, not {value_words(value)}{_like(error)}"
    if word in ("enum", "const"):
        choices = [literal(one) for one in _listed(error)]
        hint = did_you_mean(value, choices) if isinstance(value, str) else ""
        return f"must be {either(choices)}, not {literal(value)}{hint}"
    if word == "pattern":
        return f"has the wrong form: {literal(value)}{_like(error)}"
    if word in _BOUNDS:
        return f"{_BOUNDS[word]} {wanted}, not {literal(value)}"
    return _COUNTS.get(word, f"cannot be {value_words(value)}{_like(error)}")


def _like(error: ValidationError) -> str:
    """An example that the meta-schema gives."""
    examples = _schema(error).get("examples")
    return f"; write it like {json.dumps(examples[0], ensure_ascii=False)}" if examples else ""

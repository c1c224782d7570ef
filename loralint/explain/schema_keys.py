"""Every key of a schema: where it stands, and under which types of its section."""

from __future__ import annotations

from loralint.knowledge.kinds import of_kind
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_DEEPEST = 5


class Occurrence(NamedTuple):
    """One place in the schema that speaks of a key; a key may have several, each for some types of its section."""

    path: tuple[str, ...]
    fields: Mapping[str, Any]
    types: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The keys that choose, with the values under which this holds; nothing where it always does."""
    conditions: tuple[tuple[tuple[str, ...], Any], ...] = ()
    """When the sections above are read, and the key itself: path and compiled condition."""
    required: bool = False

    @property
    def key(self) -> str:
        """The path as text."""
        return ".".join(self.path)


def occurrences(schema: Mapping[str, Any]) -> Iterator[Occurrence]:
    """Every key of a whole schema, in its order."""
    yield from _Walk(schema).below(schema, Occurrence((), schema), ())


class _Walk:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def below(self, schema: Mapping[str, Any], above: Occurrence, followed: tuple[str, ...]) -> Iterator[Occurrence]:
        """The keys below a schema; references that lead back to themselves are followed once."""
        reference = schema.get("$ref")
        if reference is not None:
            if reference in followed:
                return
            followed = (*followed, reference)
            schema = followed_reference(schema, self._root)
        if len(above.path) > _DEEPEST:
            return
        for name, fields in (schema.get("properties") or {}).items():
            for form, chosen in _forms(fields, above) if isinstance(fields, dict) else ():
                key = self._key(chosen, name, form, name in schema.get("required", ()))
                yield key
                yield from self.below(form, key, followed)
        for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
            yield from self.below(part, above, followed)
        if isinstance(schema.get("then"), dict):
            yield from self.below(schema["then"], above._replace(types=_chosen_by(schema, above)), followed)
        for word in ("else", "items"):
            if isinstance(schema.get(word), dict):
                yield from self.below(schema[word], above, followed)

    def _key(self, above: Occurrence, name: str, fields: Mapping[str, Any], required: bool) -> Occurrence:
        fields = followed_reference(fields, self._root)
        path = (*above.path, name)
        conditions = above.conditions
        if "x-applies-if" in fields:
            conditions = (*conditions, (path, fields["x-applies-if"]))
        return Occurrence(path, fields, above.types, conditions, required)


def _forms(fields: Mapping[str, Any], above: Occurrence) -> Iterator[tuple[Mapping[str, Any], Occurrence]]:
    """What a key is for everyone, and in files of one kind (`x-kinds`); the kinds stand among the types above."""
    owners = fields.get("x-of")
    if owners is None:
        yield fields, above
    grouped: list[tuple[Mapping[str, Any], list[str]]] = []
    for kind in owners or [name for name in fields.get("x-kinds") or () if name != "any"]:
        form = of_kind(fields, kind)
        same = next((kinds for known, kinds in grouped if known == form), None)
        grouped.append((form, [kind])) if same is None else same.append(kind)
    yield from ((form, above._replace(types=(*above.types, ("kind", tuple(kinds))))) for form, kinds in grouped)


def _chosen_by(schema: Mapping[str, Any], above: Occurrence) -> tuple[tuple[str, tuple[str, ...]], ...]:
    tests = schema.get("if", {}).get("properties", {})
    chosen = tuple(
        (".".join((*above.path, key)), tuple(map(str, test.get("enum", [test["const"]] if "const" in test else []))))
        for key, test in tests.items()
    )
    return (*above.types, *chosen)


def followed_reference(fields: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with what its reference (`#/$defs/...`) leads to put below its own words."""
    while "$ref" in fields:
        target: Any = root
        for step in fields["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        fields = {**target, **{word: value for word, value in fields.items() if word != "$ref"}}
    return fields

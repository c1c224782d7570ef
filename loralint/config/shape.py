"""A framework's JSON Schema, seen from one place of one document.

A `Shape` is the part of the schema that speaks of a value: references followed, the alternatives that the data chooses
(`if`/`then` by a discriminating key, `anyOf` by kind) taken, and what is inherited from above (`x-reads`, `x-wrong`)
carried along.
"""

from __future__ import annotations

import re

from loralint.config.identity_cache import IdentityCache
from loralint.config.loaders.loader import WRONG, fits, kind_of, loader_of
from loralint.config.schema_parts import added_part, condition_of, equal, is_placeholder, resolve_reference
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from loralint.config.loaders.loader import Loader

NO_DEFAULT = object()
_MEMBERS = IdentityCache()
_FACETS = IdentityCache()
_CHOSEN = IdentityCache()
_ROOTS = IdentityCache()
_SCALARS = frozenset((str, int, float, bool, type(None)))
_MOST_VALUES = 1000
"""Values of one key whose reading is kept: many files say the same."""
_INHERITED_READS = "raw"
_INHERITED_WRONG = "refused"


class Shape:
    """What the schema says of one place. `schema` never is a bare reference.

    There is one Shape for a part of a schema with what it inherits, and what is worked out from it alone is kept with
    it: schemas never change.
    """

    __slots__ = (
        "_branches",
        "_children",
        "_kinds",
        "_needed",
        "_parts",
        "_types",
        "_values",
        "is_fixed",
        "loader",
        "root",
        "schema",
        "wrong",
    )

    def __init__(self, schema: dict[str, Any], root: dict[str, Any], loader: Loader, wrong: str) -> None:
        self.schema = schema
        self.root = root
        self.loader = loader
        self.wrong = wrong
        self.is_fixed = "anyOf" not in schema and "allOf" not in schema
        """Is it the same whatever the data are?"""
        self._parts: dict[int, tuple[dict[str, Any], Shape]] = {}
        self._children: dict[str, Shape] = {}
        self._branches: tuple[Shape, ...] | None = None
        self._types: tuple[str, ...] | None = None
        self._values: dict[tuple[type, object], Any] = {}
        self._needed: list[tuple[str, dict[str, Any]]] | None = None
        self._kinds: tuple[str, ...] | None = None

    def narrowed(self, schema: dict[str, Any]) -> Shape:
        """The Shape of a part of this one's schema."""
        known = self._parts.get(id(schema))
        if known is None:
            part = resolve_reference(schema, self.root)
            loader = loader_of(part["x-reads"]) if "x-reads" in part else self.loader
            known = schema, Shape(part, self.root, loader, part.get("x-wrong", self.wrong))
            self._parts[id(schema)] = known  # with the schema, so that no other can take its identity
        return known[1]

    def branches(self) -> tuple[Shape, ...]:
        """The alternatives of an `anyOf`, or the shape itself."""
        if self._branches is None:
            self._branches = tuple(self._alternatives()) if "anyOf" in self.schema else (self,)
        return self._branches

    def _alternatives(self) -> Iterator[Shape]:
        beside = {key: value for key, value in self.schema.items() if key not in ("anyOf", "default")}
        for branch in self.schema["anyOf"]:
            inner = self.narrowed(branch)
            yield from Shape({**beside, **inner.schema}, self.root, inner.loader, inner.wrong).branches()

    def types(self) -> tuple[str, ...]:
        """Every JSON Schema type that may stand here; empty where anything may."""
        if self._types is None:
            own = [branch._own_types() for branch in self.branches()]
            self._types = tuple(dict.fromkeys(name for types in own for name in types)) if all(own) else ()
        return self._types

    def _own_types(self) -> tuple[str, ...]:
        if self._kinds is None:
            self._kinds = self._declared_types()
        return self._kinds

    def _declared_types(self) -> tuple[str, ...]:
        declared = self.schema.get("type")
        if declared is not None:
            return (declared,) if isinstance(declared, str) else tuple(declared)
        values = self.schema.get("enum") or ([self.schema["const"]] if "const" in self.schema else [])
        if values:
            return tuple(dict.fromkeys(kind_of(value) for value in values))
        if "properties" in self.schema or "allOf" in self.schema:
            return ("object",)
        return ("array",) if "items" in self.schema or "prefixItems" in self.schema else ()

    def alternative_for(self, data: object) -> Shape:
        """The alternative that was meant: the one of the data's kind that knows most of its keys."""
        branches = self.branches()
        if len(branches) == 1:
            return branches[0]
        if not isinstance(data, dict):
            return next(self._fitting(data), self)
        chosen: Shape | None = _CHOSEN.recall(self, data)
        return _CHOSEN.keep(self, data, self._chosen(data)) if chosen is None else chosen

    def _fitting(self, data: object) -> Iterator[Shape]:
        for branch in self.branches():
            types = branch._own_types()
            if not types or fits(data, types):
                yield branch

    def _chosen(self, data: dict[str, Any]) -> Shape:
        fitting = list(self._fitting(data))
        if len(fitting) < 2:
            return fitting[0] if fitting else self
        return max(fitting, key=lambda branch: branch._match_score(data))

    def _match_score(self, data: dict[str, Any]) -> tuple[int, int, int]:
        """How much of a mapping this alternative knows: constants that agree before keys, and keys below last."""
        members = self.members(data)
        agree = sum(
            1 if data[name] == member.get("const", data[name]) else -9
            for name, member in members.items()
            if name in data and "const" in member
        )
        missing = sum(1 for name in self.schema.get("required", ()) if name not in data)
        below = sum(
            self.narrowed(members[name])._unknown_keys(value)
            for name, value in data.items()
            if isinstance(value, dict) and name in members
        )
        return agree - missing, sum(1 for name in data if name in members), -below

    def _unknown_keys(self, data: dict[str, Any]) -> int:
        """How many keys of a mapping no alternative knows."""
        forms = [form.members(data) for form in self.branches() if "object" in form._own_types()]
        return min((sum(1 for name in data if name not in members) for members in forms), default=0)

    def members(self, data: object) -> dict[str, dict[str, Any]]:
        """The properties of a mapping, with those that its discriminating keys bring in."""
        if "allOf" not in self.schema:
            return self.schema.get("properties") or {}
        found: dict[str, dict[str, Any]] | None = _MEMBERS.recall(self.schema, data)
        if found is not None:
            return found
        found = dict(self.schema.get("properties") or {})
        for part in self.schema["allOf"]:
            consequent = added_part(part, data, found)
            if consequent is not None:
                found.update(self.narrowed(consequent).members(data))
        _MEMBERS.keep(self.schema, data, found)
        return found

    def needed(self, data: object) -> list[tuple[str, dict[str, Any]]]:
        """The properties of a mapping without which some runs stop (`x-needed-if`)."""
        if self._needed is None or not self.is_fixed:
            self._needed = [(name, member) for name, member in self.members(data).items() if "x-needed-if" in member]
        return self._needed

    def facet(self, word: str, data: object) -> Any:
        """An object-level word (`x-unknown`, `required`, ...), where a chosen `then` part may say it anew."""
        if "allOf" not in self.schema:
            return self.schema.get(word)
        known: dict[str, Any] | None = _FACETS.recall(self.schema, data)
        if known is None:
            known = _FACETS.keep(self.schema, data, {})
        if word not in known:
            known[word] = self._facet(word, data)
        return known[word]

    def _facet(self, word: str, data: object) -> Any:
        found = self.schema.get(word)
        for part in self.schema["allOf"]:
            consequent = added_part(part, data, self.schema.get("properties") or {})
            if consequent is not None:
                inner = self.narrowed(consequent).facet(word, data)
                if inner is not None:
                    found = [*(found or ()), *inner] if word == "required" else inner
        return found

    def elsewhere(self, name: str, data: object) -> list[tuple[str, object]]:
        """The discriminating keys and values under which a key, unknown here, would be known."""
        found: list[tuple[str, object]] = []
        for part in self.schema.get("allOf") or ():
            condition = condition_of(part)
            if condition and added_part(part, data, {}) is None and "then" in part:
                inner = self.narrowed(part["then"])
                if name in (inner.schema.get("properties") or {}):
                    found += [(key, value) for key, values in condition.items() for value in values]
        return found

    def child(self, step: str | int, data: object) -> Shape | None:
        """The Shape of an item or a member; `data` are this place's own data. None where the schema says nothing."""
        if isinstance(step, int):
            chosen = self._of_kind("array", data)
            return None if chosen is None else chosen._item(step)
        if "object" in self._own_types() and "anyOf" not in self.schema:
            known = self._children.get(step)
            if known is not None:
                return known
            member = self.members(data).get(step)
            if member is not None:
                known = self.narrowed(member)
                if self.is_fixed:
                    self._children[step] = known
                return known
        chosen = self._of_kind("object", data)
        return None if chosen is None else chosen._member(step, data)

    def _of_kind(self, kind: str, data: object) -> Shape | None:
        """The alternative that is a mapping (or a list); which one of several mappings, the data decide."""
        if self.is_fixed and self._own_types():
            return self if kind in self._own_types() else None
        if kind_of(data) == kind:
            chosen = self.alternative_for(data)
            return chosen if kind in (chosen._own_types() or (kind,)) else None
        return next((branch for branch in self.branches() if kind in branch._own_types()), None)

    def _item(self, index: int) -> Shape | None:
        prefix = self.schema.get("prefixItems") or []
        if 0 <= index < len(prefix):
            return self.narrowed(prefix[index])
        items = self.schema.get("items")
        return self.narrowed(items) if isinstance(items, dict) else None

    def _member(self, name: str, data: object) -> Shape | None:
        member = self.members(data).get(name)
        if member is not None:
            return self.narrowed(member)
        for pattern, schema in (self.schema.get("patternProperties") or {}).items():
            if re.search(pattern, name):
                return self.narrowed(schema)
        extra = self.schema.get("additionalProperties")
        return self.narrowed(extra) if isinstance(extra, dict) else None

    def read(self, value: object) -> Any:
        """The value as the framework holds it, or WRONG."""
        if type(value) not in _SCALARS or value == 0:
            return self._read(value)
        # By type as well: to Python, 1, 1.0 and true are one key, as are the zeros.
        key = type(value), value
        if key not in self._values:
            if len(self._values) > _MOST_VALUES:
                self._values.clear()
            self._values[key] = self._read(value)
        return self._values[key]

    def _read(self, value: object) -> Any:
        if is_placeholder(value, self.schema) or self._stored_unread(value):
            return value
        if self.loader.is_empty_list(value, self.types):
            return []
        if self.spoiler(value) is not None:
            return WRONG
        result: Any = WRONG
        for branch in self.branches():
            result = branch.loader.convert(value, branch._own_types())
            if result is not WRONG and branch.allows(result):
                return result
        types = self.types()
        return self.loader.convert(value, types)

    def _stored_unread(self, value: object) -> bool:
        return self.loader.stores_unread(value, self.schema, self.types)

    def spoiler(self, value: object) -> str | int | None:
        """The item for which the framework discards the whole list of sections, or mapping of alike sections."""
        if self.wrong != "default" or not isinstance(value, (list, dict)):
            return None
        item = self._item(0)
        section = item.schema if item is not None and item._own_types() == ("object",) else None
        return self.loader.spoiler(value, section, self._has_alike_sections())

    def _has_alike_sections(self) -> bool:
        """Is this a mapping from names to sections of one kind, as the parameters of each optimizer are?"""
        members = list((self.schema.get("properties") or {}).values())
        return len(members) > 1 and len({member.get("$ref", index) for index, member in enumerate(members)}) == 1

    def allows(self, value: object) -> bool:
        """Is a value of the right type one of those listed, where they are listed?"""
        if self._stored_unread(value):
            return True
        if value is None and "null" in self._own_types():
            return True
        if "enum" in self.schema:
            return any(equal(value, listed) for listed in self.schema["enum"])
        if "pattern" in self.schema and isinstance(value, str):
            return re.search(self.schema["pattern"], value) is not None
        return "const" not in self.schema or equal(value, self.schema["const"])

    def allows_any(self, value: object) -> bool:
        """Does one of the alternatives take this value, as it is after conversion?"""
        fitting = list(self._fitting(value))
        return not fitting or any(branch.allows(value) for branch in fitting)

    def default(self) -> Any:
        """The effective default, or NO_DEFAULT where the run decides or nothing is known."""
        if self.schema.get("x-computed"):
            return NO_DEFAULT
        return self.schema.get("default", NO_DEFAULT)


def root_shape(schema: dict[str, Any]) -> Shape:
    """The Shape of a whole document."""
    known: Shape | None = _ROOTS.recall(schema, schema)
    if known is not None:
        return known
    loader = loader_of(schema.get("x-reads", _INHERITED_READS))
    shape: Shape = _ROOTS.keep(schema, schema, Shape(schema, schema, loader, schema.get("x-wrong", _INHERITED_WRONG)))
    return shape

"""A document as its framework reads it: values, defaults, and the configs that it names."""

from __future__ import annotations

from loralint.config.absent import absent_keys, keep_value
from loralint.config.file_version import file_version
from loralint.config.loaders.loader import WRONG
from loralint.config.pending_fixes import ABSENT, NO_PENDING_FIXES, applied, step_into
from loralint.config.reading import WHOLE, reading_of
from loralint.config.shape import NO_DEFAULT, root_shape
from loralint.expressions.evaluate import evaluate
from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.kinds import schema_of_kinds
from loralint.syntax.data import to_python
from loralint.syntax.keypath import format_path, parse_path
from loralint.syntax.node import find, find_entry
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
    from typing import Any, TypeVar

    from loralint.config.pending_fixes import PendingFixes
    from loralint.config.shape import Shape
    from loralint.expressions.unknown import Truth
    from loralint.knowledge.frameworks import Framework
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Document, Entry, Node

    _T = TypeVar("_T")

_TEMPLATE_MARKS = ("${", "{{", "$(")
_UNASKED: Collection[object] = ()
_VARIABLE = lazy_pattern(r"\$[A-Za-z_]\w*")


class Neighbours(NamedTuple):
    """What a config leads to: the configs that its links name, by the link's name, and its base model's own file.

    `unreadable` are the links that lead to no config; `model` is what the `config.json` of a base model says that is a
    folder of the project, such as `{"model_type": "llama"}`.
    """

    configs: Mapping[str, Config] = {}
    unreadable: frozenset[str] = frozenset()
    model: Mapping[str, object] | None = None


class Config:
    """A Document, or a mapping inside one (`base`), in the eyes of a framework.

    Paths given to the methods start at `base` and name keys as the rules see them, after `pending`; `file_path` gives
    the path as it is written in the document. A Config never changes: `with_...` give another one.
    """

    def __init__(
        self, document: Document, framework: Framework, version: str, base: Path = (), kind: str | None = None
    ) -> None:
        self.document = document
        self.framework = framework
        self.version = version
        self.base = base
        self.pending = NO_PENDING_FIXES
        self.neighbours = Neighbours()
        self.linked_sections: frozenset[Path] = frozenset()
        """The sections of this file that are judged as files of another framework."""
        root = find(document.root, base)
        self.data: object = {} if root is None else to_python(root)
        self.reading = WHOLE if base else reading_of(document, self.data, framework, version, kind)
        kinds, reader = self.reading.kinds, self.reading.reader
        self.shape = root_shape(schema_of_kinds(framework, version, kinds, reader))
        self.migrated = self._migrated_paths()
        self._as_written: Config | None = None
        self._values: dict[Path, object] = {}
        self._spelled: dict[Path, Path] = {}
        self._worked_out: dict[Hashable, Any] = {}
        self._present: Collection[object] | None = _UNASKED

    @property
    def as_written(self) -> Config:
        """The config as the file stands, before any pending fix; what an old name says holds under the new one."""
        return self._as_written or self

    def with_neighbours(self, neighbours: Neighbours) -> Config:
        """The same config that knows what it leads to."""
        inside = (config for config in neighbours.configs.values() if config.base and config.path == self.path)
        sections = frozenset(config.base[len(self.base) :] for config in inside)
        return self._changed(neighbours=neighbours, linked_sections=sections)

    def with_pending_fixes(self, pending: PendingFixes, in_force: PendingFixes = NO_PENDING_FIXES) -> Config:
        """The same config as it would be after the pending fixes of its shape.

        Those `in_force` change nothing: they write under a new name what the framework already takes from the old one.
        """
        before = self._with(in_force, None) if any(in_force) else self
        return self._with(pending, before)

    def _with(self, pending: PendingFixes, before: Config | None) -> Config:
        config = self._changed(pending=pending, data=applied(self.data, pending), _as_written=before)
        config.migrated = config._migrated_paths()
        return config

    def _changed(self, **fields: object) -> Config:
        config = object.__new__(Config)
        config.__dict__.update(self.__dict__, _values={}, _spelled={}, _worked_out={}, _present=_UNASKED, **fields)
        return config

    def _migrated_paths(self) -> frozenset[Path]:
        """Places that the loader rewrites in a file of an old version (`x-migrations`): their values are unknown."""
        schema = self.shape.schema
        version = file_version(schema, self.data)
        if not isinstance(version, int) or "x-migrations" not in schema:
            return frozenset()
        return frozenset(
            parse_path(path)
            for reached, paths in schema["x-migrations"].items()
            if 0 <= version <= int(reached)
            for path in paths
        )

    def has_foreign_extension(self) -> bool:
        """Does the config load an extension that does not come with the framework and may read any key?"""
        extension = self.framework.extension
        if extension is None:
            return False
        listed = self.data.get(extension.key) if isinstance(self.data, dict) else None
        names = listed if isinstance(listed, list) else [listed] if isinstance(listed, str) else []
        return any(not extension.has(str(name)) for name in names)

    def once(self, key: Hashable, work_out: Callable[[], _T]) -> _T:
        """What is the same for many keys of the config, worked out for the first of them."""
        if key not in self._worked_out:
            self._worked_out[key] = work_out()
        result: _T = self._worked_out[key]
        return result

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.document.path

    def file_path(self, path: Path) -> Path:
        """The path in the document of a path as rules see it."""
        for length in range(1, len(path) + 1) if self.pending.renamed else ():
            written = self.pending.renamed.get(path[:length])
            if written is not None:
                path = (*written, *path[length:])
                break
        return (*self.base, *path)

    def shown(self, path: Path) -> str:
        """A path as messages name it: from the top of the file where it begins within a list, else from `base`."""
        return format_path((*self.base, *path) if path and isinstance(path[0], int) else path)

    def node(self, path: Path) -> Node | None:
        """The node of a value, None where it is not written."""
        return find(self.document.root, self.file_path(self.spelled(path)))

    def entry(self, path: Path) -> Entry | None:
        """The key and value at a path, None where it is not written or is no member of a mapping."""
        return find_entry(self.document.root, self.file_path(self.spelled(path)))

    def shape_at(self, path: Path) -> Shape | None:
        """What the schema says of a place; None where it says nothing."""
        shape: Shape | None = self.shape
        data: object = self.data
        for step in path:
            if shape is None:
                return None
            shape = shape.child(step, data)
            data = step_into(data, step)
        return shape

    def spelled(self, path: Path) -> Path:
        """The path with each key that is written under another of its names spelled that way."""
        known = self._spelled.get(path)
        if known is None:
            known = self._spelled[path] = self._as_spelled(path)
        return known

    def _as_spelled(self, path: Path) -> Path:
        if self.is_written(path):
            return path
        shape: Shape | None = self.shape
        data: object = self.data
        result: list[str | int] = []
        for step in path:
            if isinstance(step, str) and isinstance(data, dict) and step not in data and shape is not None:
                step = next((alias for alias in _aliases(shape, data, step) if alias in data), step)
            shape = None if shape is None else shape.child(step, data)
            data = step_into(data, step)
            result.append(step)
        return tuple(result)

    def written(self, path: Path) -> object:
        """The value as it stands in the file; None where it is absent.

        UNKNOWN where a misspelt key may be meant, or where the program that reads the file may add the key.
        """
        data: object = self.data
        for step in self.spelled(path):
            data = step_into(data, step)
        if data is ABSENT:
            return UNKNOWN if self._may_come_from_elsewhere(path) else None
        return data

    def given(self, path: Path) -> Truth:
        """Is the key written? UNKNOWN where a misspelt key may be meant, or where nobody knows what is added."""
        if self.is_absent(path):
            return False
        if self._is_uncertain(path) or self._is_left_open(path):
            return UNKNOWN
        data: object = self.data
        for step in self.spelled(path):
            data = step_into(data, step)
        return data is not ABSENT

    def is_written(self, path: Path) -> bool:
        """Does this very key, under this name, stand in the file?"""
        data: object = self.data
        for step in path:
            data = step_into(data, step)
        return data is not ABSENT

    def value(self, path: Path) -> object:
        """The effective value: what is written, as the framework reads it; else its default; else UNKNOWN."""
        if path not in self._values:
            self._values[path] = UNKNOWN  # for a default that would ask for itself
            self._values[path] = self._absent_value(path) if self.is_absent(path) else self._effective(path)
        return self._values[path]

    def is_absent(self, path: Path) -> bool:
        """Is it below a key that the file certainly leaves out, under every name?"""
        present = self.present_names()
        return present is not None and bool(path) and path[0] not in present

    def present_names(self) -> Collection[object] | None:
        """The top keys that the file has, under whatever name, or may have; None where nobody can tell."""
        if self._present is _UNASKED:
            self._present = self._present_names()
        return self._present

    def _present_names(self) -> Collection[object] | None:
        unsure = self.pending.uncertain | self.migrated
        if not self.reading.whole or not isinstance(self.data, dict) or () in unsure:
            return None
        data: dict[object, object] = self.data
        names = self.shape.alternative_for(data).facet("x-names", data) or {}
        renamed = (name for name, others in names.items() if any(other in data for other in others))
        return {*data, *(path[0] for path in unsure), *renamed}

    def _absent_value(self, path: Path) -> object:
        known = absent_keys(self.shape).value
        if path in known:
            return known[path]
        value = self._effective(path)
        keep_value(path, value, self.shape)
        return value

    def _is_uncertain(self, path: Path) -> bool:
        return _is_below(path, self.pending.uncertain) or _is_below(path, self.migrated)

    def _is_left_open(self, path: Path) -> bool:
        """Is it a key that the file lacks, in a file to which the program that reads it may add?"""
        return not self.reading.whole and bool(path) and not self.is_written(self.spelled(path[:1]))

    def _may_come_from_elsewhere(self, path: Path) -> bool:
        return _is_below(path, self.pending.uncertain) or self._is_left_open(path)

    def _effective(self, path: Path) -> object:
        if self._is_uncertain(path):
            return self._carried_over(path)
        if self._is_left_open(path):
            return UNKNOWN
        shape: Shape | None = self.shape
        data: object = self.data
        if len(path) == 1 and isinstance(data, dict) and path[0] in data:
            shape = self.shape.child(path[0], data)
            return _separated(_read(data[path[0]], shape), shape)
        for step in self.spelled(path):
            data = _separated(data, shape)
            shape = None if shape is None else shape.child(step, data)
            data = step_into(data, step)
            if data is ABSENT:
                data = self._default(shape)
            if data is UNKNOWN:
                return UNKNOWN
        return _separated(_read(data, shape), shape)

    def _carried_over(self, path: Path) -> object:
        """What the loader writes there in a file of an old version (`x-migrated-from`); else UNKNOWN."""
        if self._may_come_from_elsewhere(path):
            return UNKNOWN
        shape: Shape | None = self.shape
        data: object = self.data
        for depth, step in enumerate(path, 1):
            shape = None if shape is None else shape.child(step, data)
            data = step_into(data, step)
            source = None if shape is None else shape.schema.get("x-migrated-from")
            if source is not None and depth == len(path):
                return _separated(evaluate(source, _Keys(self)), shape)
            if source is not None and source[0] == "path":
                return self.value((source[1], *path[depth:]))
        return UNKNOWN

    def _default(self, shape: Shape | None) -> object:
        """What is in force where nothing is written: the default, or what other keys give (`x-default-from`)."""
        source = None if shape is None else shape.schema.get("x-default-from")
        return _default(shape) if source is None else evaluate(source, _Keys(self))


class _Keys:
    """The keys of a config as an expression sees them, each by its value in force."""

    __slots__ = ("_bound", "_config")

    def __init__(self, config: Config, bound: Mapping[str, object] | None = None) -> None:
        self._config = config
        self._bound = bound or {}

    def lookup(self, name: str) -> object:
        """The value in force of a key, or of a variable."""
        return self._bound[name] if name in self._bound else self._config.value((name,))

    def bind(self, name: str, value: object) -> _Keys:
        """The same with one more variable."""
        return _Keys(self._config, {**self._bound, name: value})

    def function(self, name: str) -> Callable[..., object]:  # noqa: ARG002 - a default looks nothing up
        """No function that looks something up."""
        return lambda *_arguments: UNKNOWN


def _is_below(path: Path, places: Collection[Path]) -> bool:
    """Is a path one of these, or within one?"""
    return bool(places) and any(path[:length] in places for length in range(len(path) + 1))


def is_template(value: object) -> bool:
    """Is this a text that some other program fills in before the framework sees the file?"""
    if not isinstance(value, str) or ("$" not in value and "{{" not in value):
        return False
    return any(mark in value for mark in _TEMPLATE_MARKS) or _VARIABLE.fullmatch(value) is not None


def _aliases(shape: Shape, data: object, name: str) -> Iterable[str]:
    """The other names of a key; a compiled schema lists them (`x-names`)."""
    names: dict[str, list[str]] = shape.alternative_for(data).facet("x-names", data) or {}
    return names.get(name, ())


def _default(shape: Shape | None) -> object:
    if shape is None:
        return UNKNOWN
    default = shape.default()
    return UNKNOWN if default is NO_DEFAULT else default


def _separated(value: Any, shape: Shape | None) -> Any:
    """The parts of a text that the framework splits into a list (`x-separator`); an empty one has none."""
    separator = None if shape is None else shape.schema.get("x-separator")
    if separator is None or not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(separator)] if value else []


def _read(data: object, shape: Shape | None) -> object:
    """A written value through the framework's eyes."""
    if is_template(data):
        return UNKNOWN
    if shape is None:
        return data
    if data is None and "x-null-means" in shape.schema:
        return shape.schema["x-null-means"]
    if isinstance(data, str) and data in shape.schema.get("x-placeholder", ()):
        return UNKNOWN
    chosen = shape.alternative_for(data)
    value: Any = shape.read(data)
    if value is not WRONG and shape.allows_any(value):
        return value
    if chosen.wrong == "default":
        return _default(shape)
    return data if chosen.wrong == "kept" else UNKNOWN

"""What an edit means, on plain data: the yardstick for what it did to the text."""

from __future__ import annotations

from typing import cast

from loralint.edit.record import EditRefused
from loralint.syntax.keypath import format_path
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.edit.record import Edit
    from loralint.syntax.keypath import Path


def data_after(data: object, edit: Edit) -> object:
    """The data after an edit; the data given stays as it was. Raises EditRefused where the edit makes no sense."""
    result = fresh(data)
    if edit.operation == "set":
        return with_value(result, edit.key, plain(edit.value))
    if edit.operation == "insert":
        present = value_at(result, edit.key)
        if present is None:
            return with_value(result, edit.key, [plain(edit.value)])
        if not isinstance(present, list):
            raise EditRefused(f"{format_path(edit.key)} is no list")
        present.append(plain(edit.value))
        return result
    if edit.operation in ("comment", "respell"):
        return result
    if edit.operation == "remove":
        _take(result, edit.key)
        return result
    return with_value(result, target(edit), _take(result, edit.key))


def target(edit: Edit) -> Path:
    """The path that a rename or a move leads to."""
    if isinstance(edit.to, str):
        return (*edit.key[:-1], edit.to)
    if not edit.to or not isinstance(edit.to[-1], str):
        raise EditRefused("a value can only move to a key of a mapping")
    return edit.to


def value_at(data: object, path: Path) -> object:
    """The plain value at a path; None where there is none."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(_key(data, step))
        elif isinstance(data, list) and isinstance(step, int) and -len(data) <= step < len(data):
            data = data[step]
        else:
            return None
    return data


def exists(data: object, path: Path) -> bool:
    """Whether something is written at a path, be it null."""
    parent = value_at(data, path[:-1])
    step = path[-1]
    if isinstance(parent, dict) and isinstance(step, str):
        return _key(parent, step) in parent
    return isinstance(parent, list) and isinstance(step, int) and -len(parent) <= step < len(parent)


def fresh(value: object) -> object:
    """A copy in which nothing is shared, not even what aliases shared."""
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items()}
    if isinstance(value, list):
        return [fresh(item) for item in value]
    return value


def plain(value: object) -> object:
    """A value as a parser would give it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def same(first: object, second: object) -> bool:
    """Equality that keeps `1`, `1.0` and `true` apart and takes NaN for itself; the order of keys does not count."""
    if type(first) is not type(second):
        return False
    if isinstance(first, dict):
        other = {(type(key), key): item for key, item in cast("dict[object, object]", second).items()}
        return len(first) == len(other) and all(
            (type(key), key) in other and same(item, other[(type(key), key)]) for key, item in first.items()
        )
    if isinstance(first, list):
        pairs = cast("list[object]", second)
        return len(first) == len(pairs) and all(map(same, first, pairs))
    return first == second or (first != first and second != second)


def with_value(data: object, path: Path, value: object) -> object:
    """The data (changed in place) with a value at a path; what is null or absent on the way becomes a mapping."""
    if not path:
        return fresh(value)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if not isinstance(data, list) or not -len(data) <= step < len(data):
            raise EditRefused(f"there is no item [{step}]")
        data[step] = with_value(data[step], rest, value)
        return data
    mapping = {} if data is None else data
    if not isinstance(mapping, dict):
        raise EditRefused(f"{step} cannot be set: what should hold it is no mapping")
    key = _key(mapping, step)
    mapping[key] = with_value(mapping.get(key), rest, value)
    return mapping


def _take(data: object, path: Path) -> object:
    parent = value_at(data, path[:-1])
    step = path[-1]
    if isinstance(parent, dict) and isinstance(step, str):
        return parent.pop(_key(parent, step))
    assert isinstance(parent, list)
    assert isinstance(step, int)
    return parent.pop(step)


def _key(mapping: dict[object, object], name: str) -> object:
    """The key of a mapping that is written as a name: YAML reads `1:` and `on:` as no text."""
    if name in mapping:
        return name
    for key in mapping:
        if key_name(key) == name:
            return key
    return name


def key_name(key: object) -> str:
    """A plain key as a KeyPath names it."""
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)

"""What the pending repairs of the shape would change in a config, and its plain data with these changes made."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.syntax.keypath import Path

ABSENT = object()
"""No value, not even null."""


class PendingFixes(NamedTuple):
    """What the pending safe shape fixes would change, and which keys nobody can be sure of until they are made."""

    renamed: dict[Path, Path]
    replaced: dict[Path, object]
    uncertain: frozenset[Path]


NO_PENDING_FIXES = PendingFixes({}, {}, frozenset())


def step_into(data: object, step: str | int) -> object:
    """The member of a mapping or the item of a list, ABSENT where there is none."""
    if isinstance(data, dict) and isinstance(step, str):
        return data.get(step, ABSENT)
    if isinstance(data, list) and isinstance(step, int) and -len(data) <= step < len(data):
        return data[step]
    return ABSENT


def applied(data: object, pending: PendingFixes) -> object:
    """Plain data with the pending changes; untouched parts are shared with the original."""
    for path, value in pending.replaced.items():
        data = _with(data, path, value)
    for seen, written in pending.renamed.items():
        value = data
        for step in written:
            value = step_into(value, step)
        if value is not ABSENT:
            data = _with(_without(data, written), seen, value)
    return data


def _with(data: object, path: Path, value: object) -> object:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if not isinstance(data, list) or not 0 <= step < len(data):
            return data
        return [_with(item, rest, value) if index == step else item for index, item in enumerate(data)]
    members = dict(data) if isinstance(data, dict) else {}
    members[step] = _with(members.get(step), rest, value)
    return members


def _without(data: object, path: Path) -> object:
    step, rest = path[0], path[1:]
    if isinstance(data, list) and isinstance(step, int):
        return [_without(item, rest) if index == step and rest else item for index, item in enumerate(data)]
    if not isinstance(data, dict) or step not in data:
        return data
    if not rest:
        return {key: value for key, value in data.items() if key != step}
    return {key: _without(value, rest) if key == step else value for key, value in data.items()}

"""The keys of the settings file, as one table, and the reading of their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from loralint.words.nearest import did_you_mean

FAIL_ON = ("error", "warning", "info", "never")
FORMATS = ("text", "concise", "json")


class Wrong(Exception):  # noqa: N818 - it is a sentence for the user
    """A value that a key does not take; the text ends a sentence that begins with the key."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong(f"must be a text in quotes, not {_kind(value)}{_quoted(value)}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        raise Wrong(f'must be a list: ["{value}"]')
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Wrong(f'must be a list of texts, such as ["unknown-key"], not {_kind(value)}')
    return tuple(value)


def _choice(*choices: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            hint = did_you_mean(value, choices) if isinstance(value, str) else ""
            raise Wrong(f"must be one of {', '.join(choices)}, not {_written(value)}{hint}")
        return value

    return read


def _version(value: object) -> str:
    if isinstance(value, float):
        raise Wrong(f'must be a text, since 0.10 and 0.1 are one number: "{value}"')
    return _text(value)


def _number_or_text(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Wrong(f'must be a number or a text, such as 8.0 or "8.0", not {_kind(value)}')
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Wrong(f"must be a whole number, such as 8, not {_written(value)}")
    return value


def _anything(value: object) -> object:
    return value


class Key(NamedTuple):
    """One key: how its value is read; `each` where it is a table with free keys, `fields` where they are fixed."""

    read: Callable[[object], Any] | None = None
    each: Key | None = None
    fields: Mapping[str, Key] | None = None


KEYS: dict[str, Key] = {
    "select": Key(_texts),
    "ignore": Key(_texts),
    "fail-on": Key(_choice(*FAIL_ON)),
    "framework": Key(_text),
    "format": Key(_choice(*FORMATS)),
    "include": Key(_texts),
    "exclude": Key(_texts),
    "rules": Key(each=Key(each=Key(_anything))),
    "versions": Key(each=Key(_version)),
    "per-file-ignores": Key(each=Key(_texts)),
    "hardware": Key(
        fields={
            "gpu": Key(_text),
            "gpus": Key(_count),
            "compute-capability": Key(_number_or_text),
            "torch": Key(_version),
        }
    ),
}


def read_values(table: Mapping[str, Any], where: str, text: str) -> tuple[dict[str, Any], list[str]]:
    """The values of a table under the names of `Settings`, and what is wrong with it; `text` gives the lines."""
    problems: list[str] = []
    values = _read_fields(table, Key(), (), lambda at, what: problems.append(_located(where, text, at, what)), KEYS)
    return values, problems


Complain = Callable[[tuple[str, ...], str], None]


def _read_fields(
    table: Mapping[str, Any], key: Key, at: tuple[str, ...], complain: Complain, known: Mapping[str, Key] | None = None
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in table.items():
        field = key.each if known is None else known.get(name)
        if field is None:
            complain((*at, name), f"there is no such key{did_you_mean(name, known or ())}")
            continue
        try:
            values[name if known is None else name.replace("-", "_")] = _read(value, field, (*at, name), complain)
        except Wrong as wrong:
            complain((*at, name), str(wrong))
    return values


def _read(value: object, key: Key, at: tuple[str, ...], complain: Complain) -> Any:
    if key.read is not None:
        return key.read(value)
    if not isinstance(value, dict):
        raise Wrong(f"must be a table: [{'.'.join(at)}]")
    return _read_fields(value, key, at, complain, key.fields)


def _located(where: str, text: str, at: tuple[str, ...], what: str) -> str:
    line = _line_of(text, at)
    place = f"{where}:{line}" if line else where
    return f"{place}: {'.'.join(at)}: {what}"


def _line_of(text: str, at: tuple[str, ...]) -> int | None:
    """The line that writes a key: TOML's parser keeps no positions, so the last step is looked for under its table."""
    import re

    steps = [re.escape(step) for step in at]
    key = re.compile(rf"""\s*["']?{steps[-1]}["']?\s*[=.]|\s*\[.*\b{steps[-1]}["']?\s*\]""")
    table = re.compile(rf"\s*\[.*\b{steps[-2]}\b.*\]") if len(steps) > 1 else None
    inside = table is None
    for number, line in enumerate(text.split("\n"), 1):
        if table is not None and line.lstrip().startswith("["):
            inside = table.match(line) is not None
        if inside and key.match(line):
            return number
    return None


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "a date"


def _quoted(value: object) -> str:
    return f': "{value}"' if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else _kind(value)

"""The keys of the settings as one table: how the value of each is read.

Nothing is loaded to read settings that fit. Those that do not are explained by the validator of all data, from
`schemas/settings.schema.json`; a test holds that both take the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FAIL_ON = ("error", "warning", "info", "never")
FORMATS = ("text", "concise", "json")
"""The reports of `check`. Each is written by the file of its name under `loralint/report/`."""


class Unfit(Exception):  # noqa: N818 - the validator says what is wrong
    """A key that does not exist, or a value that a key does not take."""


class Key(NamedTuple):
    """One key: how its value is read; `each` where it is a table with free keys, `fields` where they are fixed."""

    read: Callable[[object], Any] | None = None
    each: Key | None = None
    fields: Mapping[str, Key] | None = None


def _text(value: object) -> str:
    return value if isinstance(value, str) else _unfit()


def _texts(value: object) -> tuple[str, ...]:
    fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return tuple(value) if fits and isinstance(value, list) else _unfit()


def _choice(*choices: str) -> Callable[[object], str]:
    return lambda value: value if isinstance(value, str) and value in choices else _unfit()


def _switch(value: object) -> bool:
    return value if isinstance(value, bool) else _unfit()


def _number_or_text(value: object) -> object:
    return value if isinstance(value, (int, float, str)) and not isinstance(value, bool) else _unfit()


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else _unfit()


def _anything(value: object) -> object:
    return value


def _unfit() -> Any:
    raise Unfit


HARDWARE: dict[str, Key] = {
    "gpu": Key(_text),
    "gpus": Key(_count),
    "compute-capability": Key(_number_or_text),
    "torch": Key(_text),
}
"""What may be said of the machine, and what rules may ask of it."""
KEYS: dict[str, Key] = {
    "select": Key(_texts),
    "ignore": Key(_texts),
    "fail-on": Key(_choice(*FAIL_ON)),
    "strict": Key(_switch),
    "framework": Key(_text),
    "format": Key(_choice(*FORMATS)),
    "include": Key(_texts),
    "exclude": Key(_texts),
    "rules": Key(each=Key(each=Key(_anything))),
    "versions": Key(each=Key(_text)),
    "per-file-ignores": Key(each=Key(_texts)),
    "per-file-framework": Key(each=Key(_text)),
    "hardware": Key(fields=HARDWARE),
}


def read_values(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a table under the names of `Settings`: `fail-on` is `fail_on`, lists are tuples. Raises Unfit."""
    values: dict[str, Any] = _read(table, Key(fields=KEYS))
    return values


def _read(value: object, key: Key) -> Any:
    if key.read is not None:
        return key.read(value)
    if not isinstance(value, Mapping):
        raise Unfit
    if key.fields is None:
        return {name: _read(item, key.each or Key(_anything)) for name, item in value.items()}
    if not value.keys() <= key.fields.keys():
        raise Unfit
    return {name.replace("-", "_"): _read(item, key.fields[name]) for name, item in value.items()}


def line_of(text: str, at: tuple[str, ...]) -> int | None:
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

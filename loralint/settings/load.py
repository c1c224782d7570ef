"""The settings: `loralint.toml`, or `[tool.loralint]` in pyproject.toml, nearest upwards from the working directory.

Precedence: the command line stands over the file. What is ignored adds up, everything else replaces; tables are merged
key by key. Every problem of a file is told at once.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from importlib import import_module

from loralint.files.paths import ancestors
from loralint.files.read import UnreadableFile, read_source
from loralint.settings.keys import Unfit, line_of, read_values
from loralint.settings.record import Settings
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Explain = Callable[[Mapping[str, Any]], Iterable[tuple[tuple[str, ...], str]]]
    """What is wrong with a table of settings: the path of each mistake, and a sentence."""

_OWN_TABLE = lazy_pattern(r"""^[ \t]*(?:\[[ \t]*)?["']?tool["']?[ \t]*(?:\.[ \t]*["']?loralint\b|\]|=)""", re.MULTILINE)
"""A table or key of TOML in which `tool.loralint` may be written."""
FILE = "loralint.toml"
PROJECT_FILE = "pyproject.toml"


class SettingsError(Exception):
    """The settings cannot be used; `problems` are sentences for the user."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load_settings(start: str, explain: Explain, config: str | None = None, assignments: Iterable[str] = ()) -> Settings:
    """Read the settings that hold in the folder `start`; `config` names a file to use instead.

    `assignments` are those of `--set`, such as ``hardware.gpus=8``; `explain` says what is wrong with a table that does
    not fit. Raises SettingsError.
    """
    table, file = _find(start) if config is None else (_read_named(config), config)
    values, problems = _read(table, file or "", file, explain)
    for assignment in assignments:
        more, wrong = _assigned(assignment, explain)
        values = _merged(values, more)
        problems += wrong
    if problems:
        raise SettingsError(problems)
    root = os.path.dirname(os.path.abspath(file)) if file else os.path.abspath(start)
    return Settings(**values, root=root, file=file)


def _read(table: Mapping[str, Any], where: str, file: str | None, explain: Explain) -> tuple[dict[str, Any], list[str]]:
    """The values of a table, and a sentence for everything that is wrong with it."""
    try:
        return read_values(table), []
    except Unfit:
        text = _text_of(file)
        problems = []
        for at, words in explain(table):
            line = line_of(text, at) if at else None
            problems.append(f"{where}:{line}: {words}" if line else f"{where}: {words}")
        return {}, problems


def override(settings: Settings, **given: Any) -> Settings:
    """Put the command line over the settings; None and empty values were not given. `ignore` adds."""
    values = {name: value for name, value in given.items() if value not in (None, ())}
    if "ignore" in values:
        values["ignore"] = tuple(dict.fromkeys((*settings.ignore, *values["ignore"])))
    return settings._replace(**values)


def place_of(settings: Settings, at: tuple[str, ...]) -> str:
    """Where the settings write a key, such as `loralint.toml:4`."""
    line = line_of(_text_of(settings.file), at)
    return f"{settings.file}:{line}" if line else str(settings.file)


def _find(start: str) -> tuple[Mapping[str, Any], str | None]:
    """The nearest settings upwards; a repository's own folder is the last that is looked into."""
    for folder in ancestors(start):
        for name in (FILE, PROJECT_FILE):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                table = _parsed(path)
                if name == FILE:
                    return table, _short(path)
                own = _tool_table(table, path)
                if own is not None:
                    return own, _short(path)
        if os.path.lexists(os.path.join(folder, ".git")):
            break
    return {}, None


def _read_named(path: str) -> Mapping[str, Any]:
    table = _parsed(path)
    if os.path.basename(path) != PROJECT_FILE:
        return table
    return _tool_table(table, path) or {}


def _tool_table(table: Mapping[str, Any], path: str) -> Mapping[str, Any] | None:
    tool = table.get("tool")
    own = tool.get("loralint") if isinstance(tool, dict) else None
    if own is not None and not isinstance(own, dict):
        raise SettingsError([f"{_short(path)}: tool.loralint must be a table: [tool.loralint]"])
    return own


def _parsed(path: str) -> Mapping[str, Any]:
    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    text = _text_of(path)
    # Other people's pyproject.toml need not be read to see that it does not speak of us.
    if os.path.basename(path) == PROJECT_FILE and ("loralint" not in text or _OWN_TABLE.search(text) is None):
        return {}
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError([f"{_short(path)}: not valid TOML: {error}"]) from None
    return table


def _text_of(path: str | None) -> str:
    if path is None:
        return ""
    source = read_source(path)
    if isinstance(source, UnreadableFile):
        raise SettingsError([f"{source.path}: the settings cannot be read: {source.reason}"])
    try:
        return source.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise SettingsError([f"{_short(path)}: not valid TOML: it must be written in UTF-8"]) from None


def _short(path: str) -> str:
    """Relative to the working directory where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive on Windows
        return path
    return relative if len(relative) < len(path) else path


def _assigned(assignment: str, explain: Explain) -> tuple[dict[str, Any], list[str]]:
    """One `--set KEY=VALUE`: the value is JSON where it can be, else text."""
    import json

    key, separator, text = assignment.partition("=")
    steps = [step.strip() for step in key.split(".")]
    if not separator or not all(steps):
        return {}, [f"--set {assignment}: write KEY=VALUE, such as hardware.gpus=8"]
    try:
        value: Any = json.loads(text)
    except ValueError:
        value = text
    for step in reversed(steps):
        value = {step: value}
    return _read(value, f"--set {assignment}", None, explain)


def _merged(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(low)
    for key, value in high.items():
        below = result.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            result[key] = _merged(below, value)
        elif key == "ignore" and below is not None:
            result[key] = (*below, *value)
        else:
            result[key] = value
    return result

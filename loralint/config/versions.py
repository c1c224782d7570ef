"""Which version of a framework reads a file: the settings say so, else an exact pin of the project, else the newest.

Only frameworks with more than one schema are looked up, and only in the file's own folder and in the root of its
project. A range such as ``>=0.18`` is no pin: what it gives depends on the day.
"""

from __future__ import annotations

import os
import re

from loralint.files.paths import project_root
from loralint.files.read import UnreadableFile, read_source
from loralint.knowledge.version_numbers import version_key
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.wildcard import is_like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loralint.knowledge.frameworks import Framework
    from loralint.settings.record import Settings

_LARGEST = 2 * 1024 * 1024
"""Bytes of a lock file that is still read."""

# The numbers of a release, whole: neither `0.18.*` nor the beginning of a longer number.
_RELEASE = r"v?(\d+(?:\.\d+)*)(?!\.?[\d*])"
_EXTRAS = r"(?:\[[^\]\n]*\])?"
_LOCKED = r'name = "{name}"\r?\nversion = "' + _RELEASE
_REQUIRED = r"^[ \t]*{name}[ \t]*" + _EXTRAS + r"[ \t]*===?[ \t]*" + _RELEASE
_LISTED = r"^[^#\n]*[\"']{name}[ \t]*" + _EXTRAS + r"[ \t]*===?[ \t]*" + _RELEASE
_TABLE = r"(?:\{{[^}}\n]*\bversion[ \t]*=[ \t]*)?"
_POETRY = r"^[ \t]*[\"']?{name}[\"']?[ \t]*=[ \t]*" + _TABLE + r"[\"'](?:==)?[ \t]*" + _RELEASE + r"[\"']"
_IN_PIPFILE_LOCK = r'"{name}":\s*\{{[^{{}}]*?"version":\s*"==' + _RELEASE
_IN_ENVIRONMENT = r"^[ \t]*-[ \t]*[\"']?{name}[ \t]*" + _EXTRAS + r"[ \t]*={{1,3}}[ \t]*" + _RELEASE

# What a lock file says was resolved; the others are what somebody asked for.
_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("uv.lock", (_LOCKED,)),
    ("poetry.lock", (_LOCKED,)),
    ("pipfile.lock", (_IN_PIPFILE_LOCK,)),
    ("requirements*.txt", (_REQUIRED,)),
    ("pyproject.toml", (_LISTED, _POETRY)),
    ("environment.yml", (_IN_ENVIRONMENT,)),
    ("environment.yaml", (_IN_ENVIRONMENT,)),
)


class Applied(NamedTuple):
    """The schema that applies, and in words why; `reason` is empty where nothing but the newest speaks for it."""

    schema: str
    reason: str = ""


class Versions:
    """The versions in force in one run; each folder is looked through at most once for a framework."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pins: dict[tuple[str, str], tuple[str, str] | None] = {}

    def of(self, framework: Framework, path: str) -> Applied:
        """The version of a framework that reads the file at `path`."""
        wanted = self._settings.versions.get(framework.name)
        if wanted is not None:
            return _applied(framework, wanted, f"set in {self._settings.file or 'the settings'}")
        if len(framework.versions) < 2:
            return Applied(framework.version(None))
        folder = os.path.dirname(os.path.abspath(path))
        for place in dict.fromkeys((folder, project_root(path))):
            pin = self._pin(framework.distribution, place)
            if pin is not None:
                return _applied(framework, pin[0], f"pinned in {pin[1]}")
        return Applied(framework.version(None))

    def _pin(self, distribution: str, folder: str) -> tuple[str, str] | None:
        key = (distribution, folder)
        if key not in self._pins:
            self._pins[key] = _find_pin(distribution, folder)
        return self._pins[key]


def _applied(framework: Framework, wanted: str, how: str) -> Applied:
    schema = framework.version(wanted)
    if schema == wanted or not framework.versions:
        return Applied(schema, how)
    known = sorted(framework.versions, key=version_key)
    if version_key(wanted) < version_key(known[0]):
        return Applied(schema, f"the oldest; {wanted} is {how}")
    if version_key(wanted) > version_key(known[-1]):
        return Applied(schema, f"the newest; {wanted} is {how}")
    return Applied(schema, f"the nearest below {wanted}, which is {how}")


def _find_pin(distribution: str, folder: str) -> tuple[str, str] | None:
    """The version that a file of the folder pins, and the name of that file."""
    word = distribution.encode()
    for name, forms in _candidates(folder):
        source = read_source(os.path.join(folder, name), _LARGEST)
        if isinstance(source, UnreadableFile) or word not in source.data.lower():
            continue
        text = source.data.decode("utf-8", "replace").removeprefix("\ufeff")
        found = {version for form in forms for version in _pins(form, distribution, text)}
        if len(found) == 1:  # two pins hold under different conditions, and which one holds here nobody knows
            return found.pop(), name
    return None


def _candidates(folder: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for pattern, forms in _FORMS:
        for name in names:
            if is_like(name.lower(), pattern):
                yield name, forms


def _pins(form: str, distribution: str, text: str) -> list[str]:
    name = r"[-_.]+".join(re.escape(part) for part in re.split(r"[-_.]+", distribution))
    matches: Callable[[str], list[str]] = re.compile(form.format(name=name), re.IGNORECASE | re.MULTILINE).findall
    return matches(text)

"""A second opinion on an edited YAML text, by another library: ruamel.yaml's round-trip reader, which keeps comments.

Our own reader and editor share one idea of where things stand. ruamel.yaml shares nothing with them: it has to see the
data that the edits ask for, and every comment but those in the stretches that were replaced.
"""

from __future__ import annotations

import io
import warnings
from collections import Counter

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError, YAMLStreamError

from loralint.edit.expected_data import data_after, same
from loralint.edit.record import EditRefused
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from loralint.edit.record import Edit, Patch


def objection(before: bytes, after: bytes, edits: Sequence[Edit], patches: Iterable[Patch]) -> str | None:
    """Why the result of the edits cannot stand; None where ruamel.yaml agrees, or cannot read the file at all.

    The patches are those that lead from `before` to `after`: only comments that they replace may be gone.
    """
    old = _loaded(before)
    if old is None:
        return None
    new = _loaded(after)
    if new is None:
        return "another YAML reader does not take the result"
    try:
        wanted = _plain(old)
        for edit in edits:
            wanted = data_after(wanted, edit)
    except (EditRefused, LookupError, AssertionError):  # it reads the file in another way than the framework does
        return None
    if not same(_plain(new), wanted):
        return "another YAML reader sees other data in the result"
    replaced = b"\n".join(before[patch.start : patch.end] for patch in patches).decode("utf-8", "replace")
    lost = _comments(old) - _comments(new)
    return next((f"the comment {text} would be lost" for text in lost if text not in replaced), None)


def _loaded(data: bytes) -> Any:
    """A file as ruamel.yaml's round-trip reader gives it by the rules of YAML 1.1; None where it does not read it."""
    reader = YAML(typ="rt")
    reader.version = (1, 1)
    reader.allow_duplicate_keys = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reader.load(io.BytesIO(data))
    except (YAMLError, YAMLStreamError, ValueError, RecursionError):
        return None


def _plain(value: Any) -> object:
    """Lists, dicts and scalars without what ruamel.yaml remembers of how they were written."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    # A truth value with an anchor is a class of its own, of whole numbers.
    return bool(value) if type(value).__name__ == "ScalarBoolean" else value


def _comments(value: Any) -> Counter[str]:
    """Every comment that the reader has kept, line by line, wherever it hangs."""
    return Counter(
        line.strip() for token in _tokens(value) for line in token.value.splitlines() if line.strip().startswith("#")
    )


def _tokens(value: Any) -> Iterator[Any]:
    held = getattr(value, "ca", None)
    if held is not None:
        yield from _flat([held.comment, held.end, list(held.items.values())])
    if isinstance(value, dict):
        for item in value.values():
            yield from _tokens(item)
    elif isinstance(value, list):
        for item in value:
            yield from _tokens(item)


def _flat(held: Any) -> Iterator[Any]:
    if isinstance(held, (list, tuple)):
        for inner in held:
            yield from _flat(inner)
    elif hasattr(held, "value"):
        yield held

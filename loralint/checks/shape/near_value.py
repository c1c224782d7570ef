"""The listed value that was meant by one that is not listed."""

from __future__ import annotations

from loralint.checks.shape.suggestion import replaces_a_letter
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.nearest import is_certain, nearest
from loralint.words.values import literal

if TYPE_CHECKING:
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Safety

_LONG = 8
"""Letters of a name of which one may be replaced without making it another name."""
_SHORT = 4
"""Letters of a name that is no slip for one with another letter: `drpo` and `dapo` are two losses."""

_ONE_IN = 3
"""At most one letter in so many is a slip: `LTX_2` is none for `FLUX_2`."""


def meant_value(value: object, shape: Shape) -> tuple[object, Safety] | None:
    """The value and how sure it is: another spelling that people use, else a name that is spelt alike."""
    placeholder = meant_placeholder(value, shape)
    spelling = other_spelling(value, shape) if placeholder is None else (placeholder, "safe")
    values = listed_values(shape)
    return spelling if spelling is not None or longer_names(value, values) else _near_value(value, values)


def meant_placeholder(value: object, shape: Shape) -> str | None:
    """The placeholder that is written in another case: `auto` for `Auto`, where the run fills it in."""
    taken = (text for text in shape.schema.get("x-placeholder", ()) if isinstance(value, str))
    return next((text for text in taken if text.lower() == str(value).lower()), None)


def listed_values(shape: Shape) -> list[object]:
    """Every value that one of the alternatives lists."""
    values: list[object] = []
    for branch in shape.branches():
        values += branch.schema.get("enum") or ([branch.schema["const"]] if "const" in branch.schema else [])
    return values


def longer_names(value: object, values: list[object]) -> list[object]:
    """Names of which this one is the beginning: `adamw` is short for several, and not a slip for `adamc`."""
    if not isinstance(value, str) or not value:
        return []
    names = [name for name in values if isinstance(name, str)]
    if not any(name.lower().startswith(f"{value.lower()}_") for name in names):
        return []
    return [name for name in names if name.lower().startswith(value.lower())]


def _near_value(value: object, values: list[object]) -> tuple[object, Safety] | None:
    if not isinstance(value, str):
        return None
    found = nearest(value, [text for text in values if isinstance(text, str)])
    if not found:
        return None
    best = found[0][1]
    if found[0][0] * _ONE_IN > len(value):
        return None
    # One replaced letter makes another name of a short one; a letter too many or too few seldom does.
    other = found[0][0] == 1 and len(value) < _LONG and replaces_a_letter(value, best)
    if other and len(value) <= _SHORT:
        return None
    return best, "safe" if is_certain(value, found) and not other else "unsafe"


def other_spelling(value: object, shape: Shape) -> tuple[object, Safety] | None:
    """A spelling that people use for one of the values: the same thing (`x-same`) or a good guess (`x-near`)."""
    for word, safety in (("x-same", "safe"), ("x-near", "unsafe")):
        for branch in shape.branches():
            for written, right in (branch.schema.get(word) or {}).items():
                if written.lower() == literal(value).lower():
                    return right, "safe" if safety == "safe" else "unsafe"
    return None

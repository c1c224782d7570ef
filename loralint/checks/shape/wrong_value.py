"""A value of a wrong type, outside the allowed values, or outside its range."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.checks.shape.fitting import counts_as_true
from loralint.checks.shape.member import removal
from loralint.checks.shape.near_value import listed_values, longer_names, meant_value, other_spelling
from loralint.checks.shape.ranges import range_words
from loralint.checks.shape.right_type import in_right_type
from loralint.checks.shape.unfilled import filled_in
from loralint.checks.shape.usable_value import usable_value
from loralint.checks.shape.without import without_key
from loralint.config.config import is_template
from loralint.config.loaders.loader import WRONG, kind_of
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.syntax.keypath import parse_path
from loralint.syntax.node import Scalar
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import listed, literal, shorten, type_words, value_words

if TYPE_CHECKING:
    from typing import Any

    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Consequence, Safety
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Node

_TOO_MANY = 100
"""Of so many choices the first few help nobody."""
_STAND_IN = lazy_pattern(r"<[^<>]+>|__[A-Z0-9_]+__|\$[A-Z_]+|%[A-Z_]+%|@[A-Z_]+@")
_CONSEQUENCES: dict[str, Consequence] = {"refused": "refused", "crash": "crash", "default": "ignored"}


def wrong_value(config: Config, node: Node, data: object, shape: Shape, path: Path) -> Finding | None:
    """The finding for a value that does not fit, None where it fits or where it does no harm."""
    if is_template(data) or (isinstance(data, str) and data in shape.schema.get("x-placeholder", ())):
        return None
    value = shape.read(data)
    types = shape.types()
    if counts_as_true(data, shape, types):
        message = f'`{config.shown(path)}` is the text "{data}", and any text counts as true'
        fix = _set(config, path, False, "unsafe")
        return _finding(config, node, path, "truthy-text", "harm", message, None, fix)
    if value is WRONG:
        return _wrong_type(config, node, data, shape, path)
    if not shape.allows_any(value):
        return _not_listed(config, node, value, shape, path)
    return _out_of_range(config, node, value, shape, path)


def _finding(
    config: Config,
    node: Node,
    path: Path,
    rule: str,
    consequence: Consequence,
    message: str,
    label: str | None,
    *fixes: Fix | None,
) -> Finding:
    given = tuple(fix for fix in fixes if fix is not None)
    return Finding(
        rule,
        consequence,
        message,
        config.file_path(path),
        node.start,
        node.end,
        label,
        given,
        depends_on_form=True,
        uncertain=(config.file_path(path),),
    )


def is_stand_in(data: object, path: Path) -> bool:
    """Is it a word that some program replaces before the file is read: `lora_r: LORA_R`, `<rank>`, `__RANK__`?"""
    if not isinstance(data, str):
        return False
    return data == str(path[-1] if path else "").upper() or _STAND_IN.fullmatch(data) is not None


def _wrong_type(config: Config, node: Node, data: object, shape: Shape, path: Path) -> Finding | None:
    stops = shape.loader.stops_at(data, shape.types())
    consequence = "refused" if stops else _CONSEQUENCES.get(shape.alternative_for(data).wrong)
    if consequence is None:
        return None
    if is_stand_in(data, path) and not {"string", "array", "object"} & set(shape.types()):
        return None
    if isinstance(data, str) and listed_values(shape):
        return _not_listed(config, node, data, shape, path)
    if data is None and node.start == node.end and consequence != "ignored":
        message = f"`{config.shown(path)}` is left blank, and must be {type_words(shape.types())}"
        return _finding(config, node, path, "missing-key", consequence, message, None)
    message = f"`{config.shown(path)}` must be {type_words(shape.types())}, not {_kind_words(config, node, data)}"
    spoiler = shape.spoiler(data)
    if spoiler is not None:
        item: Any = data[spoiler]  # type: ignore[index]
        message = (
            f"all of `{config.shown(path)}` has no effect: "
            f"`{config.shown((*path, spoiler))}` must be a mapping, not {value_words(item)}"
        )
    meant = in_right_type(data, shape)
    applies_anyway = consequence == "ignored" and isinstance(meant, dict) and _are_defaults(shape, meant)
    is_cut = isinstance(data, float) and meant != data
    is_filled = isinstance(meant, dict) and len(meant) > 1
    safety: Safety = "unsafe" if is_cut or is_filled or _may_be_of_old_version(config, path) else "safe"
    fix = _nothing(config, path, data, shape) if meant is WRONG else _set(config, path, meant, safety)
    spelling = other_spelling(data, shape) if fix is None else None
    if spelling is not None:
        fix = _set(config, path, *spelling)._replace(is_guess=True)
    fix = fix or _usable(config, path, data, shape, consequence)
    values = listed_values(shape)
    label = _choice(values, shape) if values else _label(consequence, shape)
    finding = _finding(config, node, path, "wrong-type", consequence, message, label, fix)
    return finding._replace(severity="info") if applies_anyway else finding


def _may_be_of_old_version(config: Config, path: Path) -> bool:
    """Is it a key that the loader rewrites in old files, where the file says no version and has signs of the first?

    Then what stands there may be right in that version: `"optimizer": "ADAMW"` in OneTrainer's files of version 0.
    """
    schema = config.shape.schema
    key, rewritten = schema.get("x-version-key"), schema.get("x-migrations") or {}
    signs = schema.get("x-version-zero") or ()
    if key is None or config.is_written((key,)) or not any(config.is_written((sign,)) for sign in signs):
        return False
    return any(path == parse_path(place) for places in rewritten.values() for place in places)


def _kind_words(config: Config, node: Node, data: object) -> str:
    """What stands there: `true`, "the text "a"", or a word that YAML reads as true or false, such as `no`."""
    written = config.document.text[node.start : node.end]
    if isinstance(data, bool) and isinstance(node, Scalar) and written.lower() not in ("true", "false", ""):
        return f"`{written}`, which YAML reads as {literal(data)}"
    return value_words(data)


def _are_defaults(shape: Shape, section: dict[str, object]) -> bool:
    """Does a section say only what holds without it?"""
    keys = [(shape.child(name, section), value) for name, value in section.items()]
    return all(key is not None and key.default() == value for key, value in keys)


def _not_listed(config: Config, node: Node, value: object, shape: Shape, path: Path) -> Finding | None:
    consequence = _CONSEQUENCES.get(shape.alternative_for(value).wrong)
    if consequence is None:
        return None
    values = listed_values(shape)
    instead = _default_words(shape) if consequence == "ignored" else ""
    message = f"`{config.shown(path)}` cannot be {_as_written(config, node, value)}{instead and f':{instead}'}"
    meant = meant_value(value, shape)
    nothing = _nothing(config, path, value, shape)
    if meant is None and nothing is not None:
        label = "`null` is written without quotes" if nothing.safety == "safe" else _choice(values, shape)
        return _finding(config, node, path, "wrong-value", consequence, message, label, nothing)
    if meant is None:
        longer = longer_names(value, values)
        label = f"names that begin so: {listed(longer)}" if longer else _choice(values, shape)
        left_out = _left_out(config, shape, values, path) or _usable(config, path, value, shape, consequence)
        return _finding(config, node, path, "wrong-value", consequence, message, label, left_out)
    is_default = consequence == "ignored" and shape.schema.get("default") == meant[0]
    label = f"did you mean `{literal(meant[0])}`?" + (" that is also the default" if is_default else "")
    fix = _set(config, path, *meant)._replace(is_guess=True)
    finding = _finding(config, node, path, "wrong-value", consequence, message, label, fix)
    applies_anyway = is_default and meant[1] == "safe"
    return finding._replace(severity="info") if applies_anyway else finding


def _nothing(config: Config, path: Path, data: object, shape: Shape) -> Fix | None:
    """Null in place of a word or a false that asks for nothing, where nothing is what applies without the key."""
    is_word = isinstance(data, str) and data.lower() in ("none", "null")
    if not (is_word or data is False) or "null" not in shape.types() or shape.schema.get("x-null-means") is not None:
        return None
    return _set(config, path, None, "safe" if is_word else "unsafe") if shape.default() is None else None


def _left_out(config: Config, shape: Shape, values: list[object], path: Path) -> Fix | None:
    """The fix that takes the key out where its only value is what applies without it."""
    only = [value for value in values if value is not None]
    if len(only) != 1 or only[0] not in (shape.schema.get("default"), shape.schema.get("x-null-means")):
        return None
    return removal(config, path, f": `{literal(only[0])}` is what applies")


def _as_written(config: Config, node: Node, value: object) -> str:
    """The value as the user wrote it, quotes included."""
    written = config.document.text[node.start : node.end]
    return shorten(written) if isinstance(node, Scalar) and written else literal(value)


def _choice(values: list[object], shape: Shape) -> str:
    """Which values are taken: those that are listed, and `true` and `false` where another alternative takes them."""
    told = [value for value in values if value not in (None, "")]
    if "boolean" in shape.types() and not any(isinstance(value, bool) for value in told):
        told += [True, False]
    told = [*(word for branch in shape.branches() for word in branch.schema.get("x-placeholder", ())), *told]
    if len(told) > _TOO_MANY:
        return f"it is none of the {len(told)} that are known"
    return f"it must be {listed(told)}" if len(told) == 1 else f"it is one of {listed(told)}"


def _out_of_range(config: Config, node: Node, value: object, shape: Shape, path: Path) -> Finding | None:
    chosen = shape.alternative_for(value)
    consequence = _CONSEQUENCES.get(chosen.schema.get("x-range", chosen.wrong))
    told = range_words(value, chosen.schema)
    if consequence is None or told is None:
        return None
    message = (
        f"`{config.shown(path)}` must be {told}, not {literal(value) if kind_of(value) != 'array' else 'this list'}"
    )
    off = value in (0, False) and not isinstance(value, str)
    meant = meant_value(value, shape)
    fix = _nothing(config, path, False, shape) if off else None
    if fix is None and meant is not None:
        fix = _set(config, path, *meant)
    fix = fix or _usable(config, path, value, shape, consequence)
    return _finding(config, node, path, "out-of-range", consequence, message, None, fix)


def _usable(config: Config, path: Path, data: object, shape: Shape, consequence: Consequence) -> Fix | None:
    """A value with which the run does not stop, for somebody to decide about."""
    if consequence not in ("refused", "crash"):
        return None
    value, is_default = usable_value(data, shape)
    word = filled_in(config, path) if is_default or value is WRONG else None
    if word is not None:
        told = f'set `{config.shown(path)}` to "{word}", which is filled in like the others'
        return _set(config, path, word, "unsafe")._replace(description=told, is_guess=True)
    if value is WRONG:
        return without_key(config, path)
    fix = _set(config, path, value, "unsafe")._replace(is_guess=True)
    return fix._replace(description=f"{fix.description}, the default") if is_default else fix


def _label(consequence: Consequence, shape: Shape) -> str | None:
    return _default_words(shape).strip() or None if consequence == "ignored" else None


def _default_words(shape: Shape) -> str:
    if "default" not in shape.schema:
        return ""
    default = shape.schema["default"]
    if isinstance(default, dict):
        return " its defaults are used instead"
    if default == []:
        return " an empty list is used instead"
    return f" `{literal(default)}` is used instead"


def _set(config: Config, path: Path, value: object, safety: Safety) -> Fix:
    edit = Edit(config.path, "set", config.file_path(path), value)
    return Fix("set", safety, f"set `{config.shown(path)}` to `{literal(value)}`", (edit,))

"""A key that the framework knows but does not read in this file."""

from __future__ import annotations

from loralint.config.functions import loads_plugin
from loralint.config.scope import native_scope
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.expressions.evaluate import truth
from loralint.syntax.data import to_python
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.checks.finding import Finding
    from loralint.checks.shape.member import Member
    from loralint.config.shape import Shape

_NO_EFFECT = ", which has no effect"


def inactive_key(member: Member, shape: Shape) -> Finding | None:
    """Judge a key with `x-plugin` or `x-applies-if`; what cannot be known is active."""
    value = to_python(member.entry.value)
    if value is None:
        return None
    plugins = shape.schema.get("x-plugin")
    if plugins and value is False:
        return None
    if plugins and _lacks_plugin(member, plugins):
        return _plugin_finding(member, plugins, shape.schema.get("x-plugin-else"))
    condition = shape.schema.get("x-applies-if")
    if condition is None or truth(condition, native_scope(member.config)) is not False:
        return None
    is_default = value == shape.schema.get("default")
    inactive = member.config.shape.schema.get("x-inactive")
    if inactive is not None and is_default:
        return None
    why = shape.schema.get("x-applies-note")
    finding = member.finding(
        "inactive-key",
        "ignored",
        f"`{member.config.shown(member.path)}` has no effect here" + (f": {why}" if why else ""),
        None,
        # A whole section is often inactive only because the key that chooses it is misspelt; and what a program writes
        # into every file stays.
        () if inactive == "written" or isinstance(value, (dict, list)) else (member.removal(_NO_EFFECT),),
    )
    if shape.schema.get("x-inactive") == "asked" and value is True and not _holds_every_key(member):
        return finding
    asks_for_nothing = is_default or _is_off(value)
    return finding._replace(severity="info") if inactive is not None or asks_for_nothing else finding


def _holds_every_key(member: Member) -> bool:
    """Did a program write the section with all its keys, of which a person sees and sets those that are read?"""
    return 2 * len(member.data) > len(member.shape.members(member.data))


def _is_off(value: object) -> bool:
    """Is it false, 0 or empty, or a section in which everything is?"""
    return all(map(_is_off, value.values())) if isinstance(value, dict) else not value


def _lacks_plugin(member: Member, plugins: list[str]) -> bool:
    return all(loads_plugin(member.config, plugin) is False for plugin in plugins)


def _plugin_finding(member: Member, plugins: list[str], otherwise: str | None) -> Finding:
    config = member.config
    name = member.config.shown(member.path)
    assert config.framework.extension is not None
    key = config.framework.extension.key
    listed = config.written((key,))
    edit = (
        Edit(config.path, "insert", config.file_path((key,)), plugins[0])
        if isinstance(listed, list)
        else Edit(config.path, "set", config.file_path((key,)), [plugins[0]])
    )
    finding = member.finding(
        "missing-plugin",
        "ignored",
        f"`{name}` has no effect on the training: its plugin is not listed in `{key}`"
        + (f"; {otherwise}" if otherwise else ""),
        f"needs `{plugins[0]}`",
        (Fix("add-plugin", "unsafe", f"add `{plugins[0]}` to `{key}`", (edit,)),),
    )
    return finding._replace(severity="info") if otherwise else finding

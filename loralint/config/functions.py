"""The functions of rules that look something up: what a model is, which plugins a config loads, who fills it in."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from loralint.expressions.unknown import UNKNOWN
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from loralint.config.config import Config

_KNOWING = ("families", "modules", "adapters", "layer_classes")
"""The modules that know something of models, by how often a file needs them."""


def function_of(name: str, config: Config) -> Callable[..., object]:
    """The function of a name of `expressions.functions.OF_SCOPE`, for one config."""
    if name == "is_filled_in":
        return lambda: holds_placeholder(config)
    if name == "plugin":
        return lambda plugin: loads_plugin(config, plugin)
    return _known_function(name)


@cache
def _known_function(name: str) -> Callable[..., object]:
    """What one of the modules calls so; those before it are loaded."""
    holders = (import_module(f"loralint.knowledge.{holder}") for holder in _KNOWING)
    function: Callable[..., object] = next(getattr(holder, name) for holder in holders if hasattr(holder, name))
    return function


def holds_placeholder(config: Config) -> bool:
    """Is there one of the placeholders of `x-unfilled`, such as "auto", anywhere in the config?"""
    mark = config.shape.schema.get("x-unfilled")
    return mark is not None and _holds(config.data, mark["values"])


def _holds(data: object, values: list[str]) -> bool:
    if isinstance(data, dict):
        return any(_holds(inner, values) for inner in data.values())
    return isinstance(data, str) and data in values


def loads_plugin(config: Config, plugin: object) -> object:
    """Does the config load a plugin of this class, such as "LigerPlugin"? By the framework's `extension` key.

    A package may offer a plugin under a shorter path as well: the class is what counts.
    """
    extension = config.framework.extension
    if extension is None:
        return False
    listed = config.value((extension.key,))
    if listed is UNKNOWN:
        return UNKNOWN
    return isinstance(listed, list) and any(plugin_class(item) == plugin_class(plugin) for item in listed)


def plugin_class(path: object) -> str:
    """The class that a plugin's path ends with: `axolotl.integrations.liger.LigerPlugin` gives "LigerPlugin"."""
    return str(path).replace(":", ".").rsplit(".", 1)[-1]

"""What names mean to each rule that looks at a config, and which of the rules need not look at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from loralint.config.config import Config
from loralint.config.facts import facts
from loralint.config.scope import ConfigScope, FilePlace, ModelPlace, TableRow
from loralint.expressions import UNKNOWN, evaluate
from loralint.knowledge.guards import guards_of
from loralint.knowledge.rules import Rule, rules_of
from loralint.settings.keys import HARDWARE

_UNKNOWN_HARDWARE = dict.fromkeys(HARDWARE, UNKNOWN)
"""What no file says and nobody has stated."""


class Surroundings(NamedTuple):
    """What rules may know beside the config: rule options by rule name, and the hardware as the user states it."""

    options: dict[str, dict[str, object]]
    hardware: dict[str, object]


class Scopes:
    """What names mean to the rules that look at one config."""

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        self._config = config
        self._common = _common_names(config, surroundings)
        self._given_options = surroundings.options

    def of(self, rule: Rule) -> ConfigScope:
        """What names mean to one rule."""
        names = {**self._common, "option": self._options(rule)}
        scope = ConfigScope(self._config, rule.let, names, concepts=rule.framework == "any")
        names.update((name, _table(table, scope)) for name, table in rule.tables.items())
        return scope

    def spared(self) -> Collection[int]:
        """The identities of the rules whose condition does not hold.

        Where that cannot be worked out there are none: each rule is then looked at by itself, and tells its fault.
        """
        try:
            return self._spared()
        except Exception:
            return ()

    def _spared(self) -> Collection[int]:
        framework = self._config.framework.name
        rules = {rule.name: rule for rule in rules_of(framework)}
        guards = guards_of(framework)
        native, shared = (ConfigScope(self._config, {}, self._common, concepts) for concepts in (False, True))
        scopes = _Each(lambda name: self.of(rules[name]))
        options = _Each(lambda name: self._options(rules[name]))
        lets = _Each(lambda function: function(*given))
        seen = (*facts(native), *facts(shared))
        given = (*seen, lets, lambda name, expr: evaluate(expr, scopes[name]), options, native.function)
        firing: set[str] = guards["fire"](*given)
        return {id(rules[name]) for name in guards["guarded"] - firing}

    def _options(self, rule: Rule) -> Mapping[str, object]:
        return {**rule.options, **self._given_options.get(rule.name, {})}


class _Each(dict[Any, Any]):
    """What is made for each key when it is first asked for: a rule's name, or the function of a `let` value."""

    def __init__(self, make: Callable[[Any], object]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: object) -> object:
        made = self[key] = self._make(key)
        return made


def _common_names(config: Config, surroundings: Surroundings) -> dict[str, object]:
    return {
        "hardware": {**_UNKNOWN_HARDWARE, **surroundings.hardware},
        "framework": config.framework.name,
        "file": FilePlace(config.reading),
        "model": ModelPlace(config),
        "sets": config.framework.sets,
        "tables": config.shape.schema.get("x-tables", {}),
    }


def _table(table: dict[str, Any], scope: ConfigScope) -> object:
    """A rule's table as its expressions see it: a mapping of values, or a list of rows."""
    return table["values"] if "values" in table else [TableRow(row, scope) for row in table["rows"]]

"""What names mean to each rule that looks at a config, and which of the rules need not look at all."""

from __future__ import annotations

from loralint.config.facts import facts
from loralint.config.scope import ConfigScope, FilePlace, ModelPlace, TableRow
from loralint.expressions.evaluate import evaluate
from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.guards import guards_of
from loralint.knowledge.rules import rules_of
from loralint.settings.keys import HARDWARE
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from loralint.config.config import Config
    from loralint.knowledge.rules import Rule, Rules

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

    def firing(self, rules: Rules) -> Collection[str]:
        """The names of the rules whose condition may hold.

        Where that cannot be worked out they are all: each rule is then looked at by itself, and tells its fault.
        """
        strange = rules.names - rules_of(self._config.framework.name).names
        try:
            return self._guarded() | strange
        except Exception:
            return rules.names

    def _guarded(self) -> set[str]:
        """The rules of the framework whose guard lets them look at the config."""
        framework = self._config.framework.name
        rules = rules_of(framework)
        guards = guards_of(framework)
        native, shared = (ConfigScope(self._config, {}, self._common, concepts) for concepts in (False, True))
        scopes = _Each(lambda name: self.of(rules.named(name)))
        options = _Each(lambda name: self._options(rules.named(name)))
        lets = _Lets()
        seen = (*facts(native), *facts(shared))
        lets.given = given = (*seen, lets, lambda name, expr: evaluate(expr, scopes[name]), options, native.function)
        firing: set[str] = guards["fire"](*given)
        return firing

    def _options(self, rule: Rule) -> Mapping[str, object]:
        return {**rule.options, **self._given_options.get(rule.name, {})}


class _Lets(dict["Callable[..., object]", object]):
    """The `let` values of a config by their functions, each worked out when it is first asked for."""

    given: tuple[Any, ...] = ()

    def __missing__(self, function: Callable[..., object]) -> object:
        value = self[function] = function(*self.given)
        return value


class _Each(dict["Any", "Any"]):
    """What is made for each key, such as a rule's name, when it is first asked for."""

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

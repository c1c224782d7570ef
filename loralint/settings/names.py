"""Names that settings speak of (rules, codes, tags, frameworks), and what is said of those that mean nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from loralint.settings.record import Settings
from loralint.words.nearest import did_you_mean


class Names(NamedTuple):
    """What the settings may speak of: everything `select` takes, rule by name or code, options by rule."""

    selectable: Collection[str]
    rules: Mapping[str, str]
    options: Mapping[str, Collection[str]]
    frameworks: Collection[str]


def name_problems(settings: Settings, names: Names) -> list[str]:
    """Names that mean nothing: they would silently do nothing, so they are told."""
    where = f"{settings.file}: " if settings.file else ""
    problems = [
        f"{where}{key}: there is no rule, code, tag or framework {name}{did_you_mean(name, names.selectable)}"
        for key, given in (
            ("select", settings.select),
            ("ignore", settings.ignore),
            *((f"per-file-ignores {glob}", found) for glob, found in settings.per_file_ignores.items()),
        )
        for name in given
        if name not in names.selectable
    ]
    frameworks = (("framework", settings.framework), *(("versions", name) for name in settings.versions))
    problems += [
        f"{where}{key}: there is no framework {name}{did_you_mean(name, names.frameworks)}"
        for key, name in frameworks
        if name is not None and name not in names.frameworks
    ]
    for rule, options in settings.rules.items():
        if rule not in names.rules:
            problems.append(f"{where}rules: there is no rule {rule}{did_you_mean(rule, names.rules)}")
            continue
        allowed = names.options.get(names.rules[rule], ())
        problems += [
            f"{where}rules.{rule}: there is no option {option}{did_you_mean(option, allowed)}"
            for option in options
            if option not in allowed
        ]
    return problems


def by_rule_name(settings: Settings, names: Names) -> Settings:
    """The same settings, with the options of rules under the rules' names where they were under codes."""
    rules: dict[str, dict[str, object]] = {}
    for rule, options in settings.rules.items():
        rules.setdefault(names.rules.get(rule, rule), {}).update(options)
    return settings._replace(rules=rules)

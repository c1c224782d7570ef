"""Names that settings speak of (rules, codes, tags, frameworks), and what is said of those that mean nothing."""

from __future__ import annotations

from loralint.words.light_typing import TYPE_CHECKING, NamedTuple
from loralint.words.nearest import did_you_mean
from loralint.words.values import either

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from loralint.settings.record import Settings


class Names(NamedTuple):
    """What the settings may speak of: everything `select` takes, rule by name or code, options by rule."""

    selectable: Collection[str]
    rules: Mapping[str, str]
    options: Mapping[str, Collection[str]]
    frameworks: Collection[str]
    renamed: Mapping[str, Sequence[str]] = {}
    """The present names of rules by their former names and codes."""
    classes: Collection[str] = ()
    """What holds a framework's arguments, such as "DPOConfig"."""


def with_present_names(settings: Settings, names: Names) -> Settings:
    """The settings with rules under their present names, where they were under former ones."""
    return settings._replace(
        select=_present(settings.select, names),
        ignore=_present(settings.ignore, names),
        per_file_ignores={glob: _present(found, names) for glob, found in settings.per_file_ignores.items()},
        rules={_present([rule], names)[0]: options for rule, options in settings.rules.items()},
    )


def _present(given: Iterable[str], names: Names) -> tuple[str, ...]:
    return tuple(dict.fromkeys(now for name in given for now in names.renamed.get(name, (name,))))


def former_names(settings: Settings, names: Names) -> list[str]:
    """A sentence for each name in the settings that a rule no longer has."""
    given = [*settings.select, *settings.ignore, *settings.rules]
    given += [name for found in settings.per_file_ignores.values() for name in found]
    return renaming_words(given, names.renamed)


def renaming_words(given: Iterable[str], renamed: Mapping[str, Sequence[str]]) -> list[str]:
    """`pair-clipping is now called pair-number`, for each former name that no rule has any more."""
    old = [name for name in dict.fromkeys(given) if name in renamed and name not in renamed[name]]
    return [f"{name} is now called {' and '.join(renamed[name])}" for name in old]


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
        f"{where}{key}: {no_framework(name, names.frameworks)}"
        for key, name in frameworks
        if name is not None and name not in names.frameworks
    ]
    readers = (*names.frameworks, *names.classes)
    problems += [
        f"{where}per-file-framework {glob}: {no_framework(reader, readers)}"
        for glob, reader in settings.per_file_framework.items()
        if reader not in readers
    ]
    for rule, options in settings.rules.items():
        if rule not in names.rules:
            problems.append(f"{where}rules: there is no rule {rule}{did_you_mean(rule, names.rules)}")
            continue
        allowed = names.options.get(names.rules[rule], ())
        problems += [
            f"{where}rules.{rule}: {_no_option(option, allowed)}" for option in options if option not in allowed
        ]
    return problems


def _no_option(name: str, known: Collection[str]) -> str:
    has = f"; the rule has {' and '.join(sorted(known))}" if known else "; the rule has no options"
    return f"there is no option {name}{did_you_mean(name, known) or has}"


def no_framework(name: str, known: Collection[str]) -> str:
    """`there is no framework pfet; did you mean peft?`, or all that there are where none is near."""
    return f"there is no framework {name}{did_you_mean(name, known) or f'; write {either(sorted(known))}'}"


def by_rule_name(settings: Settings, names: Names) -> Settings:
    """The same settings, with the options of rules under the rules' names where they were under codes."""
    rules: dict[str, dict[str, object]] = {}
    for rule, options in settings.rules.items():
        rules.setdefault(names.rules.get(rule, rule), {}).update(options)
    return settings._replace(rules=rules)

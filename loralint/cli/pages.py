"""The commands that only tell: explain, rules, detect, and --version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loralint.cli.failure import OK, USAGE, UsageError
from loralint.cli.output import wants_colour, write

if TYPE_CHECKING:
    from loralint.cli.options import Options


def run_page(options: Options) -> int:
    """Print what was asked for; the exit code."""
    commands = {"explain": run_explain, "rules": run_rules, "detect": run_detect, "version": run_version}
    return commands[options.command](options)


def run_explain(options: Options) -> int:
    """The page of a rule; of a key where no rule has the name."""
    from loralint.cli.knowledge import rule_docs, titles
    from loralint.report.pages import key_page, rule_page

    _known_framework(options.framework)
    word = options.word or ""
    colour = wants_colour(options.no_color)
    pages = [rule_page(rule, titles(), colour) for rule in rule_docs(word, options.framework)]
    if not pages:
        from loralint.cli.keys import key_docs

        keys = key_docs(word, options.framework)
        pages = [key_page(key, titles(), colour) for key in keys]
    if not pages:
        raise UsageError([f"there is no rule and no key {word}{_nearest(word, options.framework)}"])
    write("\n\n".join(pages))
    return OK


def run_rules(options: Options) -> int:
    """The catalogue."""
    from loralint.cli.knowledge import rule_docs
    from loralint.report.pages import rules_page

    _known_framework(options.framework)
    write(rules_page(rule_docs(None, options.framework), wants_colour(options.no_color)))
    return OK


def run_detect(options: Options) -> int:
    """Which framework reads each file."""
    from loralint.cli.configure import files_for, settings_for
    from loralint.cli.knowledge import detect
    from loralint.report.pages import detection_page

    settings = settings_for(options)
    found = [detect(source, settings) for source in files_for(options, settings).sources]
    write(detection_page(found, wants_colour(options.no_color)))
    return OK if found and all(one.framework for one in found) else USAGE


def run_version(options: Options) -> int:  # noqa: ARG001 - every command takes them
    """The versions of loralint and of the schemas."""
    from loralint import __version__
    from loralint.cli.knowledge import frameworks
    from loralint.report.pages import version_page

    write(version_page(__version__, frameworks()))
    return OK


def _known_framework(name: str | None) -> None:
    if name is None:
        return
    from loralint.knowledge.frameworks import framework_names
    from loralint.words.nearest import did_you_mean

    if name not in framework_names():
        raise UsageError([f"--framework: there is no framework {name}{did_you_mean(name, framework_names())}"])


def _nearest(word: str, framework: str | None) -> str:
    """What may have been meant: a rule whose name is alike, or keys."""
    from loralint.cli.keys import nearest_keys
    from loralint.cli.knowledge import names
    from loralint.words.nearest import nearest
    from loralint.words.values import either

    rules = [rule for _, rule in nearest(word, dict.fromkeys(names().rules.values()))]
    near = rules[:1] or nearest_keys(word, framework)
    return f"; did you mean {either(near)}?" if near else ""

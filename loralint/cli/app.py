"""The command line as a typer app, built from the table of options. Only this module imports typer.

`parse` is all that the rest knows of it: arguments in, Options out.
"""

from __future__ import annotations

import inspect
import os
from typing import Optional

import typer

from loralint.cli.failure import USAGE
from loralint.cli.options import COMMANDS, Options, build, options_of
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import Any

    from loralint.cli.options import Option

# Optional, because typer knows `list[str] | None` only since 0.12.4.
_TYPES: dict[str, Any] = {"flag": bool, "text": Optional[str], "texts": Optional[list[str]]}  # noqa: UP045


_COMPLETING = "_LORALINT_COMPLETE"
"""The variable by which a shell asks for completions."""


def parse(arguments: Sequence[str]) -> Options:
    """Read the arguments. Raises SystemExit where help was asked for (0) or the usage is wrong (2)."""
    found: list[Options] = []
    try:
        make_app(found.append)(args=list(arguments) or ["--help"], prog_name="loralint")
    except SystemExit as stop:
        if not found:
            # Nothing at all is answered with the help, but it is no way to use the tool; a shell asks so.
            raise SystemExit(stop.code if arguments or _COMPLETING in os.environ else USAGE) from None
    return found[0]


def make_app(take: Callable[[Options], None]) -> typer.Typer:
    """The app; every command does nothing but hand its Options to `take`."""
    app = typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help="Find and repair what goes wrong in the configuration files of LoRA fine-tuning.",
    )
    for name, words in COMMANDS.items():
        app.command(name, help=words)(_command(name, take))

    @app.callback(invoke_without_command=True)
    def root(version: bool = typer.Option(False, "--version", help="Print the versions and exit.")) -> None:
        if version:
            take(Options("version"))
            raise typer.Exit

    return app


def _command(name: str, take: Callable[[Options], None]) -> Callable[..., None]:
    def command(**given: object) -> None:
        take(build(name, given))

    parameters = [
        inspect.Parameter(
            option.name, inspect.Parameter.KEYWORD_ONLY, default=_parameter(option), annotation=_annotation(option)
        )
        for option in options_of(name)
    ]
    # typer reads a command's options from its signature: this is the signature that the table describes.
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command


def _annotation(option: Option) -> Any:
    if option.required:
        return str if option.kind == "text" else list[str]
    return _TYPES[option.kind]


def _parameter(option: Option) -> Any:
    if option.is_argument:
        default = ... if option.required else None
        return typer.Argument(
            default, help=option.help, metavar=option.metavar, show_default=False, autocompletion=_completion(option)
        )
    if option.kind == "flag":
        return typer.Option(False, *option.flags, help=option.help)
    metavar = option.metavar or "|".join(option.choices)
    return typer.Option(None, *option.flags, help=option.help, metavar=metavar, autocompletion=_completion(option))


def _completion(option: Option) -> Callable[[str], list[str]] | None:
    """What a shell offers for an option; where nothing is known, it offers files."""
    if not option.choices and option.name not in _NAMES:
        return None

    def complete(incomplete: str) -> list[str]:
        before = incomplete[: incomplete.rfind(",") + 1] if option.commas else ""
        return [before + word for word in sorted(option.choices or _NAMES[option.name]())]

    return complete


def _rule_words() -> Collection[str]:
    from loralint.knowledge.rules import known_words

    return known_words()


def _frameworks() -> Collection[str]:
    from loralint.knowledge.frameworks import framework_names

    return framework_names()


_NAMES: dict[str, Callable[[], Collection[str]]] = {
    "select": _rule_words,
    "ignore": _rule_words,
    "word": _rule_words,
    "framework": _frameworks,
}
"""The names that may stand after an option, by its field."""

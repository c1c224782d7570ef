"""The usual command lines, read straight from the table of options.

Loading typer costs several times what checking a file does. Whatever is not plain here (help, a mistake, `--`) is left
to typer, which reads the same table and says what is wrong.
"""

from __future__ import annotations

from loralint.cli.options import COMMANDS, build, options_of
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loralint.cli.options import Option, Options


def parse_plain(arguments: Sequence[str]) -> Options | None:
    """The Options of a command line that holds nothing unusual; None leaves it to the full parser."""
    if not arguments or arguments[0] not in COMMANDS:
        return None
    command, *rest = arguments
    known = {flag: option for option in options_of(command) for flag in option.flags}
    given: dict[str, object] = {}
    places: list[str] = []
    words = iter(rest)
    for word in words:
        if word == "-" or not word.startswith("-"):
            places.append(word)
            continue
        flag, separator, value = word.partition("=")
        option = known.get(flag)
        if option is None or (option.kind == "flag" and separator):
            return None
        if option.kind != "flag" and not separator:
            value = next(words, "-")
            if value.startswith("-"):
                return None
        _store(given, option, value)
    return build(command, given) if _place(command, given, places) else None


def _store(given: dict[str, object], option: Option, value: str) -> None:
    if option.kind == "flag":
        given[option.name] = True
    elif option.kind == "text":
        given[option.name] = value
    else:
        earlier = given.get(option.name)
        given[option.name] = [*(earlier if isinstance(earlier, list) else []), value]


def _place(command: str, given: dict[str, object], places: list[str]) -> bool:
    """Put the arguments without a flag where they belong; False where there are too few or too many."""
    for option in options_of(command):
        if option.is_argument and (places or not option.required):
            single = option.kind == "text"
            given[option.name] = places.pop(0) if single else places
            places = places if single else []
        elif option.is_argument:
            return False
    return not places

"""The one table of options: names, kinds, words of help, and which commands take them. Nothing here parses."""

from __future__ import annotations

from loralint.settings.keys import FAIL_ON, FORMATS
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Literal

    Kind = Literal["flag", "text", "texts"]
    """`texts` may be repeated; with `commas` each of them may be a list."""

FIX_FORMATS = ("diff", "json")
COMMANDS = {
    "check": "Tell what will go wrong with a run, and why.",
    "fix": "Show the repairs as a diff, or write them.",
    "explain": "The page of a rule, or of a key of a config.",
    "rules": "List the rules.",
    "detect": "Which framework reads a file, and why.",
}
_CHECKING = ("check", "fix")
_READING = ("check", "fix", "detect")


class Option(NamedTuple):
    """One option of some commands; `name` is its field in `Options`, no flag makes it an argument."""

    name: str
    flags: tuple[str, ...]
    kind: Kind
    help: str
    commands: tuple[str, ...]
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    commas: bool = False
    required: bool = False

    @property
    def is_argument(self) -> bool:
        """Is it given by its place rather than by a flag?"""
        return not self.flags


class Options(NamedTuple):
    """What the user asked for; None and empty mean that nothing was said."""

    command: str
    paths: tuple[str, ...] = ()
    word: str | None = None
    format: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    framework: str | None = None
    fail_on: str | None = None
    strict: bool = False
    notes: bool = False
    quiet: bool = False
    no_color: bool = False
    config: str | None = None
    stdin_filename: str | None = None
    skip_unknown: bool = False
    assignments: tuple[str, ...] = ()
    write: bool = False
    interactive: bool = False
    unsafe: bool = False
    fix_choice: tuple[str, ...] = ()


OPTIONS = (
    Option("paths", (), "texts", "Files and folders; - is standard input. [default: .]", _CHECKING, "PATHS"),
    Option("paths", (), "texts", "Files; - is standard input.", ("detect",), "FILE", required=True),
    Option("word", (), "text", "A rule's name or code, or a key of a config.", ("explain",), "RULE|KEY", required=True),
    Option("format", ("--format",), "text", "How to report.", ("check",), choices=FORMATS),
    Option("format", ("--format",), "text", "How to report.", ("fix",), choices=FIX_FORMATS),
    Option(
        "select", ("--select",), "texts", "Only these: names, codes, tags, frameworks.", _CHECKING, "NAMES", commas=True
    ),
    Option("ignore", ("--ignore",), "texts", "Not these; adds to the settings.", _CHECKING, "NAMES", commas=True),
    Option("framework", ("--framework",), "text", "Read the files as this framework's.", _READING, "NAME"),
    Option("framework", ("--framework",), "text", "Only this framework's.", ("explain", "rules"), "NAME"),
    Option("fail_on", ("--fail-on",), "text", "The least severity that gives exit code 1.", _CHECKING, choices=FAIL_ON),
    Option("strict", ("--strict",), "flag", "Warn where clipping or precision is left to a default.", _CHECKING),
    Option("notes", ("--notes",), "flag", "Show notes as well.", _CHECKING),
    Option("write", ("--write",), "flag", "Write the repairs.", ("fix",)),
    Option("interactive", ("--interactive", "-i"), "flag", "Show each repair and ask; write those taken.", ("fix",)),
    Option(
        "unsafe",
        ("--unsafe",),
        "flag",
        "Make the unsafe repairs as well, and those that only some readers need.",
        ("fix",),
    ),
    Option("fix_choice", ("--fix-choice",), "texts", "Take this fix of a rule.", ("fix",), "RULE=FIX", commas=True),
    Option(
        "assignments", ("--set",), "texts", "Set a value of the settings, as in hardware.gpus=8.", _READING, "KEY=VALUE"
    ),
    Option("config", ("--config",), "text", "Use these settings.", _READING, "FILE"),
    Option("stdin_filename", ("--stdin-filename",), "text", "The name of standard input.", _READING, "NAME"),
    Option(
        "skip_unknown", ("--skip-unknown",), "flag", "Pass over files of no known framework (for hooks).", _CHECKING
    ),
    Option("quiet", ("--quiet", "-q"), "flag", "Print problems alone, no summary.", _CHECKING),
    Option("no_color", ("--no-color",), "flag", "No colours.", tuple(COMMANDS)),
)


def options_of(command: str) -> tuple[Option, ...]:
    """The options that a command takes, arguments first."""
    return tuple(option for option in OPTIONS if command in option.commands)


def build(command: str, given: dict[str, object]) -> Options:
    """From what a parser read (by field name) to Options: lists become tuples, comma lists are split."""
    fields: dict[str, Any] = {}
    for option in options_of(command):
        value = given.get(option.name)
        if option.kind == "texts":
            texts = [str(item) for item in value] if isinstance(value, (list, tuple)) else []
            if option.commas:
                texts = [part.strip() for text in texts for part in text.split(",") if part.strip()]
            fields[option.name] = tuple(texts)
        elif value is not None:
            fields[option.name] = value
    options = Options(command)._replace(**fields)
    # An editor that names its buffer means the buffer, not the working directory.
    return options._replace(paths=("-",)) if options.stdin_filename and not options.paths else options


def choice_problems(options: Options) -> list[str]:
    """Values outside the choices of an option, and options that say nothing beside the others."""
    problems = []
    for option in options_of(options.command):
        value = getattr(options, option.name)
        if option.choices and value is not None and value not in option.choices:
            from loralint.words.nearest import did_you_mean

            hint = did_you_mean(value, option.choices)
            problems.append(f"{option.flags[0]} must be one of {', '.join(option.choices)}, not {value}{hint}")
    if options.stdin_filename and "-" not in options.paths:
        problems.append("--stdin-filename names standard input: give - as a path as well")
    return problems

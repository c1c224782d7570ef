"""The functions of the language that work on values alone. None raises; a wrong kind gives UNKNOWN.

The evaluator hands in known values only. Functions that need the place of a value (`given`, `written`, `name`, ...)
are its own.
"""

from __future__ import annotations

import math

from loralint.expressions.operators import compute, is_computable, is_number, kind
from loralint.expressions.text_functions import (
    PATTERN_LENGTH,
    filled,
    is_pattern,
    is_printable,
    joined,
    nearest_of,
    placeholders,
    quoted,
    split,
    without,
)
from loralint.expressions.unknown import UNKNOWN
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from loralint.expressions.unknown import Truth

INTEGER_DIGITS = 18
ROUND_DIGITS = 15

_NAME = lazy_pattern(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_VERSION_BOUND = lazy_pattern(r"\(\?>|[*+?}]\+|.\(\?[a-zA-Z]")
"""What one version of Python takes and another refuses: atomic groups, possessive repetitions, flags in the middle."""


class Signature(NamedTuple):
    """How a function is called: how many arguments it takes (`most` None: any number), what they are, what it gives.

    `arguments` and `words` are for people, such as "text, start" and "Does the text begin with the other one?".
    """

    least: int
    most: int | None
    arguments: str
    words: str


class Function(NamedTuple):
    """A function of values alone, with its signature."""

    call: Callable[..., object]
    least: int
    most: int | None
    arguments: str
    words: str


def _len(value: object) -> object:
    return len(value) if isinstance(value, (str, list, dict)) else UNKNOWN


def _on_text(method: Callable[..., object]) -> Callable[..., object]:
    def call(*texts: object) -> object:
        return method(*texts) if all(isinstance(text, str) for text in texts) else UNKNOWN

    return call


def _is_kind(wanted: str) -> Callable[[object], Truth]:
    return lambda value: kind(value) == wanted


def _extreme(choose: Callable[[list[object]], object]) -> Callable[..., object]:
    """Make `min` or `max`, over several numbers or over one list of numbers."""

    def call(*values: object) -> object:
        first = values[0]
        numbers = first if len(values) == 1 and isinstance(first, list) else list(values)
        return choose(numbers) if numbers and all(map(is_number, numbers)) else UNKNOWN

    return call


def _round(value: object, digits: object = None) -> object:
    if digits is None:
        return compute(round, value)
    if type(digits) is not int or abs(digits) > ROUND_DIGITS or not is_computable(value):
        return UNKNOWN
    return compute(round, value, digits)


def _basename(path: str) -> str:
    """Give the last part of a path or of a hub name, under either separator."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _int_of(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= INTEGER_DIGITS else UNKNOWN


def _is_regex(text: object) -> Truth:
    """Tell whether Python can compile a text as a regular expression; nothing is matched with it."""
    if not isinstance(text, str) or len(text) > PATTERN_LENGTH or _VERSION_BOUND.search(text):
        return UNKNOWN
    return is_pattern(text)


def _is_jinja(text: object) -> Truth:
    from loralint.expressions.jinja import is_jinja  # for the few files with a template of their own

    return is_jinja(text)


def _words(text: str) -> list[str]:
    """List the names in a text, dotted ones whole: `"q_proj, v_proj"` holds two."""
    return _NAME.findall(text)


def _lookup(table: object, key: object) -> object:
    """Give the value of a mapping under a key that is text; null where it has no such key."""
    return table.get(key) if isinstance(table, dict) and isinstance(key, str) else UNKNOWN


OF_SCOPE: dict[str, Signature] = {
    "is_filled_in": Signature(0, 0, "", "Does the file hold a placeholder, which another program fills in?"),
    "plugin": Signature(1, 1, "name", "Does the config load this plugin? The class at the end of its path counts."),
    "family": Signature(1, 1, "model", "The architecture (`model_type`) that a model's name tells, as `llama`."),
    "family_fact": Signature(2, 2, "model, fact", "What `model_families.yaml` says of that model's architecture."),
    "positions": Signature(1, 1, "model", "How many positions the model of this name has, by `model_sizes.json`."),
    "tokenizer": Signature(
        1, 1, "model", "What is known of a model's tokenizer: `eos`, `tokens`, and `template` where it has none."
    ),
    "missing_modules": Signature(2, 2, "names, family", "Those of the names that no module of the architecture has."),
    "missing_saved_modules": Signature(2, 2, "names, family", "Those of the names that no module's name ends with."),
    "unfit_modules": Signature(
        2, 3, "names, family, method", "Those that find a module which the method cannot adapt."
    ),
    "broken_modules": Signature(
        2, 3, "names, family, method", "Those that find a linear layer with a forward of its own, on which it breaks."
    ),
    "wrapping_modules": Signature(2, 2, "names, family", "Those that find a module around one linear layer."),
    "unfit_anywhere": Signature(
        2, 2, "names, method", "The same where the model is not named: by what all models have."
    ),
    "untrained_anywhere": Signature(2, 2, "names, method", "Those that it passes over in every model that has them."),
    "untrained_targets": Signature(3, 3, "names, family, method", "Those that find only modules it passes over."),
    "adapted_modules": Signature(
        4, 4, "targets, excluded, saved, family", "The whole names of the modules that get an adapter."
    ),
    "saved_lists": Signature(2, 2, "names, family", "Those of the names that the name of a list of layers ends with."),
    "own_containers": Signature(
        2, 2, "names, method", "The containers in the method's own layers whose names end with one of these names."
    ),
    "model_tasks": Signature(
        1, 1, "family", "Those of `CAUSAL_LM` and `SEQ_2_SEQ_LM` for which Transformers has a class of it."
    ),
    "idle_experts": Signature(2, 2, "targets, family", "The stacked weights of experts that no target reaches."),
    "stacked_targets": Signature(2, 2, "targets, family", "Those that PEFT turns into stacked weights of experts."),
    "halves_of_stacked": Signature(
        2, 2, "targets, family", "Those of which PEFT turns none without the others of the same stacked weight."
    ),
    "nearest_module": Signature(2, 2, "name, family", "The layer of the architecture that was meant by a name."),
    "replacement_module": Signature(3, 3, "name, names, family", "The layer to write for one name of a list of names."),
    "known_modules": Signature(1, 1, "family", "The linear layers of the architecture."),
    "default_targets": Signature(
        1, 2, "family, method", "What a method (LoRA) adapts where nothing is named, or null."
    ),
    "default_feedforward": Signature(1, 1, "family", "The feed-forward modules that (IA)3 takes by itself, or null."),
    "takes_prompt_layers": Signature(1, 1, "family", "Can LLaMA-Adapter put its layers into it?"),
    "layer_lists": Signature(1, 1, "family", "The names of the lists that hold its layers, as `layers` or `h`."),
    "is_transposed": Signature(1, 1, "family", "Are its layers Conv1D, for which `fan_in_fan_out` is right?"),
    "layer_classes": Signature(1, 1, "family", "The classes of its blocks, as `LlamaDecoderLayer`."),
    "missing_layer_classes": Signature(2, 2, "names, family", "Those of the names that are the class of no module."),
    "meant_layer_class": Signature(
        1, 1, "name", "The class of a block that a misspelt name means; null for a right one."
    ),
    "is_inner_module": Signature(1, 1, "name", "Is it the name of modules that always stand inside others?"),
}
"""Functions that the scope brings along (`Scope.function`).

They look things up (what a model is, which plugins a config loads) of which the language itself knows nothing.
"""

FUNCTIONS: dict[str, Function] = {
    "len": Function(_len, 1, 1, "value", "How many characters, items or keys it has."),
    "lower": Function(_on_text(str.lower), 1, 1, "text", "The text in small letters."),
    "upper": Function(_on_text(str.upper), 1, 1, "text", "The text in capital letters."),
    "startswith": Function(_on_text(str.startswith), 2, 2, "text, start", "Does the text begin with the other?"),
    "endswith": Function(_on_text(str.endswith), 2, 2, "text, end", "Does the text end with the other?"),
    "contains": Function(_on_text(str.__contains__), 2, 2, "text, part", "Is the other text somewhere in it?"),
    "basename": Function(_on_text(_basename), 1, 1, "path", "The last part of a path or of a name on the hub."),
    "int_of": Function(_on_text(_int_of), 1, 1, "text", "The whole number that a text of digits writes."),
    "split": Function(split, 2, 2, "text, separator", "The parts between separators, without the blanks around them."),
    "join": Function(joined, 2, 2, "list, separator", "One text of those of a list, with a separator between them."),
    "is_pattern": Function(is_pattern, 1, 1, "text", "Is the text a regular expression that Python takes?"),
    "is_printable": Function(is_printable, 1, 1, "text", "Is it free of line breaks, tabs and the like?"),
    "is_jinja": Function(_is_jinja, 1, 1, "text", "Is every block, bracket and quote of a Jinja template closed?"),
    "placeholders": Function(
        placeholders, 1, 1, "text", "The names in braces that `str.format` asks for; null where it stops at the text."
    ),
    "nearest": Function(nearest_of, 2, 2, "text, names", "The name of a list that was probably meant, or null."),
    "without": Function(without, 2, 2, "list, others", "The texts of a list that another list lacks."),
    "filled": Function(filled, 1, 1, "mapping", "Its keys under which more than null or an empty text or list stands."),
    "quoted": Function(quoted, 1, 1, "list", "The texts of a list, each in backticks, for messages."),
    "words": Function(_on_text(_words), 1, 1, "text", "The names in a text, dotted ones whole, as a list."),
    "is_regex": Function(_is_regex, 1, 1, "text", "As `is_pattern`; unknown where versions of Python disagree."),
    "min": Function(_extreme(min), 1, None, "number, ...", "The least of numbers or of a list."),  # type: ignore[arg-type]
    "max": Function(_extreme(max), 1, None, "number, ...", "The greatest of numbers or of a list."),  # type: ignore[arg-type]
    "abs": Function(lambda value: compute(abs, value), 1, 1, "number", "The number without its sign."),
    "round": Function(_round, 1, 2, "number, digits", "The nearest number with so many digits after the dot, or none."),
    "floor": Function(lambda value: compute(math.floor, value), 1, 1, "number", "The whole number not above it."),
    "sqrt": Function(lambda value: compute(math.sqrt, value), 1, 1, "number", "The square root."),
    "is_number": Function(_is_kind("number"), 1, 1, "value", "Is it a number? `true` is none."),
    "is_text": Function(_is_kind("text"), 1, 1, "value", "Is it a text?"),
    "is_list": Function(_is_kind("list"), 1, 1, "value", "Is it a list?"),
    "is_mapping": Function(_is_kind("mapping"), 1, 1, "value", "Is it a mapping?"),
    "is_bool": Function(_is_kind("bool"), 1, 1, "value", "Is it true or false?"),
    "lookup": Function(_lookup, 2, 2, "table, key", "The value under a key; null where the table has no such key."),
}

"""What the user's settings say that a file is: a framework, or a class of one such as `DPOConfig`."""

from __future__ import annotations

from loralint.knowledge.frameworks import framework_names
from loralint.knowledge.kinds import classes
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.settings.record import Settings


class Assigned(NamedTuple):
    """The framework that reads a file, and the kind of its arguments (`dpo`); None where nobody said so."""

    framework: str | None = None
    kind: str | None = None


def assigned_to(path: str, settings: Settings) -> Assigned:
    """What the settings say of one file; its class belongs to the framework that has one of that name.

    A name that is neither counts as nothing: the command line has told it before.
    """
    word = settings.read_by(path)
    if word is None or word in framework_names():
        return Assigned(word)
    found = (Assigned(framework, kind) for title, framework, kind in classes() if title == word)
    return next(found, Assigned())

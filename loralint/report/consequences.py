"""The sentence that each consequence stands for, and how it is known."""

from __future__ import annotations

_SENTENCES = {
    "refused": "{framework} refuses the file when it loads it",
    "crash": "{framework} accepts it, then fails later in the run",
    "ignored": "it has no effect, and {framework} goes on without it",
    "harm": "{framework} trains, but not as the file intends",
    "deprecated": "{framework} still accepts it; it will go",
    "note": "{framework} does as written; worth knowing",
}
_KNOWN_FROM = {
    "run": "seen by running it",
    "read": "read in its source",
    "thread": "reported by its users",
}


def sentence(consequence: str, framework: str | None) -> str:
    """What happens if nobody acts, with the framework's name in it."""
    return _SENTENCES[consequence].format(framework=framework or "the framework")


def known_from(confidence: str) -> str:
    """How it is known that this happens, in brackets; nothing where there is nothing to say."""
    return f" ({_KNOWN_FROM[confidence]})" if confidence in _KNOWN_FROM else ""

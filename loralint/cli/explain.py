"""`loralint explain`: the page of a rule, or of a key of a config."""

from __future__ import annotations

from loralint.cli.configure import check_framework
from loralint.cli.failure import OK, UsageError
from loralint.cli.output import columns, wants_colour, write
from loralint.explain.pages import key_page, rule_page
from loralint.explain.rules import rule_docs
from loralint.knowledge.frameworks import titles
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.cli.options import Options


def run_explain(options: Options) -> int:
    """Print the page of a rule, of a key where no rule has the name; the exit code."""
    check_framework(options.framework)
    word = options.word or ""
    colour = wants_colour(options.no_color)
    pages = [rule_page(rule, titles(), colour, columns()) for rule in rule_docs(word, options.framework)]
    if not pages:
        from loralint.explain.keys import key_docs

        pages = [key_page(key, titles(), colour, columns()) for key in key_docs(word, options.framework)]
    if not pages:
        raise UsageError([f"there is no rule and no key {word}{_nearest(word, options.framework)}"])
    write("\n\n".join(pages))
    return OK


def _nearest(word: str, framework: str | None) -> str:
    """What may have been meant: a rule whose name is alike, or keys."""
    from loralint.explain.keys import nearest_keys
    from loralint.knowledge.names import known_names
    from loralint.words.nearest import nearest
    from loralint.words.values import either

    rules = [rule for _, rule in nearest(word, dict.fromkeys(known_names().rules.values()))]
    near = rules[:1] or nearest_keys(word, framework)
    return f"; did you mean {either(near)}?" if near else ""

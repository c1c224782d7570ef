"""`loralint rules`: the catalogue."""

from __future__ import annotations

import sys

from loralint.cli.configure import check_framework
from loralint.cli.failure import OK
from loralint.cli.output import screen_columns, wants_colour, write
from loralint.explain.pages import rules_page
from loralint.explain.rules import rule_docs
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.cli.options import Options


def run_rules(options: Options) -> int:
    """Print a line for each rule; the exit code."""
    check_framework(options.framework)
    docs = rule_docs(None, options.framework)
    write(rules_page(docs, screen_columns(sys.stdout), wants_colour(options.no_color)))
    return OK

"""`loralint --version`: the versions of loralint and of the schemas."""

from __future__ import annotations

from loralint.cli.failure import OK
from loralint.cli.output import write
from loralint.explain.pages import version_page
from loralint.explain.rules import framework_docs
from loralint.version import __version__
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.cli.options import Options


def run_version(options: Options) -> int:  # noqa: ARG001 - every command takes them
    """Print the versions; the exit code."""
    write(version_page(__version__, framework_docs()))
    return OK

"""`loralint detect`: which framework reads each file."""

from __future__ import annotations

from loralint.cli.configure import files_for, settings_for
from loralint.cli.failure import OK, USAGE
from loralint.cli.output import columns, wants_colour, write
from loralint.explain.detection import detect
from loralint.explain.pages import detection_page
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.cli.options import Options


def run_detect(options: Options) -> int:
    """Print what each file is; the exit code."""
    settings = settings_for(options)
    found = [detect(source, settings) for source in files_for(options, settings).sources]
    write(detection_page(found, wants_colour(options.no_color), columns()))
    return OK if found and all(one.framework for one in found) else USAGE

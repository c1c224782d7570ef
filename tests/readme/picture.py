"""Draw the README's picture from a real run: `python tests/readme/picture.py` writes `check.svg` beside itself."""

from __future__ import annotations

import io
import os
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
CONFIG = "config.yaml"
SITUATION = HERE.parent / "cases" / "loraplus" / "ratio-16-bare-optimizer"


def coloured_output() -> str:
    """What `loralint check` prints to a terminal for the first published case."""
    # A folder of its own: the other cases of the project name a ds.json as well.
    with TemporaryDirectory() as folder:
        for name in (CONFIG, "ds.json"):
            shutil.copy(SITUATION / name, folder)
        os.chdir(folder)
        return _printed()


def _printed() -> str:
    from loralint.files.read import read_source
    from loralint.report.options import ReportOptions
    from loralint.report.text import render as render_text
    from loralint.run import check_sources
    from loralint.settings.record import Settings

    run = check_sources([read_source(CONFIG)], Settings(), {CONFIG})
    titles = {"axolotl": "Axolotl", "deepspeed": "DeepSpeed"}
    options = ReportOptions(colour=True, columns=122, titles=titles, named=frozenset({CONFIG}), arguments=(CONFIG,))
    return render_text(run, options)


def main() -> None:
    """Write the picture."""
    console = Console(record=True, width=124, file=io.StringIO())
    with redirect_stdout(io.StringIO()):
        output = coloured_output()
    console.print(Text.from_ansi(f"$ loralint check {CONFIG}\n" + output))
    (HERE / "check.svg").write_text(console.export_svg(title="loralint check", unique_id="check"), encoding="utf-8")


if __name__ == "__main__":
    main()

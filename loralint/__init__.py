"""loralint: a linter and auto-fixer for the configuration files of LoRA fine-tuning.

The public API is `check`, `fix` and `Diagnostic`; everything else may change.
"""

from __future__ import annotations

from loralint.version import __version__
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.diagnostics.record import Diagnostic
    from loralint.repair.repair import Repair
    from loralint.run import Run
    from loralint.settings.record import Settings

__all__ = ["Diagnostic", "__version__", "check", "fix"]


def check(*paths: str, settings: Settings | None = None) -> Run:
    """Check files and folders; `Run.diagnostics` holds what was found. Never raises for what a file may contain.

    Without `settings` the defaults apply, not those of a settings file.
    """
    from loralint.config.candidates import candidates
    from loralint.files.discover import discover
    from loralint.run import check_sources
    from loralint.settings.record import Settings

    settings = settings or Settings()
    found = discover(paths, settings.selection(), may_be_config=candidates(settings))
    return check_sources(found.sources, settings, found.named)


def fix(
    *paths: str, settings: Settings | None = None, unsafe: bool = False, notes: bool = False, write: bool = False
) -> Repair:
    """Repair files and folders: `Repair.changes` holds the bytes before and after. Only with `write` are they written.

    What is no more than a note is repaired with `notes`.

    A file that is reached through a link is not written. Raises loralint.files.write.WriteRefused where a file cannot
    be written; then none was.
    """
    from loralint.config.candidates import candidates
    from loralint.files.discover import discover
    from loralint.files.write import write_changes
    from loralint.repair.choose_fixes import Wanted
    from loralint.repair.repair import repair_sources
    from loralint.repair.writable import writable
    from loralint.settings.record import Settings

    settings = settings or Settings()
    found = discover(paths, settings.selection(), may_be_config=candidates(settings))
    repair = repair_sources(found.sources, settings, Wanted(unsafe, notes), found.named)
    if write:
        repair = writable(repair)
        write_changes(repair.changes)
    return repair


def __getattr__(name: str) -> object:
    """Load `Diagnostic` when it is first asked for: the command line does not pay for the API."""
    if name == "Diagnostic":
        from loralint.diagnostics.record import Diagnostic

        return Diagnostic
    raise AttributeError(name)

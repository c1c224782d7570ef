"""A key of a mapping, with all that a check of the shape needs to judge it."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.diagnostics.record import Fix
from loralint.edit.record import Edit
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loralint.config.config import Config
    from loralint.config.shape import Shape
    from loralint.diagnostics.record import Consequence, Safety
    from loralint.syntax.keypath import Path
    from loralint.syntax.node import Entry, MappingNode


def is_switched_off(section: object) -> bool:
    """Is it a section that says of itself that it is off? What stands in it does nothing for any reader."""
    return isinstance(section, dict) and section.get("enabled") is False


class Member(NamedTuple):
    """A key of a mapping with all that a check needs to judge it."""

    config: Config
    parent: MappingNode
    shape: Shape
    data: dict[str, object]
    entry: Entry
    path: Path
    """In the config, its own name included."""

    def finding(
        self, rule: str, consequence: Consequence, message: str, label: str | None, fixes: tuple[Fix, ...]
    ) -> Finding:
        """A problem of the key itself: it is what the report marks."""
        key = self.entry.key
        return Finding(rule, consequence, message, self.config.file_path(self.path), key.start, key.end, label, fixes)

    def removal(self, then: str = "", safety: Safety = "unsafe") -> Fix:
        """The fix that takes the key out; `then` ends its description."""
        return removal(self.config, self.path, then, safety)


def removal(config: Config, path: Path, then: str = "", safety: Safety = "unsafe") -> Fix:
    """The fix that takes out what stands at a path; `then` ends its description."""
    edit = Edit(config.path, "remove", config.file_path(path))
    return Fix("remove", safety, f"remove `{config.shown(path)}`{then}", (edit,))

"""The key that decides which other keys a file may have; while it is missing, nobody can judge the others."""

from __future__ import annotations

from loralint.checks.shape.unknown_key import RULE
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.checks.finding import Finding
    from loralint.config.config import Config
    from loralint.syntax.keypath import Path


def without_guesses(config: Config, found: list[Finding]) -> list[Finding]:
    """The findings without unknown keys at the top of a file that lacks the key by which they would be known.

    What is surely that key under another name stays: it is what makes the file whole.
    """
    missing = _missing_choosers(config)
    if not missing:
        return found
    depth = len(config.base) + 1
    return [
        finding
        for finding in found
        if finding.rule != RULE or len(finding.key) > depth or _is_surely_one_of(finding, missing)
    ]


def _missing_choosers(config: Config) -> set[Path]:
    """Required keys that are not there and that `allOf` asks for, such as `peft_type`; as paths in the document."""
    shape = config.shape
    parts = shape.schema.get("allOf") or ()
    choosers = {key for part in parts for key in part.get("if", {}).get("properties", {})}
    required = shape.facet("required", config.data) or ()
    return {config.file_path((key,)) for key in choosers.intersection(required) if config.given((key,)) is False}


def _is_surely_one_of(finding: Finding, keys: set[Path]) -> bool:
    return bool(keys.intersection(finding.uncertain)) and any(fix.safety == "safe" for fix in finding.fixes)

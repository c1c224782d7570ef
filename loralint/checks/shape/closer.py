"""The checks of keys and values that are not plainly right, in one place: a clean file loads none of them."""

from __future__ import annotations

from loralint.checks.shape.chooser import without_guesses
from loralint.checks.shape.deprecated_key import deprecated_key
from loralint.checks.shape.duplicate_key import duplicate_keys
from loralint.checks.shape.foreign_key import foreign_key
from loralint.checks.shape.inactive_key import inactive_key
from loralint.checks.shape.member import Member
from loralint.checks.shape.other_form import in_another_form
from loralint.checks.shape.two_names import two_names
from loralint.checks.shape.unfilled import unfilled
from loralint.checks.shape.unknown_key import unknown_key
from loralint.checks.shape.wrong_root import wrong_root
from loralint.checks.shape.wrong_value import wrong_value
from loralint.checks.shape.yaml_surprise import surprise_anywhere, yaml_surprise

__all__ = [
    "Member",
    "deprecated_key",
    "duplicate_keys",
    "foreign_key",
    "in_another_form",
    "inactive_key",
    "surprise_anywhere",
    "two_names",
    "unfilled",
    "unknown_key",
    "without_guesses",
    "wrong_root",
    "wrong_value",
    "yaml_surprise",
]

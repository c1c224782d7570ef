"""One slip in a real key of every framework: the right key is the first suggestion, and no safe rename is wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from loralint.checks.finding import Finding
from loralint.checks.shape.check import check_shape
from loralint.edit.record import Edit
from loralint.knowledge.frameworks import load_framework

from .schema_places import FRAMEWORKS, Place, config_with, fitting, places, unknown_keys

SEED = 20261124
SLIPS = 60
"""A framework. With 5000 the share is above 99.8 % in each."""
LETTERS = "abcdefghijklmnopqrstuvwxyz_0123456789"


def slip(key: str, chance: random.Random) -> str:
    at = chance.randrange(len(key))
    kind = chance.choice(("insert", "drop", "replace", "swap", "case", "dash"))
    if kind == "insert":
        return key[:at] + chance.choice(LETTERS) + key[at:]
    if kind == "drop":
        return key[:at] + key[at + 1 :]
    if kind == "replace":
        return key[:at] + chance.choice(LETTERS) + key[at + 1 :]
    if kind == "swap":
        return key[:at] + key[at + 1 : at + 2] + key[at] + key[at + 2 :]
    if kind == "case":
        return chance.choice((key.upper(), key.title(), key[:at] + key[at].upper() + key[at + 1 :]))
    return key.replace("_", chance.choice(("-", "")))


def suggested(finding: Finding) -> tuple[str | int, ...] | None:
    """Where the first repair would put the value."""
    edits: tuple[Edit, ...] = finding.fixes[0].edits
    if not edits or edits[0].operation == "remove":
        return None
    edit = edits[0]
    return edit.to if isinstance(edit.to, tuple) else (*edit.key[:-1], str(edit.to))


def slips(framework: str, count: int, seed: int) -> Iterator[tuple[Place, str, Finding]]:
    """Random slips in keys at the top and below it, with what is said about them."""
    chance = random.Random(seed)
    loaded = load_framework(framework)
    root = loaded.schema(loaded.default_version)
    every = [place for place in places(framework) if len(place.key) > 1]
    levels = [[place for place in every if (len(place.path) == 1) is top] for top in (True, False)]
    levels = [level for level in levels if level]
    while count:
        place = chance.choice(chance.choice(levels))
        wrong = slip(place.key, chance)
        config = config_with(place, {wrong: fitting(place.fields, root)})
        # What is another key, a remark, or stands where every key may is no mistake.
        found = unknown_keys(config, (*place.path[:-1], wrong)) if wrong else []
        if found:
            count -= 1
            yield place, wrong, found[0]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_right_key_is_suggested_first_and_no_safe_rename_is_wrong(framework):
    right = 0
    wrong_and_safe = []
    for place, wrong, finding in slips(framework, SLIPS, SEED):
        meant = suggested(finding)
        right += meant == place.path
        if meant != place.path and finding.fixes[0].safety == "safe":
            wrong_and_safe.append((place.path, wrong, meant))
    assert wrong_and_safe == []
    assert right / SLIPS >= 0.97


@pytest.mark.parametrize(
    ("framework", "path", "wrong"),
    [
        ("onetrainer", ("text_encoder_2_layer_skip",), "text_encoder__layer_skip"),
        ("peft", ("beta2",), "betac"),
        ("axolotl", ("load_in_4bit",), "load_in_bit"),
    ],
)
def test_a_slip_that_leads_to_two_keys_is_not_renamed_by_itself(framework, path, wrong):
    place = next(place for place in places(framework) if place.path == path)
    root = load_framework(framework).schema(load_framework(framework).default_version)
    (finding,) = unknown_keys(config_with(place, {wrong: fitting(place.fields, root)}), (wrong,))
    assert "safe" not in {repair.safety for repair in finding.fixes}


def test_two_letters_that_changed_places_point_to_the_key_of_the_same_letters():
    place = next(place for place in places("deepspeed") if place.path == ("bf16",))
    (finding,) = unknown_keys(config_with(place, {"fb16": {"enabled": True}}), ("fb16",))
    assert suggested(finding) == ("bf16",)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_right_key_at_its_place_is_never_questioned(framework):
    loaded = load_framework(framework)
    root = loaded.schema(loaded.default_version)
    together: dict[str, list[Place]] = {}
    for place in places(framework):
        together.setdefault(repr((place.path[:-1], place.beside, place.form)), []).append(place)
    questioned = []
    for group in together.values():
        config = config_with(group[0], {place.key: fitting(place.fields, root) for place in group})
        right = {place.path for place in group}
        found = [finding for finding in check_shape(config) if finding.rule == "unknown-key"]
        questioned += [(finding.key, finding.message) for finding in found if finding.key in right]
    assert questioned == []

"""A file of a folder that is passed over by its words would not have been recognised."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loralint.config.candidates import _words_of, candidates, may_be_config
from loralint.config.project import Project
from loralint.config.recognise import identify
from loralint.knowledge.frameworks import framework_names, load_framework, signatures
from loralint.settings.record import Settings
from loralint.syntax.node import Source

KEYS = sorted(
    {key for one in signatures() for kind in ("distinctive", "common") for key in one["signature"].get(kind) or ()}
)


def _is_recognised(source: Source) -> bool:
    return identify(source, Project(), named=False).framework is not None


def _nested(keys) -> dict[str, object]:
    data: dict[str, object] = {}
    for key in keys:
        here = data
        *above, last = key.split(".")
        for step in above:
            below = here.setdefault(step, {})
            here = below if isinstance(below, dict) else {}
        here.setdefault(last, 1)
    return data


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(KEYS), max_size=9, unique=True), st.sampled_from(["a.json", "a.yaml"]))
def test_what_is_recognised_is_a_candidate(keys, name):
    source = Source(name, json.dumps(_nested(keys), indent=1).encode())
    assert may_be_config(source) or not _is_recognised(source)


@pytest.mark.parametrize("name", framework_names())
def test_the_example_of_a_framework_is_a_candidate(name):
    framework = load_framework(name)
    assert may_be_config(Source("some.json", json.dumps(framework.example).encode()))
    assert may_be_config(Source(framework.file_name, b"{}")) or not _is_recognised(Source(framework.file_name, b"{}"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b'{"\\u007aero_optimization": {"stage": 2}}'),
        ("a.yaml", b'"\\x62ase_model": a/b\nadapter: lora\n'),
        ("ds_config.json", b"{}"),
    ],
)
def test_names_and_keys_in_other_letters_are_not_passed_over(name, content):
    assert may_be_config(Source(name, content))


def test_others_are_passed_over_unless_the_settings_speak_of_them():
    source = Source("values.yaml", b"image: {name: web, tag: v1}\nreplicas: 2\n")
    assert not may_be_config(source)
    assert not candidates(Settings())(source)
    assert candidates(Settings(per_file_framework={"values.yaml": "axolotl"}))(source)
    assert candidates(Settings(per_file_ignores={"*.yaml": ("unknown-key",)}))(source)


@pytest.mark.parametrize("mark", [one["signature"] for one in signatures()], ids=framework_names())
def test_each_common_key_of_a_framework_is_told_by_a_word_of_its_own(mark):
    words = list(_words_of(mark.get("common") or ()))
    assert len(words) == len(set(words))

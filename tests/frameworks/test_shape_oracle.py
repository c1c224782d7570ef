"""By the standard words of a schema loralint accepts and refuses what jsonschema does."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loralint.knowledge.frameworks import load_framework
from tests.frameworks.shape_oracle import ours, plain_schema, theirs
from tests.properties.schema_places import FRAMEWORKS, Place, fitting, places

PLACES = {name: list(places(name)) for name in FRAMEWORKS}
# jsonschema takes 16.0 for a whole number. Frameworks that do so do it by conversion (`x-reads: pydantic`), and
# the others do not do it: whole floats are left out.
NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 8, 16, 64, 1000, -0.5, 0.05, 0.5, 1.5, 2e-5])
SCALARS = st.one_of(
    st.none(), st.booleans(), NUMBERS, st.sampled_from(["", "auto", "LORA", "lora", "true", "16", "abc"])
)
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.sampled_from(["lr", "path", "type", "enabled", "nonsense"]), SCALARS, max_size=2),
)


def _set(data: dict[str, Any], place: Place, key: str, value: Any) -> None:
    """Put a value at a place, with the sections above it and the keys that bring it in."""
    inner: Any = data
    for step, following in zip(place.path[:-1], place.path[1:], strict=True):
        fresh: Any = [{}] if isinstance(following, int) else {}
        inner = inner[step] if isinstance(step, int) else inner.setdefault(step, fresh)
        if not isinstance(inner, list if isinstance(following, int) else dict) or inner == []:
            return
    inner.update(place.beside)
    inner[key] = value


@st.composite
def documents(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """The clean example with a few keys set, misspelt or taken out."""
    framework = load_framework(name)
    root = framework.schema(framework.default_version)
    data = json.loads(json.dumps(framework.example))
    for place in draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=4)):
        listed = [value for value in place.fields.get("enum", ()) if value is not None]
        good = [fitting(place.fields, root), *listed[:3]]
        value = draw(st.one_of(st.sampled_from(good), VALUES))
        _set(data, place, draw(st.sampled_from([place.key] * 9 + [place.key + "x"])), value)
    for key in draw(st.lists(st.sampled_from(sorted(framework.example)), max_size=1)):
        data.pop(key, None)
    return data


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_random_documents(name):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents(name))
    def agree(data):
        refused = ours(name, data)
        assert theirs(name, data) is (not refused), refused

    agree()


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_what_is_left_of_the_schema_still_refuses(name):
    """So that the tests above compare verdicts, not two times nothing."""
    root = load_framework(name).schema(load_framework(name).default_version)
    refused = 0
    for place in PLACES[name][::19]:
        data = json.loads(json.dumps(load_framework(name).example))
        _set(data, place, place.key, {"nonsense": [fitting(place.fields, root)]})
        verdict = ours(name, data)
        assert theirs(name, data) is (not verdict), verdict
        refused += bool(verdict)
    assert refused > len(PLACES[name]) / 19 / 3
    assert "x-wrong" in plain_schema(name)


TRUTH = os.environ.get("LORALINT_TRUTH", "")


@pytest.mark.skipif(not TRUTH, reason="set LORALINT_TRUTH to a folder with index.jsonl and the files that it names")
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_files_of_the_truth_set(name):
    with open(os.path.join(TRUTH, "index.jsonl"), encoding="utf-8") as index:
        rows = [json.loads(line) for line in index]
    different = {}
    for row in rows:
        if row["framework"] != name or row["unreadable"]:
            continue
        with open(os.path.join(TRUTH, row["file"]), encoding="utf-8-sig") as file:
            try:
                data = json.load(file) if row["file"].endswith(".json") else yaml.safe_load(file)
                text = json.loads(json.dumps(data, allow_nan=False))
            except (ValueError, TypeError):  # dates, NaN and keys that are no text are no JSON
                continue
        if isinstance(data, dict) and text == data and not _has_whole_float(data):
            refused = ours(name, data)
            if theirs(name, data) is bool(refused):
                different[row["file"]] = refused
    assert different == {}


def _has_whole_float(data: Any) -> bool:
    if isinstance(data, (dict, list)):
        return any(_has_whole_float(item) for item in (data.values() if isinstance(data, dict) else data))
    return isinstance(data, float) and data == int(data)

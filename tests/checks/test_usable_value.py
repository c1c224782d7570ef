"""What is offered in place of a value at which the framework stops: without its sign, at its bound, the default."""

from __future__ import annotations

import pytest

from loralint.checks.shape.usable_value import usable_value
from loralint.config.loaders.loader import WRONG
from loralint.config.shape import root_shape

COUNT = {"type": "integer", "minimum": 1, "default": 8}
SHARE = {"type": "number", "minimum": 0, "maximum": 1, "default": 0.0}
STAGE = {"type": "integer", "enum": [0, 1, 2, 3], "default": 0}
SWITCH = {"type": "boolean", "default": True}
SECTION = {"type": "object", "properties": {"enabled": {"type": "boolean"}}}
NO_DEFAULT = {"type": "integer", "minimum": 1}
WORD = {"enum": ["cosine", "linear"], "type": "string", "default": "cosine"}


@pytest.mark.parametrize(
    ("data", "schema", "value", "is_default"),
    [
        (-16, COUNT, 16, False),
        (0, COUNT, 8, True),
        (16.5, COUNT, 16, False),
        (1.5, COUNT, 8, True),
        ("many", COUNT, 8, True),
        (10**400, SHARE, 1, False),
        ([4], COUNT, 4, False),
        (1.5, SHARE, 1, False),
        (-0.1, SHARE, 0.0, True),
        (-1, COUNT, 8, True),
        (4, STAGE, 3, False),
        (-1, STAGE, 0, False),
        ("False", SWITCH, False, False),
        ("maybe", SWITCH, True, True),
        (False, SECTION, {"enabled": False}, False),
        (0, NO_DEFAULT, 1, False),
        ("foo", WORD, "cosine", True),
    ],
)
def test_the_nearest_value_that_runs(data, schema, value, is_default):
    assert usable_value(data, root_shape(schema)) == (value, is_default)


def test_none_is_offered_where_none_is_near():
    assert usable_value("text", root_shape({"type": "object", "properties": {}}))[0] is WRONG
    assert usable_value("many", root_shape(NO_DEFAULT))[0] is WRONG
    assert usable_value(float("nan"), root_shape(COUNT))[0] is WRONG
    assert usable_value(True, root_shape(WORD))[0] is WRONG

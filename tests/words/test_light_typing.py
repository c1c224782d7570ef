"""The cheap named tuple behaves as the one of `typing`."""

from __future__ import annotations

import pickle
import typing

import pytest

from loralint.words import light_typing


class _Light(light_typing.NamedTuple):
    """A record."""

    name: str
    size: int = 3
    parts: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        return 2 * self.size


class _Typed(typing.NamedTuple):
    """A record."""

    name: str
    size: int = 3
    parts: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        return 2 * self.size


WAYS = [
    (("a",), {}),
    (("a", 4), {}),
    (("a", 4, ("b",)), {}),
    (("a",), {"parts": ("b",)}),
    ((), {"size": 4, "name": "a"}),
]
WRONG = [((), {}), (("a", 4, (), 1), {}), (("a",), {"name": "b"}), (("a",), {"colour": "b"})]


@pytest.mark.parametrize(("values", "named"), WAYS)
def test_a_record_is_made_and_read_alike(values, named):
    light, typed = _Light(*values, **named), _Typed(*values, **named)
    assert light == typed
    assert hash(light) == hash(typed)
    assert (light.name, light.size, light.parts, light.twice) == (typed.name, typed.size, typed.parts, typed.twice)
    assert light._asdict() == typed._asdict()
    assert light._replace(size=7) == typed._replace(size=7)
    assert repr(light).removeprefix("_Light") == repr(typed).removeprefix("_Typed")
    assert pickle.loads(pickle.dumps(light)) == light
    assert type(light._replace(size=7)) is _Light


@pytest.mark.parametrize(("values", "named"), WRONG)
def test_wrong_values_are_refused_by_both(values, named):
    for record in (_Light, _Typed):
        with pytest.raises(TypeError):
            record(*values, **named)


def test_the_class_knows_its_fields():
    assert _Light._fields == _Typed._fields
    assert _Light._field_defaults == _Typed._field_defaults
    assert _Light.__match_args__ == _Typed.__match_args__
    assert _Light.__doc__ == "A record."
    with pytest.raises(ValueError, match="colour"):
        _Light("a")._replace(colour="b")
    with pytest.raises(AttributeError):
        _Light("a").name = "b"


def test_a_class_below_a_record_has_its_fields():
    class _Below(_Light):
        def __repr__(self) -> str:
            return "below"

    assert _Below("a", 4).size == 4
    assert repr(_Below("a")._replace(size=2)) == "below"

"""The functions that look modules up, as rules call them: unknown in, unknown out, and nothing is raised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loralint.expressions.unknown import UNKNOWN
from tests.expressions.expression_fakes import value_of

TWO = ("missing_modules", "missing_saved_modules", "unfit_modules", "nearest_module")
ONE = ("known_modules", "default_targets", "is_transposed", "is_inner_module")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=12),
    st.lists(st.one_of(st.text(max_size=8), st.integers())),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("missing_modules(targets, 'llama')", ["c_attn"]),
        ("unfit_modules(targets, 'llama')", ["mlp"]),
        ("nearest_module('gate_porj', 'llama')", "gate_proj"),
        ("known_modules('gpt2')", ["c_attn", "c_proj", "c_fc"]),
        ("default_targets('llama')", ["q_proj", "v_proj"]),
        ("is_transposed('gpt2')", True),
        ("is_inner_module('q_proj')", True),
        ("missing_saved_modules(['wte', 'lm_head'], 'llama')", ["wte"]),
    ],
)
def test_a_rule_can_ask_what_modules_a_model_has(text: str, value: object) -> None:
    assert value_of(text, targets=["q_proj", "c_attn", "mlp"]) == value


@pytest.mark.parametrize("name", TWO)
def test_an_unknown_name_or_architecture_gives_an_unknown_answer(name: str) -> None:
    assert value_of(f"{name}(a, 'llama')", a=UNKNOWN) is UNKNOWN
    assert value_of(f"{name}(['q_proj'], a)", a=UNKNOWN) is UNKNOWN


@given(st.sampled_from(TWO), VALUES, VALUES)
def test_no_pair_of_values_is_too_odd_to_ask(name: str, first: object, second: object) -> None:
    value_of(f"{name}(a, b)", a=first, b=second)
    value_of(f"{name}(a, 'llama')", a=first)


@given(st.sampled_from(ONE), VALUES)
def test_no_value_is_too_odd_to_ask(name: str, value: object) -> None:
    value_of(f"{name}(a)", a=value)

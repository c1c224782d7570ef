from __future__ import annotations

import copy
import datetime
import math
import pickle

import pytest
from expression_fakes import FakeScope, same, truth_of, value_of

from loralint.expressions.evaluate import evaluate, items, place, truth
from loralint.expressions.parse import parse
from loralint.expressions.unknown import UNKNOWN

NAN = math.nan
DATA: dict[str, object] = {
    "t": True,
    "f": False,
    "u": UNKNOWN,
    "none": None,
    "zero": 0,
    "one": 1,
    "real": 1.0,
    "nan": NAN,
    "inf": math.inf,
    "huge": 10**5000,
    "text": "adamw_torch",
    "digits": "016",
    "long": "x" * 10_001,
    "xs": [1, 2, 3],
    "none_in": [None, 1],
    "u_in": [1, UNKNOWN],
    "empty": [],
    "m": {"k": 4, "n": None, "sub": {"deep": "x"}, "u": UNKNOWN},
    "odd": {1: "one", "k": 2},
    "datasets": [{"type": "a", "n": 1}, {"type": "b"}],
    "day": datetime.date(2026, 1, 1),
}
SCOPE = FakeScope(DATA, {"plain_m": {"k": [5, 6]}, "plain_xs": [7, 8], "key": "k", "index": 1})

LOGIC = [
    # left, right, and, or
    (True, True, True, True),
    (True, False, False, True),
    (True, UNKNOWN, UNKNOWN, True),
    (False, True, False, True),
    (False, False, False, False),
    (False, UNKNOWN, False, UNKNOWN),
    (UNKNOWN, True, UNKNOWN, True),
    (UNKNOWN, False, False, UNKNOWN),
    (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("a", "b", "both", "either"), LOGIC)
def test_logic_is_kleenes(a: object, b: object, both: object, either: object) -> None:
    assert value_of("a and b", a=a, b=b) is both
    assert value_of("a or b", a=a, b=b) is either
    assert value_of("all(x for x in [a, b])", a=a, b=b) is both
    assert value_of("any(x for x in xs)", xs=[a, b]) is either


@pytest.mark.parametrize(
    ("value", "negated"), [(True, False), (False, True), (UNKNOWN, UNKNOWN), ("", True), (1, False)]
)
def test_not(value: object, negated: object) -> None:
    assert value_of("not a", a=value) is negated


@pytest.mark.parametrize("falsy", [None, False, 0, 0.0, "", [], {}])
def test_truth_is_pythons_where_it_is_falsy(falsy: object) -> None:
    assert truth_of("a", a=falsy) is False


@pytest.mark.parametrize("truthy", [True, 1, -0.1, "false", [None], [UNKNOWN], {"a": 0}, DATA["day"]])
def test_truth_is_pythons_where_it_is_truthy(truthy: object) -> None:
    assert truth_of("a", a=truthy) is True


EQUAL = [
    (1, 1, True),
    (1, 1.0, True),
    (1, 2, False),
    (True, True, True),
    (True, 1, UNKNOWN),
    (0, False, UNKNOWN),
    ("a", "a", True),
    ("a", "A", False),
    ("1", 1, UNKNOWN),
    (None, None, True),
    (None, 1, UNKNOWN),
    (None, "", UNKNOWN),
    (UNKNOWN, 1, UNKNOWN),
    (UNKNOWN, None, UNKNOWN),
    (UNKNOWN, UNKNOWN, UNKNOWN),
    (NAN, 1.0, UNKNOWN),
    (math.inf, math.inf, True),
    (2**1100, 2**1100, True),
    ([], [], True),
    ([1, 2], [1, 2.0], True),
    ([1, 2], [2, 1], False),
    ([1], [1, 2], False),
    ([1], ["1"], UNKNOWN),
    ([1, 2], ["1", 3], False),
    ([UNKNOWN, 2], [1, 2], UNKNOWN),
    ([UNKNOWN, 2], [1, 3], False),
    ([NAN], [1.0], UNKNOWN),
    ([], None, UNKNOWN),
    ([], {}, UNKNOWN),
    ({"a": 1}, {"a": 1.0}, True),
    ({"a": 1}, {"a": 2}, False),
    ({"a": 1}, {"b": 1}, False),
    ({"a": UNKNOWN}, {"a": 1}, UNKNOWN),
    (datetime.date(2026, 1, 1), datetime.date(2026, 1, 1), True),
    (datetime.date(2026, 1, 1), "2026-01-01", UNKNOWN),
]


@pytest.mark.parametrize(("a", "b", "expected"), EQUAL)
def test_equality_compares_like_kinds(a: object, b: object, expected: object) -> None:
    opposite = UNKNOWN if expected is UNKNOWN else not expected
    assert value_of("a == b", a=a, b=b) is expected
    assert value_of("b == a", a=a, b=b) is expected
    assert value_of("a != b", a=a, b=b) is opposite


@pytest.mark.parametrize(
    ("value", "is_null"), [(None, True), (0, False), ("", False), ([], False), ("null", False), (UNKNOWN, UNKNOWN)]
)
def test_the_literal_null_compares_with_everything(value: object, is_null: object) -> None:
    assert value_of("a == null", a=value) is is_null
    assert value_of("null == a", a=value) is is_null
    assert value_of("not a != null", a=value) is is_null


ORDER = [
    (1, 2, True, True),
    (2, 1, False, False),
    (1, 1.0, False, True),
    (-math.inf, 2**1100, True, True),
    (1, True, UNKNOWN, UNKNOWN),
    (None, 1, UNKNOWN, UNKNOWN),
    ("1", 2, UNKNOWN, UNKNOWN),
    ("a", "b", UNKNOWN, UNKNOWN),
    ([1], [2], UNKNOWN, UNKNOWN),
    (NAN, 1, UNKNOWN, UNKNOWN),
    (1, UNKNOWN, UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("a", "b", "less", "at_most"), ORDER)
def test_order_is_of_numbers(a: object, b: object, less: object, at_most: object) -> None:
    assert value_of("a < b", a=a, b=b) is less
    assert value_of("b > a", a=a, b=b) is less
    assert value_of("a <= b", a=a, b=b) is at_most
    assert value_of("b >= a", a=a, b=b) is at_most


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 < one < 5", True),
        ("0 < one < 1", False),
        ("0 < u < 5", UNKNOWN),
        ("2 < one < u", False),
        ("1 <= one <= 1 <= real", True),
    ],
)
def test_chained_comparison(text: str, expected: object) -> None:
    assert evaluate(parse(text), SCOPE) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (1, [1, 2], True),
        (1.0, [1, 2], True),
        (3, [1, 2], False),
        (True, [1, 2], False),
        ("1", [1, 2], False),
        ("a", ["b", 1, None, "a"], True),
        (None, [None, 1], False),
        (None, None, False),
        (1, None, False),
        (UNKNOWN, None, False),
        (UNKNOWN, [], False),
        (UNKNOWN, {}, False),
        (UNKNOWN, [1], UNKNOWN),
        (1, UNKNOWN, UNKNOWN),
        (None, UNKNOWN, UNKNOWN),
        (1, [UNKNOWN, 1], True),
        (1, [UNKNOWN, 2], UNKNOWN),
        (NAN, [1.0], UNKNOWN),
        ([1], [[1], [2]], True),
        ([1], [[2], 1], False),
        ([1], [["1"]], UNKNOWN),
        ("k", {"k": None}, True),
        ("n", {"k": "n"}, False),
        (1, {1: "a"}, True),
        (True, {1: "a"}, False),
        ("a", "abc", UNKNOWN),
        (1, 1, UNKNOWN),
        (None, "abc", UNKNOWN),
    ],
)
def test_membership(a: object, b: object, expected: object) -> None:
    assert value_of("a in b", a=a, b=b) is expected
    assert value_of("a not in b", a=a, b=b) is (UNKNOWN if expected is UNKNOWN else not expected)


ARITHMETIC = [
    ("3 + 4", 7),
    ("3 - 4.5", -1.5),
    ("3 * 4", 12),
    ("3 / 4", 0.75),
    ("-7 // 2", -4),
    ("-7 % 3", 2),
    ("-one", -1),
    ("xs + [4]", [1, 2, 3, 4]),
    ("u_in + xs", [1, UNKNOWN, 1, 2, 3]),
    ("one / zero", UNKNOWN),
    ("one // 0.0", UNKNOWN),
    ("one % zero", UNKNOWN),
    ("text + text", UNKNOWN),
    ("xs * 2", UNKNOWN),
    ("xs + none", UNKNOWN),
    ("one + t", UNKNOWN),
    ("-t", UNKNOWN),
    ("-text", UNKNOWN),
    ("inf - inf", UNKNOWN),
    ("1e308 * 10", UNKNOWN),
    ("huge * huge", UNKNOWN),
    ("huge + 1", UNKNOWN),
    ("-huge", UNKNOWN),
    ("huge / 2", UNKNOWN),
]


@pytest.mark.parametrize(("text", "expected"), ARITHMETIC)
def test_arithmetic(text: str, expected: object) -> None:
    assert same(evaluate(parse(text), SCOPE), expected)


@pytest.mark.parametrize("operation", ["+", "-", "*", "/", "//", "%", "<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize("known", ["one", "text", "none", "xs", "m", "t", "nan", "u", "day"])
def test_an_unknown_operand_makes_unknown(operation: str, known: str) -> None:
    assert evaluate(parse(f"u {operation} {known}"), SCOPE) is UNKNOWN
    assert evaluate(parse(f"{known} {operation} u"), SCOPE) is UNKNOWN


UNARY = [
    "len",
    "lower",
    "upper",
    "basename",
    "int_of",
    "words",
    "is_regex",
    "abs",
    "floor",
    "sqrt",
    "min",
    "max",
    "round",
    "values",
    "keys",
    "written",
    "given",
]
UNARY += ["is_number", "is_text", "is_list", "is_mapping", "is_bool"]
OTHER_CALLS = ["min(1, u)", "max(u, 1)", "round(1.5, u)", 'contains(u, "a")', 'contains("a", u)', "startswith(text, u)"]
OTHER_CALLS += ["endswith(u, text)", 'matches(u, "a")', "min(u_in)", "count(x for x in u)", "count(x for x in u_in)"]
OTHER_CALLS += ["any(x for x in u)", "all(x for x in u)", "-u", "1 if u else 1", "m[u]", "u[0]", "u.a"]


@pytest.mark.parametrize("call", [f"{name}(u)" for name in UNARY] + OTHER_CALLS)
def test_an_unknown_argument_makes_unknown(call: str) -> None:
    assert evaluate(parse(call), SCOPE) is UNKNOWN


FUNCTIONS = [
    ("len(xs)", 3),
    ("len(text)", 11),
    ("len(m)", 4),
    ("len(u_in)", 2),
    ("len(none)", UNKNOWN),
    ("len(one)", UNKNOWN),
    ('lower("AdamW")', "adamw"),
    ('upper("AdamW")', "ADAMW"),
    ("lower(one)", UNKNOWN),
    ('startswith(text, "adam")', True),
    ('endswith(text, "adam")', False),
    ("startswith(text, one)", UNKNOWN),
    ('contains(text, "_")', True),
    ("contains(xs, 1)", UNKNOWN),
    (r'matches(text, "adam\\w*")', True),
    ('matches(text, "adam")', False),
    ('matches(one, ".*")', UNKNOWN),
    ('matches(long, "x*")', UNKNOWN),
    ("min(3, 1, 2.5)", 1),
    ("max(xs)", 3),
    ("max(one)", 1),
    ("max(empty)", UNKNOWN),
    ("min(text)", UNKNOWN),
    ("min(1, nan)", UNKNOWN),
    ("min(1, t)", UNKNOWN),
    ("max(none_in)", UNKNOWN),
    ("abs(-3)", 3),
    ("abs(text)", UNKNOWN),
    ("abs(t)", UNKNOWN),
    ("round(2.567)", 3),
    ("round(2.567, 2)", 2.57),
    ("round(2, 400)", UNKNOWN),
    ("round(inf)", UNKNOWN),
    ("floor(-1.5)", -2),
    ("floor(nan)", UNKNOWN),
    ("sqrt(16)", 4.0),
    ("sqrt(-1)", UNKNOWN),
    ("sqrt(huge)", UNKNOWN),
    ('basename("ds/zero2.json")', "zero2.json"),
    (r'basename("C:\\ds\\zero2.json")', "zero2.json"),
    ('basename("models/llama/")', "llama"),
    ('basename("llama")', "llama"),
    ('int_of("016")', 16),
    ("int_of(one)", UNKNOWN),
    ('int_of("-1")', UNKNOWN),
    ('int_of("")', UNKNOWN),
    ('int_of("²")', UNKNOWN),
    ('int_of("' + "9" * 19 + '")', UNKNOWN),
    ('words("q_proj, v_proj")', ["q_proj", "v_proj"]),
    ("words(\"['to_out.0' .k]\")", ["to_out.0", "k"]),
    ('words(" , ")', []),
    ("words(one)", UNKNOWN),
    ('is_regex(".*\\\\.q_proj")', True),
    ('is_regex("(q_proj")', False),
    ('is_regex("*q_proj")', False),
    ('is_regex("a++")', UNKNOWN),
    ('is_regex("a(?i)b")', UNKNOWN),
    ("is_regex(long)", UNKNOWN),
    ("is_regex(one)", UNKNOWN),
    ("values(m.sub)", ["x"]),
    ("values(none)", []),
    ("values(xs)", UNKNOWN),
    ("values(plain_m)", [[5, 6]]),
    ("keys(m)", ["k", "n", "sub", "u"]),
    ("keys(none)", []),
    ("keys(odd)", [UNKNOWN, "k"]),
    ("keys(text)", UNKNOWN),
    ("is_number(real)", True),
    ("is_number(t)", False),
    ("is_text(text)", True),
    ("is_list(m)", False),
    ("is_mapping(m)", True),
    ("is_bool(f)", True),
    ("is_bool(none)", False),
    ("known(u)", False),
    ("known(m.u)", False),
    ("known(none)", True),
    ("known(one / zero)", False),
]


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS)
def test_functions(text: str, expected: object) -> None:
    assert same(evaluate(parse(text), SCOPE), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m.k", 4),
        ('m["sub"]["deep"]', "x"),
        ("m[key]", 4),
        ("m.absent", None),
        ("m.absent.below", UNKNOWN),
        ("m.k.below", UNKNOWN),
        ("datasets[1].type", "b"),
        ("datasets[-1].type", "b"),
        ("datasets[-3].type", UNKNOWN),
        ("datasets[index].type", "b"),
        ("xs[9]", UNKNOWN),
        ("xs[t]", UNKNOWN),
        ("xs[real]", UNKNOWN),
        ("m[none]", UNKNOWN),
        ("plain_m.k[0]", 5),
        ("plain_m.absent", None),
        ("plain_xs[-1]", 8),
        ("plain_xs[2]", UNKNOWN),
        ("plain_xs.k", UNKNOWN),
        ("key.k", UNKNOWN),
        ("written(m.k)", 4),
        ("written(absent)", None),
        ("given(m.k)", True),
        ("given(m.absent)", False),
        ("given(absent.below)", False),
        ("given(m.u)", UNKNOWN),
        ("name(datasets[-1].type)", "datasets[1].type"),
        ("name(m[key])", "m.k"),
        ("file(m.k)", "a.yaml"),
        ("name(key)", UNKNOWN),
        ("given(key)", UNKNOWN),
        ("written(key)", UNKNOWN),
    ],
)
def test_paths(text: str, expected: object) -> None:
    assert same(evaluate(parse(text), SCOPE), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('any(d.type == "b" for d in datasets)', True),
        ("all(given(d.n) for d in datasets)", False),
        ("count(given(d.n) for d in datasets)", 1),
        ('any(name(d) == "datasets[1]" for d in datasets)', True),
        ("any(m[k] == 4 for k in m)", True),
        ("count(is_text(k) for k in m)", 4),
        ('any(name(v) == "m.k" for v in values(m))', True),
        ("all(v > 3 for v in values(m))", UNKNOWN),
        ("any(v > 3 for v in values(m))", True),
        ("any(name(x) == name(one) for x in [m, one])", True),
        ("count(x for x in [t, f, one])", 2),
        ("any(x > 7 for x in plain_xs)", True),
        ("any(x > one for x in xs + [9])", True),
        ("any(any(y > x + 1 for y in xs) for x in xs)", True),
        ("any(xs for xs in xs)", True),
        ("any(x for x in none)", False),
        ("all(x for x in none)", True),
        ("count(x for x in none)", 0),
        ("any(x for x in values(none))", False),
        ("any(x for x in text)", UNKNOWN),
        ("all(x for x in one)", UNKNOWN),
        ("any(x > 0 for x in u_in)", True),
        ("all(x > 1 for x in u_in)", False),
        ("all(x > 0 for x in u_in)", UNKNOWN),
        ("any(x > 1 for x in u_in)", UNKNOWN),
        ("any(x in odd for x in odd)", True),
        ('any(odd[k] == "one" for k in odd)', UNKNOWN),
        ("any(known(x) for x in values(odd))", True),
    ],
)
def test_quantifiers(text: str, expected: object) -> None:
    assert same(evaluate(parse(text), SCOPE), expected)


@pytest.mark.parametrize(("condition", "expected"), [("t", 1), ("f", None), ("u", UNKNOWN), ('""', None), ("xs", 1)])
def test_conditional(condition: str, expected: object) -> None:
    assert evaluate(parse(f"one if {condition} else none"), SCOPE) is expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("m.k", "m.k"),
        ("m.absent.below", "m.absent.below"),
        ("datasets[-1].type", "datasets[1].type"),
        ("m[key]", "m.k"),
        ("absent", "absent"),
        ("m[u]", None),
        ("datasets[-9]", None),
        ("key", None),
        ("plain_m.k", None),
        ("1", None),
        ("m.k + 1", None),
        ("values(m)", None),
    ],
)
def test_place_of_a_path(text: str, key: str | None) -> None:
    found = place(parse(text), SCOPE)
    assert (found and found.key()) == key


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("datasets", ["datasets[0]", "datasets[1]"]),
        ("values(m.sub)", ["m.sub.deep"]),
        ("m.sub", ["deep"]),
        ("none", []),
        ("plain_xs", [7, 8]),
        ("[one, 2]", ["one", 2]),
        ("u", None),
        ("text", None),
    ],
)
def test_items_are_what_for_binds(text: str, shown: object) -> None:
    found = items(parse(text), SCOPE)
    assert (found and [item.key() if hasattr(item, "key") else item for item in found]) == shown


def test_truth_is_one_of_three() -> None:
    assert truth(parse("xs"), SCOPE) is True
    assert truth(parse("empty"), SCOPE) is False
    assert truth(parse("u"), SCOPE) is UNKNOWN


def test_unknown_is_no_truth_value_and_stays_itself() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)
    assert copy.deepcopy([UNKNOWN])[0] is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN


def _tower(height: int) -> list[object]:
    """Two to the power of `height` items, as YAML's aliases build them from a few lines."""
    tower: list[object] = [1]
    for _ in range(height):
        tower = [tower, tower]
    return tower


def _cycle() -> list[object]:
    cycle: list[object] = []
    cycle.append(cycle)
    return cycle


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a == b", {"a": _tower(50), "b": _tower(50)}),
        ("a == b", {"a": _tower(500), "b": _tower(500)}),
        ("a == b", {"a": _cycle(), "b": _cycle()}),
        ("a in [b]", {"a": _cycle(), "b": _cycle()}),
        ("any(any(any(x + y + z < 0 for z in a) for y in a) for x in a)", {"a": list(range(1000))}),
        ("any(x in b for x in a)", {"a": list(range(5000)), "b": list(range(5000, 9999))}),
        ("a + a", {"a": list(range(9000))}),
        (r'matches(a, ".*.*.*.*x")', {"a": "y" * 9000}),
        (r'any(matches(a, ".*.*x") for x in b)', {"a": "y" * 3000, "b": list(range(1000))}),
    ],
)
def test_what_would_take_too_long_is_unknown(text: str, data: dict[str, object]) -> None:
    assert value_of(text, **data) is UNKNOWN


def test_a_real_comparison_is_far_from_the_limit_of_work() -> None:
    layers = {f"model.layers.{at}.q_proj": 8 for at in range(400)}
    text = 'any(any(matches(k, ".*[.]q_proj") and p == k for k in ranks) for p in alphas)'
    assert value_of(text, ranks=layers, alphas=["other"] * 50) is False

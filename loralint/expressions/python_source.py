"""Compiled expressions as Python source: what they give, whether they hold, and whether they certainly do not.

The source means what `evaluate` means, except that each part that the interpreter works out itself has the whole
allowance of steps. Of a truth only two questions are asked, "is it true?" and "is it false?", so that most of it
becomes Python's own `and` and `or`, which stop at the first part that decides. It speaks of these names:

| name | what it is |
|---|---|
| `v`, `w`, `g` | mappings from paths, such as `("lora", "rank")`, to the value in force, the one written, and "given" |
| `kv`, `kw`, `kg` | the same by the names of shared concepts, where the framework's own names do not stand for them |
| `m` | a mapping from the functions of `let` values to what they give |
| `q` | the interpreter: `q(rule, expression)`, for what has no source, such as `any` |
| `o` | a mapping from rules to their options |
| `c` | calls a function of the scope by its name |
| `U` | UNKNOWN; the other names are those of `loralint.expressions.python_names` |
"""

from __future__ import annotations

from ast import literal_eval

from loralint.expressions.evaluate import truth
from loralint.expressions.expr import paths_in
from loralint.expressions.functions import FUNCTIONS
from loralint.expressions.python_parts import (
    FRAMEWORK,
    NULL,
    OfFramework,
    below,
    joined,
    of_known,
    texts_of,
    with_literal,
)
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from loralint.expressions.concepts import Concepts, Native
    from loralint.expressions.expr import Expr

_COMPARED = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_RECKONED = {"-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod"}
_ORDERED = frozenset((*_COMPARED.values(), *_RECKONED.values()))
_TYPES = {"is_text": "str", "is_list": "list", "is_mapping": "dict", "is_bool": "bool"}
_LOGIC = {"and", "or", "not", "given", "on", "is null", "known"}


class Names(NamedTuple):
    """What the names of a rule mean: its `let` values, the names of its tables, and others, where they are concepts.

    Of the variables of `each`, `rows` stand for the cells of a table's row, `members` for paths and `values` for values
    that Python variables of these names hold. `bound` are all of them, and the `let` values that speak of them.
    """

    rule: str
    lets: Mapping[str, Expr]
    tables: frozenset[str]
    concepts: Concepts | None
    bound: frozenset[str] = frozenset()
    rows: Mapping[str, Mapping[str, Expr]] = {}
    members: Mapping[str, str] = {}
    values: Mapping[str, str] = {}


class NoSourceError(Exception):
    """An expression of a variable that only the interpreter works out."""


class Source:
    """The expressions of one rule as Python source.

    `functions` are those of `let` values, their names by their source; what the rule needs is added, so that rules
    share what is the same.
    """

    def __init__(self, names: Names, functions: dict[str, str]) -> None:
        self._names = names
        self._functions = functions

    def value(self, expr: Expr) -> str:
        """What gives the value of an expression, such as `v["lora", "rank"]`."""
        operation = expr[0]
        if operation in _LOGIC:
            return f"(True if {self.holds(expr)} else False if {self.fails(expr)} else U)"
        found = _VALUES.get(operation)
        return found(self, expr) if found else self._interpreted(expr)

    def holds(self, expr: Expr) -> str:
        """What is true exactly where the expression is true."""
        decided = self._decided(expr)
        if decided is not None:
            return str(decided)
        found = _HOLDS.get(expr[0])
        own = found(self, expr) if found else None
        return own or of_known(self.value(expr), "((x := VALUE) is not U and bool(x))")

    def fails(self, expr: Expr) -> str:
        """What is true exactly where the expression is false, not where it is unknown."""
        decided = self._decided(expr)
        if decided is not None:
            return str(not decided)
        found = _FAILS.get(expr[0])
        own = found(self, expr) if found else None
        return own or of_known(self.value(expr), "((x := VALUE) is not U and not x)")

    def _decided(self, expr: Expr) -> bool | None:
        """Whether an expression holds that speaks of the framework alone; None where a config has to tell."""
        names = self._names
        is_own = FRAMEWORK in names.lets or FRAMEWORK in names.tables or FRAMEWORK in names.bound
        if names.concepts is None or is_own or paths_in(expr) != {(FRAMEWORK,)}:
            return None
        decided = truth(expr, OfFramework(names.concepts.framework))
        return decided if isinstance(decided, bool) else None

    # paths

    def path(self, expr: Expr) -> str | None:
        """A path that stands for itself as a tuple, what names stand for put in; None for anything else."""
        steps = self._steps(expr)
        return None if steps is None else f"({', '.join(steps)},)"

    def _steps(self, expr: Expr) -> list[str] | None:
        if expr[0] != "path" or not all(isinstance(step, (str, int)) for step in expr[2:]):
            return None
        names, first = self._names, expr[1]
        if first in names.rows or first in names.lets:
            meant, rest = self._put_in(expr)
            start = None if meant is None else self._steps(meant)
            return None if start is None else [*start, *map(repr, rest)]
        if first == "option" or first in names.tables or first in names.values:
            return None
        return [f"*{names.members[first]}" if first in names.members else repr(first), *map(repr, expr[2:])]

    def _put_in(self, expr: Expr) -> tuple[Expr | None, list[str | int]]:
        """What the cell of a row or a `let` value stands for, and the steps below it; None for an empty cell."""
        first, *steps = expr[1:]
        if first in self._names.lets:
            return self._names.lets[first], steps
        return (self._names.rows[first].get(steps[0]), steps[1:]) if steps else (None, steps)

    def _fact(self, question: str, steps: list[str]) -> str:
        """What a mapping of facts (`v`, `w` or `g`) gives at a path."""
        if self._names.concepts is None:
            return f"{question}[({', '.join(steps)},)]"
        return self._fact_of_concept(question, steps) or f"k{question}[({', '.join(steps)},)]"

    def _fact_of_concept(self, question: str, steps: list[str]) -> str | None:
        """The same in the framework's own words; None where it needs the interpreter to find them."""
        concepts = self._names.concepts
        if concepts is None or any(step.startswith("*") for step in steps):
            return None
        own = tuple(map(literal_eval, steps))
        found = concepts.split(own)
        if found is None and own[0] not in concepts.no_concepts:
            return "U"  # the framework has nothing of the kind
        places = None if found is None else concepts.places(found[0])
        if found is None or not places:
            return None
        if len(places) == 1 and places[0].condition is None:
            values = places[0].values
            fact = f"{question}[{(*places[0].path, *found[1])!r}]"
            return f"shared({fact}, {values!r})" if question == "v" and not found[1] and values is not None else fact
        source = self._meant(places)
        return (
            None if source is None else f"by_meaning({question}, {self._once(source)}, {found[1]!r}, {question == 'v'})"
        )

    def _meant(self, places: list[Native]) -> str | None:
        """What gives the path and the values of the place that is meant, None where nobody knows it."""
        native = Source(self._names._replace(lets={}, tables=frozenset(), concepts=None), self._functions)
        source = "None"
        for place in reversed(places):
            here = f"({place.path!r}, {place.values!r})"
            condition = place.condition
            if condition is None:
                source = here
                continue
            if any(path[0] in self._strange for path in paths_in(condition)):
                return None
            holds, fails = native.holds(condition), native.fails(condition)
            if "q(" in holds or "q(" in fails:
                return None
            source = f"({here} if {holds} else {source} if {fails} else None)"
        return source

    @property
    def _strange(self) -> frozenset[str]:
        concepts = self._names.concepts
        return frozenset() if concepts is None else concepts.no_keys

    def _path(self, expr: Expr) -> str:
        own = self._steps(expr)
        if own is not None:
            return self._fact("v", own)
        names, first, steps = self._names, expr[1], expr[2:]
        if not all(isinstance(step, (str, int)) for step in steps) or first in names.tables:
            return self._interpreted(expr)
        if first == "option":
            return below(f"o[{names.rule!r}]", steps)
        if first in names.values:
            return below(names.values[first], steps)
        meant, rest = self._put_in(expr)
        if meant is None:
            return "None" if len(steps) == 1 else self._interpreted(expr)
        if meant[0] == "path" and rest:
            return self._interpreted(expr)
        return below(self._once(self.value(meant)), rest)

    def _once(self, source: str) -> str:
        """A value that is worked out once for a config, unless it speaks of what Python variables hold."""
        if any(name in source for name in (*self._names.members.values(), *self._names.values.values())):
            return f"({source})"
        return f"m[{self._functions.setdefault(source, f'let{len(self._functions)}')}]"

    def _interpreted(self, expr: Expr) -> str:
        if self._names.bound & {path[0] for path in paths_in(expr)}:
            raise NoSourceError
        return f"q({self._names.rule!r}, {expr!r})"

    def _asked(self, mapping: str, expr: Expr) -> str:
        steps = self._steps(expr[1])
        return self._interpreted(expr) if steps is None else self._fact(mapping, steps)

    def _given(self, expr: Expr, wanted: bool) -> str:
        fact = self._asked("g", ["given", expr[1]])
        return "False" if fact == "U" else f"{fact} is {wanted}"

    # truths

    def _joined(self, word: str, one: Callable[[Expr], str], expr: Expr) -> str:
        return joined(word, (one(part) for part in expr[1:]))

    def _chosen(self, one: Callable[[Expr], str], otherwise: str, expr: Expr) -> str:
        _, condition, first, second = expr
        holds, fails = self.holds(condition), self.fails(condition)
        if holds == "True" or fails == "True":
            return one(first if holds == "True" else second)
        return f"({one(first)} if {holds} else {one(second)} if {fails} else {otherwise})"

    def _equals(self, expr: Expr) -> str | None:
        """Texts, truths and null need no comparison of kinds: they equal only their like."""
        value, literal = with_literal(expr)
        if literal is None:
            return None
        if isinstance(literal, str):
            return of_known(self.value(value), f"VALUE == {literal!r}")
        if literal is NULL:
            return of_known(self.value(value), "VALUE is None")
        return of_known(self.value(value), f"VALUE is {literal!r}") if isinstance(literal, bool) else None

    def _differs(self, expr: Expr) -> str | None:
        value, literal = with_literal(expr)
        if isinstance(literal, str):
            return of_known(self.value(value), f"(type(x := VALUE) is str and x != {literal!r})")
        if isinstance(literal, bool):
            return f"{self.value(value)} is {not literal!r}"
        return None

    def _is_listed(self, expr: Expr) -> str | None:
        texts = texts_of(expr[2])
        return of_known(self.value(expr[1]), f"(type(x := VALUE) is str and x in {texts})") if texts else None

    def _is_not_listed(self, expr: Expr) -> str | None:
        texts = texts_of(expr[2])
        test = f"((x := VALUE) is not U and not (type(x) is str and x in {texts}))"
        return of_known(self.value(expr[1]), test) if texts else None

    def _is_type(self, expr: Expr) -> str | None:
        name = _TYPES.get(expr[1])
        return f"type({self.value(expr[2])}) is {name}" if name else None

    def _is_no_type(self, expr: Expr) -> str | None:
        name = _TYPES.get(expr[1])
        return of_known(self.value(expr[2]), f"((x := VALUE) is not U and type(x) is not {name})") if name else None

    def _compared(self, expr: Expr) -> str | None:
        """Against a number: what is no number is in no order, and NaN neither."""
        literal = expr[2][1] if expr[2][0] == "lit" else None
        if type(literal) is not int and type(literal) is not float:
            return None
        test = f"((type(x := VALUE) is int or type(x) is float) and x {expr[0]} {literal!r})"
        return of_known(self.value(expr[1]), test)

    # values

    def _list(self, expr: Expr) -> str:
        return f"[{', '.join(map(self.value, expr[1:]))}]"

    def _call(self, expr: Expr) -> str:
        function = f"f_{expr[1]}" if expr[1] in FUNCTIONS else f"c({expr[1]!r})"
        arguments = list(map(self.value, expr[2:]))
        return "U" if "U" in arguments else f"call({', '.join((function, *arguments))})"

    def _two(self, function: str, expr: Expr) -> str:
        sides = self.value(expr[1]), self.value(expr[2])
        # An unknown is in no order, and reckons to nothing known.
        return "U" if "U" in sides and function in _ORDERED else f"{function}({', '.join(sides)})"

    def _matches(self, expr: Expr) -> str:
        _, operand, *rest = expr
        return f"matches({self.value(operand)}, {', '.join(map(repr, rest))})"

    def _number(self, expr: Expr) -> str:
        steps = self._steps(expr[1])
        return (
            self._interpreted(expr) if steps is None else f"number({self._fact('g', steps)}, {self._fact('v', steps)})"
        )


_VALUES: dict[str, Callable[[Source, Expr], str]] = {
    "lit": lambda _source, expr: repr(expr[1]),
    "list": Source._list,
    "path": Source._path,
    "written": lambda source, expr: source._asked("w", expr),
    "number": Source._number,
    "if": lambda source, expr: source._chosen(source.value, "U", expr),
    "==": lambda source, expr: source._two("same", expr),
    "in": lambda source, expr: source._two("listed", expr),
    **{sign: lambda source, expr, name=name: source._two(name, expr) for sign, name in _COMPARED.items()},  # type: ignore[misc]
    **{sign: lambda source, expr, name=name: source._two(name, expr) for sign, name in _RECKONED.items()},  # type: ignore[misc]
    "+": lambda source, expr: source._two("plus", expr),
    "neg": lambda source, expr: f"negative({source.value(expr[1])})",
    "matches": Source._matches,
    "call": Source._call,
}

_HOLDS: dict[str, Callable[[Source, Expr], str | None]] = {
    "and": lambda source, expr: source._joined("and", source.holds, expr),
    "or": lambda source, expr: source._joined("or", source.holds, expr),
    "not": lambda source, expr: source.fails(expr[1]),
    "if": lambda source, expr: source._chosen(source.holds, "False", expr),
    "given": lambda source, expr: source._given(expr, True),
    "on": lambda source, expr: f"({source._given(expr, True)} and {source.holds(expr[1])})",
    "known": lambda source, expr: of_known(source.value(expr[1]), "VALUE is not U"),
    "is null": lambda source, expr: of_known(source.value(expr[1]), "VALUE is None"),
    "==": Source._equals,
    "in": Source._is_listed,
    "call": Source._is_type,
    **dict.fromkeys(_COMPARED, Source._compared),
}

_FAILS: dict[str, Callable[[Source, Expr], str | None]] = {
    "and": lambda source, expr: source._joined("or", source.fails, expr),
    "or": lambda source, expr: source._joined("and", source.fails, expr),
    "not": lambda source, expr: source.holds(expr[1]),
    "if": lambda source, expr: source._chosen(source.fails, "False", expr),
    "given": lambda source, expr: source._given(expr, False),
    "on": lambda source, expr: (
        f"({source._given(expr, False)} or {source._given(expr, True)} and {source.fails(expr[1])})"
    ),
    "known": lambda source, expr: "True" if (value := source.value(expr[1])) == "U" else f"{value} is U",
    "is null": lambda source, expr: f"((x := {source.value(expr[1])}) is not None and x is not U)",
    "==": Source._differs,
    "in": Source._is_not_listed,
    "call": Source._is_no_type,
}

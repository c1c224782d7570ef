"""The grammar of the rule language: which nodes of Python's syntax tree are allowed, and what each becomes."""

from __future__ import annotations

import ast
import math

from loralint.expressions.expr import ExpressionError
from loralint.expressions.functions import FUNCTIONS, OF_SCOPE, Signature
from loralint.expressions.pattern import PatternError, cost_of
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from loralint.expressions.expr import Expr

DEPTH = 40
LIST_ITEMS = 200
_LARGEST_INTEGER = 2**63 - 1

_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
_ORDER: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_PATTERN = "matches"
OF_PATHS: dict[str, Signature] = {
    "given": Signature(1, 1, "path", "Is the key written in the file?"),
    "written": Signature(1, 1, "path", "The value as it stands in the file; null where the key is not written."),
    "on": Signature(1, 1, "path", "Is the key written, and does its value in force count as true?"),
    "number": Signature(1, 1, "path", "The number that is written there, as the framework reads it; else unknown."),
    "raw": Signature(1, 1, "path", "The value in force of the file as it stands, before any safe fix."),
    "name": Signature(1, 1, "path", "The key in the framework's own words, for messages about a concept or a row."),
    "file": Signature(1, 1, "path", "The path of the file that the key belongs to."),
}
"""Functions that ask for the place itself: their argument is a path."""
OF_PLACES: dict[str, Signature] = {
    "known": Signature(1, 1, "value", "Is the value known? The only question whose answer is never unknown."),
    "values": Signature(1, 1, "mapping", "The values of a mapping, as places where it is part of the file."),
    "keys": Signature(1, 1, "mapping", "The keys of a mapping; nothing for null."),
    **OF_PATHS,
}
QUANTIFIERS: dict[str, Signature] = {
    "any": Signature(1, 1, "condition for x in list", "Does the condition hold for one item at least?"),
    "all": Signature(1, 1, "condition for x in list", "Does the condition hold for every item?"),
    "count": Signature(1, 1, "condition for x in list", "For how many items does the condition hold?"),
}
"""Functions that go through a list, or through the keys of a mapping."""
SIGNATURES: dict[str, Signature] = {
    **{name: Signature(*function[1:]) for name, function in FUNCTIONS.items()},
    _PATTERN: Signature(2, 2, "text, pattern", "Does the regular expression match the whole text? It is written out."),
    **OF_SCOPE,
    **OF_PLACES,
    **QUANTIFIERS,
}
"""Every function of the language."""
_REFUSED: dict[type[ast.AST], str] = {
    ast.Tuple: "write a list in square brackets",
    ast.Dict: "mappings cannot be written in an expression",
    ast.JoinedStr: "f-strings are not part of the language",
    ast.Slice: "slices are not part of the language",
    ast.GeneratorExp: "`for` stands only in any(...), all(...) and count(...)",
    ast.ListComp: "`for` stands only in any(...), all(...) and count(...)",
    ast.NamedExpr: "name a value with the rule's `let`",
}


def compile_tree(tree: ast.expr, source: str, start: int) -> Expr:
    """Check and compile the tree of `source`, which begins at character `start` of what the user wrote."""
    return _Compiler(source, start).compile(tree)


class _Compiler:
    def __init__(self, source: str, start: int) -> None:
        self._bytes = source.encode()
        self._start = start
        self._depth = 0
        self._nodes: dict[type[ast.AST], Callable[[Any], Expr]] = {
            ast.Constant: self._constant,
            ast.Name: self._path,
            ast.Attribute: self._path,
            ast.Subscript: self._path,
            ast.List: self._list,
            ast.BoolOp: self._logic,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._arithmetic,
            ast.Compare: self._comparison,
            ast.IfExp: self._choice,
            ast.Call: self._call,
        }

    def compile(self, node: ast.AST) -> Expr:
        """Compile one node, which must be of the language."""
        build = self._nodes.get(type(node))
        if build is None:
            raise self._error(node, _REFUSED.get(type(node), "this is not part of the language"))
        if self._depth >= DEPTH:
            raise self._error(node, f"nested more than {DEPTH} deep")
        self._depth += 1
        expr = build(node)
        self._depth -= 1
        return expr

    def _error(self, node: ast.AST, message: str) -> ExpressionError:
        # Python counts bytes of UTF-8.
        before = self._bytes[: getattr(node, "col_offset", 0)].decode()
        return ExpressionError(message, self._start + len(before))

    def _constant(self, node: ast.Constant) -> Expr:
        value = node.value
        if value is None or isinstance(value, bool):
            raise self._error(node, f"write {dict(zip(_LITERALS.values(), _LITERALS, strict=True))[value]}")
        if isinstance(value, int) and value > _LARGEST_INTEGER:
            raise self._error(node, "this number is too large")
        if isinstance(value, float) and not math.isfinite(value):
            raise self._error(node, "this number is too large")
        if not isinstance(value, (str, int, float)):
            raise self._error(node, "a literal is a number, a text, a list, true, false or null")
        return ["lit", value]

    def _path(self, node: ast.expr) -> Expr:
        steps: list[str | int | Expr] = []
        base = node
        while not isinstance(base, ast.Name):
            if isinstance(base, ast.Attribute):
                steps.append(self._plain(base, base.attr))
            elif isinstance(base, ast.Subscript):
                steps.append(self._index(base.slice))
            else:
                raise self._error(base, "only a name has keys; name this value with the rule's `let`")
            base = base.value
        if base.id not in _LITERALS:
            return ["path", self._plain(base, base.id), *reversed(steps)]
        if steps:
            raise self._error(base, f"{base.id} has no keys")
        return ["lit", _LITERALS[base.id]]

    def _plain(self, node: ast.expr, name: str) -> str:
        # Python rewrites other names (NFKC), so that they would no longer be the config's.
        if not (name.isascii() and self._bytes[: node.end_col_offset].endswith(name.encode())):
            raise self._error(node, 'a name is plain ASCII; write other keys as ["key"]')
        return name

    def _index(self, node: ast.expr) -> str | int | Expr:
        index = self.compile(node)
        if index[0] != "lit":
            return index
        if isinstance(index[1], bool) or not isinstance(index[1], (str, int)):
            raise self._error(node, "an index is a text or an integer")
        return index[1]

    def _list(self, node: ast.List) -> Expr:
        if len(node.elts) > LIST_ITEMS:
            raise self._error(node, f"a list has at most {LIST_ITEMS} items, this one {len(node.elts)}")
        return ["list", *map(self.compile, node.elts)]

    def _logic(self, node: ast.BoolOp) -> Expr:
        return ["and" if isinstance(node.op, ast.And) else "or", *map(self.compile, node.values)]

    def _unary(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, ast.Not):
            return ["not", self.compile(node.operand)]
        if not isinstance(node.op, ast.USub):
            raise self._error(node, "the signs are `-` and `not`")
        operand = self.compile(node.operand)
        if operand[0] == "lit" and type(operand[1]) in (int, float):
            return ["lit", -operand[1]]
        return ["neg", operand]

    def _arithmetic(self, node: ast.BinOp) -> Expr:
        operation = _ARITHMETIC.get(type(node.op))
        if operation is None:
            raise self._error(node, "the language reckons with + - * / // % only")
        return [operation, self.compile(node.left), self.compile(node.right)]

    def _comparison(self, node: ast.Compare) -> Expr:
        operands = [node.left, *node.comparators]
        if len(node.ops) == 1:
            return self._compare(node, node.ops[0], self.compile(operands[0]), self.compile(operands[1]))
        if not all(type(op) in _ORDER for op in node.ops):
            raise self._error(node, "only < <= > >= can be chained; write `and`")
        if any(isinstance(part, ast.Compare) for middle in operands[1:-1] for part in ast.walk(middle)):
            # The middle stands twice in the result; nested, that would double at every level.
            raise self._error(node, "a comparison within a chained one: name it with the rule's `let`")
        parts = list(map(self.compile, operands))
        pairs = zip(node.ops, parts, parts[1:], strict=False)
        return ["and", *(self._compare(node, op, left, right) for op, left, right in pairs)]

    def _compare(self, node: ast.Compare, op: ast.cmpop, left: Expr, right: Expr) -> Expr:
        if type(op) in _ORDER:
            return [_ORDER[type(op)], left, right]
        if isinstance(op, (ast.In, ast.NotIn)):
            test = ["in", left, right]
        elif isinstance(op, (ast.Eq, ast.NotEq)):
            test = _equality(left, right)
        else:
            raise self._error(node, "write == or != instead of `is`")
        return ["not", test] if isinstance(op, (ast.NotIn, ast.NotEq)) else test

    def _choice(self, node: ast.IfExp) -> Expr:
        return ["if", self.compile(node.test), self.compile(node.body), self.compile(node.orelse)]

    def _call(self, node: ast.Call) -> Expr:
        if not isinstance(node.func, ast.Name):
            raise self._error(node, "only the functions of the language can be called")
        name = self._plain(node.func, node.func.id)
        if node.keywords:
            raise self._error(node, f"{name}() takes no named arguments")
        if name in QUANTIFIERS:
            return self._quantifier(node, name)
        self._check_arity(node, name)
        arguments = list(map(self.compile, node.args))
        if name == _PATTERN:
            return self._pattern(node, arguments)
        if name not in OF_PLACES:
            return ["call", name, *arguments]
        if name in OF_PATHS and arguments[0][0] != "path":
            raise self._error(node, f"{name}() takes a path, such as optimizer.type")
        return [name, *arguments]

    def _check_arity(self, node: ast.Call, name: str) -> None:
        if name not in SIGNATURES:
            hint = did_you_mean(f"{name}()", [f"{known}()" for known in SIGNATURES])
            raise self._error(node, f"there is no function {name}(){hint}")
        least, most, *_ = SIGNATURES[name]
        if len(node.args) < least or (most is not None and len(node.args) > most):
            wanted = f"{least} or more" if most is None else " or ".join(map(str, sorted({least, most})))
            raise self._error(node, f"{name}() takes {wanted} argument{'s' * (wanted != '1')}, not {len(node.args)}")

    def _pattern(self, node: ast.Call, arguments: list[Expr]) -> Expr:
        text, pattern = arguments
        if pattern[0] != "lit" or not isinstance(pattern[1], str):
            raise self._error(node.args[1], "the pattern of matches() must be written out as a text")
        try:
            cost = cost_of(pattern[1])
        except PatternError as error:
            raise self._error(node.args[1], str(error)) from error
        return ["matches", text, pattern[1], *cost]

    def _quantifier(self, node: ast.Call, name: str) -> Expr:
        each = node.args[0] if len(node.args) == 1 else None
        if not isinstance(each, ast.GeneratorExp) or len(each.generators) != 1:
            raise self._error(node, f"write {name}(condition for x in list)")
        loop = each.generators[0]
        if not isinstance(loop.target, ast.Name) or loop.target.id in _LITERALS or loop.is_async:
            raise self._error(loop.target, "`for` takes one name")
        if loop.ifs:
            raise self._error(loop.ifs[0], "write the filter into the condition, with `and`")
        variable = self._plain(loop.target, loop.target.id)
        source, condition = self.compile(loop.iter), self.compile(each.elt)
        return [name, variable, source, condition, _weight(condition)]


def _equality(left: Expr, right: Expr) -> Expr:
    if left == ["lit", None]:
        return ["is null", right]
    if right == ["lit", None]:
        return ["is null", left]
    return ["==", left, right]


def _weight(expr: Expr) -> int:
    """Count the steps that one evaluation takes, without the inner loops' repetitions."""
    return 1 + sum(_weight(part) for part in expr if isinstance(part, list))

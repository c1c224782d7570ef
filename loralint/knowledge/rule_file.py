"""One rule file compiled to plain JSON data; its expressions keep their places, so that they can be checked."""

from __future__ import annotations

import json
import re

from loralint.diagnostics.record import DEFAULT_SEVERITY
from loralint.expressions.expr import ExpressionError
from loralint.expressions.parse import parse
from loralint.expressions.template import template
from loralint.knowledge.data_file import Complaint
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from loralint.expressions.expr import Expr
    from loralint.syntax.keypath import Path

_OPERATIONS = ("set", "remove", "rename", "insert", "move")
_STRENGTH = ("run", "read", "thread")
_OF_CASE = ("at", "message", "label", "related", "fixes")
_NOTHING: Expr = ["lit", None]


class CompiledRule(NamedTuple):
    """`run` is what a check needs, `docs` what people read and what tests run; both are JSON data.

    `expressions` are all of them with the place of their text in the file.
    """

    run: dict[str, Any]
    docs: dict[str, Any]
    expressions: list[tuple[Expr, Path]]


def compile_rule(rule: dict[str, Any]) -> tuple[CompiledRule, list[Complaint]]:
    """Compile the content of a rule file that has the right form; what is wrong in its expressions is told as well."""
    compiler = _Compiler()
    run = compiler.rule(rule)
    run["of_today"] = any(_asks_for_raw(expression) for expression, _ in compiler.expressions)
    return CompiledRule(run, rule, compiler.expressions), compiler.complaints


class _Compiler:
    """Compiles one rule: every mistake is noted and the rest goes on."""

    def __init__(self) -> None:
        self.expressions: list[tuple[Expr, Path]] = []
        self.complaints: list[Complaint] = []

    def rule(self, rule: dict[str, Any]) -> dict[str, Any]:
        if not {"check", "when", "require", "cases"} & rule.keys():
            self._complain("a rule needs `when`, `require`, `cases` or `check`", ())
        evidence = {kind for item in rule["evidence"] for kind in item}
        return {
            "name": rule["name"],
            "code": rule["code"],
            "framework": rule["framework"],
            "versions": rule.get("versions"),
            "tags": rule.get("tags", []),
            "consequence": rule["consequence"],
            "severity": rule.get("severity") or DEFAULT_SEVERITY[rule["consequence"]],
            "confidence": next(kind for kind in _STRENGTH if kind in evidence),
            "check": rule.get("check"),
            "options": rule.get("options", {}),
            "yields_to": rule.get("yields_to", []),
            "merge": rule.get("merge"),
            "actor": rule.get("actor"),
            "last": rule.get("last", False),
            "let": [
                [name, self._expression(_text(value), ("let", name))] for name, value in rule.get("let", {}).items()
            ],
            "each": self._each(rule["each"]) if "each" in rule else None,
            "tables": {name: self._table(table, ("tables", name)) for name, table in rule.get("tables", {}).items()},
            "when": self._optional(rule, "when", ()),
            "require": self._optional(rule, "require", ()),
            "cases": self._cases(rule),
        }

    def _cases(self, rule: dict[str, Any]) -> list[dict[str, Any]]:
        """The ways in which a rule speaks, a single one without `cases`. What a case leaves out is the rule's."""
        if "cases" not in rule:
            return [self._case({}, rule, ())]
        for index, case in enumerate(rule["cases"][:-1]):
            if "when" not in case:
                told = "only the last case may do without `when`: it speaks where no other does"
                self._complain(told, ("cases", index))
        return [self._case(case, rule, ("cases", index)) for index, case in enumerate(rule["cases"])]

    def _case(self, case: dict[str, Any], rule: dict[str, Any], at: Path) -> dict[str, Any]:
        places = {field: (*(at if field in case else ()), field) for field in _OF_CASE}
        fields = {field: (case if field in case else rule).get(field) for field in _OF_CASE}
        consequence = case.get("consequence", rule["consequence"])
        severity = None if "consequence" in case else rule.get("severity")
        if fields["message"] is None:
            self._complain("the field `message` is missing", at)
        return {
            "when": self._optional(case, "when", at),
            "consequence": consequence,
            "severity": case.get("severity") or severity or DEFAULT_SEVERITY[consequence],
            "at": self._places(fields["at"], places["at"]),
            "message": self._template(fields["message"] or "", places["message"]),
            "label": None if fields["label"] is None else self._template(fields["label"], places["label"]),
            "related": [
                [self._path(key, (*places["related"], key)), self._template(words, (*places["related"], key))]
                for key, words in (fields["related"] or {}).items()
            ],
            "fixes": [self._fix(fix, (*places["fixes"], index)) for index, fix in enumerate(fields["fixes"] or ())],
        }

    def _table(self, table: Any, at: Path) -> dict[str, Any]:
        """A table of values by key as it is; of a table of rows, the expression of each cell."""
        if isinstance(table, dict):
            return {"values": table}
        return {
            "rows": [
                {column: self._expression(_text(cell), (*at, index, column)) for column, cell in row.items()}
                for index, row in enumerate(table)
            ]
        }

    def _each(self, text: str) -> list[Any]:
        names, separator, iterable = text.partition(" in ")
        variables = [name.strip() for name in names.split(",")]
        if not separator or not 1 <= len(variables) <= 2 or not all(name.isidentifier() for name in variables):
            self._complain("`each` reads `name in path` or `key, value in path`", ("each",))
            return [["item"], _NOTHING]
        return [variables, *(self._path(path.strip(), ("each",)) for path in iterable.split(","))]

    def _places(self, at: Any, path: Path) -> list[dict[str, Any]]:
        items = at if isinstance(at, list) else [] if at is None else [at]
        places = []
        for index, item in enumerate(items):
            where: Path = (*path, index) if isinstance(at, list) else path
            fields = {"path": item} if isinstance(item, str) else item
            inner = where if isinstance(item, str) else (*where, "path")
            places.append({"path": self._path(fields["path"], inner), "if": self._optional(fields, "if", where)})
        return places

    def _fix(self, fix: dict[str, Any], at: Path) -> dict[str, Any]:
        if (fix["safety"] == "manual") == ("edits" in fix):
            self._complain("a manual fix has no edits, every other has some", at)
        return {
            "id": fix["id"],
            "if": self._optional(fix, "if", at),
            "safety": fix["safety"],
            "instead_of": fix.get("instead_of"),
            "description": self._template(fix["description"], (*at, "description")),
            "advice": self._template(fix["advice"], (*at, "advice")) if "advice" in fix else None,
            "edits": [self._edit(edit, (*at, "edits", index)) for index, edit in enumerate(fix.get("edits", []))],
        }

    def _edit(self, edit: dict[str, Any], at: Path) -> dict[str, Any]:
        operation = next((name for name in _OPERATIONS if name in edit), None)
        problem = _edit_problem(edit, operation)
        if operation is None or problem is not None:
            self._complain(problem or "", at)
            return {"operation": "remove", "key": _NOTHING, "if": None}
        compiled: dict[str, Any] = {
            "operation": operation,
            "key": self._path(edit[operation], (*at, operation)),
            "if": self._optional(edit, "if", at),
        }
        if operation == "move":
            compiled["to"] = self._path(edit["to"], (*at, "to"))
        elif operation == "rename":
            compiled["to"] = edit["to"]
        elif "value" in edit:
            compiled["value"] = self._expression(edit["value"], (*at, "value"))
        elif "to" in edit:
            compiled["value"] = ["lit", edit["to"]]
        return compiled

    # expressions

    def _complain(self, message: str, at: Path) -> None:
        self.complaints.append(Complaint(message, at))

    def _guarded(self, read: Callable[[str], Any], text: str, at: Path, otherwise: Any) -> Any:
        try:
            return read(text)
        except ExpressionError as error:
            guilty = re.match(r"\w*", text[error.offset :])
            self.complaints.append(Complaint(f"{error} in `{text}`", at, guilty[0] if guilty and guilty[0] else None))
            return otherwise

    def _expression(self, text: str, at: Path) -> Expr:
        expression: Expr = self._guarded(parse, text, at, _NOTHING)
        self.expressions.append((expression, at))
        return expression

    def _template(self, text: str, at: Path) -> Any:
        parts = self._guarded(template, text, at, [])
        self.expressions += [(part, at) for part in parts if isinstance(part, list)]
        return parts

    def _optional(self, fields: dict[str, Any], name: str, at: Path) -> Any:
        return self._expression(fields[name], (*at, name)) if name in fields else None

    def _path(self, text: str, at: Path) -> Expr:
        expression = self._expression(text, at)
        if expression[0] != "path" and expression is not _NOTHING:
            self._complain(f"`{text}` is no path to a value", at)
        return expression


def _asks_for_raw(expression: Any) -> bool:
    if not isinstance(expression, list):
        return False
    return expression[:1] == ["raw"] or any(map(_asks_for_raw, expression))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _edit_problem(edit: dict[str, Any], operation: str | None) -> str | None:
    """Why an edit says too little or too much; None where it is whole."""
    if operation is None or sum(name in edit for name in _OPERATIONS) != 1:
        return "an edit is one of `set`, `remove`, `rename`, `insert`, `move`"
    if operation in ("set", "insert") and ("to" in edit) == ("value" in edit):
        return f"`{operation}` needs either `to` (a literal) or `value` (an expression)"
    if operation in ("rename", "move") and not isinstance(edit.get("to"), str):
        return f"`{operation}` needs `to`"
    return None

"""One rule file: read, checked, and compiled to plain JSON data.

Rule files are YAML with JSON's scalars: `2e-5` is a number and `yes` is text, so that a rule says what it seems to say.
Every complaint points into the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from loralint.diagnostics.record import DEFAULT_SEVERITY
from loralint.expressions import ExpressionError, parse, template
from loralint.knowledge.rule_shape import Complaint, check_shape
from loralint.syntax.keypath import Path
from loralint.syntax.node import Document, MappingNode, Node, Scalar, SequenceNode, Source, find, resolve
from loralint.syntax.yaml_reader import parse_yaml

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_OPERATIONS = ("set", "remove", "rename", "insert", "move")
_STRENGTH = ("run", "read", "thread")


class RuleError(NamedTuple):
    """What is wrong in a rule file, and where (line and column from 1)."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class CompiledRule(NamedTuple):
    """`run` is what a check needs, `docs` what people read and what tests run; both are JSON data."""

    run: dict[str, Any]
    docs: dict[str, Any]


def read_rule(path: str, data: bytes, schema: dict[str, Any]) -> CompiledRule | RuleError:
    """Compile one rule file; the schema is that of `schemas/rule.schema.json`."""
    document = parse_yaml(Source(path, data))
    if document.root is None or document.problems:
        problem = document.problems[0]
        return _error(document, problem.start, problem.message)
    try:
        rule = _plain(document, document.root, ())
        check_shape(rule, schema, schema, ())
        return _compile(rule)
    except Complaint as complaint:
        node = find(document.root, complaint.at)
        while node is None and complaint.at:
            complaint.at = complaint.at[:-1]
            node = find(document.root, complaint.at)
        return _error(document, node.start if node else 0, str(complaint))


def _error(document: Document, offset: int, message: str) -> RuleError:
    position = document.position(offset)
    return RuleError(document.path, position.line, position.column, message)


def _plain(document: Document, node: Node, at: Path) -> Any:
    """The data of a rule file, with JSON's scalars."""
    node = resolve(node)
    if isinstance(node, SequenceNode):
        return [_plain(document, item, (*at, index)) for index, item in enumerate(node.items)]
    if isinstance(node, MappingNode):
        result: dict[str, Any] = {}
        for entry in node.entries:
            name = document.text[entry.key.start : entry.key.end].strip("\"'")
            if name in result:
                raise Complaint(f"the field {name} is written twice", (*at, entry.name))
            result[name] = _plain(document, entry.value, (*at, entry.name))
        return result
    assert isinstance(node, Scalar)
    if node.style != "plain":
        return node.value
    text = document.text[node.start : node.end]
    if "\n" in text and isinstance(node.value, str):
        return node.value
    if text == "" or text in _WORDS:
        return _WORDS.get(text)
    return json.loads(text) if _NUMBER.fullmatch(text) else text


def _compile(rule: dict[str, Any]) -> CompiledRule:
    if not {"check", "when", "require", "cases"} & rule.keys():
        raise Complaint("a rule needs `when`, `require`, `cases` or `check`", ())
    evidence = {kind for item in rule["evidence"] for kind in item}
    run = {
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
        "last": rule.get("last", False),
        "let": [[name, _expression(_text(value), ("let", name))] for name, value in rule.get("let", {}).items()],
        "each": _each(rule["each"]) if "each" in rule else None,
        "tables": {name: _table(table, ("tables", name)) for name, table in rule.get("tables", {}).items()},
        "when": _optional(rule, "when", ()),
        "require": _optional(rule, "require", ()),
        "cases": _cases(rule),
    }
    return CompiledRule(run, rule)


def _cases(rule: dict[str, Any]) -> list[dict[str, Any]]:
    """The ways in which a rule speaks; one without `cases` has a single way. What a case leaves out is the rule's."""
    if "cases" not in rule:
        return [_case({}, rule, ())]
    cases = rule["cases"]
    for index, case in enumerate(cases[:-1]):
        if "when" not in case:
            raise Complaint("only the last case may do without `when`: it speaks where no other does", ("cases", index))
    return [_case(case, rule, ("cases", index)) for index, case in enumerate(cases)]


def _case(case: dict[str, Any], rule: dict[str, Any], at: Path) -> dict[str, Any]:
    places = {field: at if field in case else () for field in ("at", "message", "label", "related", "fixes")}
    fields = {field: (case if field in case else rule).get(field) for field in places}
    if fields["message"] is None:
        raise Complaint("the field message is missing", at)
    consequence = case.get("consequence", rule["consequence"])
    severity = None if "consequence" in case else rule.get("severity")
    label = fields["label"]
    related = fields["related"] or {}
    return {
        "when": _optional(case, "when", at),
        "consequence": consequence,
        "severity": case.get("severity") or severity or DEFAULT_SEVERITY[consequence],
        "at": _places(fields["at"], (*places["at"], "at")),
        "message": _template(fields["message"], (*places["message"], "message")),
        "label": None if label is None else _template(label, (*places["label"], "label")),
        "related": [
            [_path(key, (*places["related"], "related", key)), _template(words, (*places["related"], "related", key))]
            for key, words in related.items()
        ],
        "fixes": [_fix(fix, (*places["fixes"], "fixes", index)) for index, fix in enumerate(fields["fixes"] or ())],
    }


def _table(table: Any, at: Path) -> Any:
    """A table of values by key as it is; of a table of rows, the expression of each cell."""
    if isinstance(table, dict):
        return {"values": table}
    rows = []
    for index, row in enumerate(table):
        where = (*at, index)
        rows.append({column: _expression(_text(cell), (*where, column)) for column, cell in row.items()})
    return {"rows": rows}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _guarded(read: Callable[[str], Any], text: str, at: Path) -> Any:
    try:
        return read(text)
    except ExpressionError as error:
        raise Complaint(f"{error} in `{text}`", at) from None


def _expression(text: str, at: Path) -> Any:
    return _guarded(parse, text, at)


def _template(text: str, at: Path) -> Any:
    return _guarded(template, text, at)


def _optional(fields: dict[str, Any], name: str, at: Path) -> Any:
    return _expression(fields[name], (*at, name)) if name in fields else None


def _path(text: str, at: Path) -> Any:
    expression = _expression(text, at)
    if expression[0] != "path":
        raise Complaint(f"`{text}` is no path to a value", at)
    return expression


def _each(text: str) -> list[Any]:
    names, separator, iterable = text.partition(" in ")
    variables = [name.strip() for name in names.split(",")]
    if not separator or not 1 <= len(variables) <= 2 or not all(name.isidentifier() for name in variables):
        raise Complaint("`each` reads `name in path` or `key, value in path`", ("each",))
    return [variables, _path(iterable, ("each",))]


def _places(at: Any, path: Path) -> list[dict[str, Any]]:
    items = at if isinstance(at, list) else [] if at is None else [at]
    places = []
    for index, item in enumerate(items):
        where: Path = (*path, index) if isinstance(at, list) else path
        fields = {"path": item} if isinstance(item, str) else item
        places.append({"path": _path(fields["path"], where), "if": _optional(fields, "if", where)})
    return places


def _fix(fix: dict[str, Any], at: Path) -> dict[str, Any]:
    if (fix["safety"] == "manual") == ("edits" in fix):
        raise Complaint("a manual fix has no edits, every other has some", at)
    return {
        "id": fix["id"],
        "if": _optional(fix, "if", at),
        "safety": fix["safety"],
        "instead_of": fix.get("instead_of"),
        "description": _template(fix["description"], (*at, "description")),
        "advice": _template(fix["advice"], (*at, "advice")) if "advice" in fix else None,
        "edits": [_edit(edit, (*at, "edits", index)) for index, edit in enumerate(fix.get("edits", []))],
    }


def _edit(edit: dict[str, Any], at: Path) -> dict[str, Any]:
    named = [operation for operation in _OPERATIONS if operation in edit]
    if len(named) != 1:
        raise Complaint("an edit is one of set, remove, rename, insert, move", at)
    operation = named[0]
    if operation in ("set", "insert") and ("to" in edit) == ("value" in edit):
        raise Complaint(f"`{operation}` needs either `to` (a literal) or `value` (an expression)", at)
    if operation in ("rename", "move") and not isinstance(edit.get("to"), str):
        raise Complaint(f"`{operation}` needs `to`", at)
    compiled: dict[str, Any] = {
        "operation": operation,
        "key": _path(edit[operation], (*at, operation)),
        "if": _optional(edit, "if", at),
    }
    if operation == "move":
        compiled["to"] = _path(edit["to"], (*at, "to"))
    elif operation == "rename":
        compiled["to"] = edit["to"]
    elif "value" in edit:
        compiled["value"] = _expression(edit["value"], (*at, "value"))
    elif "to" in edit:
        compiled["value"] = ["lit", edit["to"]]
    return compiled

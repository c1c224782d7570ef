"""A condition of the rule language in words: `peft_type is LORA or LOHA`."""

from __future__ import annotations

import json

from loralint.expressions.expr import paths_in
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_LISTED = 6
_SIGNS_BY_STRENGTH = (("==", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "//", "%"))
_BINDING = {sign: strength for strength, signs in enumerate(_SIGNS_BY_STRENGTH) for sign in signs}
"""How strongly each sign binds what stands beside it."""
_SIGNS = frozenset(_BINDING)


def condition_words(expr: list[Any]) -> str:
    """What has to hold, as a clause to be read after "only if"."""
    operation, *parts = expr
    if operation == "and":
        return " and ".join(_inner(part) for part in parts if not _is_implied(part, parts))
    if operation == "or":
        joined = _joined(parts)
        return condition_words(joined[0]) if len(joined) == 1 else " or ".join(map(_inner, joined))
    if operation == "not":
        return _denied(parts[0])
    if operation in _SIGNS:
        left, right = _operand(parts[0], operation), _operand(parts[1], operation, on_the_right=True)
        return f"{left} {'is' if operation == '==' else operation} {right}"
    if operation == "is null":
        return f"{_inner(parts[0])} is null"
    if operation == "in":
        return _member(parts[0], parts[1], denied=False)
    if operation == "given":
        return f"{condition_words(parts[0])} is set"
    return _value(expr)


def read_words(expr: list[Any], path: tuple[str, ...]) -> str:
    """The condition under which the key at `path` is read, without the cases in which it is not written at all."""
    parts = [part for part in expr[1:] if paths_in(part) != {path}] if expr[0] == "or" else [expr]
    parts = [part for part in parts if part != ["lit", False]]
    if not parts:
        return "never"
    return condition_words(parts[0] if len(parts) == 1 else ["or", *parts])


def _is_implied(part: list[Any], parts: list[list[Any]]) -> bool:
    """`rl is not null` says nothing beside `rl is dpo`."""
    if part[0] != "not" or part[1][0] != "is null":
        return False
    return any(other[0] in ("==", "in") and other[1] == part[1][1] for other in parts)


def _joined(parts: list[list[Any]]) -> list[list[Any]]:
    """Several lists that one thing may be in become one list."""
    found: list[list[Any]] = []
    for part in parts:
        last = found[-1] if found else None
        lists = part[0] == "in" and part[2][0] == "list"
        if lists and last is not None and last[0] == "in" and last[1] == part[1] and last[2][0] == "list":
            found[-1] = ["in", part[1], [*last[2], *part[2][1:]]]
        else:
            found.append(part)
    return found


def _denied(expr: list[Any]) -> str:
    operation, *parts = expr
    if operation == "in":
        return _member(parts[0], parts[1], denied=True)
    if operation == "==":
        return f"{_inner(parts[0])} is not {_inner(parts[1])}"
    if operation == "is null":
        return f"{_inner(parts[0])} is not null"
    if operation == "given":
        return f"{condition_words(parts[0])} is not set"
    return f"not {_inner(expr)}"


def _member(item: list[Any], group: list[Any], denied: bool) -> str:
    if group[0] != "list":
        return f"{_inner(item)} is {'not ' * denied}in {_inner(group)}"
    words = [_inner(part) for part in group[1:]]
    more = [f"{len(words) - _LISTED} more"] if len(words) > _LISTED + 1 else []
    words = words[:_LISTED] + more if more else words
    if len(words) == 1:
        return f"{_inner(item)} is {'not ' * denied}{words[0]}"
    joined = ", ".join(words[:-1]) + (" and " if more else " or ") + words[-1]
    return f"{_inner(item)} is {'none of' if denied else 'one of' if more else ''} {joined}".replace("  ", " ")


def _value(expr: list[Any]) -> str:
    operation, *parts = expr
    if operation == "lit":
        return parts[0] if isinstance(parts[0], str) and parts[0] else json.dumps(parts[0])
    if operation == "path":
        return _path(parts)
    if operation == "list":
        return f"[{', '.join(map(_inner, parts))}]"
    if operation == "neg":
        return f"-{_inner(parts[0])}"
    if operation == "if":
        return f"{_inner(parts[1])} if {_inner(parts[0])} else {_inner(parts[2])}"
    if operation in ("any", "all", "count"):
        return f"{operation}({condition_words(parts[2])} for {parts[0]} in {_inner(parts[1])})"
    if operation == "matches":
        return f"{_inner(parts[0])} has the form {parts[1]}"
    if operation == "call":
        operation, *parts = parts
    return f"{operation}({', '.join(map(condition_words, parts))})"


def _path(steps: list[Any]) -> str:
    shown = str(steps[0])
    for step in steps[1:]:
        shown += (
            f".{step}" if isinstance(step, str) else f"[{step if isinstance(step, int) else condition_words(step)}]"
        )
    return shown


def _operand(expr: list[Any], operation: str, on_the_right: bool = False) -> str:
    """A part of a calculation or comparison, in brackets where it is worked out first although it binds less."""
    mine, above = _BINDING.get(expr[0], 9), _BINDING[operation]
    if expr[0] in _SIGNS and (mine < above or (on_the_right and mine == above)):
        return f"({condition_words(expr)})"
    return _inner(expr)


def _inner(expr: list[Any]) -> str:
    """A part of a larger condition: what joins several is put in brackets."""
    words = condition_words(expr)
    return f"({words})" if expr[0] in ("and", "or", "if") else words

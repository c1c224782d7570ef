"""The rule language: an expression is parsed once and evaluated over any config; what is not known stays unknown."""

from loralint.expressions.evaluate import evaluate, items, place, truth
from loralint.expressions.expr import Expr, ExpressionError, paths_in, speaking_of
from loralint.expressions.parse import parse
from loralint.expressions.protocols import Place, Scope, Value
from loralint.expressions.template import Template, as_text, is_known, render, template
from loralint.expressions.unknown import UNKNOWN, Truth, Unknown

__all__ = [
    "UNKNOWN",
    "Expr",
    "ExpressionError",
    "Place",
    "Scope",
    "Template",
    "Truth",
    "Unknown",
    "Value",
    "as_text",
    "evaluate",
    "is_known",
    "items",
    "parse",
    "paths_in",
    "place",
    "render",
    "speaking_of",
    "template",
    "truth",
]

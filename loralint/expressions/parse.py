"""Rule expressions: a subset of Python, compiled to nested lists that JSON can hold.

Rules are compiled when loralint is built; a run only evaluates. So everything that needs `ast` is
imported only when a text is really parsed.
"""

from __future__ import annotations

from loralint.expressions.expr import ExpressionError
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

    from loralint.expressions.expr import Expr

LENGTH = 2000
"""Characters that an expression may have; longer ones are refused before they are parsed."""


def parse(text: str) -> Expr:
    """Compile an expression. Raises ExpressionError."""
    if len(text) > LENGTH:
        raise ExpressionError(f"an expression has at most {LENGTH} characters, this one {len(text)}", LENGTH)
    from loralint.expressions.grammar import compile_tree

    # Rules are written over several lines; Python would want brackets for that. Offsets stay as they are.
    flat = text.replace("\n", " ").replace("\r", " ")
    source = flat.lstrip()
    if not source:
        raise ExpressionError("an expression is missing", 0)
    start = len(flat) - len(source)
    return compile_tree(_syntax_tree(source, start), source, start)


def _syntax_tree(source: str, start: int) -> ast.expr:
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            # A wrong escape such as "\d" is an error in one Python, a warning in another, nothing in a third.
            warnings.simplefilter("error")
            tree = ast.parse(source, mode="eval")
            if "#" in source:
                # Behind a comment the bracket does not count. Several lines are one here: it would hide the others.
                ast.parse(f"({source})", mode="eval")
    except SyntaxError as error:
        raise _not_python(error, source, start) from error
    except (RecursionError, MemoryError) as error:
        raise ExpressionError("nested too deeply", start) from error
    except ValueError as error:
        raise ExpressionError("it holds a character that no text file has", start) from error
    return tree.body


def _not_python(error: SyntaxError, source: str, start: int) -> ExpressionError:
    hint = ""
    if "escape sequence" in error.msg:
        hint = '; write the text as r"..."'
    elif "#" in source:
        hint = "; an expression has no comments"
    offset = min(max((error.offset or 1) - 1, 0), len(source))
    return ExpressionError(f"not an expression: {error.msg}{hint}", start + offset)

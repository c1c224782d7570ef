"""YAML as `yaml.safe_load` reads it, with the place of every value.

The frameworks call `yaml.safe_load`, which is PyYAML's Python parser. The C parser is ten times faster and differs in a
few corners only, so it may accept a text, but never refuse one: in doubt the Python parser decides.
"""

from __future__ import annotations

from loralint.syntax.decode import read_text
from loralint.syntax.node import Document, Problem
from loralint.words.lazy_pattern import lazy_pattern
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from loralint.syntax.node import Node, Source

# What PyYAML takes for printable; all else is refused wherever it stands, even in comments.
_UNPRINTABLE = lazy_pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PRINTABLE_BYTES = bytes((9, 10, 13, *range(0x20, 0x7F)))
# The C parser allows tabs between tokens and skips a byte order mark where a line begins.
_DOUBTFUL = ("\t", "\ufeff")
# The Python parser needs a second for 100 kB; beyond this the C parser has to do.
_MAX_PYTHON = 1_000_000


def parse_yaml(source: Source) -> Document:
    """Read a YAML source. Never raises; an empty file has a null without width as its root."""
    text, bom, problem = read_text(source.data)
    if problem is not None:
        return Document(source, "yaml", text, None, (problem,), bom)
    problem = _unreadable(text)
    if problem is not None:
        return Document(source, "yaml", text, None, (problem,), bom)
    root, problems = _parse(text)
    return Document(source, "yaml", text, root, problems, bom)


def _parse(text: str) -> tuple[Node | None, tuple[Problem, ...]]:
    import yaml

    c_loader = getattr(yaml, "CSafeLoader", None)
    large = len(text) > _MAX_PYTHON
    if c_loader is not None and (large or not any(mark in text for mark in _DOUBTFUL)):
        root, problems, doubtful = _build(text, c_loader(text))
        if large or not (problems or doubtful):
            return root, problems
    root, problems, _ = _build(text, yaml.SafeLoader(text))
    return root, problems


def _build(text: str, parser: Any) -> tuple[Node | None, tuple[Problem, ...], bool]:
    """The root, or None with the problems; and whether another parser might see it differently."""
    from yaml.error import MarkedYAMLError

    from loralint.syntax.yaml_anchors import RefusedError
    from loralint.syntax.yaml_tree import TreeBuilder

    builder = TreeBuilder(text)
    try:
        root = builder.build(parser.get_event)
    except RefusedError as refused:
        builder.problems.append(refused.problem)
    except MarkedYAMLError as error:
        from loralint.syntax.yaml_problems import explain

        builder.problems.append(explain(text, error))
    except Exception:  # PyYAML stumbles over some escapes and numbers of directives
        place = getattr(parser, "index", 0)
        builder.problems.append(Problem("the YAML loader fails here", place, place + 1))
    finally:
        parser.dispose()
    if builder.problems:
        return None, tuple(problem.within(text) for problem in builder.problems), builder.doubtful
    return root, (), builder.doubtful


def _unreadable(text: str) -> Problem | None:
    if text.isascii() and not text.encode().translate(None, _PRINTABLE_BYTES):
        return None
    match = _UNPRINTABLE.search(text)
    if match is not None:
        message = f"the character U+{ord(match[0]):04X} is not allowed in YAML, not even in a comment"
        return Problem(message, match.start(), match.end())
    if text.startswith("\ufeff"):
        return Problem("the file starts with two byte order marks", 0, 1)
    return None

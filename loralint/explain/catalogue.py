"""The catalogue of rules as a page: `python -m loralint.explain.catalogue` writes rules/README.md anew."""

from __future__ import annotations

import os
import sys

from loralint.explain.rules import ANY, framework_docs, rule_docs
from loralint.knowledge.data_file import DataError
from loralint.knowledge.rules import data_errors
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loralint.explain.records import RuleDoc

PAGE = "README.md"

_HEAD = """# Rules

This page is written by `python -m loralint.explain.catalogue` from the rule files beside it. `loralint explain RULE`
shows the whole of a rule: why it is believed, what to do, and an example of each kind.

| column | meaning |
|---|---|
| consequence | what follows: `refused` at load, `crash` later, `ignored`, `harm` to the run, `deprecated`, `note` |
| severity | `error`, `warning` or `info`; a note is shown with `--notes` |
| evidence | the strongest: `run` (the framework was run), `read` (its source), `thread` (users and maintainers) |
| fix | `safe` is made by `loralint fix --write`, `unsafe` only with `--unsafe`; `by hand`: what to write is said |
"""
_COLUMNS = "| rule | code | consequence | severity | evidence | fix | |\n|---|---|---|---|---|---|---|\n"
_CONFIDENCE = ("run", "read", "thread")
_SAFETY = {"safe": "safe", "unsafe": "unsafe", "manual": "by hand"}


def catalogue() -> str:
    """Every rule in one line, by framework; a rule's name is its anchor (`#unknown-key`)."""
    docs = rule_docs()
    titles = {ANY: "All frameworks", **{one.name: one.title for one in framework_docs()}}
    groups = [(t, [rule for rule in docs if titles[rule.framework] == t]) for t in dict.fromkeys(titles.values())]
    contents = " · ".join(f"[{title}](#{_slug(title)}) ({len(rules)})" for title, rules in groups if rules)
    pages = [_section(title, rules) for title, rules in groups if rules]
    return "\n".join([_HEAD, f"{len(docs)} rules: {contents}\n", *pages])


def _section(title: str, rules: Iterable[RuleDoc]) -> str:
    rows = (_row(rule) for rule in sorted(rules, key=lambda rule: rule.code))
    return f"## {title}\n\n{_COLUMNS}{''.join(rows)}"


def _row(rule: RuleDoc) -> str:
    summary = rule.summary.replace("|", "\\|")
    cells = (
        f'<a id="{rule.name}"></a>`{rule.name}`',
        rule.code,
        rule.consequence,
        rule.severity,
        _confidence(rule),
        _fix(rule),
        summary,
    )
    return f"| {' | '.join(cells)} |\n"


def _confidence(rule: RuleDoc) -> str:
    kinds = {kind for kind, _ in rule.evidence}
    return next(kind for kind in _CONFIDENCE if kind in kinds)


def _fix(rule: RuleDoc) -> str:
    if rule.in_code:
        return "as the case is"
    return _SAFETY[rule.fixes[0].safety] if rule.fixes else "-"


def _slug(title: str) -> str:
    """Give the anchor that Markdown viewers make of a heading."""
    return title.lower().replace(" ", "-")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; with `--check` only say whether it is as it would be written."""
    arguments = sys.argv[1:] if arguments is None else arguments
    path = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "rules", PAGE)
    if data_errors():
        print(*(DataError(**error) for error in data_errors()), sep="\n", file=sys.stderr)
        return 2
    text = catalogue()
    if "--check" in arguments:
        fresh = os.path.exists(path) and _read(path) == text
        print(f"{PAGE} is {'up to date' if fresh else 'stale: python -m loralint.explain.catalogue writes it anew'}")
        return 0 if fresh else 1
    with open(path, "w", encoding="utf-8", newline="\n") as page:
        page.write(text)
    return 0


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as page:
        return page.read()


if __name__ == "__main__":
    raise SystemExit(main())

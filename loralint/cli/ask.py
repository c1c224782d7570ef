"""The questions of `loralint fix -i` on a terminal: a problem, the ways to repair it, and what to do."""

from __future__ import annotations

import sys

from loralint.cli.output import write
from loralint.edit.editor import apply_patches
from loralint.files.write import FileChange
from loralint.report.compose import join
from loralint.report.diff import diff_lines, shown_on_screen
from loralint.report.fold import folded
from loralint.report.preview import preview
from loralint.report.problem import problem
from loralint.report.safe import safe
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.diagnostics.record import Fix
    from loralint.repair.asked import Answer, Question
    from loralint.report.line import Line
    from loralint.report.options import ReportOptions


def ask_on_terminal(question: Question, options: ReportOptions) -> Answer:
    """Show a problem with its repairs and read what to do; the end of the input stops."""
    write(join([*_shown(question, options), []], options.colour))
    while True:
        write(_prompt(len(question.fixes)))
        line = sys.stdin.readline()
        answer = _answer(line.strip().lower(), question) if line else "stop"
        if answer is not None:
            write("\n")
            return answer


def _shown(question: Question, options: ReportOptions) -> list[Line]:
    """The problem as `check` shows it, then every fix with what it changes."""
    diagnostic, run = question.diagnostic, question.run
    framework = next((file.framework for file in run.files if file.path == diagnostic.path), None)
    title = options.titles.get(framework or "", framework)
    lines = problem(diagnostic._replace(fixes=()), run, title, options)
    for number, fix in enumerate(question.fixes, 1):
        name = str(number) if len(question.fixes) > 1 else "fix"
        lines += folded([("word", f"{name}: "), ("", f"{safe(fix.description)} ({fix.safety})")], options.columns, 4)
        lines += preview(fix, run.documents, options.columns) or _whole_diff(fix, question)
    return lines


def _whole_diff(fix: Fix, question: Question) -> list[Line]:
    """The diff of a fix of many lines, or of several files."""
    changes = []
    for path in dict.fromkeys(patch.path for patch in fix.patches):
        before = question.run.documents[path].source.data
        after = apply_patches(before, [patch for patch in fix.patches if patch.path == path])
        changes.append(FileChange(path, before, after))
    return [shown_on_screen(line) for line in diff_lines(changes)]


def _prompt(count: int) -> str:
    make = "make it? [y]es, [n]o" if count == 1 else f"make one? [1-{count}], [n]one"
    return f"{make}, [a]ll safe ones from here on, [q]uit: "


def _answer(word: str, question: Question) -> Answer | None:
    """What a word means; None where it means nothing."""
    if word in ("a", "all"):
        return "all"
    if word in ("q", "quit"):
        return "stop"
    if word in ("n", "no", "none"):
        return "no"
    if word in ("y", "yes") and len(question.fixes) == 1:
        return question.fixes[0]
    if word.isascii() and word.isdigit() and 0 < int(word[:4]) <= len(question.fixes):
        return question.fixes[int(word) - 1]
    return None

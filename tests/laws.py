"""The laws of a repair, held against any files: what is broken is told in a sentence each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from random import Random

from loralint.config.project import Project
from loralint.edit.expected_data import key_name
from loralint.edit.record import Edit
from loralint.repair.apply import apply, with_files
from loralint.repair.attempts import Attempts, Task
from loralint.repair.choose_fixes import Chosen, Wanted, apart, choose
from loralint.repair.repair import Repair, repair_sources
from loralint.repair.verify import broken
from loralint.run import Run, check_sources, new_shared
from loralint.settings.record import Settings
from loralint.syntax import parse
from loralint.syntax.comments import comments_of
from loralint.syntax.data import to_python
from loralint.syntax.node import Document, Source

ALL = Wanted(unsafe=True, notes=True)
ORDERS = 3


def breaches(
    sources: Sequence[Source],
    named: Collection[str],
    random: Random,
    wanted: Wanted = ALL,
    settings: Settings = Settings(),  # noqa: B008 - never changed
) -> list[str]:
    """What a repair of some files does that none may do; empty as it should be.

    The problems are gone and no new one has come; only what the edits name has changed; no comment is lost but by an
    edit that takes something out; a second run changes nothing; the order of the fixes does not matter.
    """
    before = check_sources(sources, settings, named)
    repair = repair_sources(sources, settings, wanted, named)
    found = [why for why in (broken(before, repair.run, ()),) if why is not None]
    found += _changes_beyond(before, repair)
    found += _lost_comments(before, repair)
    found += _second_run(sources, settings, named, wanted, repair)
    found += _orders(before, wanted, random)
    found += _one_by_one(sources, settings, named, wanted, repair, random)
    return found


def _changes_beyond(before: Run, repair: Repair) -> Iterator[str]:
    """Values that are others than before although no edit names them, or anything around them."""
    edits = [edit for one in repair.applied for edit in one.fix.edits]
    for change in repair.changes:
        old, new = _leaves(before.documents[change.path]), _leaves(_parsed(before, change.path, change.after))
        touched = [key for edit in edits if edit.path == change.path for key in _keys(edit)]
        if any(edit.operation == "respell" for edit in edits):
            continue
        for path in dict.fromkeys((*old, *new)):
            is_named = any(key[: len(path)] == path or _covers(key, path) for key in touched)
            if not is_named and old.get(path, "nothing") != new.get(path, "nothing"):
                yield f"{change.path}: {path} was {old.get(path)} and is {new.get(path)}, and no edit names it"


def _covers(key: tuple[str | int, ...], path: tuple[str | int, ...]) -> bool:
    """Is a path at or below the key of an edit? One item that leaves a list moves those behind it."""
    end = next((at for at, step in enumerate(key) if isinstance(step, int)), len(key))
    return path[:end] == key[:end]


def _keys(edit: Edit) -> list[tuple[str | int, ...]]:
    to = edit.to if isinstance(edit.to, tuple) else edit.key if edit.to is None else (*edit.key[:-1], edit.to)
    return [edit.key, to]


def _leaves(document: Document) -> dict[tuple[str | int, ...], str]:
    """Every value that holds no other, by its path, as text that keeps `1`, `1.0` and `true` apart."""
    found: dict[tuple[str | int, ...], str] = {}

    def walk(data: object, path: tuple[str | int, ...]) -> None:
        if isinstance(data, dict) and data:
            for key, value in data.items():
                walk(value, (*path, key_name(key)))
        elif isinstance(data, list) and data:
            for index, value in enumerate(data):
                walk(value, (*path, index))
        else:
            found[path] = repr(data)

    if document.root is not None:
        walk(to_python(document.root), ())
    return found


def _lost_comments(before: Run, repair: Repair) -> Iterator[str]:
    """Comments that are gone although nothing was taken out of their file."""
    for change in repair.changes:
        edits = [edit for one in repair.applied for edit in one.fix.edits if edit.path == change.path]
        if any(edit.operation in ("remove", "comment", "respell", "move") for edit in edits):
            continue
        document = before.documents[change.path]
        if document.root is None:
            continue
        kept = {text for _, text in comments_of(_parsed(before, change.path, change.after))}
        lost = [text for _, text in comments_of(document) if text not in kept]
        if lost:
            yield f"{change.path}: the comment {lost[0]} is lost"


def _second_run(
    sources: Sequence[Source], settings: Settings, named: Collection[str], wanted: Wanted, repair: Repair
) -> Iterator[str]:
    after = with_files(sources, {change.path: change.after for change in repair.changes})
    again = repair_sources(after, settings, wanted, named)
    failed = {item.diagnostic.identity for item in repair.left}
    for change in again.changes:
        made = [one for one in again.applied if one.diagnostic.identity not in failed]
        if made:
            yield f"{change.path}: a second run still does: {made[0].fix.description}"


def _orders(before: Run, wanted: Wanted, random: Random) -> Iterator[str]:
    """The fixes of one pass, given in other orders, make the same bytes."""
    chosen = apart(choose(before.parts, before.plans, wanted))
    if len(chosen) < 2:
        return
    results = []
    for _ in range(ORDERS):
        random.shuffle(chosen)
        applied = apply(chosen, before.documents, Project().parse)
        results.append((applied.files, {one.name for one in applied.made}))
    if any(result != results[0] for result in results):
        yield "another order of the same fixes ends in another file"


def _one_by_one(
    sources: Sequence[Source],
    settings: Settings,
    named: Collection[str],
    wanted: Wanted,
    repair: Repair,
    random: Random,
) -> Iterator[str]:
    """Made one after the other, in an order of chance, the same fixes give the same data."""
    attempts = Attempts(sources, Task(settings, wanted, named, new_shared()))
    while choices := attempts.choose():
        one = random.choice(choices)
        made, problem = attempts.make([one])
        if problem is not None or not made:
            attempts.bar(one, "blocked", problem or "")
        if len(attempts.applied) > 2 * len(repair.applied) + 10:
            return
    if _names(attempts.applied) != _names(repair.applied):
        return
    after = {change.path: change.after for change in repair.changes}
    for path, data in attempts.files.items():
        alone, together = (_leaves(_parsed(attempts.run, path, text)) for text in (data, after.get(path, b"")))
        if alone != together:
            yield f"{path}: one by one the same fixes give other data"


def _names(applied: Sequence[Chosen]) -> list[str]:
    return sorted(repr(one.name) for one in applied)


def _parsed(run: Run, path: str, data: bytes) -> Document:
    return parse(Source(path, data), run.documents[path].syntax)

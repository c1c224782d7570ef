"""Every rule's own examples: they are its documentation, and here they are its tests."""

from __future__ import annotations

import pytest

from loralint.knowledge.rules import data_errors

from .examples import Example, all_examples, apply_fix, check, data_of, own, read_back, unexpected, write


def _named(example: Example) -> str:
    return example.name


def _says(run) -> list[str]:
    return [f"{d.severity}[{d.rule}] {d.key}: {d.message}" for d in run]


def test_no_rule_file_is_refused():
    assert data_errors() == []


@pytest.mark.parametrize("example", list(all_examples("bad")), ids=_named)
def test_a_bad_example_is_caught_and_nothing_else_is_said(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = check(example, write(example, example.content, str(tmp_path)))
    assert own(example, run), _says(run.diagnostics)
    assert not unexpected(example, run), _says(unexpected(example, run))


@pytest.mark.parametrize("example", list(all_examples("good")), ids=_named)
def test_a_good_example_is_left_in_peace(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = check(example, write(example, example.content, str(tmp_path)))
    assert not own(example, run), _says(own(example, run))
    assert not unexpected(example, run), _says(unexpected(example, run))


@pytest.mark.parametrize("example", [e for e in all_examples("bad") if e.fixed is not None], ids=_named)
def test_the_preferred_fix_gives_what_the_rule_promises(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(example, example.content, str(tmp_path))
    run = check(example, path)
    apply_fix(own(example, run)[0], run)
    if isinstance(example.fixed, str):
        assert (tmp_path / path).read_text(encoding="utf-8") == example.fixed
    else:
        assert read_back(str(tmp_path)) == data_of(example, example.fixed)
    after = check(example, path)
    assert not own(example, after), _says(own(example, after))
    assert not unexpected(example, after), _says(unexpected(example, after))


@pytest.mark.parametrize("example", [e for e in all_examples("bad") if e.fixed is None], ids=_named)
def test_a_problem_with_an_automatic_fix_shows_its_result(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = check(example, write(example, example.content, str(tmp_path)))
    told = own(example, run)
    safe = [fix.id for diagnostic in told for fix in diagnostic.fixes[:1] if fix.safety == "safe"]
    assert not safe, "a safe fix without `fixed` in the example"

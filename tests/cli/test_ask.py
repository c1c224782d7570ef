"""`loralint fix -i`: what it shows, which words it takes, and what is written."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from loralint.cli import main
from tests.checks.grounds import DEEPSPEED

CONFIG: dict[str, Any] = {
    **DEEPSPEED,
    "zero_optimization": {
        "stage": 3,
        "offload_optimizer": {"device": "nvme", "nvme_path": "/scratch"},
        "offload_param": {"device": "cpu", "fast_init": True},
    },
    "scheduler": {"type": "cosine", "params": {}},
}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def fix(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    path = tmp_path / "ds_config.json"
    path.write_text(json.dumps(CONFIG, indent=2))

    def run(words: str, *arguments: str, stdin: type[io.StringIO] = Terminal):
        monkeypatch.setattr(sys, "stdin", stdin(words))
        code = main(["fix", "-i", *(arguments or ("ds_config.json",))])
        out, error = capsys.readouterr()
        return code, out, error, json.loads(path.read_text())

    return run


def test_a_problem_is_shown_with_each_way_to_repair_it_and_the_one_taken_is_written(fix):
    code, out, _, data = fix("2\ny\n")
    assert "error[unknown-key]" in out
    assert "1: move `zero_optimization.offload_param.fast_init`" in out
    assert "2: remove `zero_optimization.offload_param.fast_init`" in out
    assert "make one? [1-2], [n]one, [a]ll safe ones from here on, [q]uit: " in out
    assert "fix: remove `scheduler`" in out
    assert "2 repairs written" in out
    assert data["zero_optimization"]["offload_param"] == {"device": "cpu"}
    assert data["zero_optimization"]["offload_optimizer"] == CONFIG["zero_optimization"]["offload_optimizer"]
    assert "scheduler" not in data
    assert code == 0


def test_a_word_that_means_nothing_is_asked_for_again(fix):
    _, out, _, data = fix("y\n9\n\nn\nn\n")
    assert out.count("make one?") == 4
    assert data == CONFIG


@pytest.mark.parametrize("words", ["q\n", ""])
def test_the_end_leaves_the_rest_as_it_is(fix, words):
    code, out, _, data = fix(words)
    assert code == 1
    assert "left as you wished" in out
    assert data == CONFIG


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [(("-",), Terminal), (("--format", "json"), Terminal), (("ds_config.json",), io.StringIO)],
)
def test_without_somebody_to_ask_it_is_wrong_usage(fix, arguments, stdin):
    code, _, error, data = fix("y\n", *arguments, stdin=stdin)
    assert code == 2
    assert "-i asks on a terminal" in error
    assert data == CONFIG


def test_an_interrupt_writes_nothing(fix, monkeypatch):
    class Interrupted(Terminal):
        def readline(self, *_: object) -> str:
            line = super().readline()
            if not line:
                raise KeyboardInterrupt
            return line

    code, _, _, data = fix("2\n", stdin=Interrupted)
    assert code == 130
    assert data == CONFIG

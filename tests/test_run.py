"""One run: how often a file is read, and what is planned for whom."""

from __future__ import annotations

import pytest

import loralint.config.project
import loralint.edit.checked_draft
import loralint.syntax
from loralint.cli import main
from loralint.config.config import Config, Neighbours
from loralint.config.pending_fixes import PendingFixes
from loralint.knowledge.frameworks import load_framework
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax import parse
from loralint.syntax.node import Source

# Twelve problems on fifteen lines.
CONFIG = """\
base_model: NousResearch/Llama-3.2-1B
datasets: [{path: a, type: alpaca}]
adapter: lora
lora_rnak: 8
lora_alhpa: 16
lora_droupout: 0.05
lora_target_linaer: true
micro_batch_szie: 2
num_epohcs: 3
optimzer: adamw_8bit
lerning_rate: 0.0002
max_grad_nrom: 0.5
sequence_lne: 2048
val_set_szie: 0.1
output_dri: out
"""


@pytest.fixture
def parses(monkeypatch, tmp_path):
    """The texts that are parsed while a command runs."""
    texts = []

    def noting(source, syntax):
        texts.append(source.data)
        return parse(source, syntax)

    monkeypatch.setattr(loralint.config.project, "parse", noting)
    monkeypatch.setattr(loralint.syntax, "parse", noting)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)
    return texts


def test_concise_output_plans_no_fix(parses, capsys):
    assert main(["check", "--format", "concise", "config.yaml"]) == 1
    assert len(capsys.readouterr().out.splitlines()) >= 12
    assert len(parses) == 1


def test_a_fix_that_is_shown_is_planned_once(parses, capsys):
    main(["check", "config.yaml"])
    out = capsys.readouterr().out
    shown = out.count("= fix (") + out.count("= or (")
    assert shown >= 12
    # The last lines count the repairs of a hidden note as well, which has two ways.
    # A guess is tried as well: what comes of it is parsed once more.
    assert len(parses) <= 1 + 2 * shown + 2


def test_a_repair_plans_each_fix_once_and_reads_the_result_once(parses, capsys):
    main(["fix", "config.yaml"])
    repairs = capsys.readouterr().out.count("(safe)")
    assert repairs >= 11
    assert len(parses) <= 1 + repairs + 2


def test_what_is_linked_makes_another_config():
    document = parse(Source("config.yaml", b"lora_r: 8\n"), "yaml")
    config = Config(document, load_framework("axolotl"), "0.21.0")
    linked = config.with_neighbours(Neighbours(unreadable=frozenset({"ds"})))
    renamed = linked.with_pending_fixes(PendingFixes({("lora_alpha",): ("lora_r",)}, {}, frozenset()))
    assert (config.neighbours.unreadable, linked.neighbours.unreadable) == (frozenset(), {"ds"})
    assert (config.value(("lora_r",)), renamed.value(("lora_r",)), renamed.value(("lora_alpha",))) == (8, None, 8)
    assert renamed.as_written is linked


OLD_AND_SHORT = b"""base_model: NousResearch/Llama-3.2-1B
adapter: lora
foo: 1
bar: 2
lora_rnak: 8
"""


def test_unknown_keys_without_a_right_name_are_one_diagnostic_and_are_repaired_one_by_one():
    found = _run_of(OLD_AND_SHORT).diagnostics
    unknown = [d for d in found if d.rule == "unknown-key"]
    assert [d.keys for d in unknown] == [(("foo",), ("bar",)), (("lora_rnak",),)]
    assert unknown[0].message == "Axolotl has no keys `foo` and `bar`"


def _run_of(data, **settings):
    return check_sources([Source("config.yaml", data)], Settings(**settings), ["config.yaml"])


WITHOUT_PRECISION = b"""base_model: NousResearch/Llama-3.2-1B
datasets: [{path: a/b, type: alpaca}]
adapter: lora
lora_r: 8
lora_target_linear: true
micro_batch_size: 1
learning_rate: 0.0002
sequence_len: 1024
"""


def test_strict_misses_aloud_what_should_be_written():
    def severities(**settings):
        return {d.severity for d in _run_of(WITHOUT_PRECISION, **settings).diagnostics if "unwritten" in d.rule}

    assert severities() == {"info"}
    assert severities(strict=True) == {"warning"}


def test_notes_are_repaired_where_they_are_asked_for():
    source = Source("config.yaml", WITHOUT_PRECISION)
    assert repair_sources([source], Settings(), named=["config.yaml"]).changes == ()
    assert repair_sources([source], Settings(), Wanted(notes=True), ["config.yaml"]).changes
    assert repair_sources([source], Settings(strict=True), named=["config.yaml"]).changes
    choice = Wanted(choices={"clipping-and-precision-unwritten": "write-in-force"})
    assert repair_sources([source], Settings(), choice, ["config.yaml"]).changes

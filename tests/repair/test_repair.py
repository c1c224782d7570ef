"""Repair: what is written, what is not, and what becomes of the file around the change."""

from __future__ import annotations

import json
import os
import stat

import pytest

from loralint.cli import main
from loralint.files.read import read_source
from loralint.files.write import FileChange, WriteRefused, write_changes
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source
from tests.repair.misspelt import CONFIG

ADAM = {"type": "AdamW", "params": {"lr": "auto", "betas": "auto", "eps": "auto", "weight_decay": "auto"}}
DEEPSPEED = {
    "train_micro_batch_size_per_gpu": "auto",
    "gradient_accumulation_steps": "auto",
    "gradient_clipping": "auto",
    "bf16": {"enabled": "auto"},
    "zero_optimization": {"stage": 2},
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _repair(path: str, unsafe: bool = False):
    return repair_sources([read_source(path)], Settings(), Wanted(unsafe), {path})


def test_the_mode_survives_a_repair(project):
    (project / "config.yaml").write_text(CONFIG)
    os.chmod("config.yaml", 0o640)
    main(["fix", "--write", "config.yaml"])
    assert (project / "config.yaml").read_text() == CONFIG.replace("lora_rnak", "lora_r")
    assert stat.S_IMODE(os.stat("config.yaml").st_mode) == 0o640
    assert sorted(os.listdir()) == [".git", "config.yaml"]


def test_a_link_that_is_named_is_shown_and_never_written(project, capsys):
    (project / "real.yaml").write_text(CONFIG)
    (project / "other.yaml").write_text(CONFIG)
    os.symlink("real.yaml", "config.yaml")
    assert main(["fix", "--write", "config.yaml", "other.yaml"]) == 1
    shown = capsys.readouterr().out
    assert "+lora_r: 64   # kept" in shown
    assert "is a link to" in " ".join(shown.split())
    assert os.path.islink("config.yaml")
    assert (project / "real.yaml").read_text() == CONFIG
    assert (project / "other.yaml").read_text() == CONFIG.replace("lora_rnak", "lora_r")
    assert sorted(os.listdir()) == [".git", "config.yaml", "other.yaml", "real.yaml"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_survive_a_repair(project, newline, bom):
    text = bom + CONFIG.replace("\n", newline)
    (project / "config.yaml").write_bytes(text.encode())
    main(["fix", "--write", "config.yaml"])
    assert (project / "config.yaml").read_bytes() == text.replace("lora_rnak", "lora_r").encode()


def test_a_file_that_changed_meanwhile_is_left_alone(project):
    (project / "config.yaml").write_text(CONFIG)
    repair = _repair("config.yaml")
    (project / "config.yaml").write_text("other: text\n")
    with pytest.raises(WriteRefused, match="has changed since it was read"):
        write_changes(repair.changes)
    assert (project / "config.yaml").read_text() == "other: text\n"


def test_of_two_files_none_is_written_where_one_cannot_be(project):
    (project / "a.yaml").write_text("a: 1\n")
    (project / "b.yaml").write_text("b: changed\n")
    changes = [FileChange("a.yaml", b"a: 1\n", b"a: 2\n"), FileChange("b.yaml", b"b: 1\n", b"b: 2\n")]
    with pytest.raises(WriteRefused):
        write_changes(changes)
    assert (project / "a.yaml").read_text() == "a: 1\n"
    assert sorted(os.listdir()) == [".git", "a.yaml", "b.yaml"]


def _with_deepspeed(project, name: str, ratio: int, section: bool = True) -> None:
    (project / name).write_text(
        CONFIG.replace("lora_rnak", "lora_r") + f"loraplus_lr_ratio: {ratio}\ndeepspeed: ds.json\n"
    )
    content = {**DEEPSPEED, "optimizer": ADAM} if section else DEEPSPEED
    (project / "ds.json").write_text(json.dumps(content, indent=2))


def test_a_repair_in_a_linked_file_is_safe_while_nobody_else_reads_it(project):
    _with_deepspeed(project, "one.yaml", 1)
    assert [change.path for change in _repair("one.yaml").changes] == ["ds.json"]


def test_a_repair_in_a_linked_file_is_unsafe_once_another_config_reads_it(project):
    _with_deepspeed(project, "one.yaml", 1)
    (project / "two.yaml").write_text((project / "one.yaml").read_text())
    repair = _repair("one.yaml")
    assert not repair.changes
    told = [left.fix.description for left in repair.left if left.reason == "unsafe" and left.fix]
    assert any("two.yaml reads ds.json too" in words for words in told)


def test_a_file_that_ships_with_the_framework_is_not_edited(project):
    (project / "config.yaml").write_text(
        CONFIG.replace("lora_rnak", "lora_r") + "loraplus_lr_ratio: 1\ndeepspeed: deepspeed_configs/zero2.json\n"
    )
    repair = _repair("config.yaml", unsafe=True)
    assert [change.path for change in repair.changes if change.path != "config.yaml"] == []
    run = check_sources([read_source("config.yaml")], Settings(), {"config.yaml"})
    diagnostic = next(d for d in run.diagnostics if d.rule == "loraplus-ratio-one")
    fix = run.plans.fix(diagnostic, diagnostic.fixes[0])
    assert fix.blocked is not None
    assert "comes with the framework" in fix.blocked


def test_a_link_is_not_followed_out_of_the_project(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "ds.json"
    outside.write_text(json.dumps({**DEEPSPEED, "optimizer": ADAM}))
    os.symlink(outside, "ds.json")
    (project / "config.yaml").write_text(
        CONFIG.replace("lora_rnak", "lora_r") + "loraplus_lr_ratio: 16\ndeepspeed: ds.json\n"
    )
    run = check_sources([read_source("config.yaml")], Settings(), {"config.yaml"})
    assert not any(d.rule == "loraplus-off" for d in run.diagnostics)
    assert any("outside the project" in d.message for d in run.diagnostics)


def test_the_error_beats_the_warning_where_their_repairs_meet(project):
    _with_deepspeed(project, "config.yaml", 16)
    repair = _repair("config.yaml", unsafe=True)
    after = json.loads(next(change.after for change in repair.changes if change.path == "ds.json"))
    assert "optimizer" not in after
    assert repair.applied[0].diagnostic.rule == "loraplus-off"


def test_a_deepspeed_file_is_checked_with_the_configs_that_name_it(project):
    _with_deepspeed(project, "config.yaml", 16)
    run = check_sources([read_source("ds.json")], Settings(), {"ds.json"})
    assert "loraplus-off" in {d.rule for d in run.diagnostics}


def test_entries_that_leave_one_list_in_one_pass_are_those_that_were_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    base = "microsoft/Phi-3-mini-4k-instruct"
    config = {"peft_type": "LORA", "base_model_name_or_path": base, "r": 8, "lora_alpha": 16, "target_modules": targets}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    main(["fix", "--write", "--unsafe", "adapter_config.json"])
    repaired = json.loads((tmp_path / "adapter_config.json").read_text())
    assert repaired["target_modules"] == ["qkv_proj", "o_proj", "gate_up_proj", "down_proj"]


def test_files_that_have_nothing_to_do_with_each_other_are_repaired_apart(project, monkeypatch):
    """A repair that does not hold in one file must not use up the passes of the others."""
    import loralint.repair.attempts

    names = [f"c{number}.yaml" for number in range(12)]
    for name in names:
        (project / name).write_text(CONFIG)
    real = loralint.repair.attempts.broken
    spoilt = "c0.yaml"

    def broken(before, after, made):
        told = "it would not hold" if any(one.diagnostic.path == spoilt for one in made) else None
        return told or real(before, after, made)

    monkeypatch.setattr(loralint.repair.attempts, "broken", broken)
    repair = repair_sources([read_source(name) for name in names], Settings(), named=set(names))
    assert sorted(change.path for change in repair.changes) == sorted(names[1:])


def _after(data: dict[str, object], **wanted: bool) -> str:
    source = Source("ds_config.json", json.dumps(data, indent=2).encode())
    repair = repair_sources([source], Settings(), Wanted(**wanted))
    return repair.changes[0].after.decode() if repair.changes else ""


def test_where_one_fix_does_not_hold_the_next_one_of_the_same_problem_is_tried():
    """`betas` takes no number, so that the key is taken out instead."""
    adam = {"type": "AdamW", "params": {**ADAM["params"], "beta1": 0.9}}
    assert json.loads(_after({**DEEPSPEED, "optimizer": adam}, unsafe=True)) == {**DEEPSPEED, "optimizer": ADAM}


def test_what_only_some_readers_stop_at_is_repaired_with_unsafe():
    alone = {"train_batch_size": 8, "gradient_clipping": 1.0, "bf16": {"enabled": True}}
    assert _after(alone) == ""
    assert json.loads(_after(alone, unsafe=True)) == {**alone, "zero_optimization": {"stage": 0}}


@pytest.mark.parametrize(("line", "unsafe"), [('  "steps_per_print": 10,\n', False), ("  // remark\n", True)])
def test_a_file_that_is_json_but_for_its_spelling_is_read_and_repaired_in_one_run(project, line, unsafe):
    spelt = json.dumps({**DEEPSPEED, "wall_clock_brakdown": True}, indent=2)[:-2] + ",\n" + line + "}"
    (project / "ds_config.json").write_text(spelt)
    main(["fix", "--write", "-q", "ds_config.json"])
    assert ((project / "ds_config.json").read_text() == spelt) is unsafe
    main(["fix", "--write", "--unsafe", "-q", "ds_config.json"])
    now = json.loads((project / "ds_config.json").read_text())
    assert {key: now[key] for key in DEEPSPEED} == DEEPSPEED
    assert now["wall_clock_breakdown"] is True


def test_a_repair_of_selected_rules_brings_no_problem_of_the_others():
    """The key would move into a section without a device, which another rule tells."""
    zero = {"stage": 3, "offload_param": {"device": "none", "fast_init": True}}
    source = Source("ds_config.json", json.dumps({**DEEPSPEED, "zero_optimization": zero}, indent=2).encode())
    repair = repair_sources([source], Settings(select=("unknown-key",)), Wanted(unsafe=True))
    assert [one.fix.id for one in repair.applied] == ["remove"]
    assert json.loads(repair.changes[0].after)["zero_optimization"] == {"stage": 3, "offload_param": {"device": "none"}}


def test_the_migration_alone_can_be_selected():
    config = CONFIG + "fsdp:\n  - full_shard\nfsdp_config:\n  fsdp_offload_params: false\n  fsdp_version: 2\n"
    source = Source("config.yaml", config.encode())
    repair = repair_sources([source], Settings(select=("migration",)), named={"config.yaml"})
    text = repair.changes[0].after.decode()
    assert "lora_rnak: 64" in text
    assert "  offload_params: false\n" in text
    assert "full_shard" not in text

"""What the settings say that a file is: `per-file-framework`."""

from __future__ import annotations

import loralint
from loralint.config.assigned import Assigned, assigned_to
from loralint.settings.record import Settings

# Neither its name nor a key of it tells which of TRL's classes it is for.
FLAT = """\
model_name_or_path: Qwen/Qwen2.5-0.5B
dataset_name: org/data
output_dir: out
use_peft: true
per_device_train_batch_size: 1
learning_rate: 0.0001
num_train_epochs: 1
max_grad_norm: 1.0
bf16: true
"""


def test_a_class_belongs_to_its_framework():
    settings = Settings(per_file_framework={"dpo/*.yaml": "DPOConfig", "ax/*": "axolotl"}, framework="peft")
    assert assigned_to("dpo/a.yaml", settings) == Assigned("trainer", "dpo")
    assert assigned_to("ax/a.yaml", settings) == Assigned("axolotl")
    assert assigned_to("b.yaml", settings) == Assigned("peft")
    assert assigned_to("b.yaml", Settings()) == Assigned()
    assert assigned_to("b.yaml", Settings(framework="of nobody")) == Assigned()


def test_the_last_glob_that_fits_counts():
    settings = Settings(per_file_framework={"*.yaml": "axolotl", "kto.yaml": "KTOConfig"})
    assert assigned_to("kto.yaml", settings) == Assigned("trainer", "kto")


def test_a_file_is_judged_as_the_class_that_the_user_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(FLAT)
    plain, as_kto = (
        loralint.check("a.yaml", settings=Settings(per_file_framework=table)) for table in ({}, {"a.yaml": "KTOConfig"})
    )
    told = [{found.rule for found in run.diagnostics if found.severity == "error"} for run in (plain, as_kto)]
    assert told == [set(), {"kto-batches"}]

"""Keys that hold for files of one kind: what `explain` says of them, and what `detect` calls the file."""

from __future__ import annotations

from loralint.explain.detection import detect
from loralint.explain.keys import key_docs
from loralint.files.read import read_source
from loralint.settings.record import Settings


def test_values_and_defaults_are_told_by_the_kind_of_file():
    doc = key_docs("loss_type", "trainer")[0]
    assert ("kto, apo_zero_unpaired", "kind kto") in doc.allowed
    assert ('["sigmoid"]', "kind dpo") in doc.defaults


def test_a_key_of_one_kind_is_read_only_there():
    (doc,) = key_docs("packing", "trainer")
    assert doc.read_if == ("kind is sft, gkd, gold",)


def test_detect_says_the_class_and_the_reader(tmp_path):
    file = tmp_path / "dpo.yaml"
    file.write_text("model_name_or_path: org/model\nuse_peft: true\noutput_dir: out\nbeta: 0.1\n")
    assert detect(read_source(str(file)), Settings()).read_as == "DPOConfig, by TRL's parser"

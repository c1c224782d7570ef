"""From a config to the files that it names, and back."""

from __future__ import annotations

import json
import os

import pytest

import loralint.config.referrers
from loralint.config.config import Config
from loralint.config.links import follow_link
from loralint.config.project import Project
from loralint.config.referrers import Referrers
from loralint.files.paths import project_root
from loralint.files.read import read_source
from loralint.knowledge.frameworks import load_framework
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax import parse
from loralint.syntax.node import Source

CONFIG = "base_model: x/y\nadapter: lora\nlora_r: 8\nmicro_batch_size: 1\ndatasets: [{path: a, type: alpaca}]\n"
DEEPSPEED = {"train_micro_batch_size_per_gpu": "auto", "zero_optimization": {"stage": 2}}


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    (root / "configs").mkdir()
    (tmp_path / "outside.json").write_text(json.dumps(DEEPSPEED))
    monkeypatch.chdir(root)
    return root


def _follow(written: str, path: str = "configs/a.yaml", near_first: bool = False):
    framework = load_framework("axolotl")
    document = parse(Source(path, f"deepspeed: {json.dumps(written)}\n".encode()), "yaml")
    (link,) = (link for link in framework.links if link.key == "deepspeed")
    return follow_link(Config(document, framework, framework.default_version), link, Project(), near_first)


def _put(path, content=DEEPSPEED):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


@pytest.mark.parametrize(
    ("there", "written", "found"),
    [
        ("ds.json", "ds.json", "ds.json"),
        ("configs/ds.json", "ds.json", "configs/ds.json"),
        ("ds.json", "./ds.json", "ds.json"),
        ("ds.json", "configs/../ds.json", "ds.json"),
        ("configs/ds.json", "../configs/ds.json", "configs/ds.json"),
    ],
    ids=["working directory", "beside the config", "dot", "up and down", "up from the config"],
)
def test_a_link_is_followed_as_the_framework_does_and_then_from_the_config(project, there, written, found):
    _put(project / there)
    linked = _follow(written)
    assert linked is not None
    assert linked.document is not None
    assert linked.document.path == found


def test_an_absolute_path_within_the_project_is_followed(project):
    _put(project / "ds.json")
    linked = _follow(str(project / "ds.json"))
    assert linked is not None
    assert linked.document is not None


def test_of_two_files_the_framework_takes_that_of_the_working_directory(project):
    _put(project / "ds.json")
    _put(project / "configs" / "ds.json")
    first, near = _follow("ds.json"), _follow("ds.json", near_first=True)
    assert first is not None
    assert near is not None
    assert [linked.document and linked.document.path for linked in (first, near)] == ["ds.json", "configs/ds.json"]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("../outside.json", "it lies outside the project"),
        ("{above}/outside.json", "it lies outside the project"),
        ("way-out.json", "it lies outside the project"),
        ("way-out/outside.json", "it lies outside the project"),
        ("nowhere.json", "it is not there"),
        ("configs", "it is not there"),
        ("broken.json", "it cannot be read"),
        ("list.json", "it cannot be read"),
        ("loop.json", "it is not there"),
        ("${DS}", "its path is known only at run time"),
        ("a\0b.json", "it is not there"),
        ("x" * 5000, "it is not there"),
    ],
)
def test_a_link_that_leads_nowhere_says_why(project, written, problem):
    os.symlink("../outside.json", "way-out.json")
    os.symlink("..", "way-out")
    os.symlink("loop.json", "loop.json")
    _put(project / "broken.json", "{")
    _put(project / "list.json", "[]")
    linked = _follow(written.replace("{above}", str(project.parent)))
    assert linked is not None
    assert (linked.document, linked.problem) == (None, problem)


def test_the_project_is_the_nearest_folder_with_a_mark(project):
    (project / "configs" / "loralint.toml").write_text("")
    assert project_root("configs/deep/a.yaml") == str(project / "configs")
    assert project_root("a.yaml") == str(project)


def test_readers_are_the_configs_that_name_a_file_however_they_spell_it(project):
    _put(project / "ds.json")
    _put(project / "a.yaml", CONFIG + "deepspeed: ds.json\n")
    _put(project / "configs" / "b.yaml", CONFIG + "deepspeed: ../ds.json\n")
    _put(project / "configs" / "c.yaml", CONFIG + "deepspeed: other.json\n")
    _put(project / "notes.yaml", "deepspeed: ds.json\n")
    os.symlink("ds.json", "alias.json")
    assert [source.path for source in Referrers().of("ds.json")] == ["a.yaml", "configs/b.yaml"]
    assert [source.path for source in Referrers().of("alias.json")] == ["a.yaml", "configs/b.yaml"]


def test_a_repair_of_many_files_looks_through_the_project_once(project, monkeypatch):
    names = [f"ds{number}.json" for number in range(5)]
    for number, name in enumerate(names):
        _put(project / name, {**DEEPSPEED, "gradient_cliping": 0.5})
        _put(project / f"c{number}.yaml", CONFIG + f"deepspeed: {name}\n")
    walks = []
    real = loralint.config.referrers._look_through
    monkeypatch.setattr(loralint.config.referrers, "_look_through", lambda root: walks.append(root) or real(root))
    repair = repair_sources([read_source(name) for name in names], Settings(), named=set(names))
    assert [change.path for change in repair.changes] == names
    assert walks == [str(project)]


def test_a_message_names_a_key_of_an_inline_config_from_the_top_of_the_file(project):
    text = f"{CONFIG}loraplus_lr_ratio: 16\ndeepspeed: {json.dumps({**DEEPSPEED, 'optimizer': {'type': 'AdamW'}})}\n"
    run = check_sources([Source("a.yaml", text.encode())], Settings(), {"a.yaml"})
    (message,) = (one.message for one in run.diagnostics if one.rule == "loraplus-off")
    assert "`deepspeed.optimizer` in a.yaml replaces" in message

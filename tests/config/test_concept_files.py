"""Files that are lists: OneTrainer's concepts, by themselves, within a training config, and named by one."""

from __future__ import annotations

import json

import pytest

from loralint.config.recognise import recognise
from loralint.files.read import read_source
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax import parse
from loralint.syntax.node import Source

CONCEPT = {"__version": 2, "name": "flowers", "path": "data/flowers", "image_variations": 1, "balancing": 1.0}
VALIDATION = {**CONCEPT, "name": "proof", "type": "VALIDATION"}
RESTING = {**CONCEPT, "enabled": False}
SILENT = {**CONCEPT, "loss_weight": 0}
CONFIG = {"__version": 11, "model_type": "STABLE_DIFFUSION_15", "training_method": "LORA", "train_dtype": "BFLOAT_16"}
NAMED = {**CONFIG, "concept_file_name": "concepts.json"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _put(name: str, content: object) -> str:
    with open(name, "w", encoding="utf-8") as file:
        file.write(content if isinstance(content, str) else json.dumps(content))
    return name


def _told(*names: str) -> list[tuple[str, str, str]]:
    """Path, rule and key of every warning and error."""
    run = check_sources([read_source(name) for name in names], Settings(), set(names))
    found = [one for one in run.diagnostics if one.severity != "info"]
    return [(one.path, one.rule, _key(one.key)) for one in found]


def _key(key: tuple[str | int, ...]) -> str:
    return "/".join(map(str, key))


@pytest.mark.parametrize(
    ("name", "content", "named", "framework"),
    [
        ("concepts.json", [CONCEPT], False, "onetrainer_concepts"),
        ("flowers.json", [CONCEPT], False, "onetrainer_concepts"),
        (
            "flowers.json",
            [{"path": "d", "text": {"prompt_source": "filename"}, "loss_weight": 1}],
            False,
            "onetrainer_concepts",
        ),
        ("flowers.json", [None, CONCEPT], False, "onetrainer_concepts"),
        ("concepts.json", [{"name": "a", "path": "b"}], True, "onetrainer_concepts"),
        ("concepts.json", [{"concept": "a", "parent": "b"}], False, None),
        ("concepts.json", [], True, None),
        ("concepts.json", ["rose", "tulip"], True, None),
        ("concepts.json", {"path": "d", "image_variations": 1, "balancing": 1}, False, None),
        ("samples.json", [{"enabled": True, "prompt": "a rose", "height": 512, "width": 512, "seed": 42}], True, None),
        ("alpaca.json", [{"instruction": "a", "input": "", "output": "b"}], True, None),
        ("config.json", {**CONFIG, "concepts": [CONCEPT]}, False, "onetrainer"),
    ],
)
def test_a_list_of_concepts_is_recognised_and_other_lists_are_nobodys(name, content, named, framework):
    document = parse(Source(name, json.dumps(content).encode()), "json")
    assert recognise(document, named).framework == framework


def test_a_list_that_nobody_reads_is_skipped_with_a_word_where_it_is_named(project):
    name = _put("data.json", [{"instruction": "a"}])
    run = check_sources([read_source(name)], Settings(), {name})
    assert [(file.status, file.reason) for file in run.files] == [("skipped", "no known framework")]
    assert run.diagnostics == ()


def test_the_same_is_told_of_a_file_and_of_the_list_within_a_config(project):
    concepts = [CONCEPT, {**SILENT, "text": {"promt_source": "concept"}}]
    alone = _told(_put("concepts.json", concepts))
    inside = _told(_put("config.json", {**CONFIG, "concepts": concepts}))
    assert {rule for _, rule, _ in alone} == {"unknown-key", "concept-captions-unnamed", "concept-loss-weight"}
    assert [(rule, f"concepts/{key}") for _, rule, key in alone] == [(rule, key) for _, rule, key in inside]


def test_a_message_names_a_key_of_the_list_from_the_top_of_the_file(project):
    concept = {**CONCEPT, "loss_weight": "much"}
    messages = []
    for name, content in (("concepts.json", [concept]), ("config.json", {**CONFIG, "concepts": [concept]})):
        run = check_sources([read_source(_put(name, content))], Settings(), {name})
        messages += [one.message.split()[0] for one in run.diagnostics if one.rule == "wrong-type"]
    assert messages == ["`[0].loss_weight`", "`concepts[0].loss_weight`"]


def test_the_file_that_a_config_names_is_checked_with_it(project):
    _put("concepts.json", [SILENT, VALIDATION])
    assert _told(_put("config.json", NAMED)) == [
        ("concepts.json", "concept-loss-weight", "0/loss_weight"),
        ("config.json", "validation-concepts", "concept_file_name"),
    ]


def test_a_concept_file_by_itself_hears_of_the_config_that_names_it(project):
    _put("config.json", NAMED)
    assert _told(_put("concepts.json", [RESTING])) == [("concepts.json", "no-concept", "")]


def test_the_list_in_the_config_comes_before_the_file(project):
    _put("concepts.json", [SILENT])
    assert _told(_put("config.json", {**NAMED, "concepts": [CONCEPT]})) == []


def test_a_list_that_the_config_drops_leaves_the_file_in_force(project):
    _put("concepts.json", [SILENT])
    assert _told(_put("config.json", {**NAMED, "concepts": [CONCEPT, 5]})) == [
        ("concepts.json", "concept-loss-weight", "0/loss_weight"),
        ("config.json", "wrong-type", "concepts"),
    ]


@pytest.mark.parametrize("name", ["C:/OneTrainer/training_concepts/concepts.json", "gone.json"])
def test_a_file_that_is_not_there_is_on_another_machine(project, name):
    assert _told(_put("config.json", {**NAMED, "concept_file_name": name})) == []


@pytest.mark.parametrize(
    ("content", "key", "consequence"),
    [
        ({"name": "flowers", "path": "d"}, "", "crash"),
        ([CONCEPT, None], "1", "crash"),
        ([CONCEPT, "flowers"], "1", "crash"),
    ],
)
def test_what_is_no_list_of_concepts_stops_the_data_loader(project, content, key, consequence):
    _put("concepts.json", content)
    name = _put("config.json", NAMED)
    run = check_sources([read_source(name)], Settings(), {name})
    found = [(one.rule, _key(one.key), one.consequence) for one in run.diagnostics if one.path == "concepts.json"]
    assert found == [("wrong-type", key, consequence)]


@pytest.mark.parametrize(
    ("concept", "told"),
    [
        ({"__version": 1, "validation_concept": True}, []),
        ({"__version": 0, "repeats": 5}, []),
        ({"repeats": 5}, []),
        ({"__version": 2, "validation_concept": True}, ["validation_concept"]),
        ({"__version": 1, "repeats": 5}, ["repeats"]),
    ],
)
def test_old_keys_work_in_a_concept_of_an_old_version(project, concept, told):
    rest = {key: value for key, value in CONCEPT.items() if key not in ("__version", "balancing")}
    run = check_sources([read_source(_put("concepts.json", [{**rest, **concept}]))], Settings(), {"concepts.json"})
    assert [one.key[-1] for one in run.diagnostics if one.rule == "deprecated-key"] == told


def test_an_old_validation_concept_counts_as_one(project):
    old = {**CONCEPT, "__version": 1, "validation_concept": True}
    _put("concepts.json", [CONCEPT, old])
    assert _told(_put("config.json", {**NAMED, "validation": True})) == []


def test_a_repair_of_one_item_leaves_every_other_byte(project):
    before = (
        '[\n  {"__version": 2,  "path": "d", "balancing": 1 },\n\t{"path":"e","name":"x" ,"loss_wieght": 2.50}\n]\n'
    )
    name = _put("concepts.json", before)
    repair = repair_sources([read_source(name)], Settings(), Wanted(unsafe=True), {name})
    (change,) = repair.changes
    assert change.after.decode() == before.replace("loss_wieght", "loss_weight")

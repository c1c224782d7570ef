from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loralint.knowledge.data import load as load_data
from loralint.knowledge.settings_check import explain_settings
from loralint.knowledge.validate import Validator
from loralint.settings.keys import KEYS, Unfit, read_values
from loralint.settings.load import SettingsError, override
from loralint.settings.load import load_settings as load
from loralint.settings.names import Names, by_rule_name, former_names, name_problems, with_present_names
from loralint.settings.record import Settings

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def load_settings(start, config=None, assignments=()):
    return load(start, explain_settings, config, assignments)


NAMES = Names(
    selectable=("unknown-key", "LL101", "LL", "axolotl"),
    rules={"unknown-key": "unknown-key", "LL101": "unknown-key", "clipping-off": "clipping-off"},
    options={"clipping-off": ("value",)},
    frameworks=("axolotl", "deepspeed"),
    classes=("DPOConfig",),
)


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def put(text, name="loralint.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return put


def problems(text="", assignments=()):
    with pytest.raises(SettingsError) as caught:
        load_settings(".", None, assignments)
    return list(caught.value.problems)


def test_every_key_is_read(write):
    write(
        """
        select = ["axolotl"]
        ignore = ["LL101"]
        fail-on = "error"
        framework = "axolotl"
        format = "concise"
        include = ["*.conf"]
        exclude = ["old/"]
        [rules.clipping-off]
        value = 0.3
        [versions]
        axolotl = "0.18.0"
        [per-file-ignores]
        "x/*.yaml" = ["unknown-key"]
        [per-file-framework]
        "recipes/*.yaml" = "DPOConfig"
        [hardware]
        gpu = "A100"
        gpus = 8
        compute-capability = 8.0
        torch = "2.6"
        """
    )
    settings = load_settings(".")
    assert settings._replace(root="", file=None) == Settings(
        select=("axolotl",),
        ignore=("LL101",),
        fail_on="error",
        framework="axolotl",
        format="concise",
        include=("*.conf",),
        exclude=("old/",),
        rules={"clipping-off": {"value": 0.3}},
        versions={"axolotl": "0.18.0"},
        per_file_ignores={"x/*.yaml": ("unknown-key",)},
        per_file_framework={"recipes/*.yaml": "DPOConfig"},
        hardware={"gpu": "A100", "gpus": 8, "compute_capability": 8.0, "torch": "2.6"},
    )


def test_without_a_file_the_defaults_hold(write):
    assert load_settings(".") == Settings(root=os.getcwd())


def test_the_nearest_file_upwards_counts(write, tmp_path):
    write('fail-on = "never"')
    write('fail-on = "error"', "a/loralint.toml")
    (tmp_path / "a" / "b").mkdir()
    assert load_settings(str(tmp_path / "a" / "b")).fail_on == "error"
    assert load_settings(str(tmp_path)).fail_on == "never"


def test_files_above_the_repository_do_not_count(write, tmp_path):
    write('fail-on = "never"')
    (tmp_path / "a" / ".git").mkdir(parents=True)
    assert load_settings(str(tmp_path / "a")).fail_on == "warning"


def test_the_section_of_pyproject_counts_after_the_own_file(write, tmp_path):
    write('[tool.loralint]\nfail-on = "never"\n', "pyproject.toml")
    assert load_settings(".").fail_on == "never"
    write('fail-on = "error"')
    assert load_settings(".").fail_on == "error"


def test_a_pyproject_without_the_section_is_passed_by(write, tmp_path):
    write('fail-on = "never"')
    write('[project]\nname = "loralint-user"\n', "a/pyproject.toml")
    assert load_settings(str(tmp_path / "a")).fail_on == "never"


def test_a_broken_pyproject_of_others_is_not_our_business(write):
    write("[project\n", "pyproject.toml")
    assert load_settings(".").fail_on == "warning"


WRONG = [
    ('selct = ["a"]', "loralint.toml:1: the file has no key `selct`; did you mean select?"),
    ("fail_on = 'error'", "loralint.toml:1: the file has no key `fail_on`; did you mean fail-on?"),
    ("zzz = 1", "loralint.toml:1: the file has no key `zzz`"),
    ('\nignore = "a"', 'loralint.toml:2: `ignore` must be a list, not the text "a"; write it like ["unknown-key"]'),
    ("ignore = 3", 'loralint.toml:1: `ignore` must be a list, not 3; write it like ["unknown-key"]'),
    ("ignore = [3]", "loralint.toml:1: `ignore[0]` must be text, not 3"),
    (
        'fail-on = "warn"',
        "loralint.toml:1: `fail-on` must be error, warning, info or never, not warn; did you mean warning?",
    ),
    ("framework = true", 'loralint.toml:1: `framework` must be text, not true; write it like "axolotl"'),
    (
        "[versions]\naxolotl = 0.1",
        'loralint.toml:2: `versions.axolotl` must be text, not 0.1; write it like "0.21.0"',
    ),
    ("[hardware]\ngpus = -1", "loralint.toml:2: `hardware.gpus` must be at least 0, not -1"),
    ("[hardware]\ngpu = 'x'\ncount = 1", "loralint.toml:3: `hardware` has no key `count`"),
    ("rules = 1", 'loralint.toml:1: `rules` must be a mapping, not 1; write it like {"learning-rate-unusual"'),
    ("[rules]\nx = 1", "loralint.toml:2: `rules.x` must be a mapping, not 1"),
    ("per-file-ignores = ['a']", "loralint.toml:1: `per-file-ignores` must be a mapping, not a list"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_wrong_setting_is_told_with_its_place_and_what_to_write(write, text, sentence):
    write(text)
    (told,) = problems()
    assert told.startswith(sentence)


def test_all_problems_of_a_file_are_told_at_once(write):
    write("a = 1\nfail-on = 2\n[hardware]\nb = 1\n")
    assert len(problems()) == 3


def test_broken_toml_is_told_with_its_line(write):
    write("select = [\n")
    assert problems()[0].startswith("loralint.toml: not valid TOML: ")


def test_a_named_file_that_is_not_there_is_told(write):
    with pytest.raises(SettingsError, match=r"gone\.toml: the settings cannot be read: it is not there"):
        load_settings(".", "gone.toml")


def test_a_named_pyproject_gives_its_section(write):
    write('[tool.loralint]\nfail-on = "never"\n', "other/pyproject.toml")
    assert load_settings(".", "other/pyproject.toml").fail_on == "never"


SET = [
    ("hardware.gpus=8", "hardware", {"gpus": 8}),
    ("hardware.gpu=A100", "hardware", {"gpu": "A100"}),
    ("rules.clipping-off.value=0.3", "rules", {"clipping-off": {"value": 0.3}}),
    ('ignore=["a"]', "ignore", ("b", "a")),
    ("fail-on=never", "fail_on", "never"),
]


@pytest.mark.parametrize(("assignment", "field", "value"), SET)
def test_set_stands_over_the_file(write, assignment, field, value):
    write("ignore = ['b']\nfail-on = 'error'\n")
    assert getattr(load_settings(".", None, [assignment]), field) == value


def test_set_leaves_the_other_keys_of_a_table(write):
    write("[hardware]\ngpu = 'A100'\ngpus = 2\n")
    assert load_settings(".", None, ["hardware.gpus=8"]).hardware == {"gpu": "A100", "gpus": 8}


@pytest.mark.parametrize("assignment", ["hardware.gpus", "=8", "hardware..gpus=8"])
def test_set_without_key_or_value_is_told(write, assignment):
    assert problems(assignments=[assignment])[0] == (f"--set {assignment}: write KEY=VALUE, such as hardware.gpus=8")


def test_set_is_checked_like_the_file(write):
    assert problems(assignments=["hardware.gpuss=8"]) == [
        "--set hardware.gpuss=8: `hardware` has no key `gpuss`; did you mean gpus?"
    ]


def test_the_command_line_replaces_but_ignores_add_up():
    settings = Settings(select=("a",), ignore=("b",), fail_on="error")
    assert override(settings, select=("c",), ignore=("d", "b"), fail_on=None) == Settings(
        select=("c",), ignore=("b", "d"), fail_on="error"
    )


NAME_PROBLEMS = [
    (
        Settings(ignore=("unknown-kye",)),
        "ignore: there is no rule, code, tag or framework unknown-kye; did you mean unknown-key?",
    ),
    (Settings(select=("ll101",)), "select: there is no rule, code, tag or framework ll101; did you mean LL101?"),
    (
        Settings(per_file_ignores={"a": ("axolol",)}, file="l.toml"),
        "l.toml: per-file-ignores a: there is no rule, code, tag or framework axolol; did you mean axolotl?",
    ),
    (
        Settings(per_file_framework={"a": "DPOCofig"}, file="l.toml"),
        "l.toml: per-file-framework a: there is no framework DPOCofig; did you mean DPOConfig?",
    ),
    (Settings(framework="axolot"), "framework: there is no framework axolot; did you mean axolotl?"),
    (Settings(framework="trl"), "framework: there is no framework trl; write axolotl or deepspeed"),
    (
        Settings(rules={"clipping-off": {"norm": 1}}),
        "rules.clipping-off: there is no option norm; the rule has value",
    ),
    (Settings(versions={"deepsped": "1"}), "versions: there is no framework deepsped; did you mean deepspeed?"),
    (Settings(rules={"cliping-off": {}}), "rules: there is no rule cliping-off; did you mean clipping-off?"),
    (
        Settings(rules={"clipping-off": {"valeu": 1}}),
        "rules.clipping-off: there is no option valeu; did you mean value?",
    ),
]


@pytest.mark.parametrize(("settings", "sentence"), NAME_PROBLEMS)
def test_names_that_mean_nothing_are_told(settings, sentence):
    assert name_problems(settings, NAMES) == [sentence]


def test_known_names_are_no_problem():
    settings = Settings(
        select=("LL",),
        ignore=("LL101",),
        framework="axolotl",
        rules={"clipping-off": {"value": 1}},
        versions={"axolotl": "1"},
    )
    assert name_problems(settings, NAMES) == []


def test_options_under_a_code_are_options_of_the_rule():
    assert by_rule_name(Settings(rules={"LL101": {"a": 1}}), NAMES).rules == {"unknown-key": {"a": 1}}


@pytest.mark.parametrize(
    ("glob", "path", "covered"),
    [
        ("old/", "old/a/b.yaml", True),
        ("old/*.yaml", "old/a.yaml", True),
        ("old/*.yaml", "x/old/a.yaml", False),
        ("*.json", "deep/a.json", True),
        ("*.json", "a.yaml", False),
    ],
)
def test_per_file_ignores_go_by_glob(write, tmp_path, glob, path, covered):
    settings = Settings(per_file_ignores={glob: ("x",)}, root=str(tmp_path))
    assert settings.ignored_in(path) == (("x",) if covered else ())


def test_toml_is_read_only_where_there_is_a_file(tmp_path):
    (tmp_path / ".git").mkdir()
    code = (
        "import sys; from loralint.settings.load import load_settings; load_settings(sys.argv[1], list);"
        "print({'tomllib', 'tomli'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 9),
    st.sampled_from([8.0, "8.0", "error", "text", "axolotl"]),
    st.lists(st.sampled_from(["a", 1]), max_size=2),
    st.dictionaries(
        st.sampled_from(["axolotl", "gpu", "gpus", "torch", "x"]), st.sampled_from([1, "a", ["a"], {}]), max_size=2
    ),
)


@given(st.dictionaries(st.sampled_from([*KEYS, "selct"]), VALUES, max_size=3))
def test_the_table_of_keys_and_the_schema_take_the_same(table):
    complaints = Validator(load_data("settings.schema"), "the file").complaints(table)
    try:
        read_values(table)
    except Unfit:
        assert complaints
    else:
        assert not complaints


FORMER = NAMES._replace(renamed={"old-key": ["unknown-key"], "LL100": ["unknown-key", "clipping-off"]})


def test_a_former_name_of_a_rule_stands_for_the_present_one():
    settings = Settings(
        ignore=("old-key", "axolotl"), rules={"old-key": {"a": 1}}, per_file_ignores={"x": ("LL100", "old-key")}
    )
    present = with_present_names(settings, FORMER)
    assert present.ignore == ("unknown-key", "axolotl")
    assert present.rules == {"unknown-key": {"a": 1}}
    assert present.per_file_ignores == {"x": ("unknown-key", "clipping-off")}
    assert former_names(settings, FORMER) == [
        "old-key is now called unknown-key",
        "LL100 is now called unknown-key and clipping-off",
    ]


@pytest.mark.parametrize(
    "text",
    [
        '[tool.loralint]\nfail-on = "never"\n',
        '[ tool . "loralint" ]\nfail-on = "never"\n',
        '[tool]\nloralint.fail-on = "never"\n',
        'tool.loralint.fail-on = "never"\n',
        'tool = {loralint = {fail-on = "never"}}\n',
        '["tool"]\n"loralint" = {fail-on = "never"}\n',
    ],
)
def test_settings_in_a_project_file_however_toml_writes_them(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\ndependencies = ["loralint"]\n' + text)
    if text.startswith("tool"):
        (tmp_path / "pyproject.toml").write_text(text)
    assert load(".", lambda table: ()).fail_on == "never"


def test_a_project_that_only_uses_loralint_has_no_settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[dependency-groups]\nlint = ["loralint"]\n[tool.ruff]\nline-length = 9\n')
    assert load(".", lambda table: ()).file is None

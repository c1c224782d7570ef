from __future__ import annotations

import pytest

from loralint.cli import main
from loralint.config.versions import Applied, Versions
from loralint.files.read import read_source
from loralint.knowledge.frameworks import load_framework
from loralint.run import check_sources
from loralint.settings.record import Settings

AXOLOTL = load_framework("axolotl")
NEWEST = AXOLOTL.default_version
CONFIG = "base_model: x/y\nadapter: lora\nmicro_batch_size: 1\nlearning_rate: 0.0002\ndatasets: [{path: a, type: b}]\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with a config; a further file is given by its name and text."""
    monkeypatch.chdir(tmp_path)

    def make(files):
        for name, text in {"config.yaml": CONFIG, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    make({})
    return make


def applied(path="config.yaml", framework=AXOLOTL, **settings):
    return Versions(Settings(**settings)).of(framework, path)


PINS = {
    "requirements.txt": [
        "axolotl==0.18.0\n",
        "torch\n  Axolotl == 0.18.0\n",
        "axolotl[deepspeed,flash-attn]==0.18.0\n",
        'axolotl[deepspeed] ===0.18.0 ; python_version >= "3.11"\n',
        "axolotl==0.18.0  # the one we trained with\n",
        "axolotl==v0.18.0.post1\r\n",
        "\ufeffaxolotl==0.18.0 \\\n    --hash=sha256:00\n",
    ],
    "requirements-gpu.txt": ["axolotl==0.18.0\n"],
    "pyproject.toml": [
        '[project]\ndependencies = ["torch", "axolotl[deepspeed]==0.18.0"]\n',
        "[project]\ndependencies = [\n  'axolotl == 0.18.0',\n]\n",
        '[tool.poetry.dependencies]\naxolotl = "0.18.0"\n',
        '[tool.poetry.dependencies]\naxolotl = {extras = ["deepspeed"], version = "==0.18.0"}\n',
    ],
    "uv.lock": ['[[package]]\nname = "axolotl"\nversion = "0.18.0"\nsource = { registry = "x" }\n'],
    "poetry.lock": ['[[package]]\nname = "axolotl"\nversion = "0.18.0"\ndescription = ""\n'],
    "Pipfile.lock": ['{"default": {"axolotl": {"hashes": ["sha256:0"], "index": "pypi", "version": "==0.18.0"}}}\n'],
    "environment.yml": [
        "dependencies:\n  - pip:\n    - axolotl==0.18.0\n",
        'dependencies:\n  - pip:\n    - "axolotl[deepspeed]==0.18.0"\n',
        "dependencies:\n  - axolotl=0.18.0\n",
    ],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in PINS.items() for text in texts])
def test_an_exact_pin_of_the_project_chooses_the_schema(project, name, text):
    project({name: text})
    assert applied() == Applied("0.18.0", f"pinned in {name}")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "axolotl>=0.18.0\n"),
        ("requirements.txt", "axolotl==0.18.*\n"),
        ("requirements.txt", "axolotl~=0.18.0\naxolotl!=0.18.0\n"),
        ("requirements.txt", "# axolotl==0.18.0\n"),
        ("requirements.txt", "axolotl-contribs==0.18.0\nmy-axolotl==0.18.0\n"),
        ("requirements.txt", 'axolotl==0.18.0; sys_platform == "linux"\naxolotl==0.21.0; sys_platform == "win32"\n'),
        ("pyproject.toml", '[project]\nname = "axolotl"\nversion = "0.18.0"\n'),
        ("pyproject.toml", '[project]\ndependencies = [\n  # "axolotl==0.18.0",\n  "axolotl",\n]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\naxolotl = "^0.18.0"\n'),
        ("uv.lock", '[[package]]\nname = "axolotl-contribs"\nversion = "0.18.0"\n'),
        ("uv.lock", '[[package]]\nname = "x"\ndependencies = [{ name = "axolotl" }]\nversion = "0.18.0"\n'),
        ("Pipfile.lock", '{"default": {"axolotl": {"git": "x"}, "torch": {"version": "==0.18.0"}}}\n'),
        ("notes.txt", "axolotl==0.18.0\n"),
        ("uv.lock", "name = axolotl" + " " * 3_000_000 + '\nname = "axolotl"\nversion = "0.18.0"\n'),
    ],
)
def test_what_is_no_exact_pin_leaves_the_newest(project, name, text):
    project({name: text})
    assert applied() == Applied(NEWEST)


def test_a_lock_file_says_what_was_resolved(project):
    project({"requirements.txt": "axolotl==0.21.0\n", "uv.lock": 'name = "axolotl"\nversion = "0.18.0"\n'})
    assert applied() == Applied("0.18.0", "pinned in uv.lock")


def test_the_folder_of_the_file_comes_before_the_root_of_the_project(project):
    project({".git/HEAD": "", "requirements.txt": "axolotl==0.21.0\n", "runs/a/b/config.yaml": CONFIG})
    assert applied("runs/a/b/config.yaml").reason == "pinned in requirements.txt"
    project({"runs/a/b/requirements.txt": "axolotl==0.18.0\n"})
    assert applied("runs/a/b/config.yaml").schema == "0.18.0"


def test_the_settings_stand_over_a_pin(project):
    project({"requirements.txt": "axolotl==0.18.0\n"})
    assert applied(versions={"axolotl": "0.21.0"}, file="loralint.toml") == Applied("0.21.0", "set in loralint.toml")


@pytest.mark.parametrize(
    ("pinned", "expected"),
    [
        ("0.17.1", Applied("0.18.0", "the oldest; 0.17.1 is pinned in requirements.txt")),
        ("0.19.4", Applied("0.18.0", "the nearest below 0.19.4, which is pinned in requirements.txt")),
        ("9.0.0", Applied("0.21.0", "the newest; 9.0.0 is pinned in requirements.txt")),
    ],
)
def test_a_version_without_a_schema_takes_the_nearest_not_above(project, pinned, expected):
    project({"requirements.txt": f"axolotl=={pinned}\n"})
    assert applied() == expected


def test_a_framework_with_one_schema_is_not_looked_up(project, monkeypatch):
    monkeypatch.setattr("loralint.config.versions.read_source", lambda *_: pytest.fail("nothing has to be read"))
    project({"requirements.txt": "onetrainer==10\n"})
    one = load_framework("onetrainer")
    assert applied(framework=one) == Applied(one.default_version)


def test_a_folder_is_looked_through_once_in_a_run(project, monkeypatch):
    project({"requirements.txt": "axolotl==0.18.0\n"})
    read = []
    monkeypatch.setattr(
        "loralint.config.versions.read_source", lambda path, limit: read.append(path) or read_source(path)
    )
    versions = Versions(Settings())
    assert [versions.of(AXOLOTL, name).schema for name in ("config.yaml", "other.yaml")] == ["0.18.0"] * 2
    assert len(read) == 1


def test_a_check_uses_the_pinned_version(project):
    project({"requirements.txt": "axolotl==0.18.0\n"})
    run = check_sources([read_source("config.yaml")], Settings(), {"config.yaml"})
    assert [file.version for file in run.files] == ["0.18.0"]


def test_detect_says_why_this_version(project, capsys):
    project({"requirements.txt": "axolotl==0.18.0\n"})
    assert main(["detect", "config.yaml"]) == 0
    assert "axolotl (schema 0.18.0, pinned in requirements.txt)   because" in capsys.readouterr().out


def said(project, version, line):
    project({"config.yaml": CONFIG + line + "\n"})
    run = check_sources([read_source("config.yaml")], Settings(versions={"axolotl": version}), {"config.yaml"})
    return [diagnostic.message for diagnostic in run.diagnostics if diagnostic.rule == "unknown-key"]


@pytest.fixture
def both():
    """The keys of both versions that need nothing beside them."""
    schemas = (AXOLOTL.schema(version)["properties"] for version in ("0.18.0", "0.21.0"))
    return [
        {key for key, fields in schema.items() if not {"x-plugin", "x-deprecated"} & set(fields)} for schema in schemas
    ]


def test_a_key_that_came_later_says_so_under_the_old_version(project, both):
    for key in sorted(both[1] - set(AXOLOTL.schema("0.18.0")["properties"])):
        assert said(project, "0.21.0", f"{key}: true") == []
        assert said(project, "0.18.0", f"{key}: true") == [
            f"`{key}` came with a later version (it is in 0.21.0); Axolotl 0.18.0 has no such key"
        ]


def test_a_key_that_both_versions_have_is_known_to_both(project, both):
    for key in sorted(both[0] & both[1])[::10]:
        assert [said(project, version, f"{key}: 1") for version in ("0.18.0", "0.21.0")] == [[], []]


def test_a_key_that_went_says_so_under_the_new_version(project, monkeypatch):
    real = type(AXOLOTL).schema

    def schema(framework, version):
        found = real(framework, version)
        if version == "0.21.0":
            kept = {key: fields for key, fields in found["properties"].items() if key != "val_set_size"}
            return {**found, "properties": kept}
        return found

    monkeypatch.setattr(type(AXOLOTL), "schema", schema)
    assert said(project, "0.21.0", "val_set_size: 0.1") == [
        "`val_set_size` is gone (it was in 0.18.0); Axolotl 0.21.0 has no such key"
    ]

from __future__ import annotations

import os
import socket
import sys

import pytest

from loralint.files.discover import Selection, discover
from loralint.files.read import FOLDER_SIZE_LIMIT, SIZE_LIMIT, UnreadableFile, read_source
from loralint.syntax.node import Source

posix = pytest.mark.skipif(os.name != "posix", reason="needs the file kinds of POSIX")


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Write files by their path; the working directory is their folder."""
    monkeypatch.chdir(tmp_path)

    def write(*paths, **contents):
        for path in paths:
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("a: 1\n")
        return tmp_path

    return write


def ignore(folder, *lines):
    (folder / ".gitignore").write_text("\n".join(lines) + "\n")


def found(*paths, **options):
    return [source.path for source in discover(paths or (".",), **options).sources]


def test_folders_are_read_to_the_bottom_in_sorted_order(tree):
    tree("b.yaml", "a.yml", "deep/er/c.json", "notes.txt", "script.py")
    assert found() == ["a.yml", "b.yaml", "deep/er/c.json"]


@pytest.mark.parametrize("given", ["deep", "deep/", "./deep"])
def test_paths_are_shown_as_given(tree, given):
    tree("deep/c.yaml")
    assert found(given) == [os.path.join(given, "c.yaml")]


def test_hidden_folders_and_installed_packages_are_left_out(tree):
    tree(".hidden/a.yaml", "node_modules/a.yaml", ".venv/a.yaml", "venv/a.yaml", "x/site-packages/a.yaml", "b.yaml")
    assert found() == ["b.yaml"]


def test_a_named_file_is_read_whatever_it_is_called(tree):
    tree("settings.conf", ".hidden/a.yaml")
    assert found("settings.conf", ".hidden/a.yaml") == [".hidden/a.yaml", "settings.conf"]


@posix
def test_one_file_under_several_names_is_read_once(tree):
    folder = tree("a.yaml")
    (folder / "link.yaml").symlink_to("a.yaml")
    assert found("a.yaml", "./a.yaml", "link.yaml", ".") == ["a.yaml"]


def test_named_and_missing_paths_are_told_apart(tree):
    tree("a.yaml", "folder/b.yaml")
    result = discover(["a.yaml", "folder", "gone.yaml"])
    assert result.named == {"a.yaml", "gone.yaml"}
    assert result.missing == ("gone.yaml",)
    assert [source.path for source in result.sources] == ["a.yaml", "folder/b.yaml", "gone.yaml"]


@posix
def test_folders_behind_symlinks_are_not_entered(tree):
    folder = tree("real/a.yaml")
    (folder / "real" / "loop").symlink_to(folder)
    assert found() == ["real/a.yaml"]


@posix
@posix
def test_links_in_a_folder_reach_nothing_that_the_folder_does_not_show(tree, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.yaml").write_text("a: 1\n")
    folder = tree(".git/HEAD", "in/real.yaml", ".hidden/b.yaml", "ignored/c.yaml", "up.yaml")
    ignore(folder, "ignored/")
    for name, target in (
        ("out.yaml", outside / "a.yaml"),
        ("hidden.yaml", folder / ".hidden" / "b.yaml"),
        ("spared.yaml", folder / "ignored" / "c.yaml"),
        ("up.yaml", folder / "up.yaml"),
    ):
        os.symlink(target, folder / "in" / name)
    seen = discover(("in",))
    assert [source.path for source in seen.sources] == ["in/real.yaml", "in/up.yaml"]
    assert seen.passed_over == 3


@posix
@pytest.mark.parametrize("given", [".", "../project", "in"])
def test_a_link_in_the_top_of_a_project_does_not_lead_to_the_folder_beside_it(tree, given, monkeypatch):
    folder = tree("project/.git/HEAD", "project/in/a.yaml", "beside/b.yaml")
    os.symlink("../../beside/b.yaml", folder / "project" / "in" / "link.yaml")
    os.symlink("../beside/b.yaml", folder / "project" / "link.yaml")
    monkeypatch.chdir(folder / "project")
    seen = discover((given,))
    assert [os.path.basename(source.path) for source in seen.sources] == ["a.yaml"]
    assert seen.passed_over == (1 if given == "in" else 2)


def test_a_folder_above_with_the_name_of_a_config_includes_nothing(tree, monkeypatch):
    folder = tree("all.yaml/in/a.yaml", "all.yaml/in/b.txt")
    monkeypatch.chdir(folder / "all.yaml" / "in")
    assert found() == ["a.yaml"]


@posix
def test_what_is_no_file_is_passed_over_in_folders(tree):
    folder = tree("a.yaml")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "broken.yaml").symlink_to("nowhere")
    (folder / "large.json").write_bytes(b" " * (FOLDER_SIZE_LIMIT + 1))
    assert found() == ["a.yaml"]
    assert discover(["."]).passed_over == 3


@posix
def test_what_a_hook_names_is_judged_as_in_a_folder(tree):
    folder = tree("a.yaml")
    (folder / "broken.yaml").symlink_to("nowhere")
    (folder / "large.json").write_bytes(b" " * (FOLDER_SIZE_LIMIT + 1))
    paths = ["a.yaml", "broken.yaml", "large.json", "gone.yaml"]
    result = discover(paths, from_hook=True)
    assert [source.path for source in result.sources] == ["a.yaml", "gone.yaml"]
    assert (result.named, result.missing, result.passed_over) == ({"a.yaml", "gone.yaml"}, ("gone.yaml",), 2)
    by_hand = discover(paths)
    assert [source.path for source in by_hand.sources] == sorted(paths)
    assert by_hand.passed_over == 0


GITIGNORE = [
    # lines, paths that stay, paths that go
    (["*.yaml"], ["a.json"], ["a.yaml", "deep/b.yaml"]),
    (["/a.yaml"], ["deep/a.yaml"], ["a.yaml"]),
    (["deep/"], ["a.yaml", "x/deep.yaml"], ["deep/a.yaml", "x/deep/b.yaml"]),
    (["deep/*.yaml"], ["x/deep/a.yaml", "deep/er/a.yaml"], ["deep/a.yaml"]),
    (["**/out/*.yaml"], ["out/er/a.yaml"], ["out/a.yaml", "x/y/out/a.yaml"]),
    (["out/**"], ["a/out.yaml"], ["out/a.yaml", "out/er/a.yaml"]),
    (["a/**/z.yaml"], ["z.yaml", "b/z.yaml"], ["a/z.yaml", "a/b/c/z.yaml"]),
    (["*.yaml", "!keep.yaml"], ["keep.yaml", "deep/keep.yaml"], ["a.yaml"]),
    (["deep/", "!deep/keep.yaml"], [], ["deep/keep.yaml"]),
    (["deep/*", "!deep/keep.yaml"], ["deep/keep.yaml"], ["deep/a.yaml"]),
    (["[ab].yaml"], ["c.yaml"], ["a.yaml", "b.yaml"]),
    (["[!ab].yaml", "[^xy].json"], ["a.yaml", "x.json"], ["c.yaml", "a.json"]),
    (["?.yaml"], ["ab.yaml"], ["a.yaml"]),
    (["# a.yaml", "", "  "], ["a.yaml"], []),
    (["\\#a.yaml", "\\!b.yaml"], ["a.yaml", "b.yaml"], ["#a.yaml", "!b.yaml"]),
    (["a\\*.yaml"], ["ab.yaml"], ["a*.yaml"] if os.name == "posix" else []),
    (["a.yaml   "], ["b.yaml"], ["a.yaml"]),
    (["[a.yaml", "b.yaml\\"], ["b.yaml"], []),
]


@pytest.mark.parametrize(("lines", "stay", "go"), GITIGNORE)
def test_gitignore_is_read_as_git_reads_it(tree, lines, stay, go):
    folder = tree(*stay, *go)
    ignore(folder, *lines)
    assert found() == sorted(stay)


def test_an_ignore_file_further_down_has_the_last_word(tree):
    folder = tree("deep/a.yaml", "deep/b.yaml", "a.yaml")
    ignore(folder, "*.yaml")
    ignore(folder / "deep", "!a.yaml")
    assert found() == ["deep/a.yaml"]


def test_ignore_files_of_the_repository_above_count(tree):
    folder = tree("deep/er/a.yaml", "deep/er/b.yaml", "deep/er/c.yaml")
    (folder / ".git" / "info").mkdir(parents=True)
    (folder / ".git" / "info" / "exclude").write_text("c.yaml\n")
    ignore(folder, "deep/er/a.yaml")
    assert found("deep/er") == ["deep/er/b.yaml"]


def test_ignore_files_above_the_repository_do_not_count(tree):
    folder = tree("repository/a.yaml")
    (folder / "repository" / ".git").mkdir()
    ignore(folder, "*.yaml")
    assert found("repository") == ["repository/a.yaml"]


def test_a_hostile_pattern_costs_nothing(tree):
    folder = tree("a" * 200 + ".yaml")
    ignore(folder, "*a" * 60 + "b", "**/" * 60 + "z")
    assert len(found()) == 1


def test_settings_choose_by_globs_from_their_own_folder(tree):
    folder = tree("configs/a.yaml", "configs/old/b.yaml", "other/c.yaml", "other/d.conf")
    selection = Selection(include=("/configs/", "*.conf"), exclude=("old/",), root=str(folder))
    assert found(selection=selection) == ["configs/a.yaml", "other/d.conf"]


def test_excluded_files_are_read_where_the_user_names_them_but_not_for_a_hook(tree):
    tree("old/a.yaml")
    selection = Selection(exclude=("old/",))
    assert found("old/a.yaml", selection=selection) == ["old/a.yaml"]
    assert found("old/a.yaml", selection=selection, from_hook=True) == []


def test_include_holds_outside_of_the_settings_folder_as_well(tree):
    folder = tree("project/loralint.toml", "elsewhere/a.yaml")
    assert found("elsewhere", selection=Selection(root=str(folder / "project"))) == ["elsewhere/a.yaml"]


def reason(path):
    source = read_source(str(path))
    assert isinstance(source, UnreadableFile)
    return source.reason


@posix
def test_every_way_of_not_being_readable_has_its_reason(tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("")
    (tmp_path / "large").write_bytes(b"x" * (SIZE_LIMIT + 1))
    with socket.socket(socket.AF_UNIX) as server:
        place = os.getcwd()
        os.chdir(tmp_path)  # the path of a socket must be short
        server.bind("socket")
        os.chdir(place)
        expected = {
            "folder": "it is a folder, not a file",
            "pipe": "it is a pipe; give `-` to read standard input",
            "socket": "it is a socket, not a file",
            "broken": "it is a symlink to nowhere, which is not there",
            "loop": "it is a symlink that leads back to itself",
            "gone": "it is not there",
            "file/below": "it is not there: a part of its path is a file",
            "x" * 300: "it is not there: the name is too long",
            "nul\0": "it is no name that a file can have",
            "large": "it is larger than 5 MB; no training config is",
        }
        assert {name: reason(tmp_path / name) for name in expected} == expected
    assert reason("/dev/null") == "it is a device, not a file"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_has_its_reason(tmp_path):
    (tmp_path / "a.yaml").write_text("")
    (tmp_path / "a.yaml").chmod(0)
    assert reason(tmp_path / "a.yaml") == "it may not be read: permission denied"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_utf8_is_told_in_text_that_can_be_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open(os.path.join(os.fsencode(tmp_path), b"\xff.yaml"), "wb"):
        pass
    assert discover(["."]).sources == (UnreadableFile("\\xff.yaml", "its name is not valid UTF-8; rename it", "name"),)


def test_a_file_just_within_the_limit_is_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"x" * SIZE_LIMIT)
    assert isinstance(read_source(str(path)), Source)


class Input:
    def __init__(self, data):
        self.buffer = self
        self.data = data

    def read(self, size):
        return self.data[:size]


def test_standard_input_takes_the_name_that_it_is_given(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Input(b"a: 1\n"))
    assert discover(["-", "-"], stdin_filename="x.yaml").sources == (Source("x.yaml", b"a: 1\n"),)
    assert discover(["-"]).named == {"<stdin>"}


def test_standard_input_is_limited_and_may_be_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Input(b"x" * (SIZE_LIMIT + 1)))
    assert isinstance(discover(["-"]).sources[0], UnreadableFile)
    monkeypatch.setattr(sys, "stdin", None)
    assert discover(["-"]).sources == (UnreadableFile("<stdin>", "standard input is closed"),)

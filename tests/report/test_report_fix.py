from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import CONFIG, OFF, REMOVE, RENAME, UNKNOWN, run

from loralint.diagnostics.record import FileReport, Fix
from loralint.files.write import FileChange
from loralint.repair.choose_fixes import Chosen
from loralint.repair.repair import Left, Repair
from loralint.report.compose import join
from loralint.report.diff import diff_lines
from loralint.report.fix import RepairOptions, render_diff, render_repair_json, render_repair_summary

AFTER = CONFIG.replace("lora_rnak", "lora_r")
CHANGE = FileChange("config.yaml", CONFIG.encode(), AFTER.encode())
OPTIONS = RepairOptions(arguments=("config.yaml",))


def diff(before, after, path="a.yaml"):
    return join(diff_lines([FileChange(path, before, after)]), False)


def test_a_diff_shows_the_change_with_three_lines_around_it():
    assert render_diff([CHANGE], OPTIONS) == (
        "--- config.yaml\n+++ config.yaml\n@@ -2,7 +2,7 @@\n adapter: lora\n learning_rate: 0.0002\n \n"
        "-lora_rnak: 64\n+lora_r: 64\n lora_alpha: 128   # twice the rank\n \n micro_batch_size: 1\n"
    )


def test_changes_far_apart_are_hunks_of_their_own():
    before = "".join(f"k{number}: 1\n" for number in range(40))
    after = before.replace("k2: 1", "k2: 2").replace("k30: 1\n", "")
    assert diff(before.encode(), after.encode()).count("@@ -") == 2


def test_a_missing_line_end_is_told():
    assert diff(b"a: 1", b"a: 2\n") == (
        "--- a.yaml\n+++ a.yaml\n@@ -1 +1 @@\n-a: 1\n\\ No newline at end of file\n+a: 2\n"
    )


def test_an_empty_file_counts_from_zero():
    assert "@@ -0,0 +1 @@" in diff(b"", b"a: 1\n")


def test_line_ends_survive_for_programs_and_vanish_from_the_screen():
    change = FileChange("a.yaml", b"a: 1\r\nb: \x1b[1m\r\n", b"a: 2\r\nb: \x1b[1m\r\n")
    repair = Repair((change,), (), (), run())
    assert "+a: 2\r\n" in render_diff(repair.changes, OPTIONS)
    assert "+a: 2\n b: \\x1b[1m\n" in render_diff(repair.changes, OPTIONS._replace(screen=True))


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
@given(
    st.lists(st.sampled_from(["a: 1\n", "b: 2\r\n", "c:\n", "\n", "d: \xff\n"]), max_size=30),
    st.lists(st.sampled_from(["a: 1\n", "b: 2\r\n", "x\n", "\n", "d: \xff\n", "end"]), min_size=1, max_size=30),
)
def test_patch_applies_what_the_diff_says(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("patch")
    old, new = ("".join(lines).encode("latin-1") for lines in (before, after))
    (folder / "a.yaml").write_bytes(old)
    text = diff(old, new).encode("utf-8", "surrogateescape")
    if text:
        command = ["patch", "-p0", "--binary", "-s"]
        subprocess.run(command, cwd=folder, input=text, check=True)
    assert (folder / "a.yaml").read_bytes() == new


def test_a_large_file_costs_little():
    before = b"}\n{\n" * 100_000
    assert diff(before, before[:1000] + b"x" + before[1000:]).startswith(
        "--- a.yaml\n+++ a.yaml\n@@ -498,7 +498,7 @@\n"
    )


def summary(applied=(), left=(), changes=(CHANGE,), **options):
    repair = Repair(changes, tuple(applied), tuple(left), run())
    return render_repair_summary(repair, OPTIONS._replace(**options))


DONE = Chosen(UNKNOWN, RENAME)
UNSAFE = Left(OFF, REMOVE, "unsafe")


def test_what_was_shown_what_is_left_and_what_to_type():
    assert summary([DONE], [UNSAFE]) == (
        "1 repair shown: rename lora_rnak to lora_r (safe)\n"
        '1 more with --unsafe: remove "optimizer" from ds/zero2.json\n'
        "loralint fix --write config.yaml    writes what was shown\n"
        "loralint fix --unsafe config.yaml   shows the unsafe ones as well\n"
    )


def test_several_are_listed_with_their_places():
    second = Chosen(UNKNOWN._replace(span=None), RENAME)
    assert summary([DONE, second], written=True) == (
        "2 repairs written:\n"
        "  config.yaml:5:1: rename lora_rnak to lora_r (safe)\n"
        "  config.yaml: rename lora_rnak to lora_r (safe)\n"
    )


def test_nothing_done_is_said_and_so_is_nothing_to_do():
    assert summary([], [UNSAFE], changes=()).startswith("0 repaired\n1 more with --unsafe: ")
    assert summary([], [], changes=()) == "nothing to repair\n"
    assert summary([], [], changes=(), quiet=True) == ""


def test_skipped_files_are_told_where_the_user_named_them_and_counted_elsewhere():
    skipped = Repair((), (), (), run(files=[FileReport("notes.txt", None, None, "skipped", "no known framework")]))
    options = OPTIONS._replace(named=("notes.txt",), frameworks=("peft", "axolotl"))
    assert render_repair_summary(skipped, options) == (
        "notes.txt: skipped, no known framework\n--framework NAME reads it as axolotl or peft\n"
    )
    assert render_repair_summary(skipped, OPTIONS._replace(passed_over=2)) == "nothing to repair; 3 files skipped\n"


LEFT = [
    (Left(OFF, Fix("a", "manual", "d", advice="lower tinit"), "manual"), "1 left to you: lower tinit [loraplus-off]"),
    (
        Left(OFF, None, "manual"),
        "1 left to you: LoRA+ has no effect: ds/zero2.json brings its own optimizer [loraplus-off]",
    ),
    (
        Left(OFF, REMOVE, "blocked", "it is an alias"),
        '1 not made: remove "optimizer" from ds/zero2.json: it is an alias',
    ),
    (
        Left(OFF, REMOVE, "conflict", "two undo each other"),
        '1 in conflict with another fix: remove "optimizer" from ds/zero2.json: two undo each other',
    ),
]


@pytest.mark.parametrize(("left", "line"), LEFT)
def test_every_reason_for_leaving_has_its_words(left, line):
    assert line in summary([], [left]).split("\n")


def test_the_unsafe_flag_is_repeated_for_writing():
    assert "loralint fix --write --unsafe config.yaml" in summary([DONE], unsafe=True)


def test_json_tells_changes_applied_and_left():
    repair = Repair((CHANGE,), (DONE,), (UNSAFE,), run(OFF))
    report = json.loads(render_repair_json(repair, OPTIONS))
    assert report["written"] is False
    assert report["changes"][0]["diff"].startswith("--- config.yaml\n")
    assert report["applied"][0]["fix"]["id"] == "rename"
    assert {key: report["left"][0][key] for key in ("rule", "key", "needs", "reason")} == {
        "rule": "loraplus-off",
        "key": "loraplus_lr_ratio",
        "needs": "unsafe",
        "reason": None,
    }
    assert report["summary"]["error"] == 1

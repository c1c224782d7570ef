from __future__ import annotations

import re

import pytest
from report_samples import AXOLOTL, NOTE, OFF, RENAME, UNKNOWN, document, place, run

from loralint.diagnostics.record import FileReport, Fix
from loralint.edit.record import Edit, Patch
from loralint.report.concise import render as render_concise
from loralint.report.options import ReportOptions
from loralint.report.preview import changed_lines
from loralint.report.text import render as render_text

TITLES = {"peft": "PEFT", "axolotl": "Axolotl"}
PLAIN = ReportOptions(titles=TITLES, arguments=("config.yaml",))


def text(*diagnostics, options=PLAIN, **fields):
    return render_text(run(*diagnostics, **fields), options)


def test_the_whole_report():
    assert text(OFF, UNKNOWN) == (
        """\
error[loraplus-off]: LoRA+ has no effect: ds/zero2.json brings its own optimizer
  --> config.yaml:12:1
   |
12 | loraplus_lr_ratio: 16
   | ^^^^^^^^^^^^^^^^^^^^^ the B matrices should learn at 16 x 0.0002 = 0.0032
  ::: ds/zero2.json:8:3
   |
 8 |   "optimizer": {
   |   ----------- with this section every weight learns at 0.0002
   |
   = ignored: it has no effect, and Axolotl goes on without it (seen by running it)
   = fix (unsafe): remove "optimizer" from ds/zero2.json
   = why: loralint explain loraplus-off

warning[unknown-key]: Axolotl has no key `lora_rnak`
  --> config.yaml:5:1
   |
 5 | lora_rnak: 64
   | ^^^^^^^^^ did you mean `lora_r`?
   |
   = ignored: it has no effect, and Axolotl goes on without it (seen by running it)
   = fix (safe): rename lora_rnak to lora_r
     - lora_rnak: 64
     + lora_r: 64
   = why: loralint explain unknown-key

1 error, 1 warning in config.yaml (axolotl 0.21.0, deepspeed 0.19.8)
loralint fix config.yaml            shows 1 repair
loralint fix --unsafe config.yaml   shows 2 repairs
"""
    )


def test_concise_is_a_line_a_problem():
    assert render_concise(run(OFF, UNKNOWN), PLAIN) == (
        "config.yaml:12:1: error[loraplus-off] LoRA+ has no effect: ds/zero2.json brings its own optimizer\n"
        "config.yaml:5:1: warning[unknown-key] Axolotl has no key `lora_rnak` (did you mean `lora_r`?)\n"
    )


@pytest.mark.parametrize("render", [render_text, render_concise])
def test_a_clean_run_is_one_line_and_nothing_where_quiet(render):
    files = [AXOLOTL, AXOLOTL._replace(path="b.yaml"), FileReport("c.json", "deepspeed", "1", "checked")]
    assert render(run(files=files), PLAIN) == "3 files, no problems (axolotl 2, deepspeed 1)\n"
    assert render(run(files=files), PLAIN._replace(quiet=True)) == ""


@pytest.mark.parametrize("render", [render_text, render_concise])
def test_notes_are_counted_unless_asked_for(render):
    assert "the update is scaled" not in render(run(UNKNOWN, NOTE), PLAIN)
    assert "--notes shows 1 note\n" in render(run(UNKNOWN, NOTE), PLAIN)
    assert "the update is scaled" in render(run(UNKNOWN, NOTE), PLAIN._replace(notes=True))
    assert render(run(NOTE), PLAIN).endswith("no problems (axolotl 1, deepspeed 1); --notes shows 1 note\n")


@pytest.mark.parametrize("render", [render_text, render_concise])
def test_skipped_files_are_told_where_the_user_named_them(render):
    skipped = run(files=[FileReport("notes.txt", None, None, "skipped", "no known framework")])
    named = PLAIN._replace(named=("notes.txt",))
    assert render(skipped, named) == (
        "notes.txt: skipped, no known framework\n--framework NAME reads it as axolotl or peft\n"
    )
    assert render(skipped, PLAIN) == ""


@pytest.mark.parametrize("render", [render_text, render_concise])
def test_what_no_framework_could_read_is_told_without_a_choice(render):
    skipped = run(files=[FileReport("a.yaml", None, None, "skipped", "a tab cannot indent")])
    assert render(skipped, PLAIN._replace(named=("a.yaml",))) == "a.yaml: skipped, a tab cannot indent\n"


@pytest.mark.parametrize("render", [render_text, render_concise])
def test_skipped_files_are_counted(render):
    files = [AXOLOTL, FileReport("package.json", None, None, "skipped", "no known framework")]
    options = PLAIN._replace(passed_over=2)
    assert render(run(files=files), options) == "1 file, no problems (axolotl 1); 3 files skipped\n"
    assert "skipped" not in render(run(files=files), options._replace(quiet=True))
    assert "in config.yaml (axolotl 0.21.0); 3 files skipped\n" in text(UNKNOWN, files=files, options=options)


def test_quiet_leaves_out_the_summary():
    assert text(UNKNOWN, options=PLAIN._replace(quiet=True)).endswith("   = why: loralint explain unknown-key\n")


def test_where_to_read_more_is_told_once_a_rule():
    assert text(UNKNOWN, UNKNOWN._replace(key=("x",))).count("= why:") == 1


def test_of_a_remark_it_is_loralint_that_goes_on_without_it():
    shown = text(UNKNOWN._replace(rule="unused-ignore"))
    assert "   = ignored: it has no effect, and loralint goes on without it\n" in shown


FIXES = [
    (Fix("a", "manual", "lower it", advice="lower tinit"), "= fix (by hand): lower tinit"),
    (
        Fix("a", "safe", "set it", blocked="the value is an alias"),
        "= fix (not by loralint): set it: the value is an alias",
    ),
    (Fix("a", "unsafe", "set it"), "= fix (unsafe): set it"),
]


@pytest.mark.parametrize(("fix", "line"), FIXES)
def test_every_kind_of_fix_has_its_words(fix, line):
    assert line in text(UNKNOWN._replace(fixes=(fix,)))


def test_other_ways_are_shown_where_the_user_has_to_decide():
    second = Fix("other", "unsafe", "take it out")
    line = "= or (unsafe): take it out  --fix-choice loraplus-off=other"
    assert line in text(OFF._replace(fixes=(*OFF.fixes, second)))
    assert line not in text(UNKNOWN._replace(fixes=(*UNKNOWN.fixes, second), rule="loraplus-off"))


def test_a_problem_without_a_place_names_the_file_alone():
    bare = UNKNOWN._replace(span=None, label=None, fixes=())
    assert "  --> config.yaml\n   = ignored" in text(bare)
    assert render_concise(run(bare), PLAIN).startswith("config.yaml: warning[")


def test_a_linked_file_says_who_reads_it():
    linked = OFF._replace(path="ds/zero2.json", linked_from="config.yaml")
    assert "  --> ds/zero2.json:12:1 (read by config.yaml)\n" in text(linked)


def test_the_next_command_can_be_typed_as_it_stands():
    assert "loralint fix --framework axolotl 'my config.yaml'   shows 1 repair" in text(
        UNKNOWN, options=PLAIN._replace(arguments=("--framework", "axolotl", "my config.yaml"))
    )
    assert "loralint fix" not in text(UNKNOWN, options=PLAIN._replace(arguments=("-",)))


DROP = Edit("config.yaml", "remove", ("lora_rnak",))
INSTEAD = Fix("drop", "unsafe", "remove it", (DROP,), RENAME.patches, instead_of="rename")
SAME_KEY = INSTEAD._replace(instead_of=None)


@pytest.mark.parametrize(
    ("diagnostics", "line"),
    [
        ([UNKNOWN._replace(fixes=(RENAME, INSTEAD))], "loralint fix config.yaml   shows 1 repair\n"),
        ([UNKNOWN, OFF._replace(fixes=(SAME_KEY,))], "loralint fix --unsafe config.yaml   shows 1 repair\n"),
    ],
    ids=["another way for the same problem", "the graver one of two problems at one key"],
)
def test_one_command_is_named_where_two_would_show_as_much(diagnostics, line):
    shown = text(*diagnostics)
    assert shown.endswith(f"\n{line}")
    assert shown.count("loralint fix") == 1


def test_more_than_two_files_are_counted():
    problems = [UNKNOWN._replace(path=f"{name}.yaml") for name in "abc"]
    assert "3 warnings in 3 files" in text(*problems)


HOSTILE = "lora_rnak: \x1b[31m\x9b2J\u202e\u2066\u200b\x07\ud800\tx\x7f\r"


def test_nothing_of_a_file_can_act_on_the_terminal():
    source = document("", "a.yaml")
    source.text = HOSTILE
    hostile = UNKNOWN._replace(
        message=f"bad {HOSTILE}",
        label=HOSTILE,
        path=f"a{HOSTILE}.yaml",
        span=place(source, HOSTILE),
        fixes=(Fix("a", "safe", HOSTILE), Fix("b", "manual", HOSTILE)),
        linked_from=HOSTILE,
        related=(),
    )
    documents = {hostile.path: source}
    options = PLAIN._replace(arguments=(HOSTILE,), notes=True)
    for render in (render_text, render_concise):
        shown = render(run(hostile, documents=documents), options)
        assert re.fullmatch(r"[\x20-\x7e\n]*", shown), shown
        assert "\\x1b[31m" in shown


def test_colours_change_nothing_but_colours():
    plain = text(OFF, UNKNOWN)
    coloured = text(OFF, UNKNOWN, options=PLAIN._replace(colour=True))
    assert "\x1b[1;31merror[loraplus-off]" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_the_preview_of_a_last_line_that_goes_shows_no_empty_line():
    assert changed_lines(b"a: 1\nb: 2\n", [Patch("f", 5, 10, "")]) == (["b: 2"], [])
    assert changed_lines(b"a: 1\nb: 2\n", [Patch("f", 5, 10, "b: 3\n")]) == (["b: 2"], ["b: 3"])

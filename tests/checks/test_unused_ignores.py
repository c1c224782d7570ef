"""Remarks that silence nothing are told, and repaired where it is sure how."""

from __future__ import annotations

import pytest

from loralint.diagnostics.suppression import UNUSED
from loralint.edit.editor import apply_patches
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

CONFIG = """\
base_model: NousResearch/Llama-3.2-1B
datasets:
  - path: tatsu-lab/alpaca
    type: alpaca
adapter: lora
lora_r: 16{behind}
{line}lora_alpha: 16
lora_target_linear: true
micro_batch_size: 2
learning_rate: 0.0002
max_grad_norm: 1.0
bf16: true
"""


def config(behind="", line=""):
    return CONFIG.format(behind=behind, line=line)


DEFAULT = Settings()


def told(text, settings=DEFAULT, path="config.yaml"):
    run = check_sources([Source(path, text.encode())], settings, {path})
    return run, [one for one in run.diagnostics if one.rule == UNUSED]


def fixed(text, diagnostic, run):
    fix = run.plans.fix(diagnostic, diagnostic.fixes[0])
    assert fix.blocked is None
    return fix.safety, apply_patches(text.encode(), fix.patches).decode()


REPAIRED = [
    # behind a key, on a line above one; what is told; how safe the repair is, and what it makes of the two
    ("  # loralint: ignore[unknown-key]", "", "`unknown-key` has nothing to silence here", "safe", "", ""),
    ("", "# loralint: ignore[LL101]\n", "`LL101` has nothing to silence here", "safe", "", ""),
    ("", "  # loralint: ignore-file[LL101]\n", "`LL101` has nothing to silence in this file", "safe", "", ""),
    (
        "  # half of 32  # loralint: ignore[unknown-key, wrong-type]",
        "",
        "`unknown-key` and `wrong-type` have nothing to silence here",
        "safe",
        "  # half of 32",
        "",
    ),
    (
        "  # loralint: ignore[unknown-key] until 0.22",
        "",
        "`unknown-key` has nothing to silence here",
        "unsafe",
        "",
        "",
    ),
    (
        "  # loralint: ignore[target-is-no-name]",
        "",
        "`target-is-no-name` is a rule for PEFT, and this is a file of Axolotl",
        "safe",
        "",
        "",
    ),
    ("  # loralint: ignore", "", "the remark names no rule", "safe", "", ""),
    ("  # loralint: ignore[]", "", "the remark names no rule", "safe", "", ""),
    (
        "  # loralint: ignore[unkown-key]",
        "",
        "there is no rule `unkown-key`",
        "safe",
        "  # loralint: ignore[unknown-key]",
        "",
    ),
    (
        "",
        "# loralint: ingore[unknown-key]\n",
        "the remark is not written as loralint reads it",
        "safe",
        "",
        "# loralint: ignore[unknown-key]\n",
    ),
    (
        "  # loralint: ignore unknown-key, wrong-type",
        "",
        "the remark is not written as loralint reads it",
        "safe",
        "  # loralint: ignore[unknown-key, wrong-type]",
        "",
    ),
    (
        "  # loralint: ignore unknown-key since 0.21",
        "",
        "the remark is not written as loralint reads it",
        "unsafe",
        "  # loralint: ignore[unknown-key]",
        "",
    ),
    (
        "  # loralint ignore[unknown-key]",
        "",
        "the remark is not written as loralint reads it",
        "safe",
        "  # loralint: ignore[unknown-key]",
        "",
    ),
    (
        "  # loralint: disable=unknown-key",
        "",
        "the remark is not written as loralint reads it",
        "unsafe",
        "  # loralint: ignore[unknown-key]",
        "",
    ),
]


@pytest.mark.parametrize(("behind", "line", "message", "safety", "behind_after", "line_after"), REPAIRED)
def test_a_remark_that_does_nothing_is_told_with_its_repair(behind, line, message, safety, behind_after, line_after):
    text = config(behind, line)
    run, found = told(text)
    assert [(one.message, one.severity, one.consequence) for one in found] == [(message, "warning", "ignored")]
    assert fixed(text, found[0], run) == (safety, config(behind_after, line_after))


def test_a_bare_remark_is_offered_the_rule_that_speaks_there():
    text = config(line="lora_rang: 8  # loralint: ignore\n")
    run, found = told(text)
    assert found[0].label == "did you mean `# loralint: ignore[unknown-key]`?"
    assert fixed(text, found[0], run)[0] == "unsafe"
    assert "unknown-key" in {one.rule for one in run.diagnostics}


@pytest.mark.parametrize(
    ("remark", "advice"),
    [
        ("  # loralint: ignore[zzzzzzzz]", "`loralint rules` lists the names of all rules"),
        ("  # loralint: ignore-file[unknown-key]", "move the remark to a line of its own"),
        ("  # loralint: noqa", "write `# loralint: ignore[RULE]`"),
    ],
)
def test_what_only_the_user_can_mend_is_left_to_the_user(remark, advice):
    _, found = told(config(behind=remark))
    assert [(one.fixes[0].safety, one.fixes[0].advice) for one in found] == [("manual", advice)]


SILENT = [
    "lora_rang: 8  # loralint: ignore[unknown-key]\n",
    "lora_rang: 8  # loralint: ignore[unknown-key, unused-ignore]\n",
    "# loralint: ignore-file[unknown-key]\nlora_rang: 8\n",
    "# loralint: ignore[unused-ignore]\n# loralint: ignore[wrong-type, unused-ignore]\n",
    "# loralint: ignore-file[unused-ignore, wrong-type]\n",
    "# loralint: the best linter, whatever [you] think\n",
    "note: 'a # loralint: ignore[wrong-type]'  # loralint: ignore[unknown-key]\n",
    "x-note: |\n  # loralint: ignore[wrong-type]\n",
    # its line has another problem, after whose repair the rule may speak
    "lora_rang: 8  # loralint: ignore[out-of-range]\n",
    # these depend on the disk and on the machine
    "# loralint: ignore-file[link-missing, yaml-syntax]\n",
    "# loralint: ignore-file[ple-offload-per-rank]\n",
]


@pytest.mark.parametrize("line", SILENT)
def test_a_remark_that_is_of_use_or_may_be_is_left_in_peace(line):
    assert told(config(line=line))[1] == []


@pytest.mark.parametrize(
    "settings",
    [
        Settings(select=("unknown-key",)),
        Settings(ignore=("wrong-type",)),
        Settings(ignore=(UNUSED,)),
        Settings(per_file_ignores={"*.yaml": ("wrong-type",)}),
        Settings(per_file_ignores={"*.yaml": (UNUSED,)}),
    ],
    ids=["not selected", "ignored", "told not to", "ignored in the file", "told not to in the file"],
)
def test_what_the_settings_switch_off_is_no_mistake_of_the_remark(settings):
    assert told(config(behind="  # loralint: ignore[wrong-type]"), settings)[1] == []


def test_where_a_linked_file_is_not_here_only_what_needs_no_link_is_judged(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = config(behind="  # loralint: ignore[loraplus-off, wrong-type]", line="deepspeed: gone.json\n")
    assert [one.message for one in told(text)[1]] == ["`wrong-type` has nothing to silence here"]
    assert [one.message for one in told(text.replace("deepspeed: gone.json\n", ""))[1]] == [
        "`loraplus-off` and `wrong-type` have nothing to silence here"
    ]


def test_files_of_no_framework_and_files_that_cannot_be_read_are_not_judged():
    assert told("a: 1  # loralint: ignore[wrong-type]\n", path="other.yaml")[1] == []
    assert told("base_model: x\nadapter: [  # loralint: ignore[wrong-type]\n")[1] == []


def test_repairs_are_made_until_nothing_idle_is_left():
    text = config("  # loralint: ignore[wrong-tpye]", "# loralint: ignore-file[unknown-key]\r\n")
    repair = repair_sources([Source("config.yaml", text.encode())], Settings(), named={"config.yaml"})
    assert repair.changes[0].after.decode() == config()
    assert UNUSED not in {item.diagnostic.rule for item in repair.left}


def test_the_last_line_of_a_file_may_be_a_remark():
    text = config() + "# loralint: ignore-file[unknown-key]"
    run, found = told(text)
    assert fixed(text, found[0], run) == ("safe", config())

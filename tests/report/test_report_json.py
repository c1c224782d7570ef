from __future__ import annotations

import json

from report_samples import AXOLOTL, NOTE, OFF, UNKNOWN, run

from loralint.diagnostics.record import FileReport, Fix
from loralint.edit.record import Edit
from loralint.report.json import edit_fields
from loralint.report.json import json_text as render_json
from loralint.version import __version__


def test_the_whole_contract():
    report = json.loads(render_json(run(UNKNOWN, files=[AXOLOTL])))
    assert report == {
        "schema_version": 1,
        "loralint": __version__,
        "files": [{"path": "config.yaml", "framework": "axolotl", "version": "0.21.0", "status": "checked"}],
        "diagnostics": [
            {
                "rule": "unknown-key",
                "code": "LL101",
                "severity": "warning",
                "consequence": "ignored",
                "confidence": "run",
                "message": "Axolotl has no key `lora_rnak`",
                "label": "did you mean `lora_r`?",
                "path": "config.yaml",
                "key": "lora_rnak",
                "docs": "https://github.com/loralint/loralint/blob/main/rules/README.md#unknown-key",
                "span": {
                    "start": {"line": 5, "column": 1, "byte": 73},
                    "end": {"line": 5, "column": 10, "byte": 82},
                },
                "related": [],
                "fixes": [
                    {
                        "id": "rename",
                        "safety": "safe",
                        "description": "rename lora_rnak to lora_r",
                        "blocked": None,
                        "edits": [{"path": "config.yaml", "op": "rename", "key": "lora_rnak", "to": "lora_r"}],
                        "patches": [{"path": "config.yaml", "start": 73, "end": 82, "text": "lora_r"}],
                    }
                ],
            }
        ],
        "summary": {"error": 0, "warning": 1, "info": 0, "skipped": 0, "fixable": {"safe": 1, "unsafe": 0}},
    }


def test_related_places_and_links_are_told():
    found = json.loads(render_json(run(OFF._replace(linked_from="other.yaml"))))["diagnostics"][0]
    assert found["linked_from"] == "other.yaml"
    assert found["related"] == [
        {
            "path": "ds/zero2.json",
            "key": "optimizer",
            "label": "with this section every weight learns at 0.0002",
            "span": {"start": {"line": 8, "column": 3, "byte": 52}, "end": {"line": 8, "column": 14, "byte": 63}},
        }
    ]


def test_notes_are_always_there():
    assert json.loads(render_json(run(UNKNOWN, NOTE)))["summary"]["info"] == 1


def test_files_that_were_not_checked_say_why():
    files = [FileReport("a", None, None, "skipped", "no known framework")]
    report = json.loads(render_json(run(files=files), passed_over=2))
    assert report["files"][0]["reason"] == "no known framework"
    assert report["summary"]["skipped"] == 3


def test_edits_name_what_they_need():
    edits = [
        (Edit("a", "set", ("b", 0), None), {"op": "set", "key": "b[0]", "value": None}),
        (Edit("a", "insert", ("b",), float("inf")), {"op": "insert", "key": "b", "value": "inf"}),
        (Edit("a", "remove", ("b.c",)), {"op": "remove", "key": '["b.c"]'}),
        (Edit("a", "move", ("b",), to=("c", "d")), {"op": "move", "key": "b", "to": "c.d"}),
    ]
    assert [edit_fields(edit) for edit, _ in edits] == [{"path": "a", **fields} for _, fields in edits]


def test_only_fixes_that_the_tool_can_make_are_counted():
    edit = (Edit("a", "remove", ("b",)),)
    fixes = [
        Fix("a", "safe", "", edit),
        Fix("a", "safe", "", edit, blocked="alias"),
        Fix("a", "manual", "", advice="x"),
        Fix("a", "unsafe", "", edit),
        Fix("a", "safe", ""),
    ]
    diagnostics = [UNKNOWN._replace(fixes=(fix,)) for fix in fixes]
    diagnostics.append(UNKNOWN._replace(fixes=(fixes[3], fixes[0])))
    assert json.loads(render_json(run(*diagnostics)))["summary"]["fixable"] == {"safe": 2, "unsafe": 1}


def test_the_text_is_safe_on_any_terminal():
    shown = render_json(run(UNKNOWN._replace(message="\x1b[31m\x9b\u202e\ud800", path="\udcff")))
    assert all(" " <= character <= "~" or character == "\n" for character in shown)

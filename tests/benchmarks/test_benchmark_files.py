"""What is timed as clean must be clean: the time of a report would be another matter."""

from __future__ import annotations

import loralint
from tests.benchmarks.files import write_configs, write_unrelated


def test_the_timed_configs_are_recognised_and_clean(tmp_path):
    paths = write_configs(tmp_path, 40, json_share=5)
    run = loralint.check(*paths)
    assert [file.status for file in run.files] == ["checked"] * 40
    assert [one.message for one in run.diagnostics if one.severity != "info"] == []


def test_the_other_files_are_nobodys(tmp_path):
    write_unrelated(tmp_path, 60)
    run = loralint.check(str(tmp_path))
    assert not run.diagnostics
    assert all(file.status == "skipped" for file in run.files)

"""The path that was meant by one that leads nowhere."""

from __future__ import annotations

import pytest

from loralint.files.near_path import near_path


@pytest.fixture
def base(tmp_path):
    (tmp_path / "playground").mkdir()
    (tmp_path / "playground" / "zero_stage3.json").write_text("{}")
    (tmp_path / "configs").mkdir()
    return str(tmp_path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("playgroundd/zero_stage3.json", "playground/zero_stage3.json"),
        ("playground/zero_stge3.json", "playground/zero_stage3.json"),
        ("./playgroundd/zero_stage3.json", "./playground/zero_stage3.json"),
        ("playground/zero_stage2.json", None),
        ("configs/zero_stage3.json", None),
        ("elsewhere/zero_stage3.json", None),
        ("../playgroundd/zero_stage3.json", None),
        ("/playgroundd/zero_stage3.json", None),
    ],
)
def test_one_slip_in_one_part_of_a_path_is_seen(base, written, meant):
    assert near_path(written, base) == meant

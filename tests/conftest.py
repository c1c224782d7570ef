"""Rules and schemas are compiled before the first test, so that no test meets the word about it."""

from __future__ import annotations

from loralint.knowledge.data import load


def pytest_configure() -> None:
    load("frameworks")

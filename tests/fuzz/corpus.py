"""The files that are mutated: every rule's examples, as a user would have them."""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

import yaml

from tests.rules.examples import all_examples, data_of


class Seed(NamedTuple):
    """A file: its name and its bytes."""

    name: str
    data: bytes


@cache
def seeds() -> tuple[Seed, ...]:
    """The main and linked files of all examples, each text once."""
    found: dict[Seed, None] = {}
    for kind in ("bad", "good"):
        for example in all_examples(kind):
            for name, content in data_of(example, example.content).items():
                found[Seed(name, _as_text(name, content).encode())] = None
    return tuple(found)


@cache
def words() -> tuple[bytes, ...]:
    """Keys of all files, for a mutation to put where they do not belong."""
    lines = (line for seed in seeds() for line in seed.data.splitlines())
    return tuple(sorted({line.partition(b":")[0].strip(b' "-') for line in lines if b":" in line}))


def _as_text(name: str, content: object) -> str:
    if isinstance(content, str):
        return content
    if name.endswith(".json"):
        return json.dumps(content, indent=2) + "\n"
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)

"""A target fed with mutated files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.fuzz.corpus import Seed, seeds, words
from tests.fuzz.mutations import mutated
from tests.fuzz.targets import ROOT, TARGETS

OWN: dict[str, tuple[bytes, ...]] = {
    "expressions": (
        b'lora.rank > 0 and optimizer in ["adamw", "lion"] and not given(x)',
        b'any(matches(item, ".*proj") for item in values(targets)) or len(a) // 2 == 3',
        b"x if known(y) else -z ** 2",
    ),
    "settings": (
        b'select = ["unknown-key"]\nfail_on = "error"\nstrict = true\n[hardware]\ngpus = 2\n',
        b'[rules.pair-number]\noption = 3\n[[ignore]]\npath = "a"\n[versions]\naxolotl = "0.21.0"\n',
    ),
}
"""What a target is fed with that reads no configs."""


def _rule_files() -> list[bytes]:
    paths = sorted(Path(ROOT, "rules").glob("*/*.yaml"))
    return [path.read_bytes() for path in paths[:: len(paths) // 60]]


class Failure(NamedTuple):
    """An input that ended in an exception, or took too long."""

    name: str
    data: bytes
    error: BaseException | None
    seconds: float


def fuzz(target: str, seed: int, inputs: int, slow: float = float("inf")) -> Iterator[Failure]:
    """Feed a target with so many mutated inputs."""
    random = Random(seed)
    own = [Seed("text", text) for text in (_rule_files() if target == "rules" else OWN.get(target, ()))]
    for _ in range(inputs):
        name, data = random.choice(own or seeds())
        data = mutated(data, random, words())
        begun = time.process_time()
        error: BaseException | None = None
        try:
            TARGETS[target](name, data, random)
        except Exception as fault:
            error = fault
        seconds = time.process_time() - begun
        if error is not None or seconds > slow:
            yield Failure(name, data, error, seconds)

"""Fuzz for long: `python -m tests.fuzz --inputs 200000 --jobs 2`. What fails is written to a folder, with its seed.

Atheris steers the mutations by coverage where it is installed: `python -m tests.fuzz --atheris --target syntax`.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz.run import fuzz
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz as the arguments say; 1 where something failed or took too long."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", choices=TARGETS, default="check")
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", default="fuzz-failures")
    parser.add_argument("--slow", type=float, default=2.0, help="seconds of CPU that an input may take")
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    if options.atheris:
        return _atheris(options.target)
    out = os.path.abspath(options.out)
    share = -(-options.inputs // options.jobs)
    begun = time.monotonic()
    with ProcessPoolExecutor(options.jobs) as pool:
        parts = [
            pool.submit(_part, options.target, options.seed + n, share, options.slow, out) for n in range(options.jobs)
        ]
        results = [part.result() for part in parts]
    failed, peak = sum(failures for failures, _ in results), max(memory for _, memory in results)
    print(f"{share * options.jobs} inputs, {failed} failures, {peak} MiB at most, {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


def _part(target: str, seed: int, inputs: int, slow: float, out: str) -> tuple[int, int]:
    """The failures and the peak memory (MiB) of one process."""
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for index, failure in enumerate(fuzz(target, seed, inputs, slow)):
            failures += 1
            os.makedirs(out, exist_ok=True)
            path = Path(out) / f"{target}-{seed}-{index}-{failure.name}"
            path.write_bytes(failure.data)
            what = (
                "".join(traceback.format_exception_only(failure.error))
                if failure.error
                else f"{failure.seconds:.1f} s\n"
            )
            print(f"{path}: {what}", end="", flush=True)
        os.chdir("/")
    return failures, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _atheris(target: str) -> int:
    from random import Random

    import atheris  # type: ignore[import-not-found]

    def one(data: bytes) -> None:
        TARGETS[target]("config.yaml", data, Random(0))

    atheris.Setup(sys.argv[:1], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())

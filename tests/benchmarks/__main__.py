"""What loralint costs, as ratios of CPU time taken in turn in one run: `python -m tests.benchmarks --bin VENV/bin`.

VENV is an environment with loralint's wheel, yamllint and check-jsonschema: an editable checkout looks at its sources
at every start. `--profile` tells instead how long each stage takes for a file, in this environment.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.files import write_configs, write_unrelated

_STAGES = ("recognise", "link", "shape", "judge", "suppress", "report")
_RUAMEL = (
    "import sys; from ruamel.yaml import YAML; yaml = YAML(); yaml.preserve_quotes = True\n"
    "with open(sys.argv[1]) as file: yaml.dump(yaml.load(file), sys.stdout)"
)


class Cost(NamedTuple):
    """CPU seconds, user and system, and the peak memory in MiB of a process and those that it waited for."""

    seconds: float
    memory: float


def cost(command: Sequence[str]) -> Cost:
    """What a command costs that runs to its end."""
    sink = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    process = os.posix_spawnp(command[0], list(command), os.environ, file_actions=sink)
    _, _, usage = os.wait4(process, 0)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(name: str, ours: Sequence[str], other: str, theirs: Sequence[str], runs: int) -> None:
    """Print the median of the ratios of `runs` pairs, after one of each to warm up."""
    if not Path(theirs[0]).exists() and "/" in theirs[0]:
        print(f"{name:<28} {other} is not installed")
        return
    cost(ours), cost(theirs)
    pairs = [(cost(ours), cost(theirs)) for _ in range(runs)]
    ratio = statistics.median(mine.seconds / max(its.seconds, 1e-4) for mine, its in pairs)
    own = statistics.median(mine.seconds for mine, _ in pairs)
    memory = max(mine.memory for mine, _ in pairs)
    print(f"{name:<28} {own * 1000:9.1f} ms {memory:6.1f} MiB {ratio:8.3f} x {other}", flush=True)


def benchmark(bin_folder: Path, runs: int, folder: Path) -> None:
    """All comparisons."""
    python, loralint, yamllint, schema_check = (
        str(bin_folder / name) for name in ("python", "loralint", "yamllint", "check-jsonschema")
    )
    schema = folder / "schema.json"
    schema.write_text(json.dumps({"type": "object", "properties": {f"k{n}": {"type": "string"} for n in range(400)}}))
    nothing = [python, "-c", "pass"]
    yaml_files = write_configs(folder / "yaml", 347)
    json_files = write_configs(folder / "json", 1, json_share=10)
    by_schema = [schema_check, "--schemafile", str(schema)]
    one, check = yaml_files[:1], [loralint, "check"]
    compare("one clean JSON", [*check, *json_files], "python -c pass", nothing, runs)
    compare("one clean JSON", [*check, *json_files], "check-jsonschema", [*by_schema, *json_files], runs)
    compare("one clean YAML", [*check, *one], "python -c pass", nothing, runs)
    compare("one clean YAML", [*check, *one], "yamllint", [yamllint, *one], runs)
    compare("347 YAML", [*check, *yaml_files], "yamllint", [yamllint, *yaml_files], max(1, runs // 3))
    compare("--help", [loralint, "--help"], "python -c pass", nothing, runs)
    broken = folder / "broken" / "config.yaml"
    broken.parent.mkdir()
    broken.write_text(Path(yaml_files[0]).read_text().replace("lora_r:", "lora_rnak:"))
    compare("fix", [loralint, "fix", str(broken)], "ruamel", [python, "-c", _RUAMEL, str(broken)], runs)
    thousand, all_of_them = folder / "thousand", folder / "all"
    write_configs(thousand, 1_000, json_share=5)
    write_configs(all_of_them, 10_000, json_share=5)
    compare("10,000 files", [*check, str(all_of_them)], "1,000 of them", [*check, str(thousand)], 1)
    unrelated = folder / "unrelated"
    write_unrelated(unrelated, 14_000)
    subprocess.run(["git", "init", "-q", str(unrelated)], check=True)
    subprocess.run(["git", "-C", str(unrelated), "add", "."], check=True)
    read = f"cd {unrelated} && git ls-files -z | xargs -0 cat"
    compare("14,000 unrelated files", [*check, str(unrelated)], "git ls-files and cat", ["sh", "-c", read], 1)


def profile(folder: Path) -> None:
    """Print the milliseconds that each stage takes for a file."""
    from loralint import run
    from loralint.cli import main

    spent = dict.fromkeys(_STAGES, 0.0)

    def timed(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object) -> object:
            start = time.process_time()
            try:
                return function(*given)
            finally:
                spent[name] += time.process_time() - start

        return call

    for name in _STAGES:
        setattr(run, name, timed(name, getattr(run, name)))
    for kind, share in (("YAML", 0), ("JSON", 10)):
        paths = write_configs(folder / kind, 347, json_share=share)
        main(["check", "--quiet", *paths[:10]])  # what is loaded once
        spent.update(dict.fromkeys(_STAGES, 0.0))
        main(["check", "--quiet", *paths])
        print(f"{kind}: " + ", ".join(f"{name} {1000 * taken / len(paths):.2f} ms" for name, taken in spent.items()))


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=Path(sys.executable).parent)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.profile:
            profile(Path(name))
        else:
            benchmark(options.bin, options.runs, Path(name))


if __name__ == "__main__":
    _main()

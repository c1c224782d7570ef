"""Build hook: the wheel carries rules and schemas compiled to marshalled values and Python, as `loralint/data/`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from typing import TYPE_CHECKING

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from typing import Any


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the rules for a wheel; an editable install compiles them on first use."""

    _folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a temporary folder and put its files into the wheel. A rule that cannot be used stops it all."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from loralint.knowledge.build import compile_all, file_of, write_compiled

        compiled = compile_all(os.path.join(self.root, "rules"), os.path.join(self.root, "schemas"))
        if compiled["errors"]:
            raise SystemExit("\n".join(f"{e['path']}:{e['line']}: {e['message']}" for e in compiled["errors"]))
        folder = self._folder = tempfile.mkdtemp(prefix="loralint-data-")
        write_compiled(compiled, folder)
        from loralint.knowledge.start_source import MODULE, modules_of_a_check, start_source

        start = os.path.join(folder, MODULE)
        with open(start, "w", encoding="utf-8") as file:
            file.write(start_source(modules_of_a_check(folder)))
        build_data["force_include"][start] = f"loralint/{MODULE}"
        for name in map(file_of, compiled):
            build_data["force_include"][os.path.join(folder, name)] = f"loralint/data/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

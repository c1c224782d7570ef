"""OneTrainer's config classes, imported from a checkout without its packages."""

from __future__ import annotations

import importlib
import sys
import types

STUBBED = ("torch", "modules.util.torch_util", "modules.util.multi_gpu_util")


class _Anything:
    """Stands for whatever a stubbed module is asked for, in annotations and in defaults."""

    type = "cuda"

    def __getattr__(self, name: str) -> _Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __or__(self, other: object) -> _Anything:
        return self

    __ror__ = __or__


def import_config(source: str) -> types.ModuleType:
    """OneTrainer's modules.util.config.TrainConfig."""
    for name in STUBBED:
        module = types.ModuleType(name)
        module.__getattr__ = lambda _: _Anything()  # type: ignore[method-assign]
        sys.modules[name] = module
    sys.path.insert(0, source)
    sys.dont_write_bytecode = True
    return importlib.import_module("modules.util.config.TrainConfig")

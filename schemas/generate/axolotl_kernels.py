"""Write axolotl_kernels.json: the model types whose attention Axolotl's LoRA kernels cannot patch.

    python schemas/generate/axolotl_kernels.py

Axolotl and Transformers have to be installed, in the version that Axolotl pins; nothing is downloaded. Axolotl's own
patch is applied to the attention class of every model type that Transformers trains for text or for images with text; a
type counts where it raises. triton and bitsandbytes need not be there: what is asked happens before a kernel is called.
"""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import json
import os
import sys
import tempfile
import types
from collections.abc import Callable, Sequence
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))

STUBBED = ("triton", "bitsandbytes", "flash_attn")
"""Packages that only a GPU needs: decorators of theirs give back what they are given."""


class _Stub(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()


class _Anything:
    """Has every attribute, and as a decorator gives back what it is given."""

    def __getattr__(self, name: str) -> _Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *given: Any, **_: Any) -> Any:
        return given[0] if given and callable(given[0]) else self

    def __or__(self, other: object) -> _Anything:
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        return ()


class _Stubs:
    """Finds the packages of STUBBED, and everything in them."""

    def find_spec(self, name: str, *_: object) -> Any:
        if name.split(".")[0] in STUBBED:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = _Stub(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing is in it."""


def unpatched(patch: Callable[[Any], None], settings: type, types_: Sequence[str]) -> dict[str, str]:
    """Each type for which the patch raises, and why: another `layout`, or no `class` of the usual name."""
    found = {}
    for model_type in types_:
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as stream:
                json.dump({"model_type": model_type}, stream)
            try:
                patch(settings(base_model=folder, model_config_type=model_type, lora_qkv_kernel=True))
            except ValueError as error:
                found[model_type] = "layout" if "layout" in str(error) else "class"
            except Exception as error:
                print(f"{model_type}: left out, {type(error).__name__}", file=sys.stderr)
    return found


def switched_off(model_types: Sequence[str]) -> list[str]:
    """The types for which Axolotl switches the kernels off again, whatever the file says."""
    from axolotl.model_support import Unsupported, get_model_support, resolve_model_support

    def is_off(model_type: str) -> bool:
        support = get_model_support(model_type)
        return support is not None and isinstance(
            resolve_model_support(support).capabilities.get("lora_kernels"), Unsupported
        )

    return [model_type for model_type in model_types if is_off(model_type)]


def main() -> None:
    """Write the file."""
    # axolotl.py of this folder is not the package.
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != HERE]
    from transformers import AutoModelForCausalLM
    from transformers.models.auto import modeling_auto as auto

    assert AutoModelForCausalLM  # torch looks for triton while this is imported, and must not find a stub
    try:
        importlib.import_module("triton")
    except ImportError:
        sys.meta_path.insert(0, _Stubs())  # type: ignore[arg-type]
    from axolotl.monkeypatch.lora_kernels import patch_self_attn_lora
    from axolotl.utils.dict import DictDefault

    names = {*auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES, *auto.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES}
    versions = {name: importlib.metadata.version(name) for name in ("axolotl", "transformers")}
    found = {
        "versions": versions,
        "unpatched": unpatched(patch_self_attn_lora, DictDefault, sorted(names)),
        "off": switched_off(sorted(names)),
    }
    with open(os.path.join(HERE, "axolotl_kernels.json"), "w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Write schemas/diffusion.json: the module names of the image and video models that Diffusers knows.

usage: python schemas/generate/diffusion.py [--check]    (needs diffusers, transformers, torch, peft; no GPU)

Every class is built from its defaults on torch's meta device, as architectures.py does it with the models of
Transformers, and stands under its own name. `beside` holds the layers of the text encoders that stand in the same
repository: an adapter that names the repository may be one of theirs.
"""

from __future__ import annotations

import json
import os
import sys
import typing

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(HERE)  # architectures.py takes this folder off again

import architectures  # noqa: E402

OUTPUT = os.path.join(os.path.dirname(HERE), "diffusion.json")

CLASSES = (
    *("FluxTransformer2DModel", "Flux2Transformer2DModel", "ChromaTransformer2DModel", "SD3Transformer2DModel"),
    *("QwenImageTransformer2DModel", "WanTransformer3DModel", "HunyuanVideoTransformer3DModel"),
    *("HunyuanVideo15Transformer3DModel", "HunyuanImageTransformer2DModel", "LTXVideoTransformer3DModel"),
    *("LTX2VideoTransformer3DModel", "CogVideoXTransformer3DModel", "CogView4Transformer2DModel"),
    *("PixArtTransformer2DModel", "SanaTransformer2DModel", "AuraFlowTransformer2DModel", "Lumina2Transformer2DModel"),
    *("HiDreamImageTransformer2DModel", "ZImageTransformer2DModel", "MochiTransformer3DModel", "UNet2DConditionModel"),
)
# Settings beside the defaults: variants whose modules have other names or other layers.
VARIANTS: dict[str, list[dict[str, object]]] = {
    "FluxTransformer2DModel": [{"guidance_embeds": True}],
    "SD3Transformer2DModel": [{}, {"dual_attention_layers": (0, 1), "qk_norm": "rms_norm"}],
    "UNet2DConditionModel": [
        {"cross_attention_dim": 768},
        {
            "cross_attention_dim": 2048,
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 256,
            "projection_class_embeddings_input_dim": 2816,
        },
    ],
    "HiDreamImageTransformer2DModel": [
        {
            "patch_size": 2,
            "in_channels": 16,
            "num_attention_heads": 2,
            "attention_head_dim": 128,
            "num_layers": 2,
            "num_single_layers": 2,
            "caption_channels": [64, 64],
            "text_emb_dim": 64,
            "llama_layers": [0, 1, 2, 3],
        }
    ],
    "WanTransformer3DModel": [{}, {"image_dim": 1280, "added_kv_proj_dim": 5120}],
}
# Model types of the text encoders, as architectures.json has them.
ENCODERS = ("t5", "umt5", "llama", "gemma2", "qwen2_5_vl", "qwen3", "mistral3", "glm")
# The layers of CLIP, which has no head there.
CLIP = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2", "text_projection")

Table = dict[str, typing.Any]


def described(name: str) -> Table | None:
    """The modules of one class, or None where it cannot be built from its defaults."""
    import diffusers
    import torch

    found: Table = {}
    try:
        for settings in VARIANTS.get(name, [{}]):
            with torch.device("meta"):
                model = getattr(diffusers, name)(**settings)
            found = architectures.merged(found, architectures.describe(model, architectures.series(model)))
    except Exception as error:  # whatever a model needs that is not here
        print(f"{name}: left out, {type(error).__name__}: {str(error)[:120]}", file=sys.stderr)
        return None
    return found


def encoder_layers() -> list[str]:
    """The names of linear layers in the text encoders."""
    with open(os.path.join(os.path.dirname(HERE), "architectures.json"), encoding="utf-8") as file:
        models = json.load(file)["models"]
    names = [name for kind in ENCODERS for names in models[kind]["linear"].values() for name in names]
    return list(dict.fromkeys([*CLIP, *names]))


def collect() -> Table:
    """The whole file."""
    import diffusers

    models = {name: table for name in CLASSES if (table := described(name)) is not None}
    return {"diffusers": diffusers.__version__, "beside": encoder_layers(), "models": models}


if __name__ == "__main__":
    architectures.write(collect, OUTPUT, "Diffusers")

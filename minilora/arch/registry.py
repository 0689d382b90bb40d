"""The registry of model families, and functions that find the family of a file."""

from collections.abc import Mapping
from typing import Any

from ..errors import UnknownArchitecture, quoted
from .apertus import APERTUS
from .arcee import ARCEE
from .cohere2 import COHERE2
from .ernie4_5 import ERNIE4_5
from .exaone4 import EXAONE4
from .gemma import GEMMA
from .gemma2 import GEMMA2
from .gemma3 import GEMMA3, GEMMA3_VISION
from .glm4 import GLM4
from .gpt2 import GPT2
from .granite import GRANITE
from .granite4 import GRANITE4
from .hunyuan import HUNYUAN
from .lfm2 import LFM2
from .llama import LLAMA
from .ministral3 import MINISTRAL3, MINISTRAL3_VISION
from .mistral import MISTRAL, MISTRAL3_VISION
from .olmo2 import OLMO2
from .olmo3 import OLMO3
from .phi3 import PHI3
from .qwen2 import QWEN2
from .qwen3 import QWEN3
from .qwen3_5 import QWEN3_5, QWEN3_5_VISION
from .seed_oss import SEED_OSS
from .smollm3 import SMOLLM3
from .spec import TEXT_CONFIG, ArchSpec
from .stablelm import STABLELM
from .starcoder2 import STARCODER2

REGISTRY: tuple[ArchSpec, ...] = (
    LLAMA,
    MISTRAL,
    MISTRAL3_VISION,
    MINISTRAL3,
    MINISTRAL3_VISION,
    QWEN2,
    QWEN3,
    QWEN3_5,
    QWEN3_5_VISION,
    GEMMA,
    GEMMA2,
    GEMMA3,
    GEMMA3_VISION,
    PHI3,
    SMOLLM3,
    GRANITE4,
    GRANITE,
    OLMO3,
    OLMO2,
    EXAONE4,
    GLM4,
    HUNYUAN,
    ERNIE4_5,
    SEED_OSS,
    COHERE2,
    APERTUS,
    ARCEE,
    STARCODER2,
    STABLELM,
    LFM2,
    GPT2,
)
"""If several families share a GGUF architecture, a GGUF is read as the first of them whose `gguf_marker` it has."""

ARCHITECTURE = "general.architecture"


def find_hf(hf: Mapping[str, Any]) -> ArchSpec:
    """Return the family for the `model_type` of a config.json."""
    model_type = hf.get("model_type")
    for spec in REGISTRY:
        if model_type in spec.hf_model_types and (
            not spec.hf_text_types or spec.text_settings(hf).get("model_type") in spec.hf_text_types
        ):
            return spec
    known = ", ".join(dict.fromkeys(_model_type(spec) for spec in REGISTRY))
    inside = hf.get(TEXT_CONFIG)
    inside = f" (text_config: {quoted(inside.get('model_type'))})" if isinstance(inside, Mapping) else ""
    raise UnknownArchitecture(f"config.json has model_type {quoted(model_type)}{inside}; minilora supports {known}.")


def _model_type(spec: ArchSpec) -> str:
    inside = f" ({' or '.join(spec.hf_text_types)})" if spec.hf_text_types else ""
    return ", ".join(spec.hf_model_types) + inside


def find_gguf(kv: Mapping[str, Any]) -> ArchSpec:
    """Return the family for the `general.architecture` of a GGUF."""
    arch = kv.get(ARCHITECTURE)
    for spec in REGISTRY:
        if isinstance(arch, str) and arch == spec.gguf_arch and spec.gguf_key(spec.gguf_marker or ARCHITECTURE) in kv:
            return spec
    known = ", ".join(dict.fromkeys(spec.gguf_arch for spec in REGISTRY))
    raise UnknownArchitecture(f"the GGUF has general.architecture {quoted(arch)}; minilora supports {known}.")

"""The register of families, and how a file finds its own in it."""

from collections.abc import Mapping
from typing import Any

from ..errors import UnknownArchitecture, quoted
from .gemma import GEMMA
from .gemma2 import GEMMA2
from .gemma3 import GEMMA3
from .gpt2 import GPT2
from .granite import GRANITE
from .llama import LLAMA
from .mistral import MISTRAL
from .olmo2 import OLMO2
from .phi3 import PHI3
from .qwen2 import QWEN2
from .qwen3 import QWEN3
from .smollm3 import SMOLLM3
from .spec import ArchSpec

REGISTRY: tuple[ArchSpec, ...] = (
    LLAMA,
    MISTRAL,
    QWEN2,
    QWEN3,
    GEMMA,
    GEMMA2,
    GEMMA3,
    PHI3,
    SMOLLM3,
    GRANITE,
    OLMO2,
    GPT2,
)
"""Where several families share a GGUF architecture, a GGUF is read as the first of them."""


def find_hf(hf: Mapping[str, Any]) -> ArchSpec:
    """Return the family that `config.json` declares by `model_type`."""
    model_type = hf.get("model_type")
    for spec in REGISTRY:
        if model_type in spec.hf_model_types:
            return spec
    known = ", ".join(name for spec in REGISTRY for name in spec.hf_model_types)
    raise UnknownArchitecture(f"config.json has model_type {quoted(model_type)}; minilora knows {known}.")


def find_gguf(kv: Mapping[str, Any]) -> ArchSpec:
    """Return the family that a GGUF declares by `general.architecture`."""
    arch = kv.get("general.architecture")
    for spec in REGISTRY:
        if isinstance(arch, str) and arch == spec.gguf_arch:
            return spec
    known = ", ".join(dict.fromkeys(spec.gguf_arch for spec in REGISTRY))
    raise UnknownArchitecture(f"the GGUF has general.architecture {quoted(arch)}; minilora knows {known}.")

"""LoRA adapters as GGUF files, as llama.cpp reads them (`--lora`) and Ollama up to 0.33 (ADAPTER).

    general.type = "adapter"    adapter.type = "lora"    adapter.lora.alpha FLOAT32    general.architecture the base's
    <tensor of the base>.lora_a   (r, in)       of token_embd.weight: (V, r)
    <tensor of the base>.lora_b   (out, r)      of token_embd.weight: (C, r)

llama.cpp adds alpha / r · B A, where r is the number of rows of A; alpha 0 means a factor of 1. All tensors share one
alpha, so a tensor with another scaling has the difference multiplied into B. Names and layouts are those of the base
GGUF: where it permutes the rows of a weight, the rows of B are permuted too.

Source: llama.cpp, src/llama-adapter.cpp.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import LlamaFileType

from ..errors import GGUFError, brief, quoted
from .quants import quantize
from .reader import GGUFFile
from .values import Value, f32, string, u32
from .writer import TensorPlan, write_gguf

A_SUFFIX, B_SUFFIX = ".lora_a", ".lora_b"
INVOCATION_KEY = "adapter.alora.invocation_tokens"
"""Activated LoRA: llama.cpp applies the adapter from these tokens on."""
TYPES: Mapping[str, tuple[T, LlamaFileType]] = {
    "f32": (T.F32, LlamaFileType.ALL_F32),
    "f16": (T.F16, LlamaFileType.MOSTLY_F16),
    "bf16": (T.BF16, LlamaFileType.MOSTLY_BF16),
}
"""Name of a file type -> tensor type and `general.file_type`."""


@dataclass(frozen=True)
class LoraPair:
    """The update of one tensor: scaling · B A."""

    lora_a: np.ndarray
    """Shape (r, in), float32; (V, r) for the embedding."""
    lora_b: np.ndarray
    """Shape (out, r), float32."""
    scaling: float

    @property
    def r(self) -> int:
        return int(self.lora_b.shape[1])


def write_adapter_gguf(
    path: Path, architecture: str, pairs: Mapping[str, LoraPair], *, file_type: str, extra_kv: Mapping[str, Value]
) -> int:
    """Write an adapter; return its size in bytes. The file is complete or absent.

    Args:
        architecture: `general.architecture` of the base.
        pairs: name of a base tensor -> its update.
        file_type: a key of TYPES.
        extra_kv: additional key-value pairs.

    Raises:
        GGUFError: the file type is unknown, or a value does not fit it.
        OutputError: the file cannot be written.
    """
    if file_type not in TYPES:
        raise GGUFError(f"unknown adapter type {quoted(file_type)}; expected one of {', '.join(TYPES)}.")
    kind, number = TYPES[file_type]
    alphas = Counter(pair.scaling * pair.r for pair in pairs.values() if pair.scaling)
    alpha = alphas.most_common(1)[0][0] if alphas else 1.0
    tensors: dict[str, np.ndarray] = {}
    for name, pair in pairs.items():
        tensors[name + A_SUFFIX] = pair.lora_a
        tensors[name + B_SUFFIX] = pair.lora_b * np.float32(pair.scaling * pair.r / alpha)
    kv = {
        "general.architecture": string(architecture),
        "general.type": string("adapter"),
        "adapter.type": string("lora"),
        "adapter.lora.alpha": f32(alpha),
        **extra_kv,
        "general.file_type": u32(number.value),
    }
    plans = [TensorPlan(name, tensor.shape, kind) for name, tensor in tensors.items()]
    return write_gguf(path, kv, plans, lambda plan: quantize(tensors[plan.name], kind))


def read_adapter_gguf(path: Path) -> tuple[str, dict[str, LoraPair]]:
    """Return (architecture of the base, name of a base tensor -> its update).

    Raises:
        GGUFError: the file is not a LoRA adapter, or the A or B of a tensor is missing or has another rank.
    """
    with GGUFFile(path) as file:
        kv = file.kv
        tensors = {name: file.dequantized(name) for name in file.tensors}
    if (kv.get("general.type"), kv.get("adapter.type")) != ("adapter", "lora"):
        raise GGUFError(
            f"{path} is not a LoRA adapter: general.type is {quoted(kv.get('general.type'))}, expected 'adapter'."
        )
    if kv.get(INVOCATION_KEY):
        raise GGUFError(
            f"{path} is an activated LoRA ({INVOCATION_KEY}), which applies only after certain tokens. llama.cpp runs "
            "it; it cannot be converted or merged."
        )
    architecture, alpha = kv.get("general.architecture"), kv.get("adapter.lora.alpha", 0.0)
    if not isinstance(architecture, str) or not isinstance(alpha, float) or not np.isfinite(alpha):
        raise GGUFError(f"{path} has no general.architecture, or its adapter.lora.alpha is not a finite number.")
    names = list(dict.fromkeys(name.removesuffix(A_SUFFIX).removesuffix(B_SUFFIX) for name in tensors))
    wrong = [name for name in names if not _ranks_match(tensors.get(name + A_SUFFIX), tensors.get(name + B_SUFFIX))]
    if wrong or not names:
        raise GGUFError(
            f"{path} has no lora_a and lora_b of equal rank for {brief(', '.join(wrong[:8])) or 'any tensor'}."
        )
    pairs = {}
    for name in names:
        lora_b = tensors[name + B_SUFFIX]
        pairs[name] = LoraPair(tensors[name + A_SUFFIX], lora_b, alpha / lora_b.shape[1] if alpha else 1.0)
    return architecture, pairs


def _ranks_match(lora_a: np.ndarray | None, lora_b: np.ndarray | None) -> bool:
    if lora_a is None or lora_b is None or lora_a.ndim != 2 or lora_b.ndim != 2:
        return False
    return lora_b.shape[1] in lora_a.shape

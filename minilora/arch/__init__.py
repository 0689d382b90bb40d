"""Facts about model families: pure data, standard library only.

To add a family, write one file like `llama.py` and put it into `REGISTER`; loader, injector, merger, exporter and
tests read it from there. Reading order: `spec.py`, `rows.py`, `llama.py`, `transforms.py`.
"""

from collections.abc import Mapping
from typing import Any

from ..errors import UnknownArchitecture
from .config import ModelConfig
from .llama import LLAMA
from .spec import ArchSpec, ConfigRow, Reading, Requirement, TensorRow

__all__ = [
    "REGISTER",
    "ArchSpec",
    "ConfigRow",
    "ModelConfig",
    "Reading",
    "Requirement",
    "TensorRow",
    "find_gguf",
    "find_hf",
]

REGISTER: tuple[ArchSpec, ...] = (LLAMA,)


def find_hf(hf_config: Mapping[str, Any]) -> ArchSpec:
    """Return the family that `config.json` declares by `model_type`."""
    model_type = hf_config.get("model_type")
    for spec in REGISTER:
        if model_type in spec.hf_model_types:
            return spec
    known = ", ".join(name for spec in REGISTER for name in spec.hf_model_types)
    raise UnknownArchitecture(f"config.json has model_type {model_type!r}; minilora knows {known}.")


def find_gguf(kv: Mapping[str, Any]) -> ArchSpec:
    """Return the family that a GGUF declares by `general.architecture`."""
    arch = kv.get("general.architecture")
    for spec in REGISTER:
        if arch == spec.gguf_arch:
            return spec
    known = ", ".join(dict.fromkeys(spec.gguf_arch for spec in REGISTER))
    raise UnknownArchitecture(f"the GGUF has general.architecture {arch!r}; minilora knows {known}.")

"""Descriptions of model families, as data. Uses only the standard library.

To add a family, write a file like `llama.py` and add it to `registry.py`. Loading, injection, merge, export and tests
use it from there (docs/architectures.md).

Reading order: `llama.py`, `rows.py`, `spec.py`, `config.py`, `transforms.py`, `rope.py`; then `reading.py` and
`writing.py`, which convert files to a ModelConfig and back.
"""

from .config import ModelConfig
from .reading import ParsedConfig, read_gguf, read_hf
from .registry import REGISTRY, find_gguf, find_hf
from .spec import TEXT_CONFIG, ArchSpec, ConfigRow, Requirement, TensorRow, rename
from .writing import GGUFFacts, gguf_facts, hf_config

__all__ = [
    "REGISTRY",
    "TEXT_CONFIG",
    "ArchSpec",
    "ConfigRow",
    "GGUFFacts",
    "ModelConfig",
    "ParsedConfig",
    "Requirement",
    "TensorRow",
    "find_gguf",
    "find_hf",
    "gguf_facts",
    "hf_config",
    "read_gguf",
    "read_hf",
    "rename",
]

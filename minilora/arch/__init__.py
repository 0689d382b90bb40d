"""Facts about model families: pure data, standard library only.

To add a family, write one file like `llama.py` and put it into `register.py`; loader, injector, merger, exporter and
tests read it from there (docs/architectures.md).

Reading order: `llama.py`, `rows.py`, `spec.py`, `config.py`, `transforms.py`, `rope.py`; then `reading.py` and
`writing.py`, which turn files into a ModelConfig and back.
"""

from .config import ModelConfig
from .reading import Reading, read_gguf, read_hf
from .register import REGISTER, find_gguf, find_hf
from .spec import ArchSpec, ConfigRow, Requirement, TensorRow
from .writing import GGUFFacts, gguf_facts, hf_config

__all__ = [
    "REGISTER",
    "ArchSpec",
    "ConfigRow",
    "GGUFFacts",
    "ModelConfig",
    "Reading",
    "Requirement",
    "TensorRow",
    "find_gguf",
    "find_hf",
    "gguf_facts",
    "hf_config",
    "read_gguf",
    "read_hf",
]

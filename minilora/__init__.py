"""minilora: LoRA fine-tuning and GGUF export of small language models, written to be read.

The way of the data, and where each part of it is explained:

    processed/*.jsonl ─ data/ ─► tokens and loss masks ─┐
    a base model ─ checkpoint/, arch/ ─► model/ ────────┼─ lora/, training/ ─► an adapter
                                                        │
    the same base, tensor by tensor ────────────────────┴─ merge.py, export/, gguf/ ─► a GGUF ─ verify/ ─► sure of it

To learn what LoRA is, read `lora/update.py`, `lora/layer.py`, `lora/inject.py`; how a model is described,
`arch/llama.py` and `model/decoder.py`; how it learns, `training/loop.py`; how it becomes a file, `export/`; how many of
its answers are right, `judge/`; how a run is shown on one page, `report/`.

The names below are loaded when they are first used, so importing `minilora` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .adapted import load_adapted
    from .checkpoint import load_base
    from .config import LoraConfig, TrainConfig
    from .errors import MiniLoraError
    from .export import export_gguf
    from .lora import inject, load_adapter, merge_into, save_adapter
    from .training.loop import train

__version__ = "0.1.0"

_HOMES = {
    "LoraConfig": "config",
    "MiniLoraError": "errors",
    "TrainConfig": "config",
    "export_gguf": "export",
    "inject": "lora",
    "load_adapted": "adapted",
    "load_adapter": "lora",
    "load_base": "checkpoint",
    "merge_into": "lora",
    "save_adapter": "lora",
    "train": "training.loop",
}
__all__ = [
    "LoraConfig",
    "MiniLoraError",
    "TrainConfig",
    "export_gguf",
    "inject",
    "load_adapted",
    "load_adapter",
    "load_base",
    "merge_into",
    "save_adapter",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)

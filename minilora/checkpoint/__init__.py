"""Where base weights come from: a Hugging Face directory, a GGUF file, or a name.

    resolve (../names/)  ->  open_base (base.py): facts, lazy tokenizer, TensorSource  ->  load_base (load.py): a model

`open_base` reads headers only; exporter and merger stream tensors from it and never build a model.
"""

from .base import EMBEDDING, HEAD, BaseFiles, open_base
from .load import Base, load_base, load_files, load_tokenizer

__all__ = [
    "EMBEDDING",
    "HEAD",
    "Base",
    "BaseFiles",
    "load_base",
    "load_files",
    "load_tokenizer",
    "open_base",
]

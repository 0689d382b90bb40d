"""Open and load base models: a Hugging Face directory, a GGUF file, or a known name.

    resolve (../names/)  ->  open_base (base.py): config, tokenizer, TensorSource  ->  load_base (load.py): a model

`open_base` reads only headers. Merge and export read tensors from it one at a time, without building a model.
Weights of a loaded model may stay packed: `packing.py` decides which, `blocks.py` is such a weight.
"""

from .base import EMBEDDING, HEAD, BaseFiles, stored_shapes
from .load import Base, load_base, load_files, load_tokenizer
from .opening import open_base

__all__ = [
    "EMBEDDING",
    "HEAD",
    "Base",
    "BaseFiles",
    "load_base",
    "load_files",
    "load_tokenizer",
    "open_base",
    "stored_shapes",
]

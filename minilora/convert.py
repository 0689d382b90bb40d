"""Adapters from any format to any: PEFT's directories, mlx-lm's directories, GGUF files.

Every way leads through `lora.Adapter`, which says what was learnt in Hugging Face's names and row order; what a format
cannot say is refused, never left out.
"""

from pathlib import Path
from typing import Literal

from .adapted import fit_to_adapter, modifies_tied_weights
from .adapted.copy_tokenizer import copy_tokenizer
from .checkpoint import open_base
from .errors import AdapterError
from .export.adapter import import_adapter, refuse_vocabulary, write_adapter_for
from .lora import Adapter, EmbeddingUpdate, mlx, read_adapter, write_adapter

Format = Literal["peft", "mlx", "gguf"]


def read_directory(path: Path) -> Adapter:
    """Read an adapter in PEFT's format, or mlx-lm's where its file is there."""
    return mlx.read_mlx(path) if (path / mlx.TENSOR_FILE).exists() else read_adapter(path)


def convert(path: Path, target: Format, base: str | Path, out: Path) -> list[str]:
    """Rewrite the adapter at `path` in the format `target`; return what the user should know.

    Args:
        path: a directory of PEFT's or mlx-lm's, or a GGUF file.
        base: asked for names and shapes where a side of the conversion needs them: GGUF and the way to MLX.

    Raises:
        AdapterError, GGUFError: when the adapter is damaged, was made for another base, or cannot be expressed.
        OutputError: when `out` cannot be written.
    """
    found = import_adapter(path, base) if path.is_file() else read_directory(path)
    notes: list[str] = []
    if target == "gguf":
        notes += write_adapter_for(base, found, path, out).notes
    elif target == "mlx":
        notes += _write_mlx(path, found, base, out)
    else:
        write_adapter(out, found)
        copy_tokenizer([path], out)
    from_mlx = path.is_dir() and (path / mlx.TENSOR_FILE).exists()
    return [*notes, _ABOUT_TIED] if from_mlx and target != "mlx" and _embedding_alone(found) else notes


_ABOUT_TIED = (
    "mlx-lm lets the update of a tied embedding act on the output as well, which is not carried over; "
    "where the base's embeddings are not tied, nothing is lost"
)


def _write_mlx(path: Path, adapter: Adapter, base: str | Path, out: Path) -> tuple[str, ...]:
    files = open_base(base)
    if modifies_tied_weights(files, adapter):
        raise AdapterError(
            f"{path} changes the embedding or the head of {files.path}, which are tied, and mlx-lm would change both "
            "alike. Merge it instead."
        )
    files = fit_to_adapter(files, adapter, path)
    refuse_vocabulary(files, path, "an MLX adapter")
    mlx.write_mlx(out, adapter, num_blocks=files.config.num_blocks)
    return files.notes


def _embedding_alone(adapter: Adapter) -> bool:
    """Tell whether an embedding is changed, and no head beside it."""
    kinds = {name.rpartition(".")[2]: isinstance(update, EmbeddingUpdate) for name, update in adapter.updates.items()}
    return any(kinds.values()) and "lm_head" not in kinds

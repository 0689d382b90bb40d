"""Convert adapters between formats: PEFT directories, mlx-lm directories and GGUF files.

Every conversion reads a `lora.Adapter`, with Hugging Face's names and row order, and writes it in the other format.
What a format cannot express is refused, not dropped.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from .adapted import fit_to_adapter, modifies_tied_weights
from .adapted.copy_tokenizer import copy_tokenizer
from .adapted.names import with_base_names, with_mlx_names
from .checkpoint import open_base
from .errors import AdapterError
from .export.adapter import check_base_vocabulary, export_loaded_adapter, import_adapter
from .lora import Adapter, EmbeddingUpdate, mlx, read_adapter, write_adapter
from .lora.peft_config import INVOCATION

Format = Literal["peft", "mlx", "gguf"]


def read_directory(path: Path, *, accept: Collection[str] = ()) -> Adapter:
    """Read an adapter directory in mlx-lm's format if it has mlx-lm's file, else in PEFT's."""
    return mlx.read_mlx(path) if (path / mlx.TENSOR_FILE).exists() else read_adapter(path, accept=accept)


def convert(path: Path, target: Format, base: str | Path, out: Path) -> list[str]:
    """Convert the adapter at `path` to the format `target`; return messages for the user.

    Args:
        path: a PEFT or mlx-lm directory, or a GGUF file.
        base: the base model; only conversions from and to GGUF and to MLX read its names and shapes.

    Raises:
        AdapterError, GGUFError: the adapter is damaged, belongs to another base, or cannot be expressed in `target`.
        OutputError: `out` cannot be written.
    """
    taken = (INVOCATION,) if target == "gguf" else ()
    adapter = import_adapter(path, base) if path.is_file() else read_directory(path, accept=taken)
    notes: list[str] = []
    if target == "gguf":
        notes += export_loaded_adapter(base, adapter, path, out).notes
    elif target == "mlx":
        notes += _write_mlx(path, adapter, base, out)
    else:
        write_adapter(out, adapter)
        copy_tokenizer([path], out)
    from_mlx = path.is_dir() and (path / mlx.TENSOR_FILE).exists()
    return (
        [*notes, _TIED_EMBEDDING_NOTE] if from_mlx and target != "mlx" and _changes_embedding_only(adapter) else notes
    )


_TIED_EMBEDDING_NOTE = (
    "mlx-lm applies the update of a tied embedding to the output, too, which is not converted; "
    "if the base's embeddings are not tied, nothing is lost"
)


def _write_mlx(path: Path, adapter: Adapter, base: str | Path, out: Path) -> tuple[str, ...]:
    files = open_base(base)
    adapter = with_base_names(files, adapter)
    if modifies_tied_weights(files, adapter):
        raise AdapterError(
            f"{path} changes the embedding or the head of {files.path}, which are tied; mlx-lm would change both. "
            "Merge it instead."
        )
    files = fit_to_adapter(files, adapter, path)
    check_base_vocabulary(files, path, "an MLX adapter")
    mlx.write_mlx(out, with_mlx_names(files, adapter), num_blocks=files.config.num_blocks)
    return files.notes


def _changes_embedding_only(adapter: Adapter) -> bool:
    """Return whether the adapter updates the embedding, but not the head."""
    kinds = {name.rpartition(".")[2]: isinstance(update, EmbeddingUpdate) for name, update in adapter.updates.items()}
    return any(kinds.values()) and "lm_head" not in kinds

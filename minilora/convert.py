"""Adapters from any format to any: PEFT's directories, mlx-lm's directories, GGUF files.

Every way leads through `lora.Adapter`, which says what was learnt in Hugging Face's names and row order; what a format
cannot say is refused, never left out.
"""

from pathlib import Path
from typing import Literal

from .adapted import fitted, touches_tied
from .adapted.carry import carry_tokenizer
from .checkpoint import open_base
from .errors import AdapterError
from .export.adapter import check_base_vocabulary, export_loaded_adapter, import_adapter
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
    adapter = import_adapter(path, base) if path.is_file() else read_directory(path)
    notes: list[str] = []
    if target == "gguf":
        notes += export_loaded_adapter(base, adapter, path, out).notes
    elif target == "mlx":
        notes += _write_mlx(path, adapter, base, out)
    else:
        write_adapter(out, adapter)
        carry_tokenizer([path], out)
    from_mlx = path.is_dir() and (path / mlx.TENSOR_FILE).exists()
    return (
        [*notes, _TIED_EMBEDDING_NOTE] if from_mlx and target != "mlx" and _changes_embedding_only(adapter) else notes
    )


_TIED_EMBEDDING_NOTE = (
    "mlx-lm lets the update of a tied embedding act on the output as well, which is not carried over; "
    "where the base's embeddings are not tied, nothing is lost"
)


def _write_mlx(path: Path, adapter: Adapter, base: str | Path, out: Path) -> tuple[str, ...]:
    files = open_base(base)
    if touches_tied(files, adapter):
        raise AdapterError(
            f"{path} changes the embedding or the head of {files.path}, which are tied, and mlx-lm would change both "
            "alike. Merge it instead."
        )
    files = fitted(files, adapter, path)
    check_base_vocabulary(files, path, "an MLX adapter")
    mlx.write_mlx(out, adapter, num_blocks=files.config.num_blocks)
    return files.notes


def _changes_embedding_only(adapter: Adapter) -> bool:
    """Tell whether an embedding is changed, and no head beside it."""
    kinds = {name.rpartition(".")[2]: isinstance(update, EmbeddingUpdate) for name, update in adapter.updates.items()}
    return any(kinds.values()) and "lm_head" not in kinds

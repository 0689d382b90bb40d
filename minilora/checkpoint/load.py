"""Load a base model from its files, one tensor at a time, so that the weights are never in memory twice.

On a CPU the weights may stay packed, see packing.py; the model then computes the same bits in less memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from ..arch import ArchSpec, ModelConfig
from ..errors import CheckpointError, quoted
from ..model import Decoder
from ..tokenizer import Tokenizer
from . import packing
from .base import EMBEDDING, HEAD, BaseFiles
from .blocks import Blocks
from .opening import open_base


@dataclass(frozen=True)
class Base:
    """A loaded base model."""

    model: Decoder
    files: BaseFiles
    packed: Mapping[str, Blocks]
    """The weights that stay packed, by our names."""
    packing: str
    """Which these are, which not, and why; for people."""

    @property
    def tokenizer(self) -> Tokenizer | None:
        return self.files.tokenizer

    def require_tokenizer(self) -> Tokenizer:
        """Return the tokenizer.

        Raises:
            CheckpointError: the files have none.
        """
        if self.tokenizer is None:
            raise CheckpointError(
                f"{self.files.path} has no tokenizer.json, so text cannot become tokens; add the file."
            )
        return self.tokenizer

    @property
    def spec(self) -> ArchSpec:
        return self.files.spec

    @property
    def config(self) -> ModelConfig:
        return self.files.config


def load_base(
    path_or_name: str | Path,
    device: str | torch.device = "cpu",
    dtype: torch.dtype = torch.float32,
    *,
    pack: str | None = None,
    progress: packing.Progress = lambda done, of: None,
) -> Base:
    """Load a base model in evaluation mode with frozen weights; see `load_files`.

    Raises:
        CheckpointError, UnknownArchitecture, GGUFError: as `open_base`; or if a token has no embedding.
        ConfigError: as `load_files`.
    """
    return load_files(open_base(path_or_name), device, dtype, pack=pack, progress=progress)


def load_files(
    files: BaseFiles,
    device: str | torch.device = "cpu",
    dtype: torch.dtype = torch.float32,
    *,
    pack: str | None = None,
    progress: packing.Progress = lambda done, of: None,
) -> Base:
    """Load an opened base model.

    The model is created on the meta device, without memory; each tensor is then read, converted and assigned.

    Args:
        pack: keep linear layers and embeddings packed: `stored`, as the blocks of a GGUF file, or as a type that a
            Hugging Face base is quantised to; `auto`, as stored where unpacked weights would not fit; None, never.
        progress: called while a base is quantised.

    Raises:
        CheckpointError: if the tokenizer is damaged, or a token has no embedding.
        ConfigError: if `pack` cannot be used with the base, the device or the dtype.
    """
    _check_vocabulary(files)
    model = files.meta_model()
    choice = packing.choose_packing(files, torch.device(device), dtype, pack)
    packed = packing.pack_weights(files, torch.device(device), dtype, choice.pack, progress) if choice.pack else {}
    packing.replace_layers(model, packed)
    weights = {row.ours: files.read(row).to(device=device, dtype=dtype) for row in files.rows if row.ours not in packed}
    if files.config.tied_embeddings and EMBEDDING in weights:
        weights[HEAD] = weights[EMBEDDING]
    model.load_state_dict(weights, assign=True, strict=True)
    model.tie()
    model.requires_grad_(False)
    return Base(model.eval(), files, packed, packing.packing_note(files, packed, choice.reason))


def _check_vocabulary(files: BaseFiles) -> None:
    tokenizer, rows = files.tokenizer, files.config.vocab_size
    if tokenizer and tokenizer.vocab_size > rows:
        last = tokenizer.vocab_size - 1
        raise CheckpointError(
            f"the tokenizer of {files.path} has ids up to {last} ({quoted(tokenizer.token(last))}), but the model's "
            f"embedding has {rows} rows. Use the tokenizer of this model, or remove the tokens added to it."
        )


def load_tokenizer(path_or_name: str | Path) -> Tokenizer | None:
    """Return a base's tokenizer without reading its weights; None if it has none."""
    return open_base(path_or_name).tokenizer

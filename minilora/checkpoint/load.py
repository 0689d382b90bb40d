"""Load a base model from its files, one tensor at a time, so that the weights are never in memory twice."""

from dataclasses import dataclass
from pathlib import Path

import torch

from ..arch import ArchSpec, ModelConfig
from ..errors import CheckpointError, quoted
from ..model import Decoder
from ..tokenizer import Tokenizer
from .base import BaseFiles, open_base


@dataclass(frozen=True)
class Base:
    """A loaded base model."""

    model: Decoder
    files: BaseFiles

    @property
    def tokenizer(self) -> Tokenizer | None:
        return self.files.tokenizer

    @property
    def spec(self) -> ArchSpec:
        return self.files.spec

    @property
    def config(self) -> ModelConfig:
        return self.files.config


def load_base(path_or_name: str | Path, device: str | torch.device = "cpu", dtype: torch.dtype = torch.float32) -> Base:
    """Load a base model in evaluation mode with frozen weights; see `load_files`.

    Raises:
        CheckpointError, UnknownArchitecture, GGUFError: as `open_base`; or if a token has no embedding.
    """
    return load_files(open_base(path_or_name), device, dtype)


def load_files(files: BaseFiles, device: str | torch.device = "cpu", dtype: torch.dtype = torch.float32) -> Base:
    """Load an opened base model.

    The model is created on the meta device, without memory; each tensor is then read, converted and assigned.

    Raises:
        CheckpointError: if the tokenizer is damaged, or a token has no embedding.
    """
    _check_vocabulary(files)
    model = files.meta_model()
    weights = {row.ours: files.read(row).to(device=device, dtype=dtype) for row in files.rows}
    if files.config.tied_embeddings:
        weights["lm_head.weight"] = weights["embed.weight"]
    model.load_state_dict(weights, assign=True, strict=True)
    model.tie()
    model.requires_grad_(False)
    return Base(model.eval(), files)


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

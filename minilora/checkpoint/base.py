"""BaseFiles: an opened base model. Its configuration is read; its tokenizer and weights are loaded on demand.

Hugging Face directories and GGUF files differ only in the column of a TensorRow that names their tensors.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..arch import ArchSpec, ModelConfig, TensorRow
from ..errors import CheckpointError
from ..gguf.sampling import gguf_sampling
from ..gguf.vocab import ends_from_kv
from ..model import Decoder
from ..stopping import ConfiguredStops
from ..tokenizer import Tokenizer
from .configured_stops import read_configured_stops, read_sampling
from .copied_files import CopiedFiles, find_files_to_copy
from .gguf_file import GGUFSource
from .safetensors_dir import SafetensorsDir
from .source import TensorSource

EMBEDDING, HEAD = "embed.weight", "lm_head.weight"
"""Our names of the two tensors that can be tied."""


@dataclass(frozen=True)
class BaseFiles:
    """A base model on disk."""

    path: Path
    spec: ArchSpec
    config: ModelConfig
    load_tokenizer_files: Callable[[], Tokenizer | None]
    source: TensorSource
    metadata: Mapping[str, Any]
    """config.json's content, or the GGUF's key-value data."""
    assumed: tuple[str, ...]
    """Default values of hyperparameters that the files omit, as `key = value`."""
    notes: tuple[str, ...] = ()
    """Notes for the user, one line each: ignored settings of the files, changes made to fit an adapter."""
    head_from_embedding: bool = False
    """Whether the head is read from the embedding although `config` says that it is not tied; see `untied`."""
    replaced_tensors: Mapping[str, Tensor] = field(default_factory=dict)
    """Our name -> tensor used instead of the one in the files; see `with_vocabulary`."""
    has_own_tokenizer: bool = True
    """Whether the tokenizer is the one in the files."""

    @cached_property
    def tokenizer(self) -> Tokenizer | None:
        """The tokenizer, or None if the files have none. Loaded on first use, which takes up to 0.3 s.

        Raises:
            CheckpointError, GGUFError: if it is damaged.
        """
        return self.load_tokenizer_files()

    @cached_property
    def configured_stops(self) -> ConfiguredStops:
        """The stop tokens and stop strings that the files configure, besides the tokenizer's EOS token.

        Raises:
            CheckpointError: if a generation_config.json is damaged.
        """
        return ends_from_kv(self.metadata) if isinstance(self.source, GGUFSource) else read_configured_stops(self.path)

    @cached_property
    def fingerprint(self) -> str:
        """Return the sha256 of the first bytes of every tensor as stored: tells apart two bases of one shape."""
        digest = hashlib.sha256()
        for name in sorted(name for row in self.rows for name in row.stored_names(self.source.column)):
            digest.update(f"{name} {self.source.type_name(name)} ".encode() + self.source.head(name))
        return digest.hexdigest()

    @cached_property
    def sampling(self) -> Mapping[str, float]:
        """What the files say about sampling, by transformers' names; empty where they say nothing.

        Raises:
            CheckpointError: when a generation_config.json is damaged.
        """
        return gguf_sampling(self.metadata) if isinstance(self.source, GGUFSource) else read_sampling(self.path)

    def files_to_copy(self) -> CopiedFiles:
        """Return the files that a merge copies unchanged; none for a GGUF.

        Raises:
            CheckpointError: as `find_files_to_copy`.
        """
        if not isinstance(self.source, SafetensorsDir):
            return CopiedFiles({}, ())
        return find_files_to_copy(self.path, {"config.json", *self.source.files}, tokenizer=self.has_own_tokenizer)

    @property
    def tensors_beside(self) -> tuple[str, ...]:
        """Names of the tensors beside the text model that is read, such as a vision tower; none in a GGUF."""
        if self.source.column != "hf":
            return ()
        return tuple(name for name in self.source.shapes if self.spec.is_beside(name))

    @property
    def num_tensors(self) -> int:
        """Number of tensors that a merge writes."""
        return len(self.rows) + len(self.tensors_beside)

    def written_name(self, name: str) -> str:
        """Return the name under which a merge writes a tensor: that of a multimodal model's files, else `name`."""
        if isinstance(self.source, SafetensorsDir) and self.spec.hf_text_types:
            return self.source.stored_name(name)
        return name

    @property
    def rows(self) -> tuple[TensorRow, ...]:
        return self.spec.rows(self.config)

    def meta_model(self) -> Decoder:
        """Return the model on the meta device (without data), with Hugging Face's names of its modules."""
        with torch.device("meta"):
            model = Decoder(self.config)
        model.hf_names = {
            row.ours.removesuffix(".weight"): row.hf.removesuffix(".weight")
            for row in self.rows
            if row.ours.endswith(".weight")
        }
        model.lora_targets = self.spec.lora_targets
        model.hf_beside = tuple(name.rpartition(".")[0] for name in self.tensors_beside)
        return model

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return our name -> shape in our layout for every tensor; no weights are read."""
        with torch.device("meta"):
            state = Decoder(self.config).state_dict()
        return {row.ours: tuple(state[row.ours].shape) for row in self.rows}

    def untied(self) -> "BaseFiles":
        """Return the same model with an untied head, equal to the embedding.

        Raises:
            CheckpointError: for a family whose head is always tied to the embedding (Gemma).
        """
        if not self.spec.can_untie:
            raise CheckpointError(
                f"{self.path}: the head of a {self.spec.name} model is always tied to its embedding, so neither can "
                "change alone. Train without embed_tokens and lm_head."
            )
        return replace(self, config=replace(self.config, tied_embeddings=False), head_from_embedding=True)

    def with_vocabulary(self, given: Mapping[str, Tensor], tokenizer: Tokenizer | None) -> "BaseFiles":
        """Return the same model with other tensors for the embedding and the head, and another tokenizer.

        Args:
            given: our name -> tensor (V, C) in our layout, with equal V; empty keeps those of the files.
            tokenizer: the new tokenizer; None keeps that of the files.
        """
        rows = next((len(tensor) for tensor in given.values()), self.config.vocab_size)
        changed = replace(
            self, config=replace(self.config, vocab_size=rows), replaced_tensors={**self.replaced_tensors, **given}
        )
        if tokenizer is None:
            return changed
        return replace(changed, load_tokenizer_files=lambda: tokenizer, has_own_tokenizer=False)

    def row_of(self, row: TensorRow) -> TensorRow:
        """Return the row whose stored tensor is `row`'s: the embedding's for a head that is copied from it."""
        if self.head_from_embedding and row.ours == HEAD:
            return next(row for row in self.rows if row.ours == EMBEDDING)
        return row

    def read(self, row: TensorRow) -> Tensor:
        """Return the tensor of `row` in our layout, in the source's dtype.

        Raises:
            CheckpointError: for a tied embedding, if the files contain a head that differs from it.
        """
        row = self.row_of(row)
        if row.ours in self.replaced_tensors:
            return self.replaced_tensors[row.ours]
        parts = [self.source.get(name) for name in row.stored_names(self.source.column)]
        stored = torch.cat(parts) if len(parts) > 1 else parts[0]
        tensor: Tensor = getattr(row, f"{self.source.column}_layout").undo(stored, self.config)
        if row.ours == EMBEDDING and self.stores_tied_head:
            self._check_head(tensor)
        return tensor

    @property
    def stores_tied_head(self) -> bool:
        """Whether the files hold a head although it is the embedding."""
        return (self.config.tied_embeddings or self.head_from_embedding) and self._head_name in self.source.shapes

    @property
    def _head_name(self) -> str:
        name: str = next(getattr(row, self.source.column) for row in self.spec.tensors if row.ours == HEAD)
        return name

    def _check_head(self, embedding: Tensor) -> None:
        """Raise a CheckpointError if the files contain a tied head that differs from the embedding.

        Some programs would use the one and some the other.
        """
        if not torch.equal(self.source.get(self._head_name), embedding):
            raise CheckpointError(
                f"{self.path} ties the head to the embedding, but contains a {self._head_name} that differs from it; "
                "programs use either one. To keep the head, set tie_word_embeddings to false in config.json; else "
                "remove it."
            )


def stored_shapes(base: BaseFiles, column: str) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every tensor in the names and the layout of a format, "hf" or "gguf"."""
    ours = base.shapes()
    found: dict[str, tuple[int, ...]] = {}
    for row in base.rows:
        names = row.stored_names(column)
        stored = getattr(row, f"{column}_layout").apply(torch.empty(ours[row.ours], device="meta"), base.config)
        parts = stored.chunk(len(names)) if row.gguf_after else (stored,)
        found |= dict.fromkeys(names, tuple(parts[0].shape))
    return found

"""LoRA for an embedding: row t of the table receives scaling · B A[:, t].

An embedding is a linear layer on one-hot inputs whose weight (V, C) is stored transposed. So A has one column per
token, (r, V), B is (C, r), and ΔW = scaling · (B A)ᵀ. A is initialised to zero and B is normal, as in loralib,
because a column of A receives a gradient only when its token occurs.

If the output head shares the embedding's weight (tied embeddings), an update of one is not an update of the other:
the head still uses the base weight, and a merge gives them separate weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from .layer import LoRALayer
from .update import Update


@dataclass(frozen=True)
class EmbeddingUpdate(Update):
    """An `Update` of an embedding's weight (V, C): A (r, V), B (C, r)."""

    FILE_PARTS: ClassVar[Mapping[str, str]] = {"lora_A": "lora_embedding_A", "lora_B": "lora_embedding_B"}

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """Shape (V, C) of the base weight that this update fits."""
        return super().weight_shape[::-1]

    def delta(self) -> Tensor:
        """Return ΔW (V, C) in float32."""
        return super().delta().T


class LoRAEmbedding(LoRALayer):
    """y = E[t] + scaling · B A[:, t] for each token id t, where only A (r, V) and B (C, r) are trained."""

    base_layer: nn.Embedding

    def forward(self, ids: Tensor) -> Tensor:
        """Map token ids (...) to vectors (..., C)."""
        frozen: Tensor = self.base_layer(ids)  # (..., C)
        low = F.embedding(ids, self.lora_A.T, padding_idx=self.base_layer.padding_idx)  # (..., r)
        return frozen + (low @ self.lora_B.T * self.scaling).to(frozen.dtype)

    def update(self) -> EmbeddingUpdate:
        return EmbeddingUpdate(self.lora_A.detach(), self.lora_B.detach(), self.scaling)


def init_embedding(vocab: int, width: int, r: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Return A (r, vocab) of zeros and a normal B (width, r), so the initial update is zero."""
    return torch.zeros(r, vocab), torch.randn(width, r, generator=generator)

"""The few ways in which a format lays a tensor out differently from us; each is named and invertible.

A transform leads from our layout (linear weights (out, in), RoPE halves split, norms as Hugging Face stores them) to
the file's with `apply`, back with `undo`.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from .config import ModelConfig


class Transform(Protocol):
    keeps_rows: ClassVar[bool]
    """Whether rows change places at most, and each stays as it is: so it acts on rows of packed blocks as well."""

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        """Our layout -> the file's."""

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        """The file's layout -> ours."""


@dataclass(frozen=True)
class Same:
    """Both sides agree (almost every tensor)."""

    keeps_rows: ClassVar[bool] = True

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor


@dataclass(frozen=True)
class Interleave:
    """Rows of a q or k projection within each head: RoPE halves (0..D/2, D/2..D) -> neighbours (0, D/2, 1, ...).

    GGUF keeps Llama's original order, Hugging Face the split one. Acts on rows only, so for a low-rank update
    it acts on lora_B alone: P(BA) = (PB)A. Works on weights (rows, in) and on biases (rows,).
    """

    keeps_rows: ClassVar[bool] = True

    heads: str
    """Name of the ModelConfig field that counts the heads: num_heads or num_kv_heads."""

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return self._swap(tensor, config, 2, -1)

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return self._swap(tensor, config, -1, 2)

    def _swap(self, tensor: Any, config: ModelConfig, first: int, second: int) -> Any:
        shape = tuple(tensor.shape)
        return tensor.reshape(getattr(config, self.heads), first, second, *shape[1:]).swapaxes(1, 2).reshape(shape)


@dataclass(frozen=True)
class Transpose:
    """GPT-2's Conv1D keeps (in, out). A low-rank update has the same A and B on both sides."""

    keeps_rows: ClassVar[bool] = False

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.T

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.T


@dataclass(frozen=True)
class AddOne:
    """Gemma's norms multiply by 1 + w; GGUF stores the sum, in float32 whatever w's type (bfloat16 would lose w)."""

    keeps_rows: ClassVar[bool] = False

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.float() + 1

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.float() - 1


SAME = Same()
TRANSPOSE = Transpose()
ADD_ONE = AddOne()

"""Invertible conversions between our tensor layout and that of a file format.

`apply` converts from our layout (linear weights (out, in), RoPE in split halves, norms as in Hugging Face's files) to
the file's layout; `undo` converts back.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from .config import ModelConfig


class Transform(Protocol):
    columns: ClassVar[bool] = False
    """Whether columns are permuted: then in a low-rank update only lora_A changes, (BA)P = B(AP), and not lora_B."""
    keeps_rows: ClassVar[bool]
    """Whether rows are only permuted, not changed, so the transform also works on rows of packed blocks."""

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        """Convert from our layout to the file's."""

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        """Convert from the file's layout to ours."""


@dataclass(frozen=True)
class Same(Transform):
    """Equal layouts, as for almost every tensor."""

    keeps_rows: ClassVar[bool] = True

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor


@dataclass(frozen=True)
class Interleave(Transform):
    """Permute the rows of a q or k projection in each head: from halves (0..D/2, D/2..D) to pairs (0, D/2, 1, ...).

    GGUF has Llama's original order, Hugging Face the split one. Only rows are permuted, so in a low-rank update only
    lora_B changes: P(BA) = (PB)A. Works for weights (rows, in) and biases (rows,).
    """

    keeps_rows: ClassVar[bool] = True

    heads: str
    """ModelConfig field with the number of heads: num_heads or num_kv_heads."""

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return self._swap(tensor, config, 2, -1)

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return self._swap(tensor, config, -1, 2)

    def _swap(self, tensor: Any, config: ModelConfig, first: int, second: int) -> Any:
        shape = tuple(tensor.shape)
        return tensor.reshape(getattr(config, self.heads), first, second, *shape[1:]).swapaxes(1, 2).reshape(shape)


@dataclass(frozen=True)
class Transpose(Transform):
    """GPT-2's Conv1D stores (in, out). The factors A and B of a low-rank update are the same in both layouts."""

    keeps_rows: ClassVar[bool] = False

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.T

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.T


@dataclass(frozen=True)
class DepthwiseChannel(Transform):
    """Hugging Face stores a depthwise convolution as PyTorch's Conv1d, (C, 1, K); here and in a GGUF it is (C, K)."""

    keeps_rows: ClassVar[bool] = False

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor[:, None]

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.squeeze(1)


@dataclass(frozen=True)
class TiledHeads(Transform):
    """Order of the value heads of linear attention: grouped by key head in our layout, tiled in a GGUF.

    (Hk, Hv/Hk, rows of a head) -> (Hv/Hk, Hk, rows of a head), because ggml repeats the sequence of key heads.
    """

    keeps_rows: ClassVar[bool] = True
    after_keys: bool = False
    """Whether the rows of queries and keys come first; they are not permuted."""

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return self._swap(tensor, config, config.linear_key_heads)

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return self._swap(tensor, config, config.linear_value_heads // config.linear_key_heads)

    def _swap(self, tensor: Any, config: ModelConfig, outer: int) -> Any:
        start = 2 * config.linear_key_heads * config.linear_key_dim if self.after_keys else 0
        inner, rows = config.linear_value_heads // outer, (tensor.shape[0] - start) // config.linear_value_heads
        heads = [o * inner + i for i in range(inner) for o in range(outer)]
        return tensor[[*range(start), *(start + head * rows + row for head in heads for row in range(rows))]]


@dataclass(frozen=True)
class TiledColumns(TiledHeads):
    """TiledHeads for the columns of the projection after the value heads."""

    keeps_rows: ClassVar[bool] = False
    columns: ClassVar[bool] = True

    def _swap(self, tensor: Any, config: ModelConfig, outer: int) -> Any:
        return super()._swap(tensor.T, config, outer).T.contiguous()


@dataclass(frozen=True)
class DecayRate(TiledHeads):
    """Decay rate of a head: A_log, its logarithm, in our layout; -exp(A_log) in float32 in a GGUF."""

    keeps_rows: ClassVar[bool] = False

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return -super().apply(tensor, config).float().exp()

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return super().undo((-tensor.float()).log(), config)


@dataclass(frozen=True)
class OneNumber(Transform):
    """A vector of one element is a number in a GGUF."""

    keeps_rows: ClassVar[bool] = False

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.reshape(())

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.reshape(1)


@dataclass(frozen=True)
class AddOne(Transform):
    """Gemma's norms multiply by 1 + w. GGUF stores the sum, always in float32, because bfloat16 would round w away."""

    keeps_rows: ClassVar[bool] = False

    def apply(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.float() + 1

    def undo(self, tensor: Any, config: ModelConfig) -> Any:
        return tensor.float() - 1


SAME = Same()
TRANSPOSE = Transpose()
DEPTHWISE_CHANNEL = DepthwiseChannel()
ADD_ONE = AddOne()
ONE_NUMBER = OneNumber()

"""TensorSource: named tensors that are read on demand, one at a time."""

from collections.abc import Collection, Mapping
from typing import Protocol

from torch import Tensor

HEAD_BYTES = 1024


class TensorSource(Protocol):
    """Tensors of one checkpoint, under the names of its format and in its layout."""

    @property
    def column(self) -> str:
        """Which column of a TensorRow names its tensors: `hf` or `gguf`."""

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Every tensor's shape, outermost dimension first. Knowing it touches no weights."""

    @property
    def readable(self) -> Collection[str]:
        """The stored types that `get` can give, as `type_name` spells them."""

    def get(self, name: str) -> Tensor:
        """Return a tensor: as stored for floating types, float32 for quantised ones. It may be memory-mapped."""

    def type_name(self, name: str) -> str:
        """Return the stored type in the format's word: BF16, F32, Q4_K ..."""

    def head(self, name: str) -> bytes:
        """Return the first `HEAD_BYTES` of a tensor as they are stored, for fingerprints."""

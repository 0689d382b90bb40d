"""Frozen linear layers and embeddings whose weight stays packed, as blocks of a GGUF tensor type.

    forward:   y = x Wᵀ + b        backward:   dx = dy W        each unpacks W into a buffer (unpacking.py)

The GEMMs have the same shapes and dtype as those of an unpacked layer, so results are bit-identical. A packed layer is
an `nn.Linear` or `nn.Embedding`; reading its `weight` unpacks all of it into a new tensor.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .unpacking import PackedWeight, UnpackedWeightCache

CHUNK_WEIGHTS = 1 << 26
"""A larger weight, such as the head of a large vocabulary, is multiplied in chunks of rows with at most this many
elements. This bounds the buffer of a packed weight; unpacked weights use the same chunks."""

RowChunks = Callable[[], Iterator[tuple[slice, Tensor]]]
"""A function that yields (rows, those rows of a weight), usually a single chunk. A chunk is valid until the next."""


class PackedLinear(nn.Linear):
    """y = x Wᵀ + b with a packed W (out, in)."""

    def __init__(self, packed: PackedWeight, bias: nn.Parameter | None, cache: UnpackedWeightCache) -> None:
        nn.Module.__init__(self)
        self.packed, self.cache = packed, cache
        rows = chunk_rows(packed.shape)
        self.chunks = [(chunk, (packed.slice_rows(chunk),)) for chunk in rows] if len(rows) > 1 else []
        """(rows, [packed rows]) of a weight that is larger than CHUNK_WEIGHTS; else empty."""
        self.out_features, self.in_features = packed.shape
        self.register_parameter("bias", bias)

    @property
    def weight(self) -> Tensor:  # type: ignore[override]
        """The weight (out, in), unpacked into a new tensor."""
        return unpack_weight(self.packed)

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., in) to (..., out)."""
        return _packed_matmul(self, x, self.bias)

    def to_unpacked(self, weight: Tensor) -> nn.Linear:
        """Return an `nn.Linear` with `weight` (out, in) and this layer's bias."""
        layer = nn.Linear(self.in_features, self.out_features, bias=False, device="meta")
        layer.weight = nn.Parameter(weight, requires_grad=False)
        layer.bias = self.bias
        return layer.train(self.training)


class PackedEmbedding(nn.Embedding):
    """Embedding with a packed table (V, C); only the rows that are looked up are unpacked."""

    def __init__(self, packed: PackedWeight) -> None:
        nn.Module.__init__(self)
        self.packed = packed
        self.num_embeddings, self.embedding_dim = packed.shape
        self.padding_idx = self.max_norm = None
        self.norm_type, self.scale_grad_by_freq, self.sparse = 2.0, False, False

    @property
    def weight(self) -> Tensor:  # type: ignore[override]
        """The table (V, C), unpacked into a new tensor."""
        return unpack_weight(self.packed)

    def forward(self, ids: Tensor) -> Tensor:
        """Map token ids (...) to vectors (..., C)."""
        return self.packed.gather(ids)

    def to_unpacked(self, weight: Tensor) -> nn.Embedding:
        """Return an `nn.Embedding` with `weight` (V, C)."""
        embedding: nn.Embedding = nn.Embedding.from_pretrained(weight)
        return embedding.train(self.training)


def unpack_layers(module: nn.Module) -> nn.Module:
    """Replace each packed layer in the module by an unpacked one; return the module, or its replacement."""
    if isinstance(module, PackedLinear | PackedEmbedding):
        return module.to_unpacked(module.weight)
    for name, child in list(module.named_children()):
        setattr(module, name, unpack_layers(child))
    return module


def named_weights(model: nn.Module) -> Iterator[tuple[str, Tensor | PackedWeight]]:
    """Yield (name, parameter or packed weight) in the order of `named_parameters`; shared ones once."""
    seen: set[int] = set()
    for prefix, module in model.named_modules():
        packed = {"weight": module.packed} if isinstance(module, PackedLinear | PackedEmbedding) else {}
        for name, weight in {**packed, **module._parameters}.items():
            if weight is not None and id(weight) not in seen:
                seen.add(id(weight))
                yield f"{prefix}.{name}".lstrip("."), weight


def unpack_weight(packed: PackedWeight) -> Tensor:
    """Return the unpacked weight as a new tensor."""
    out = torch.empty(packed.shape, dtype=packed.dtype)
    packed.unpack(out, 0)
    return out


def matmul_weight(layer: nn.Linear, x: Tensor) -> Tensor:
    """Return x Wᵀ, (..., out), without the layer's bias."""
    return _packed_matmul(layer, x, None) if isinstance(layer, PackedLinear) else F.linear(x, layer.weight)


def _packed_matmul(layer: PackedLinear, x: Tensor, bias: Tensor | None) -> Tensor:
    y: Tensor = _MatMul.apply(x, layer, bias)  # type: ignore[no-untyped-call]
    return y


def packed_chunks(layers: Sequence[nn.Linear]) -> RowChunks:
    """Return the chunks of the concatenated weights of `layers`, (sum of out, in), of which at least one is packed."""
    cache = next(layer.cache for layer in layers if isinstance(layer, PackedLinear))
    parts = [layer.packed if isinstance(layer, PackedLinear) else layer.weight.detach() for layer in layers]
    chunks = layers[0].chunks if len(layers) == 1 and isinstance(layers[0], PackedLinear) else ()

    def unpack() -> Iterator[tuple[slice, Tensor]]:
        for rows, chunk in chunks or ((slice(None), parts),):
            with cache.unpack(chunk) as W:
                yield rows, W

    return unpack


def unpacked_chunks(weight: Tensor, *, single: bool) -> RowChunks:
    """Return the chunks of an unpacked weight; several if it is large and belongs to a single layer."""
    rows = chunk_rows(weight.shape) if single else [slice(None)]
    return lambda: ((chunk, weight[chunk]) for chunk in rows)


def chunk_rows(shape: Sequence[int]) -> list[slice]:
    """Return the rows of each chunk of a weight (out, in)."""
    rows, columns = shape
    if rows * columns <= CHUNK_WEIGHTS:
        return [slice(None)]
    step = CHUNK_WEIGHTS // columns
    return [slice(start, min(start + step, rows)) for start in range(0, rows, step)]


class _MatMul(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, layer: PackedLinear, bias: Tensor | None) -> Tensor:
        ctx.layer = layer
        with layer.cache.unpack((layer.packed,)) as W:
            return F.linear(x, W, bias)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Any, ...]:
        d_bias = grad.flatten(0, -2).sum(0) if ctx.needs_input_grad[2] else None
        if not ctx.needs_input_grad[0]:
            return None, None, d_bias
        with ctx.layer.cache.unpack((ctx.layer.packed,)) as W:
            return grad @ W, None, d_bias

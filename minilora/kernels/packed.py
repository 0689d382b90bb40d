"""Frozen linear layers and embeddings whose weight is kept packed, as the blocks of a GGUF file say.

    forward:   y = x Wᵀ + b        backward:   dx = dy W        W unpacked into a buffer for each of them (unpacking.py)

The products are those of an unpacked layer, in the same shapes and dtype, so every result has the same bits. To the
rest of the program such a layer is an `nn.Linear` or `nn.Embedding`; who reads its `weight` gets all of it unpacked
into new memory, for the time being.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .unpacking import PackedWeight, UnpackedWeights

BAND_WEIGHTS = 1 << 26
"""A larger weight, as the head of a large vocabulary, is multiplied a band of rows at a time, packed or not: so no
buffer holds all of it, and the products have the same shapes."""

Bands = Callable[[], Iterator[tuple[slice, Tensor]]]
"""A function that yields bands of a weight with their rows, each there until the next; nearly always one band."""


class PackedLinear(nn.Linear):
    """y = x Wᵀ + b with a packed W (out, in)."""

    def __init__(self, packed: PackedWeight, bias: nn.Parameter | None, memory: UnpackedWeights) -> None:
        nn.Module.__init__(self)
        self.packed, self.memory = packed, memory
        rows = band_rows(packed.shape)
        self.bands = [(band, (packed.band(band),)) for band in rows] if len(rows) > 1 else []
        """Rows of a head and their weights; none where the weight is used whole."""
        self.out_features, self.in_features = packed.shape
        self.register_parameter("bias", bias)

    @property
    def weight(self) -> Tensor:  # type: ignore[override]
        """The weight (out, in), unpacked into new memory."""
        return unpacked(self.packed)

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., in) to (..., out)."""
        return _packed_product(self, x, self.bias)

    def plain(self, weight: Tensor) -> nn.Linear:
        """Return a layer that keeps `weight` (out, in) in the place of the packed one."""
        layer = nn.Linear(self.in_features, self.out_features, bias=False, device="meta")
        layer.weight = nn.Parameter(weight, requires_grad=False)
        layer.bias = self.bias
        return layer.train(self.training)


class PackedEmbedding(nn.Embedding):
    """Rows of a packed table (V, C); only those that are asked for are unpacked."""

    def __init__(self, packed: PackedWeight) -> None:
        nn.Module.__init__(self)
        self.packed = packed
        self.num_embeddings, self.embedding_dim = packed.shape
        self.padding_idx = self.max_norm = None
        self.norm_type, self.scale_grad_by_freq, self.sparse = 2.0, False, False

    @property
    def weight(self) -> Tensor:  # type: ignore[override]
        """The table (V, C), unpacked into new memory."""
        return unpacked(self.packed)

    def forward(self, ids: Tensor) -> Tensor:
        """Map token ids (...) to vectors (..., C)."""
        return self.packed.gather(ids)

    def plain(self, weight: Tensor) -> nn.Embedding:
        """Return a layer that keeps `weight` (V, C) in the place of the packed one."""
        embedding: nn.Embedding = nn.Embedding.from_pretrained(weight)
        return embedding.train(self.training)


def unpack_layers(module: nn.Module) -> nn.Module:
    """Return the module with each packed layer in it, itself included, replaced by one that keeps its weight."""
    if isinstance(module, PackedLinear | PackedEmbedding):
        return module.plain(module.weight)
    for name, child in list(module.named_children()):
        setattr(module, name, unpack_layers(child))
    return module


def named_weights(model: nn.Module) -> Iterator[tuple[str, Tensor | PackedWeight]]:
    """Yield parameters and packed weights by name: shared ones once, in the order of `named_parameters`."""
    seen: set[int] = set()
    for prefix, module in model.named_modules():
        packed = {"weight": module.packed} if isinstance(module, PackedLinear | PackedEmbedding) else {}
        for name, weight in {**packed, **module._parameters}.items():
            if weight is not None and id(weight) not in seen:
                seen.add(id(weight))
                yield f"{prefix}.{name}".lstrip("."), weight


def unpacked(packed: PackedWeight) -> Tensor:
    """Return a packed weight as a new tensor."""
    out = torch.empty(packed.shape, dtype=packed.dtype)
    packed.unpack(out, 0)
    return out


def product(layer: nn.Linear, x: Tensor) -> Tensor:
    """Return x Wᵀ, (..., out), without the layer's bias."""
    return _packed_product(layer, x, None) if isinstance(layer, PackedLinear) else F.linear(x, layer.weight)


def _packed_product(layer: PackedLinear, x: Tensor, bias: Tensor | None) -> Tensor:
    y: Tensor = _MatMul.apply(x, layer, bias)  # type: ignore[no-untyped-call]
    return y


def packed_bands(layers: Sequence[nn.Linear]) -> Bands:
    """Return what yields the weights of `layers` one under another, (sum of out, in); one at least is packed."""
    memory = next(layer.memory for layer in layers if isinstance(layer, PackedLinear))
    parts = [layer.packed if isinstance(layer, PackedLinear) else layer.weight.detach() for layer in layers]
    bands = layers[0].bands if len(layers) == 1 and isinstance(layers[0], PackedLinear) else ()

    def unpack() -> Iterator[tuple[slice, Tensor]]:
        for rows, band in bands or ((slice(None), parts),):
            with memory.unpacked(band) as W:
                yield rows, W

    return unpack


def kept_bands(weight: Tensor, *, single: bool) -> Bands:
    """Return what yields a weight that is there anyway: in bands if it is that of a single layer and large."""
    rows = band_rows(weight.shape) if single else [slice(None)]
    return lambda: ((band, weight[band]) for band in rows)


def band_rows(shape: Sequence[int]) -> list[slice]:
    """Return the rows of each band of a weight (out, in)."""
    rows, columns = shape
    if rows * columns <= BAND_WEIGHTS:
        return [slice(None)]
    step = BAND_WEIGHTS // columns
    return [slice(start, min(start + step, rows)) for start in range(0, rows, step)]


class _MatMul(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, layer: PackedLinear, bias: Tensor | None) -> Tensor:
        ctx.layer = layer
        with layer.memory.unpacked((layer.packed,)) as W:
            return F.linear(x, W, bias)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Any, ...]:
        d_bias = grad.flatten(0, -2).sum(0) if ctx.needs_input_grad[2] else None
        if not ctx.needs_input_grad[0]:
            return None, None, d_bias
        with ctx.layer.memory.unpacked((ctx.layer.packed,)) as W:
            return grad @ W, None, d_bias

"""GEMMs of frozen weights and of attention, by the faster of the two libraries that PyTorch carries.

    x Wᵀ (+ bias)    x (N, in),   W (out, in)  ->  (N, out)      forward
    dy W             dy (N, out)               ->  (N, in)       backward
    a b              batched, for attention

In bfloat16 PyTorch itself calls oneDNN. In float32 it calls MKL, which on AMD's processors runs AVX2 code even where
there is AVX-512; oneDNN reaches twice the rate there (215 against 105 GFLOP/s a core of Zen 5). So oneDNN is called,
but for small matrices, since a call costs 10 µs. A row's result depends neither on the other rows nor on the number of
threads, but for a single row, which both libraries compute by another algorithm.
"""

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F

SMALL = 1 << 15
"""Entries of a weight, below which MKL is the faster."""
SMALL_BMM = 3 << 20
"""M · L · N of a batched matmul, below which MKL is the faster."""


def matmul_t(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return x Wᵀ + bias, (N, out), for x (N, in) and the frozen W (out, in), of any strides."""
    if x.dtype != torch.float32 or weight.numel() < SMALL or not onednn_is_faster():
        return F.linear(x, weight, bias)
    return _by_onednn(x, weight, bias)


def matmul(x: Tensor, weight: Tensor) -> Tensor:
    """Return x W, (N, in), for x (N, out) and the frozen W (out, in)."""
    return matmul_t(x, weight.t())


def bmm(a: Tensor, b: Tensor, out: Tensor) -> None:
    """Write a b into out (K, M, N), for a (K, M, L) and b (K, L, N)."""
    if a.dtype != torch.float32 or out[:1].numel() * a.shape[2] < SMALL_BMM or not onednn_is_faster():
        torch.bmm(a, b, out=out)
        return
    for a_, b_, out_ in zip(a, b, out, strict=True):
        if a_.is_contiguous():
            out_.copy_(_by_onednn(a_, b_.t()))
        else:  # its rows would be copied in order first
            out_.t().copy_(_by_onednn(b_.t(), a_))


def _by_onednn(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return x Wᵀ + bias by the operator that PyTorch's compiler uses for frozen models."""
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    return y


@cache
def onednn_is_faster() -> bool:
    """Tell whether oneDNN beats MKL in float32 here: on AMD's processors with AVX-512, if PyTorch has the operator."""
    found = torch.cpu.get_capabilities()
    wide = found.get("avx512_f", False) and "AMD" in found.get("cpu_name", "")
    return bool(wide and torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise"))

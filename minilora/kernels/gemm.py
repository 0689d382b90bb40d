"""GEMMs with frozen weights, by the faster of the two libraries that PyTorch carries.

    x Wᵀ (+ bias)    x (N, in),   W (out, in)  ->  (N, out)      forward
    dy W             dy (N, out)               ->  (N, in)       backward

In bfloat16 PyTorch itself calls oneDNN. In float32 it calls MKL, which on AMD's processors runs AVX2 code even where
there is AVX-512; oneDNN reaches twice the rate there (215 against 105 GFLOP/s a core of Zen 5). So oneDNN is called,
by the operator that PyTorch's compiler uses for frozen models; not for small weights, since a call costs 10 µs. A row's
result depends neither on the other rows nor on the number of threads, but for a single row, which both libraries
compute by another algorithm.
"""

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F

SMALL = 1 << 15
"""Entries of a weight, below which MKL is the faster."""


def matmul_t(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return x Wᵀ + bias, (N, out), for x (N, in) and the frozen W (out, in), of any strides."""
    if x.dtype != torch.float32 or weight.numel() < SMALL or not onednn_is_faster():
        return F.linear(x, weight, bias)
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    return y


def matmul(x: Tensor, weight: Tensor) -> Tensor:
    """Return x W, (N, in), for x (N, out) and the frozen W (out, in)."""
    return matmul_t(x, weight.t())


@cache
def onednn_is_faster() -> bool:
    """Tell whether oneDNN beats MKL in float32 here: on AMD's processors with AVX-512, if PyTorch has the operator."""
    found = torch.cpu.get_capabilities()
    wide = found.get("avx512_f", False) and "AMD" in found.get("cpu_name", "")
    return bool(wide and torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise"))

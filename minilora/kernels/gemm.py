"""GEMMs with frozen weights and of attention, by oneDNN or MKL, whichever is faster.

    x Wᵀ (+ bias)    x (N, in),   W (out, in)  ->  (N, out)      forward
    dy W             dy (N, out)               ->  (N, in)       backward
    a b              batched, for attention

PyTorch calls oneDNN in bfloat16 and MKL in float32. On AMD processors with AVX-512, MKL runs AVX2 code, and oneDNN is
twice as fast (215 vs. 105 GFLOP/s per core of Zen 5). There, oneDNN is called directly, except for small matrices,
because a call costs 10 µs. The result of a row does not depend on the other rows or on the number of threads, except
that both libraries use another algorithm if there is only one row.
"""

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F

MIN_ONEDNN_ELEMENTS = 1 << 15
"""Elements of a weight, below which MKL is faster."""
MIN_ONEDNN_BMM = 3 << 20
"""M · L · N of a batched matmul, below which MKL is faster."""


def matmul_t(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return x Wᵀ + bias, (N, out), for x (N, in) and the frozen W (out, in), with any strides."""
    if x.dtype != torch.float32 or weight.numel() < MIN_ONEDNN_ELEMENTS or not onednn_is_faster():
        return F.linear(x, weight, bias)
    return _by_onednn(x, weight, bias)


def matmul(x: Tensor, weight: Tensor) -> Tensor:
    """Return x W, (N, in), for x (N, out) and the frozen W (out, in)."""
    return matmul_t(x, weight.t())


def bmm(a: Tensor, b: Tensor, out: Tensor) -> None:
    """Write a b into out (K, M, N), for a (K, M, L) and b (K, L, N)."""
    if a.dtype != torch.float32 or out[:1].numel() * a.shape[2] < MIN_ONEDNN_BMM or not onednn_is_faster():
        torch.bmm(a, b, out=out)
        return
    for a_, b_, out_ in zip(a, b, out, strict=True):
        if a_.is_contiguous():
            out_.copy_(_by_onednn(a_, b_.t()))
        else:  # oneDNN would copy it to contiguous memory first
            out_.t().copy_(_by_onednn(b_.t(), a_))


def _by_onednn(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return x Wᵀ + bias by the operator that torch.compile uses for frozen models."""
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    return y


@cache
def onednn_is_faster() -> bool:
    """Return whether oneDNN is faster than MKL in float32: on AMD processors with AVX-512, if PyTorch has it."""
    capabilities = torch.cpu.get_capabilities()
    has_slow_mkl = capabilities.get("avx512_f", False) and "AMD" in capabilities.get("cpu_name", "")
    return bool(
        has_slow_mkl and torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")
    )

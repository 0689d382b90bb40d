"""Operations with a forward and backward written by hand, for training on a CPU.

The plain formulas stay where they are read (model/, lora/); each of them asks `usable` and steps aside for the kernel
of the same name. A kernel computes the same numbers but saves less for the backward pass, makes fewer
passes over memory, and recomputes what is cheap. Frozen weights get no gradient from any of them. Matmuls are
PyTorch's; what passes over memory is a loop in Python, compiled by Numba (compiled/), float32 and bfloat16 from one
source, every sum in float32. Loops run over rows, and each row is computed alike wherever it stands, so that threads
and the way a batch is cut change no bit.

    norm.py             RMSNorm, with the residual sum before it: one pass, gradient in closed form
    gemm.py             GEMMs of frozen weights and of attention: oneDNN or MKL
    linear.py           layers that read the same x as one GEMM, with their low-rank updates and dropout
    packed.py           layers whose frozen weight stays in the blocks of a GGUF file
    unpacking.py        the buffers that they are unpacked into, shared by threads
    rope.py             q, k, v cut out of their GEMM's output and rotated; the gradient is the rotation back
    attention.py        causal attention inside segments: bfloat16 matmuls, probabilities computed again backwards
    heads.py            its loops: heads first and back, softmax and its gradient
    swiglu.py           activation(gate) · up, keeping only gate and up
    cross_entropy.py    the loss, with its gradient in the memory of the logits
    dropout.py          the positions of dropped entries, drawn by their gaps
    rng.py              the generator of each thread

On CUDA and MPS the plain formulas run, since PyTorch's own fused operations are better there; and where Numba is not
installed, which is said once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from ..compiled import available

DTYPES = (torch.float32, torch.bfloat16)
"""What kernels compute with."""

_switch = {"on": True}


def usable(x: Tensor) -> bool:
    """Tell whether kernels may take over an operation on `x`."""
    return _switch["on"] and x.device.type == "cpu" and x.dtype in DTYPES and available()


@contextmanager
def plain_formulas() -> Iterator[None]:
    """Switch all kernels off inside the block: for comparing, measuring, and doubting."""
    before, _switch["on"] = _switch["on"], False
    try:
        yield
    finally:
        _switch["on"] = before

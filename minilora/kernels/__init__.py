"""Operations with a forward and backward written by hand, for training on a CPU.

model/ and lora/ contain the plain formulas; if `usable`, they call the kernel of the same name. A kernel computes the
same function but saves less for the backward pass, reads memory fewer times, and recomputes what is cheap. No kernel
computes gradients of frozen weights. Matmuls are PyTorch's. The other operations are Python loops that Numba compiles
(compiled/), for float32 and bfloat16 from one source, with sums in float32. They run over rows, and the result of a row
does not depend on its position, so neither threads nor the division into micro-batches change a bit.

    norm.py             RMSNorm, with the residual sum before it: one pass, gradient in closed form
    gemm.py             GEMMs of frozen weights and of attention: oneDNN or MKL
    linear.py           layers that read the same x as one GEMM, with their low-rank updates and dropout
    packed.py           layers whose frozen weights stay quantized, in the blocks of a GGUF file
    unpacking.py        the buffers for unpacked weights, shared by threads
    rope.py             q, k, v split from the output of their GEMM and rotated; the gradient is rotated back
    attention.py        causal attention within segments; the backward pass recomputes the probabilities
    heads.py            its loops: transpositions, softmax and its gradient
    swiglu.py           activation(gate) · up, keeping only gate and up
    cross_entropy.py    the loss; its gradient overwrites the logits
    dropout.py          the positions of dropped elements, sampled by their gaps
    rng.py              the generator of each thread

On CUDA and MPS the plain formulas run, since PyTorch's own fused operations are better there. They also run if Numba is
not installed, after one message.
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

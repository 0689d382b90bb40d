"""Operations with a forward and backward written by hand, for training on a CPU.

The plain formulas stay where they are read (model/, lora/); each of them asks `usable` and steps aside for the kernel
of the same name. A kernel computes the same numbers but saves less for the backward pass, makes fewer
passes over memory, and recomputes what is cheap. Frozen weights get no gradient from any of them.

    norm.py         RMSNorm: one pass for the mean square, gradient in closed form
    rope.py         the gradient of a rotation is the rotation back
    attention.py    causal attention inside segments: bfloat16 products, probabilities computed again backwards
    swiglu.py       silu(gate) · up, keeping only gate and up
    low_rank.py     y += scaling · B A dropout(x), in place, keeping x and what was dropped
    dropout.py      the positions of dropped entries, drawn by their gaps
    draws.py        the generator that they are drawn from: a thread's own

On CUDA and MPS the plain formulas run: PyTorch's own fused operations are better there.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor

_switch = {"on": True}


def usable(x: Tensor) -> bool:
    """Tell whether kernels may take over an operation on `x`."""
    return _switch["on"] and x.device.type == "cpu"


@contextmanager
def plain_formulas() -> Iterator[None]:
    """Switch all kernels off inside the block: for comparing, measuring, and doubting."""
    before, _switch["on"] = _switch["on"], False
    try:
        yield
    finally:
        _switch["on"] = before

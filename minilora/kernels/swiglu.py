"""Gated activations SwiGLU and GeGLU; only their input is saved for backward.

Both activations are g · σ(t), with t = g for SiLU and t = 2 sqrt(2/π) (g + 0.044715 g³) for GELU by tanh, because
½ (1 + tanh(t/2)) is σ(t). So with σ = σ(t):

Forward:  y = g σ u
Backward: du = dy g σ,   dg = dy u (σ + g σ (1 - σ) dt/dg)

gate and up are the halves of one tensor (N, 2F), the output of one GEMM; their gradients likewise.
"""

import math
from typing import Any

import torch
from torch import Tensor

from ..compiled import array_of, compiled, exp, float32, inlined, rounded, widened

SCALE = 2 * math.sqrt(2 / math.pi)
CUBIC = 0.044715


def gated(gate_up: Tensor, gelu: bool) -> Tensor:
    """Return activation(gate) · up, (N, F), in the dtype of gate_up (N, 2F).

    Args:
        gelu: the activation is GELU by tanh; else SiLU.
    """
    y: Tensor = _Gated.apply(gate_up, gelu)  # type: ignore[no-untyped-call]
    return y


class _Gated(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, gate_up: Tensor, gelu: bool) -> Tensor:
        gate_up = gate_up.contiguous()
        ctx.save_for_backward(gate_up)
        ctx.gelu = gelu
        y = gate_up.new_empty(len(gate_up), gate_up.shape[1] // 2)
        _forward(array_of(gate_up), array_of(y), gelu)
        return y

    @staticmethod
    def backward(ctx: Any, d_y: Tensor) -> tuple[Tensor, None]:
        (gate_up,) = ctx.saved_tensors
        d_gate_up = torch.empty_like(gate_up)
        _backward(array_of(gate_up), array_of(d_y.contiguous()), array_of(d_gate_up), ctx.gelu)
        return d_gate_up, None


@inlined(fastmath={"contract"})
def _sigmoid(t):  # type: ignore[no-untyped-def]
    return float32(1) / (float32(1) + exp(-t))


@compiled(fastmath={"contract"}, noalias=True)
def _forward(gate_up, y, gelu):  # type: ignore[no-untyped-def]
    size = y.shape[1]
    for i in range(y.shape[0]):
        for c in range(size):
            g, u = widened(gate_up[i, c]), widened(gate_up[i, size + c])
            t = float32(SCALE) * (g + float32(CUBIC) * g * g * g) if gelu else g
            y[i, c] = rounded(g * _sigmoid(t) * u, y)


@compiled(fastmath={"contract"}, noalias=True)
def _backward(gate_up, d_y, d_gate_up, gelu):  # type: ignore[no-untyped-def]
    size = d_y.shape[1]
    for i in range(d_y.shape[0]):
        for c in range(size):
            g, u, d = widened(gate_up[i, c]), widened(gate_up[i, size + c]), widened(d_y[i, c])
            t = float32(SCALE) * (g + float32(CUBIC) * g * g * g) if gelu else g
            slope = float32(SCALE) * (float32(1) + float32(3 * CUBIC) * g * g) if gelu else float32(1)
            s = _sigmoid(t)
            d_gate_up[i, c] = rounded(d * u * (s + g * s * (float32(1) - s) * slope), d_gate_up)
            d_gate_up[i, size + c] = rounded(d * g * s, d_gate_up)

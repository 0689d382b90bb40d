"""Feed-forward networks, (N, C) -> (N, C)."""

from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..arch.config import ModelConfig
from ..kernels import usable
from ..kernels.linear import linear
from ..kernels.swiglu import gated as kernel

ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "silu": F.silu,
    "gelu_tanh": partial(F.gelu, approximate="tanh"),
    "relu2": lambda x: F.relu(x).square(),
}


def gated(activation: str, gate_up: Tensor) -> Tensor:
    """Return activation(gate) · up (N, F) for the concatenated (N, 2F). Source: Shazeer 2020, arXiv:2002.05202."""
    if usable(gate_up):
        return kernel(gate_up, activation == "gelu_tanh")
    gate, up = gate_up.chunk(2, dim=-1)
    return ACTIVATIONS[activation](gate) * up


class GatedMLP(nn.Module):
    """down(activation(gate(x)) · up(x))."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.activation = config.activation
        self.gate_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.up_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        return linear(gated(self.activation, linear(x, self.gate_proj, self.up_proj)), self.down_proj)


class FusedGatedMLP(nn.Module):
    """GatedMLP with one projection of 2F rows: gate, then up."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.activation = config.activation
        self.gate_up_proj = nn.Linear(config.hidden_size, 2 * config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        return linear(gated(self.activation, linear(x, self.gate_up_proj)), self.down_proj)


class XIELU(nn.Module):
    """An activation with two trained numbers: quadratic for x > 0, exponential below; elementwise.

    softplus(alpha_p) x² + beta x, or (beta + softplus(alpha_n)) (exp(min(x, eps)) - 1 - x) + beta x.
    Source: Huang and Schlag 2024, arXiv:2411.13010.
    """

    def __init__(self) -> None:
        super().__init__()
        self.alpha_p, self.alpha_n = nn.Parameter(torch.empty(1)), nn.Parameter(torch.empty(1))
        self.beta = nn.Parameter(torch.empty(()), requires_grad=False)
        self.eps = nn.Parameter(torch.empty(()), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        above = F.softplus(self.alpha_p) * x * x
        below = (torch.expm1(torch.minimum(x, self.eps)) - x) * (self.beta + F.softplus(self.alpha_n))
        return torch.where(x > 0, above, below) + self.beta * x


class PlainMLP(nn.Module):
    """down(activation(up(x)))."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.activation = XIELU() if config.activation == "xielu" else ACTIVATIONS[config.activation]
        self.up_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        return linear(self.activation(linear(x, self.up_proj)), self.down_proj)


MLPS: Mapping[str, Callable[[ModelConfig], nn.Module]] = {
    "gated": GatedMLP,
    "fused_gated": FusedGatedMLP,
    "plain": PlainMLP,
}

"""Feed-forward networks, (N, C) -> (N, C)."""

from collections.abc import Callable, Mapping
from functools import partial

from torch import Tensor, nn
from torch.nn import functional as F

from ..arch.config import ModelConfig
from ..kernels import usable
from ..kernels.swiglu import swiglu

ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "silu": F.silu,
    "gelu_tanh": partial(F.gelu, approximate="tanh"),
}


def gated(activation: Callable[[Tensor], Tensor], gate: Tensor, up: Tensor) -> Tensor:
    """activation(gate) · up; with silu, SwiGLU. Source: Shazeer 2020, arXiv:2002.05202."""
    if activation is F.silu and usable(gate):
        return swiglu(gate, up)
    return activation(gate) * up


class GatedMLP(nn.Module):
    """down(activation(gate(x)) · up(x))."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.activation = ACTIVATIONS[config.activation]
        self.gate_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.up_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        hidden: Tensor = self.down_proj(gated(self.activation, self.gate_proj(x), self.up_proj(x)))
        return hidden


class FusedGatedMLP(nn.Module):
    """The same with one projection of 2F rows, gate's before up's."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.activation = ACTIVATIONS[config.activation]
        self.gate_up_proj = nn.Linear(config.hidden_size, 2 * config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        gate, up = self.gate_up_proj(x).chunk(2, dim=-1)
        hidden: Tensor = self.down_proj(gated(self.activation, gate, up))
        return hidden


class PlainMLP(nn.Module):
    """down(activation(up(x)))."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.activation = ACTIVATIONS[config.activation]
        self.up_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        hidden: Tensor = self.down_proj(self.activation(self.up_proj(x)))
        return hidden


MLPS: Mapping[str, Callable[[ModelConfig], nn.Module]] = {
    "gated": GatedMLP,
    "fused_gated": FusedGatedMLP,
    "plain": PlainMLP,
}

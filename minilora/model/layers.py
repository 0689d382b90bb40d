"""The token-wise layers: RMSNorm and the gated MLP."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..arch.config import ModelConfig


class RMSNorm(nn.Module):
    """y = w · x / sqrt(mean(x²) + eps), over the last dimension; the mean in float32 whatever x's dtype.

    Source: Zhang & Sennrich 2019, arXiv:1910.07467. Rounds to x's dtype before the weight, as Llama's reference does.
    """

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        normed = wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.eps)
        return self.weight * normed.to(x.dtype)


class GatedMLP(nn.Module):
    """SwiGLU: down(silu(gate(x)) · up(x)), (N, C) -> (N, C). Source: Shazeer 2020, arXiv:2002.05202."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.up_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        hidden: Tensor = self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))
        return hidden

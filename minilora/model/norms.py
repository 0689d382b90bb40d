"""Norms over the last dimension, and the norms of queries and keys before RoPE."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from ..arch.config import ModelConfig
from ..kernels import usable
from ..kernels.norm import residual_norm, rms_norm


class RMSNorm(nn.Module):
    """y = w · x / sqrt(mean(x²) + eps), with the mean in float32 for every dtype of x.

    Source: Zhang & Sennrich 2019, arXiv:1910.07467. Rounds to x's dtype before multiplying by w, as Llama's reference.
    """

    offset = False

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size))
        self.eps = eps

    def uses_kernel(self, x: Tensor) -> bool:
        return (
            usable(x) and x.dtype == self.weight.dtype and not (self.weight.requires_grad and torch.is_grad_enabled())
        )

    def add_and_norm(self, x: Tensor, branch: Tensor | None) -> tuple[Tensor, Tensor]:
        """Return s = x + branch (or x without a branch) and the norm of s, both (N, C); fused if a kernel is usable."""
        if self.uses_kernel(x):
            return residual_norm(x, branch, self.weight, self.eps, self.offset)
        s = x if branch is None else x + branch
        return s, self.forward_torch(s)

    def forward(self, x: Tensor) -> Tensor:
        if self.uses_kernel(x):
            return rms_norm(x, self.weight, self.eps, self.offset)
        return self.forward_torch(x)

    def forward_torch(self, x: Tensor) -> Tensor:
        """Return y, computed with PyTorch operations."""
        return self.weight * _normalized(x, self.eps).to(x.dtype)


class OffsetRMSNorm(RMSNorm):
    """y = (1 + w) · x / sqrt(mean(x²) + eps), all in float32 as in Gemma's reference: bfloat16 would round w away."""

    offset = True

    def forward_torch(self, x: Tensor) -> Tensor:
        return ((1 + self.weight.float()) * _normalized(x, self.eps)).to(x.dtype)


class AllHeadsRMSNorm(RMSNorm):
    """RMSNorm of (N, heads, D) over all heads of a token."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.flatten(1)).view_as(x)


def _normalized(x: Tensor, eps: float) -> Tensor:
    wide = x.float()
    return wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + eps)


def layer_norm(size: int, eps: float) -> nn.LayerNorm:
    """y = w · (x - mean) / sqrt(variance + eps) + b. Source: Ba et al. 2016, arXiv:1607.06450."""
    return nn.LayerNorm(size, eps)


def layer_norm_without_bias(size: int, eps: float) -> nn.LayerNorm:
    """y = w · (x - mean) / sqrt(variance + eps)."""
    return nn.LayerNorm(size, eps, bias=False)


NORMS: Mapping[str, Callable[[int, float], nn.Module]] = {
    "rms": RMSNorm,
    "offset_rms": OffsetRMSNorm,
    "layer": layer_norm,
    "layer_without_bias": layer_norm_without_bias,
}

QUERY_NORMS: Mapping[str, Callable[[ModelConfig, int], nn.Module]] = {
    "none": lambda config, heads: nn.Identity(),
    "each_head": lambda config, heads: NORMS[config.norm](config.head_dim, config.norm_eps),
    "all_heads": lambda config, heads: AllHeadsRMSNorm(heads * config.head_dim, config.norm_eps),
}
"""Modules for queries or keys (N, heads, D)."""


def make_norm(config: ModelConfig) -> nn.Module:
    """Return the family's norm for hidden states (N, C)."""
    return NORMS[config.norm](config.hidden_size, config.norm_eps)

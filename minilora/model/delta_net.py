"""The gated delta rule: linear attention with a matrix as its state, which decays and is updated by each token.

For each head, with a state S (Dk, Dv), a decay g <= 0 and a step size beta in (0, 1):

    S <- exp(g_t) · S          S <- S + beta_t · k_t (v_t - k_t S)          y_t = q_t S

`gated_delta_rule` computes chunks of tokens at once: inside a chunk with triangular matmuls, from chunk to chunk with
the state. A chunk of one token is the rule above, which is what generation uses.

Source: Yang et al. 2024, arXiv:2412.06464 (gated delta rule); arXiv:2406.06484, section 3 (chunks); transformers 5.23,
models/qwen3_5. All of it in float32, as there.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..arch.config import ModelConfig
from ..kernels.linear import linear
from .cache import KVCache
from .norms import RMSNorm
from .rope import Tables
from .short_conv import CausalConv

CHUNK = 64
"""Maximum number of tokens of a chunk."""


class GatedDeltaNet(nn.Module):
    """The mixer of Qwen3.5: projections and a short convolution, the gated delta rule, a gated norm, o projection.

    Each key head serves Hv / Hk consecutive value heads. States: the last rows before the convolution, and S.
    """

    def __init__(self, config: ModelConfig, block: int) -> None:
        super().__init__()
        self.block = block
        self.key_heads, self.value_heads = config.linear_key_heads, config.linear_value_heads
        keys, values = (
            config.linear_key_heads * config.linear_key_dim,
            config.linear_value_heads * config.linear_value_dim,
        )
        self.sizes = (keys, keys, values)
        self.in_proj_qkv = nn.Linear(config.hidden_size, sum(self.sizes), bias=False)
        self.in_proj_z = nn.Linear(config.hidden_size, values, bias=False)
        self.in_proj_b = nn.Linear(config.hidden_size, config.linear_value_heads, bias=False)
        self.in_proj_a = nn.Linear(config.hidden_size, config.linear_value_heads, bias=False)
        self.conv1d = CausalConv(sum(self.sizes), config.conv_kernel)
        self.A_log = nn.Parameter(torch.empty(config.linear_value_heads))
        self.dt_bias = nn.Parameter(torch.empty(config.linear_value_heads))
        self.norm = RMSNorm(config.linear_value_dim, config.norm_eps)
        self.out_proj = nn.Linear(values, config.hidden_size, bias=False)

    def forward(self, x: Tensor, tables: Tables | None, lengths: Sequence[int], cache: KVCache | None) -> Tensor:
        """Map x (N, C) to (N, C). The sequence `lengths` add up to N; with a cache there is one sequence."""
        before, state = cache.states.get(self.block, (None, None)) if cache else (None, None)
        mixed, last = self.conv1d(linear(x, self.in_proj_qkv), lengths, before)
        q, k, v = F.silu(mixed).split(self.sizes, dim=-1)
        decay = -self.A_log.float().exp() * F.softplus(linear(x, self.in_proj_a).float() + self.dt_bias.float())
        beta = linear(x, self.in_proj_b).sigmoid().float()
        y, state = gated_delta_rule(
            self._heads(q), self._heads(k), v.unflatten(-1, (self.value_heads, -1)).float(), decay, beta, lengths, state
        )
        if cache:
            cache.states[self.block] = (last, state)
        gate = linear(x, self.in_proj_z).unflatten(-1, (self.value_heads, -1))
        gated = (self.norm(y.to(x.dtype)) * F.silu(gate.float())).to(x.dtype)
        return linear(gated.flatten(1), self.out_proj)

    def _heads(self, x: Tensor) -> Tensor:
        """Return normalised queries or keys (N, Hv, Dk), float32, for the key heads of x (N, Hk·Dk)."""
        heads = x.unflatten(-1, (self.key_heads, -1)).float()
        heads = heads * torch.rsqrt(heads.square().sum(-1, keepdim=True) + 1e-6)
        return torch.repeat_interleave(heads, self.value_heads // self.key_heads, dim=1)


def gated_delta_rule(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    decay: Tensor,
    beta: Tensor,
    lengths: Sequence[int],
    state: Tensor | None = None,
    chunk: int = CHUNK,
) -> tuple[Tensor, Tensor]:
    """Return y (N, H, Dv) and the state (H, Dk, Dv) after the last sequence of a flat batch; everything float32.

    Args:
        q, k: (N, H, Dk) of length 1; q is scaled by Dk^-0.5 here.
        v: (N, H, Dv).
        decay: logarithm of the decay of each token, (N, H).
        beta: (N, H).
        lengths: length of each sequence; they add up to N.
        state: state before the first token of a single sequence; None: zeros.
        chunk: maximum number of tokens of a chunk; it does not change the result.
    """
    size = min(chunk, max(lengths))
    counts = [-(-n // size) for n in lengths]
    rows = _chunk_rows(lengths, counts, size).to(q.device)

    def chunks(x: Tensor) -> Tensor:
        """Return (M, H, size, ...) for x (N, H, ...): each sequence in separate chunks, padded with zeros."""
        padded = x.new_zeros(sum(counts) * size, *x.shape[1:]).index_copy(0, rows, x)
        return torch.unflatten(padded, 0, (-1, size)).transpose(1, 2)

    q, k, v, beta, total = (chunks(x) for x in (q * q.shape[-1] ** -0.5, k, v, beta[..., None], decay))
    total = total.cumsum(-1)  # logarithm of the decay from the start of the chunk, (M, H, size)
    future = torch.ones(size, size, dtype=torch.bool, device=q.device).triu(1)
    between = (total[..., None] - total[..., None, :]).masked_fill(future, -torch.inf).exp()
    since = total.exp()[..., None]
    system, scores = (k * beta) @ k.transpose(-1, -2) * between, q @ k.transpose(-1, -2) * between
    solved = torch.linalg.solve_triangular(
        system, torch.cat((v, k * since), dim=-1) * beta, upper=False, unitriangular=True
    )
    corrections, reads = solved.split((v.shape[-1], k.shape[-1]), dim=-1)
    q, k, left = q * since, k * (total[..., -1:] - total).exp()[..., None], since[..., -1:, :]
    zeros = q.new_zeros(q.shape[1], q.shape[-1], v.shape[-1])
    later_starts, parts = {sum(counts[:n]) for n in range(1, len(counts))}, []
    state = zeros if state is None else state
    for m in range(len(q)):
        state = zeros if m in later_starts else state
        new = corrections[m] - reads[m] @ state
        parts.append(q[m] @ state + scores[m] @ new)
        state = state * left[m] + k[m].transpose(-1, -2) @ new
    return torch.stack(parts).transpose(1, 2).flatten(0, 1)[rows], state


def _chunk_rows(lengths: Sequence[int], counts: Sequence[int], size: int) -> Tensor:
    """Return the row of each token (N,) when every sequence is padded to whole chunks."""
    starts = [size * sum(counts[:n]) for n in range(len(counts))]
    return torch.cat([torch.arange(start, start + n) for start, n in zip(starts, lengths, strict=True)])

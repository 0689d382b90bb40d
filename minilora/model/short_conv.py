"""Short causal convolutions along a sequence: over a token and the few tokens before it.

    x (N, C) -> in_proj -> b, c, x (N, C) -> c · convolution(b · x) -> out_proj -> (N, C)

Source: Liquid AI 2025, arXiv:2511.23404, for the gated block; transformers 5.23, models/lfm2.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..arch.config import ModelConfig
from ..kernels.linear import linear
from .cache import KVCache
from .rope import Tables


class CausalConv(nn.Module):
    """Depthwise convolution within each sequence: y_t = sum over j of w_j · x_{t-K+1+j}, for each channel.

    With a cache, the block's first state holds the last K - 1 rows of x.
    """

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, kernel))

    def forward(self, x: Tensor, lengths: Sequence[int], before: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return y (N, C) for x (N, C), and the last K - 1 rows of x of the last sequence, for the tokens after it.

        Args:
            x: the concatenated sequences.
            lengths: length of each sequence; they add up to N.
            before: the K - 1 rows (K - 1, C) before x, which is then a single sequence; None: zeros.
        """
        channels, kernel = self.weight.shape
        first = x.new_zeros(kernel - 1, channels) if before is None else before
        parts = [part for rows in x.split(list(lengths)) for part in (first, rows)]
        padded = torch.cat(parts)  # K - 1 rows before every sequence, so that none reads from another
        y = F.conv1d(padded.T[None], self.weight[:, None], groups=channels)[0].T
        if len(lengths) > 1:
            y = torch.cat([rows[:n] for rows, n in zip(_starts(y, lengths, kernel - 1), lengths, strict=True)])
        return y, padded[len(padded) - (kernel - 1) :]


def _starts(y: Tensor, lengths: Sequence[int], gap: int) -> tuple[Tensor, ...]:
    """Return the outputs of each sequence, followed by those of `gap` windows that reach into the next one."""
    return torch.split(y, [*(n + gap for n in lengths[:-1]), lengths[-1]])


class ShortConv(nn.Module):
    """LFM2's gated short convolution."""

    def __init__(self, config: ModelConfig, block: int) -> None:
        super().__init__()
        self.block = block
        self.in_proj = nn.Linear(config.hidden_size, 3 * config.hidden_size, bias=False)
        self.conv = CausalConv(config.hidden_size, config.conv_kernel)
        self.out_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor, tables: Tables | None, lengths: Sequence[int], cache: KVCache | None) -> Tensor:
        """Map x (N, C) to (N, C). The sequence `lengths` add up to N; with a cache there is one sequence."""
        b, c, values = linear(x, self.in_proj).chunk(3, dim=-1)
        (before,) = cache.states.get(self.block, (None,)) if cache else (None,)
        mixed, last = self.conv(b * values, lengths, before)
        if cache:
            cache.states[self.block] = (last,)
        return linear(c * mixed, self.out_proj)

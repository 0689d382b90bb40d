"""LoRALinear: a frozen linear layer plus a trainable low-rank update.

    x ──┬── base_layer (frozen) ───────────────────────┬── + ── y
        └── dropout ── A (in → r) ── B (r → out) ── · s ┘

B is initialised to zero, so at step 0 the output equals that of the base layer. A and B are float32 in any case,
because bfloat16 would round most optimizer updates away; the forward pass casts them to the dtype of x.

Source: Hu et al. 2021, arXiv:2106.09685, section 4.1.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..kernels import usable
from ..kernels.dropout import dropped_positions
from ..kernels.linear import LowRank, linear, project
from ..kernels.packed import PackedEmbedding, PackedLinear
from ..kernels.rng import generator
from .update import Update


def dropout(x: Tensor, p: float) -> Tensor:
    """Zero each entry with probability `p` and scale the others by 1 / (1 - p).

    Uses the generator of this thread if it has one (kernels/rng.py), and PyTorch's global one otherwise.
    """
    if generator(x.device) is None:
        return F.dropout(x, p)
    return x.flatten().index_fill(0, dropped_positions(x.numel(), p), 0).view_as(x) / (1 - p)


class LoRALayer(nn.Module):
    """A frozen base layer with trainable factors A and B; the common part of `LoRALinear` and `LoRAEmbedding`."""

    base_layer: nn.Linear | nn.Embedding

    def __init__(
        self,
        base_layer: nn.Linear | nn.Embedding,
        lora_A: Tensor,
        lora_B: Tensor,
        *,
        scaling: float,
        lora_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.base_layer = base_layer.requires_grad_(False)
        packed = isinstance(base_layer, PackedLinear | PackedEmbedding)
        device = lora_A.device if packed else base_layer.weight.device
        self.lora_A = nn.Parameter(lora_A.to(device, torch.float32).contiguous())
        self.lora_B = nn.Parameter(lora_B.to(device, torch.float32).contiguous())
        self.scaling = scaling
        self.lora_dropout = lora_dropout
        self.train(base_layer.training)

    @property
    def r(self) -> int:
        """Rank: the number of rows of A."""
        return self.lora_A.shape[0]

    def update(self) -> Update:
        """Return the learned update; its tensors share memory with the parameters."""
        return Update(self.lora_A.detach(), self.lora_B.detach(), self.scaling)

    @torch.no_grad()
    def load(self, update: Update) -> None:
        """Copy an update of equal shapes into the parameters."""
        self.lora_A.copy_(update.lora_A)
        self.lora_B.copy_(update.lora_B)
        self.scaling = update.scaling

    def extra_repr(self) -> str:
        return f"r={self.r}, scaling={self.scaling:g}, lora_dropout={self.lora_dropout:g}"


class LoRALinear(LoRALayer):
    """y = W0 x + b + scaling · B A dropout(x), where only A (r, in) and B (out, r) are trained."""

    base_layer: nn.Linear

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., in) to (..., out)."""
        if usable(x) and x.ndim == 2:  # a flat batch on a CPU: a fused kernel that saves fewer activations
            y = project(x, (self,))
            if y is not None:
                return y
        return linear(x, self.base_layer) + self.low_rank(x)  # (..., out)

    def low_rank_terms(self) -> LowRank | None:
        """Return what a kernel adds to the frozen layer's output; None in a class that does more than add."""
        if type(self) is not LoRALinear:
            return None
        return LowRank(self.lora_A, self.lora_B, self.scaling, self.lora_dropout if self.training else 0.0)

    def low_rank(self, x: Tensor) -> Tensor:
        """Return scaling · B A dropout(x), (..., out), in the dtype of x."""
        kept = dropout(x, self.lora_dropout) if self.training and self.lora_dropout else x
        low = F.linear(kept, self.lora_A.to(x.dtype))  # (..., r)
        return F.linear(low * self.scaling, self.lora_B.to(x.dtype))

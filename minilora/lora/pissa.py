"""PiSSA and OLoRA: initialise A and B from the main directions of the base weight.

Both remove B0 A0 from W0 and train from there:  W = (W0 - s · B0 A0) + s · B A,  with A and B initialised to A0 and B0.

Here W0 is unchanged, and the layer adds s · (B A - B0 A0), which gives the same sum. So the update fits the original
base, no precision is lost in a bfloat16 W0 - s · B0 A0, and `eject` has nothing to restore. The difference is itself a
low-rank update, of rank 2r, and is saved as such:

    B A - B0 A0 = [B | -B0] [A ; A0]

Sources: PiSSA, Meng et al. 2024, arXiv:2404.02948, section 3; OLoRA, Büyükakyüz 2024, arXiv:2406.01775.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .layer import LoRALinear
from .spectrum import truncated_svd
from .update import Update


def pissa(weight: Tensor, r: int, scaling: float) -> tuple[Tensor, Tensor]:
    """Return A (r, in) and B (out, r) such that s · B A is the truncated SVD of rank r of `weight` (out, in).

    W0 = U S Vᵀ;  A = sqrt(S_r / s) V_rᵀ,  B = U_r sqrt(S_r / s).
    """
    svd = truncated_svd(weight, r)
    return replace(svd, S=svd.S / scaling).factors(r)


def olora(weight: Tensor, r: int, scaling: float) -> tuple[Tensor, Tensor]:
    """Return A (r, in) and B (out, r): the first rows of R and columns of Q in W0 = Q R."""
    Q, R = torch.linalg.qr(weight.float())
    return R[:r].contiguous(), Q[:, :r].contiguous()


DECOMPOSITIONS: Mapping[str, Callable[[Tensor, int, float], tuple[Tensor, Tensor]]] = {"pissa": pissa, "olora": olora}


def subtract_start(update: Update, start_A: Tensor, start_B: Tensor) -> Update:
    """Return s · (B A - B0 A0), of rank 2r; the factors of `update` come first."""
    lora_A, lora_B = torch.cat([update.lora_A, start_A]), torch.cat([update.lora_B, -start_B], dim=1)
    return Update(lora_A, lora_B, update.scaling)


class ShiftedLinear(LoRALinear):
    """y = W0 x + b + s · (B A dropout(x) - B0 A0 x), where A0 (r, in) and B0 (out, r) are the initial A and B."""

    def __init__(
        self,
        base_layer: nn.Linear | nn.Embedding,
        lora_A: Tensor,
        lora_B: Tensor,
        *,
        scaling: float,
        lora_dropout: float = 0.0,
    ) -> None:
        super().__init__(base_layer, lora_A, lora_B, scaling=scaling, lora_dropout=lora_dropout)
        self.start_A: Tensor
        self.start_B: Tensor
        self.register_buffer("start_A", self.lora_A.detach().clone())
        self.register_buffer("start_B", self.lora_B.detach().clone())

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., in) to (..., out)."""
        start = F.linear(F.linear(x, self.start_A.to(x.dtype)), self.start_B.to(x.dtype)) * self.scaling
        return super().forward(x) - start

    def update(self) -> Update:
        """Return the difference from the original base, of rank 2r; the trained half comes first."""
        return subtract_start(super().update(), self.start_A, self.start_B)

    @torch.no_grad()
    def load(self, update: Update) -> None:
        """Load an update of rank 2r, as returned by `update`, into the trained factors and the initial ones."""
        super().load(Update(update.lora_A[: self.r], update.lora_B[:, : self.r], update.scaling))
        self.start_A.copy_(update.lora_A[self.r :])
        self.start_B.copy_(-update.lora_B[:, self.r :])

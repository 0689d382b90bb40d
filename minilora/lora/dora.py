"""DoRA: train the norm of each row of the weight (the magnitude) separately from its direction.

    W' = m · (W0 + ΔW) / ‖W0 + ΔW‖        m (out,), the norms of the rows, initialised to ‖W0‖

m scales each output, and ΔW = scaling · B A changes the direction. The norms in the denominator are constants in the
backward pass (section 4.3 of the paper), which saves memory without loss of quality.

In training, dropout applies only to the input of A, as in LoRA. PEFT also drops inputs of W0 in its correction term.

Source: Liu et al. 2024, arXiv:2402.09353, equation 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from ..errors import AdapterError
from ..kernels.packed import matmul_weight
from .layer import LoRALinear
from .update import Update


def row_norms(weight: Tensor) -> Tensor:
    """Return the Euclidean norm of each row, shape (out,), float32."""
    lengths: Tensor = torch.linalg.vector_norm(weight.float(), dim=1)
    return lengths


@dataclass(frozen=True)
class DoRAUpdate(Update):
    """An `Update` with the norms of the merged rows."""

    FILE_PARTS: ClassVar[Mapping[str, str]] = {**Update.FILE_PARTS, "magnitude": "lora_magnitude_vector"}

    magnitude: Tensor
    """Shape (out,)."""

    def applied(self, weight: Tensor) -> Tensor:
        """Return m · (W0 + ΔW) / ‖W0 + ΔW‖ in float32."""
        direction = super().applied(weight)
        gain = self.magnitude.float() / row_norms(direction)
        return gain[:, None] * direction

    def removed(self, weight: Tensor) -> Tensor:
        raise AdapterError("DoRA cannot be unmerged: the merged weight does not contain the norms of the base's rows.")

    def validation_error(self) -> str | None:
        validation_error, expected = super().validation_error(), tuple(self.lora_B.shape[:1])
        if not validation_error and tuple(self.magnitude.shape) != expected:
            validation_error = f"magnitude {tuple(self.magnitude.shape)}; expected {expected}"
        return validation_error


class DoRALinear(LoRALinear):
    """y = b + m / ‖W0 + ΔW‖ · (W0 x + scaling · B A dropout(x)), where A, B and m (out,) are trained."""

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
        self.lora_magnitude_vector = nn.Parameter(self._row_norms())

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., in) to (..., out)."""
        gain = (self.lora_magnitude_vector / self._row_norms()).to(x.dtype)
        direction: Tensor = matmul_weight(self.base_layer, x) + self.low_rank(x)  # (..., out)
        return gain * direction if self.base_layer.bias is None else gain * direction + self.base_layer.bias

    def _row_norms(self) -> Tensor:
        """Return ‖W0 + ΔW‖, shape (out,), as constants."""
        return row_norms(self.base_layer.weight.detach().float() + super().update().delta())

    def update(self) -> DoRAUpdate:
        plain = super().update()
        return DoRAUpdate(plain.lora_A, plain.lora_B, plain.scaling, self.lora_magnitude_vector.detach())

    @torch.no_grad()
    def load(self, update: Update) -> None:
        assert isinstance(update, DoRAUpdate)
        super().load(update)
        self.lora_magnitude_vector.copy_(update.magnitude)

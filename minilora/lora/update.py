"""The low-rank update: arithmetic on plain tensors, independent of modules and files.

A frozen weight W0 (out, in) receives an update of rank at most r, stored as two thin matrices:

              in                    in
          ┌────────┐            ┌────────┐
      out │   W0   │  +  s · out│B│  ·   r│───A────│       s = scaling
          └────────┘            └────────┘
                                 r

Only A and B are trained: r · (in + out) parameters instead of in · out.

Source: Hu et al. 2021, arXiv:2106.09685, section 4.1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from ..errors import AdapterError


def delta_weight(lora_A: Tensor, lora_B: Tensor, scaling: float) -> Tensor:
    """Return ΔW = scaling · B A.

    Args:
        lora_A: shape (r, in).
        lora_B: shape (out, r).
        scaling: lora_alpha / r, dimensionless.

    Returns:
        Tensor (out, in) in the dtype of the factors.
    """
    return scaling * (lora_B @ lora_A)


def round_once(value: Tensor, dtype: torch.dtype) -> Tensor:
    """Cast a float32 result to `dtype`; infinities and NaN are an error.

    Raises:
        AdapterError: a value is not finite, or is outside the range of `dtype`.
    """
    rounded = value.to(dtype)
    if not all(map(math.isfinite, map(float, rounded.aminmax()))):  # one pass; a NaN is in both
        bad = int((~torch.isfinite(rounded)).sum())
        largest = float(value.abs().nan_to_num(nan=float("inf")).max())
        raise AdapterError(
            f"{bad} of {value.numel()} weights are not finite in {_short(dtype)} "
            f"(largest magnitude {largest:.4g}, limit {torch.finfo(dtype).max:.4g}). "
            "Use bfloat16 or float32, clamp them (merge --clamp), or check that training did not diverge."
        )
    return rounded


def round_clamped(value: Tensor, dtype: torch.dtype) -> Tensor:
    """Cast a float32 result to `dtype`, clamped to its range; NaN is an error."""
    limit = torch.finfo(dtype).max
    return round_once(value.clamp(-limit, limit), dtype)


Rounding = Callable[[Tensor, torch.dtype], Tensor]
"""How a float32 result is cast to the dtype of a weight: `round_once` or `round_clamped`."""


@dataclass(frozen=True)
class Update:
    """The update of one linear layer, as stored in an adapter file and used by a merge."""

    FILE_PARTS: ClassVar[Mapping[str, str]] = {"lora_A": "lora_A.weight", "lora_B": "lora_B.weight"}
    """Field → suffix of its tensor name in PEFT's files."""

    lora_A: Tensor  # noqa: N815  (the field's own letters)
    """Shape (r, in)."""
    lora_B: Tensor  # noqa: N815
    """Shape (out, r)."""
    scaling: float
    """Factor of B A, dimensionless."""

    @property
    def r(self) -> int:
        """Rank: the number of rows of A."""
        return self.lora_A.shape[0]

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """Shape (out, in) of the base weight that this update fits."""
        return (self.lora_B.shape[0], self.lora_A.shape[1])

    def delta(self) -> Tensor:
        """Return ΔW, in the shape of the weight, in float32."""
        return delta_weight(self.lora_A.float(), self.lora_B.float(), self.scaling)

    def applied(self, weight: Tensor) -> Tensor:
        """Return W0 + ΔW in float32."""
        return weight.float() + self.delta()

    def removed(self, weight: Tensor) -> Tensor:
        """Return W - ΔW in float32: the inverse of `applied`, up to rounding."""
        return weight.float() - self.delta()

    def merged(self, weight: Tensor, rounding: Rounding = round_once) -> Tensor:
        """Return `weight` with this update merged, in its dtype; computed in float32 and rounded once."""
        return rounding(self.applied(weight), weight.dtype)

    def unmerged(self, weight: Tensor) -> Tensor:
        """Return a merged `weight` with this update subtracted, in its dtype.

        The result equals the base weight within two roundings, since the rounding of the merge cannot be undone.
        """
        return round_once(self.removed(weight), weight.dtype)

    def tensors(self) -> dict[str, Tensor]:
        """Return the tensors by the suffixes of their names in PEFT's files."""
        return {part: getattr(self, field) for field, part in self.FILE_PARTS.items()}

    def validation_error(self) -> str | None:
        """Return what is wrong with the tensors (shapes or values), or None."""
        if any(not torch.isfinite(tensor).all() for tensor in self.tensors().values()):
            return "contains NaN or infinity"
        A, B = tuple(self.lora_A.shape), tuple(self.lora_B.shape)
        if len(A) != 2 or len(B) != 2 or A[0] != B[1] or 0 in A + B:
            return f"A {A} and B {B}; expected (r, in) and (out, r)"
        return None


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")

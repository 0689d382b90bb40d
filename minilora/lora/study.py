"""What has an adapter learned? For each module: norm, rank, and overlap with the base weight.

The overlap is that of section 7.3 of the LoRA paper. Let U be the top k left singular vectors of ΔW and U0 those of W0.
Then ‖U0ᵀ U‖² / k is 1 if ΔW writes to the main output directions of W0, and about k / out for random directions.

Source: Hu et al. 2021, arXiv:2106.09685, section 7.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import AdapterError
from .adapter import Adapter
from .dora import DoRAUpdate
from .embedding import EmbeddingUpdate
from .spectrum import SVD, effective_rank, energy_share, stable_rank, svd_of_matrix, svd_of_update, truncated_svd
from .update import Update


@dataclass(frozen=True)
class ModuleStudy:
    """Statistics of the update of one module."""

    name: str
    kind: str
    """linear, dora or embedding."""
    weight_shape: tuple[int, ...]
    r: int
    scaling: float
    norm: float
    """‖ΔW‖, Frobenius."""
    singular_values: tuple[float, ...]
    """Of ΔW, descending; at most r of them (DoRA: all)."""
    stable_rank: float
    """‖ΔW‖² / σ1²."""
    effective_rank: float
    """exp of the entropy of the normalised singular values."""
    base: "BaseComparison | None" = None
    """Comparison with the base weight, if that was given."""

    def energy(self, k: int) -> float:
        """Fraction of ‖ΔW‖² in the k largest singular values."""
        return energy_share(torch.tensor(self.singular_values, dtype=torch.float64), k)


@dataclass(frozen=True)
class BaseComparison:
    """An update compared with the base weight that it changes."""

    norm: float
    """‖W0‖."""
    relative: float
    """‖ΔW‖ / ‖W0‖."""
    top: int
    """k, the number of directions compared."""
    output_overlap: float
    """‖U0ᵀ U‖² / k of the top k left singular vectors, in [0, 1]: the directions that ΔW writes to."""
    input_overlap: float
    """The same for the right singular vectors: the directions that ΔW reads from."""
    by_chance: tuple[float, float]
    """Expected overlaps of random directions: k / out, k / in."""


def study(
    adapter: Adapter,
    base_weight: Callable[[str], Tensor] | None = None,
    *,
    top: int = 8,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[ModuleStudy, ...]:
    """Return the statistics of every module of `adapter`, in its order.

    Args:
        base_weight: Hugging Face's tensor name (`....q_proj.weight`) → base weight; without it nothing is compared.
            The SVD of every base weight takes seconds for a small model and minutes for a large one.
        top: number of directions to compare; fewer if the update has fewer.
        progress: called with (modules done, total modules).

    Raises:
        AdapterError: for a DoRA adapter without base weights (its ΔW depends on them), or if a shape differs.
    """
    modules = []
    for name, update in adapter.updates.items():
        weight = base_weight(f"{name}.weight") if base_weight else None
        modules.append(study_update(name, update, weight, top=top))
        progress(len(modules), len(adapter.updates))
    return tuple(modules)


def study_update(name: str, update: Update, weight: Tensor | None = None, *, top: int = 8) -> ModuleStudy:
    """Return the statistics of one update, compared with its base `weight` if that is given."""
    if weight is not None and tuple(weight.shape) != update.weight_shape:
        raise AdapterError(f"{name} is {tuple(weight.shape)}; its update was made for {update.weight_shape}.")
    svd = _update_svd(name, update, weight)
    return ModuleStudy(
        name=name,
        kind=_layer_kind(update),
        weight_shape=update.weight_shape,
        r=update.r,
        scaling=update.scaling,
        norm=float(svd.S.norm()),
        singular_values=tuple(svd.S.tolist()),
        stable_rank=stable_rank(svd.S),
        effective_rank=effective_rank(svd.S),
        base=None if weight is None else _compare_with_base(svd, _as_linear_weight(update, weight), top),
    )


def _update_svd(name: str, update: Update, weight: Tensor | None) -> SVD:
    """Return the SVD of ΔW (out, in)."""
    if not isinstance(update, DoRAUpdate):
        return svd_of_update(update)
    if weight is None:
        raise AdapterError(f"{name}: the ΔW of DoRA depends on the base weight; give the base model as well.")
    return svd_of_matrix(update.applied(weight) - weight.float())


def _compare_with_base(svd: SVD, weight: Tensor, top: int) -> BaseComparison:
    """Compare the top singular vectors of an update with those of the base weight (out, in)."""
    norm = float(weight.double().norm())
    k = min(top, int((svd.S[0] * 1e-6 < svd.S).sum())) if len(svd.S) and svd.S[0] > 0 else 0
    base = truncated_svd(weight, k)
    return BaseComparison(
        norm=norm,
        relative=float(svd.S.norm()) / norm if norm else float("inf"),
        top=k,
        output_overlap=_overlap(base.U, svd.U[:, :k]),
        input_overlap=_overlap(base.Vh.T, svd.Vh[:k].T),
        by_chance=(k / weight.shape[0], k / weight.shape[1]),
    )


def _overlap(directions: Tensor, others: Tensor) -> float:
    """Return ‖Uᵀ V‖² / k for two sets of k orthonormal columns, in [0, 1]; 0 if k is 0."""
    k = directions.shape[1]
    return min(float((directions.T @ others).square().sum()) / k, 1.0) if k else 0.0


def _as_linear_weight(update: Update, weight: Tensor) -> Tensor:
    """Return the base weight in the layout (out, in) of B A, which is transposed for an embedding."""
    return weight.T if isinstance(update, EmbeddingUpdate) else weight


def _layer_kind(update: Update) -> str:
    if isinstance(update, DoRAUpdate):
        return "dora"
    return "embedding" if isinstance(update, EmbeddingUpdate) else "linear"

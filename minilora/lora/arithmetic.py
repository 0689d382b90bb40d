"""Arithmetic with adapters: change the rank, extract one from two models, compare two. (combine.py adds them.)

Everything is computed from the factors A and B; no model is needed. DoRA adapters and adapters with fully trained
modules or biases raise an error, because they are not a sum of low-rank matrices.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from ..config import LoraConfig
from ..errors import AdapterError, ConfigError
from .adapter import Adapter
from .dora import DoRAUpdate
from .peft_config import config_for_updates
from .spectrum import energy_share, rank_for_energy, svd_of_update, truncated_svd
from .update import Update


@dataclass(frozen=True)
class Truncation:
    """What one module lost when its update was truncated to rank r."""

    name: str
    r_before: int
    r: int
    energy: float
    """Fraction of ‖ΔW‖² that is preserved, in [0, 1]."""

    @property
    def error(self) -> float:
        """‖ΔW - truncated‖ / ‖ΔW‖."""
        return float(max(1 - self.energy, 0.0) ** 0.5)


def resize_to_rank(adapter: Adapter, r: int) -> tuple[Adapter, tuple[Truncation, ...]]:
    """Return the best approximation of `adapter` with rank at most r in every module, and what each module lost."""
    if r < 1:
        raise ConfigError(f"the new rank is {r}; a rank is an integer of at least 1.")
    return _resize(adapter, lambda S: r)


def resize_to_energy(adapter: Adapter, share: float) -> tuple[Adapter, tuple[Truncation, ...]]:
    """Return `adapter` with the smallest rank per module that preserves `share` of ‖ΔW‖², and what each lost."""
    if not 0 < share <= 1:
        raise ConfigError(f"the share of energy is {share}; expected more than 0 and at most 1.")
    return _resize(adapter, lambda S: rank_for_energy(S, share))


def extract(
    weights: Iterable[tuple[str, Tensor, Tensor]], r: int, *, base_model: str | None = None
) -> tuple[Adapter, tuple[Truncation, ...]]:
    """Return the adapter of rank r that best approximates a fine-tuned model, and what the truncation lost.

    Args:
        weights: (module name, base weight, tuned weight), weights (out, in), consumed one at a time. A module with
            equal weights receives no update.
        r: rank of every update.
    """
    if r < 1:
        raise ConfigError(f"the rank is {r}; a rank is an integer of at least 1.")
    updates, losses = {}, []
    for name, base, tuned in weights:
        if base.shape != tuned.shape or base.ndim != 2:
            raise AdapterError(f"{name}: base {tuple(base.shape)} and tuned {tuple(tuned.shape)} differ in shape.")
        change = tuned.double() - base.double()
        if change.any():
            svd = truncated_svd(change, r)
            lora_A, lora_B = svd.factors(r)
            updates[name] = Update(lora_A, lora_B, 1.0)
            energy = min(float(svd.S.square().sum() / change.square().sum()), 1.0)
            losses.append(Truncation(name, min(change.shape), updates[name].r, energy))
    if not updates:
        raise AdapterError("the two models have equal weights; there is nothing to extract.")
    config = config_for_updates(LoraConfig(r=r, lora_alpha=r, lora_dropout=0.0, target_modules=tuple(updates)), updates)
    return Adapter(config, updates, base_model=base_model), tuple(losses)


@dataclass(frozen=True)
class Difference:
    """How the updates of one module differ between two adapters; a missing update counts as zero."""

    name: str
    norm: float
    """‖ΔW1‖."""
    other_norm: float
    """‖ΔW2‖."""
    distance: float
    """‖ΔW1 - ΔW2‖."""
    cosine: float
    """⟨ΔW1, ΔW2⟩ / (‖ΔW1‖ ‖ΔW2‖), in [-1, 1]; 0 if one of them is zero."""


def diff(adapter: Adapter, other: Adapter) -> tuple[Difference, ...]:
    """Compare two adapters module by module, without computing ΔW."""
    check_addable((adapter, other))
    differences = []
    for name in union_of_names(adapter.updates, other.updates):
        first, second = adapter.updates.get(name), other.updates.get(name)
        if first and second and first.weight_shape != second.weight_shape:
            raise AdapterError(f"{name}: {first.weight_shape} in one adapter, {second.weight_shape} in the other.")
        square, other_square, product = (
            _inner_product(first, first),
            _inner_product(second, second),
            _inner_product(first, second),
        )
        norm, other_norm = _safe_sqrt(square), _safe_sqrt(other_square)
        cosine = max(-1.0, min(1.0, product / (norm * other_norm))) if norm * other_norm else 0.0
        distance = _safe_sqrt(square + other_square - 2 * product)
        differences.append(Difference(name, norm, other_norm, distance, cosine))
    return tuple(differences)


def _inner_product(first: Update | None, second: Update | None) -> float:
    """Return ⟨ΔW1, ΔW2⟩ = s1 s2 tr((B1ᵀ B2)(A2 A1ᵀ)), which needs only r × r matrices."""
    if first is None or second is None:
        return 0.0
    b = first.lora_B.double().T @ second.lora_B.double()  # (r1, r2)
    a = first.lora_A.double() @ second.lora_A.double().T  # (r1, r2)
    return first.scaling * second.scaling * float((a * b).sum())


def _safe_sqrt(square: float) -> float:
    """Return the square root of a value that may be slightly negative because of rounding."""
    return math.sqrt(max(square, 0.0))


def _resize(adapter: Adapter, rank: Callable[[Tensor], int]) -> tuple[Adapter, tuple[Truncation, ...]]:
    check_addable((adapter,))
    updates, losses = {}, []
    for name, update in adapter.updates.items():
        svd = svd_of_update(update)
        r = min(rank(svd.S), update.r)
        if r == update.r:
            updates[name] = update
        else:
            lora_A, lora_B = svd.factors(r)
            updates[name] = replace(update, lora_A=lora_A, lora_B=lora_B, scaling=1.0)
        losses.append(Truncation(name, update.r, r, energy_share(svd.S, r)))
    return replace(adapter, updates=updates, config=config_for_updates(adapter.config, updates)), tuple(losses)


def union_of_names(*groups: Iterable[str]) -> tuple[str, ...]:
    """Return all names of the groups without duplicates, in order of appearance."""
    return tuple(dict.fromkeys(name for group in groups for name in group))


def check_addable(adapters: Sequence[Adapter]) -> None:
    """Raise an AdapterError if an adapter is not a sum of low-rank matrices."""
    for adapter in adapters:
        if adapter.trained:
            raise AdapterError(
                f"the adapter fully trains {next(iter(adapter.trained))} (modules_to_save or bias), which is not a "
                "low-rank update. Merge this adapter into its base instead."
            )
        if any(isinstance(update, DoRAUpdate) for update in adapter.updates.values()):
            raise AdapterError("a DoRA adapter is not a sum of low-rank matrices. Merge it into its base instead.")

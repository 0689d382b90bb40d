"""Combine several adapters of one base model, with weights, into one.

Let adapter i have ΔW_i = s_i B_i A_i and the weight w_i.

    cat           ΔW = Σ w_i ΔW_i exactly; the ranks add up
    svd           the same sum, truncated to a rank by SVD
    linear        A = Σ √(w_i s_i) A_i, B = Σ √(w_i s_i) B_i: keeps the rank, but adds cross terms B_i A_j
    ties, dare_*  like linear, with pruning and sign election applied to the A_i and to the B_i before the sum
    *_svd         the same applied to the ΔW_i, as in the papers, then truncated to a rank by SVD

Sources: TIES, Yadav et al. 2023, arXiv:2306.01708; DARE, Yu et al. 2023, arXiv:2311.03099; the names and the meaning
of the factor-wise forms, peft 0.21, tuners/lora/model.py.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import torch
from torch import Generator, Tensor

from ..config import LoraConfig
from ..errors import AdapterError, ConfigError, quoted
from .adapter import Adapter
from .arithmetic import check_addable, union_of_names
from .peft_config import config_for_updates
from .spectrum import truncated_svd
from .update import Update, delta_weight


def combine(
    adapters: Sequence[Adapter],
    weights: Sequence[float],
    method: str = "cat",
    *,
    rank: int | None = None,
    density: float = 0.5,
    seed: int = 0,
) -> Adapter:
    """Combine several adapters into one. A module that only some of them have is combined from those.

    Args:
        weights: one finite factor per adapter; may be negative.
        method: one of `METHODS`, see the top of this file.
        rank: rank to which the `svd` methods truncate; None for the largest rank of the adapters.
        density: fraction of the entries that ties and dare keep, in (0, 1].
        seed: of dare's random pruning.

    Raises:
        ConfigError: if an argument is invalid.
        AdapterError: if the adapters are incompatible, or an adapter is not a sum of low-rank matrices.
    """
    _check_arguments(adapters, weights, method, rank, density)
    check_addable(adapters)
    combine_module = _combine_function(method, rank, density, torch.Generator().manual_seed(seed))
    updates: dict[str, Update] = {}
    for name in union_of_names(*(adapter.updates for adapter in adapters)):
        members = [a.updates[name] for a in adapters if name in a.updates]
        factors = [w for a, w in zip(adapters, weights, strict=True) if name in a.updates]
        if len({(type(update), update.weight_shape) for update in members}) > 1:
            raise AdapterError(f"{name}: made for weights of {[update.weight_shape for update in members]}.")
        try:
            updates[name] = combine_module(members, factors)
        except AdapterError as err:
            raise AdapterError(f"{name}: {err}") from err
    base_weights = {name: tensor for adapter in adapters for name, tensor in adapter.base_weights.items()}
    config = config_for_updates(_combined_config([adapter.config for adapter in adapters], tuple(updates)), updates)
    return Adapter(config, updates, base_weights=base_weights, base_model=adapters[0].base_model)


def cat(updates: Sequence[Update], weights: Sequence[float]) -> Update:
    """Return Σ w_i ΔW_i exactly: [B_1 | B_2 | ...] [w_1 s_1 A_1 ; w_2 s_2 A_2 ; ...]."""
    lora_A = torch.cat([update.lora_A * (w * update.scaling) for update, w in zip(updates, weights, strict=True)])
    return replace(updates[0], lora_A=lora_A, lora_B=torch.cat([u.lora_B for u in updates], dim=1), scaling=1.0)


def no_pruning(tensor: Tensor, density: float, generator: Generator) -> Tensor:
    """Return the tensor unchanged."""
    return tensor


def prune_by_magnitude(tensor: Tensor, density: float, generator: Generator) -> Tensor:
    """Keep the fraction `density` of entries with the largest magnitude; set the others to zero (TIES, "trim")."""
    kept = torch.zeros_like(tensor).flatten()
    kept[tensor.abs().flatten().topk(int(density * tensor.numel())).indices] = 1
    return tensor * kept.view_as(tensor)


def prune_randomly(tensor: Tensor, density: float, generator: Generator) -> Tensor:
    """Keep each entry with probability `density` and divide it by `density`, which preserves the mean (DARE)."""
    return tensor * torch.bernoulli(torch.full_like(tensor, density), generator=generator) / density


def weighted_sum(tensors: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """Return Σ w_i T_i."""
    return torch.stack([w * tensor for w, tensor in zip(weights, tensors, strict=True)]).sum(0)


def disjoint_merge(tensors: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """Average, per entry, the w_i T_i whose sign is that of the sum of the T_i (TIES, "disjoint merge")."""
    stack = torch.stack(list(tensors))  # (n, ...)
    elected = torch.where(stack.sum(0) >= 0, 1.0, -1.0)
    agrees = stack.sign() == elected
    scaled = stack * torch.tensor(weights).view(-1, *[1] * tensors[0].ndim)
    return (scaled * agrees).sum(0) / agrees.sum(0).clamp(min=1)


CombineUpdates = Callable[[Sequence[Update], Sequence[float]], Update]
Prune = Callable[[Tensor, float, Generator], Tensor]
Add = Callable[[Sequence[Tensor], Sequence[float]], Tensor]
RECIPES: Mapping[str, tuple[Prune, Add]] = {
    "linear": (no_pruning, weighted_sum),
    "ties": (prune_by_magnitude, disjoint_merge),
    "dare_linear": (prune_randomly, weighted_sum),
    "dare_ties": (prune_randomly, disjoint_merge),
}
"""Method → how each tensor is pruned, and how the results are added."""
ON_DELTAS = {"svd": "linear", "ties_svd": "ties", "dare_linear_svd": "dare_linear", "dare_ties_svd": "dare_ties"}
"""Method applied to the ΔW_i → its entry in `RECIPES`."""
METHODS = ("cat", *RECIPES, *ON_DELTAS)


def _combine_function(method: str, rank: int | None, density: float, generator: Generator) -> CombineUpdates:
    """Return the function that combines the updates of one module with their weights."""
    if method == "cat":
        return cat
    prune, add = RECIPES[ON_DELTAS.get(method, method)]

    def total(tensors: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
        return add([prune(tensor, density, generator) for tensor in tensors], weights)

    if method in ON_DELTAS:
        return lambda updates, weights: _combine_deltas(updates, weights, total, rank)
    return lambda updates, weights: _combine_factors(updates, weights, total)


def _combine_factors(updates: Sequence[Update], weights: Sequence[float], total: Add) -> Update:
    """Combine the A_i and the B_i separately, each scaled by the square root of its weight; A takes the sign."""
    if len({update.r for update in updates}) > 1:
        raise AdapterError(
            f"the ranks are {[update.r for update in updates]}; this method needs equal ranks. "
            "Use cat or svd, or resize the adapters first."
        )
    scales = [w * update.scaling for w, update in zip(weights, updates, strict=True)]
    roots = [math.sqrt(abs(scale)) for scale in scales]
    signed = [math.copysign(root, scale) for root, scale in zip(roots, scales, strict=True)]
    lora_A = total([update.lora_A for update in updates], signed)
    lora_B = total([update.lora_B for update in updates], roots)
    return replace(updates[0], lora_A=lora_A, lora_B=lora_B, scaling=1.0)


def _combine_deltas(updates: Sequence[Update], weights: Sequence[float], total: Add, rank: int | None) -> Update:
    """Combine the ΔW_i and truncate the result to `rank`."""
    deltas = [delta_weight(update.lora_A, update.lora_B, update.scaling) for update in updates]
    r = rank or max(update.r for update in updates)
    lora_A, lora_B = truncated_svd(total(deltas, weights), r).factors(r)
    return replace(updates[0], lora_A=lora_A, lora_B=lora_B, scaling=1.0)


def _combined_config(configs: Sequence[LoraConfig], names: tuple[str, ...]) -> LoraConfig:
    """Return the settings of the result: the adapters' target modules if they agree, else all module names."""
    first = configs[0]
    choices = {(c.target_modules, c.exclude_modules, c.layers) for c in configs}
    if len(choices) == 1:
        return first
    return replace(first, target_modules=names, exclude_modules=(), layers=None)


def _check_arguments(
    adapters: Sequence[Adapter], weights: Sequence[float], method: str, rank: int | None, density: float
) -> None:
    if not adapters or len(adapters) != len(weights):
        raise ConfigError(f"{len(adapters)} adapters and {len(weights)} weights; expected one weight for each adapter.")
    if not all(map(math.isfinite, weights)):
        raise ConfigError(f"the weights are {list(weights)}; expected finite numbers.")
    if method not in METHODS:
        raise ConfigError(f"the method is {quoted(method)}; expected one of {', '.join(METHODS)}.")
    if rank is not None and rank < 1:
        raise ConfigError(f"the rank is {rank}; a rank is an integer of at least 1.")
    if not 0 < density <= 1:
        raise ConfigError(f"the density is {density}; expected more than 0 and at most 1.")

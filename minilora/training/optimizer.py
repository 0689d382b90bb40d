"""AdamW or SGD over A and B, with a learning rate of its own for B where that is asked for (LoRA+)."""

from collections.abc import Mapping
from typing import Any

from torch.optim import SGD, AdamW, Optimizer

from ..config import TrainConfig
from ..lora import parameter_groups
from ..model import Decoder

TYPES: Mapping[str, type[Optimizer]] = {"adamw": AdamW, "sgd": SGD}
KEPT: Mapping[type[Optimizer], tuple[str, ...]] = {
    AdamW: ("step", "exp_avg", "exp_avg_sq"),
    SGD: ("momentum_buffer",),
}
"""What an optimiser keeps for each parameter from one step to the next: tensors by PyTorch's names, for checkpoints."""
MOMENTUM = 0.9
"""Of SGD: a step goes along the sum of all gradients so far, each weighing 0.9 times the one after it."""


def make_optimizer(model: Decoder, config: TrainConfig) -> Optimizer:
    """Return AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101) or SGD with momentum, fused where PyTorch has it.

    Each group keeps under `ratio` how much faster it learns than the schedule says.
    """
    slow, fast = parameter_groups(model, config.lr)
    groups = [{**slow, "ratio": 1.0}, {**fast, "ratio": config.lora_plus_ratio}]
    groups = [group for group in groups if group["params"]]
    options: dict[str, Any] = {"lr": config.lr, "weight_decay": config.weight_decay}
    options["fused"] = next(model.parameters()).device.type in ("cpu", "cuda", "mps")
    if config.optimizer == "sgd":
        options["momentum"] = MOMENTUM
    return TYPES[config.optimizer](groups, **options)


def kept_per_parameter(config: TrainConfig) -> int:
    """Return how many float32 numbers the optimiser will keep for each number that is trained."""
    return sum(name != "step" for name in KEPT[TYPES[config.optimizer]])


def set_lr(optimizer: Optimizer, lr: float) -> None:
    """Let the next step of each group take `lr` times the group's ratio."""
    for group in optimizer.param_groups:
        group["lr"] = lr * group["ratio"]

"""AdamW or SGD over A and B; with LoRA+, B has a higher learning rate than A."""

from collections.abc import Mapping
from typing import Any

from torch.optim import SGD, AdamW, Optimizer

from ..config import TrainConfig
from ..lora import parameter_groups
from ..model import Decoder

OPTIMIZER_TYPES: Mapping[str, type[Optimizer]] = {"adamw": AdamW, "sgd": SGD}
STATE_KEYS: Mapping[type[Optimizer], tuple[str, ...]] = {
    AdamW: ("step", "exp_avg", "exp_avg_sq"),
    SGD: ("momentum_buffer",),
}
"""Keys of the state that each optimizer keeps per parameter (PyTorch's names), for checkpoints."""
MOMENTUM = 0.9
"""Momentum of SGD."""


def make_optimizer(model: Decoder, config: TrainConfig) -> Optimizer:
    """Return AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101) or SGD with momentum, fused if PyTorch
    has a fused implementation for the device.

    In each group, `ratio` is its learning rate divided by that of the schedule.
    """
    slow, fast = parameter_groups(model, config.lr)
    groups = [{**slow, "ratio": 1.0}, {**fast, "ratio": config.lora_plus_ratio}]
    groups = [group for group in groups if group["params"]]
    options: dict[str, Any] = {"lr": config.lr, "weight_decay": config.weight_decay}
    options["fused"] = next(model.parameters()).device.type in ("cpu", "cuda", "mps")
    if config.optimizer == "sgd":
        options["momentum"] = MOMENTUM
    else:
        options |= {"betas": (config.adam_beta1, config.adam_beta2), "eps": config.adam_eps}
    return OPTIMIZER_TYPES[config.optimizer](groups, **options)


def state_values_per_parameter(config: TrainConfig) -> int:
    """Return the number of float32 values of optimizer state per trainable parameter."""
    return sum(name != "step" for name in STATE_KEYS[OPTIMIZER_TYPES[config.optimizer]])


def set_lr(optimizer: Optimizer, lr: float) -> None:
    """Set the learning rate of each group to `lr` times its ratio."""
    for group in optimizer.param_groups:
        group["lr"] = lr * group["ratio"]

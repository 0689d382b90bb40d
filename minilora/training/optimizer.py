"""AdamW over A and B, with a learning rate of its own for B where that is asked for (LoRA+)."""

import torch

from ..config import TrainConfig
from ..lora import parameter_groups
from ..model import Decoder


def make_optimizer(model: Decoder, config: TrainConfig) -> torch.optim.AdamW:
    """Return AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101), fused where PyTorch has it.

    Each group keeps under `ratio` how much faster it learns than the schedule says.
    """
    slow, fast = parameter_groups(model, config.lr)
    groups = [{**slow, "ratio": 1.0}, {**fast, "ratio": config.lora_plus_ratio}]
    fused = next(model.parameters()).device.type in ("cpu", "cuda", "mps")
    return torch.optim.AdamW(
        [group for group in groups if group["params"]], lr=config.lr, weight_decay=config.weight_decay, fused=fused
    )


def set_lr(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Let the next step of each group take `lr` times the group's ratio."""
    for group in optimizer.param_groups:
        group["lr"] = lr * group["ratio"]

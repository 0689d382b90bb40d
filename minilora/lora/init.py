"""Initialisation of A and B. In every method B A = 0, so training starts at the base model.

Random values come from an explicit generator, on the CPU in float32: equal seeds give equal values on every device.
"""

import math
from collections.abc import Callable, Mapping

import torch
from torch import Generator, Tensor, nn

from ..errors import ConfigError

Initializer = Callable[[int, int, int, Generator], tuple[Tensor, Tensor]]
"""(in, out, r, generator) → A (r, in), B (out, r)."""


def kaiming(fan_in: int, fan_out: int, r: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """A uniform in ± 1/sqrt(in), B zero: the default of loralib and PEFT."""
    lora_A = torch.empty(r, fan_in)
    nn.init.kaiming_uniform_(lora_A, a=math.sqrt(5), generator=generator)
    return lora_A, torch.zeros(fan_out, r)


def gaussian(fan_in: int, fan_out: int, r: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """A normal with standard deviation 1/r, B zero (the text of the LoRA paper, section 4.1)."""
    return torch.randn(r, fan_in, generator=generator) / r, torch.zeros(fan_out, r)


def orthogonal(fan_in: int, fan_out: int, r: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Neither factor is zero, but B A = 0: A uses the odd rows of an orthogonal matrix, B the even ones.

    With Q (r, r) orthogonal, A = Q_oddᵀ X and B = Y Q_even, so B A = Y Q_even Q_oddᵀ X = 0. X and Y are normal,
    divided by 10.

    Raises:
        ConfigError: if r is odd.

    Source: datta0.github.io/posts/rethink-lora-init; peft tuners/lora/layer.py, orthogonal_init.
    """
    if r % 2:
        raise ConfigError(f"the orthogonal initialisation needs an even rank; r is {r}.")
    basis = torch.linalg.qr(torch.randn(r, r, generator=generator)).Q
    lora_A = basis[0::2].T @ torch.randn(r // 2, fan_in, generator=generator) / 10
    lora_B = torch.randn(fan_out, r // 2, generator=generator) @ basis[1::2] / 10
    return lora_A, lora_B


INITIALIZERS: Mapping[str, Initializer] = {"kaiming": kaiming, "gaussian": gaussian, "orthogonal": orthogonal}

"""The LoRA layer compared with the layer that it wraps: the cost of an update of rank r, forward and backward.

pytest benchmarks/test_lora.py
"""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from minilora.lora import LoRALinear, Update

SIZES = [(2400, 576, 576), (2400, 576, 1536), (2400, 1536, 576), (512, 2048, 2048)]
"""(tokens, in, out): the layers of SmolLM2-135M under eight records, and a layer of a model of a billion weights."""
SMALL = (64, 32, 48)
SIDES = {"plain": 0, "r=1": 1, "r=8": 8, "r=64": 64}


def sized(size: tuple[int, int, int], smoke: bool, quick: bool) -> tuple[int, int, int]:
    """Return the size to measure, reduced with --quick or --smoke."""
    if quick and size != SIZES[1]:
        pytest.skip("one size is enough for --quick")
    return SMALL if smoke else size


def layer(side: str, size: tuple[int, int, int], target: Any) -> nn.Module:
    """Return a frozen linear layer, wrapped by a LoRA layer unless the side is plain."""
    _, n_in, n_out = size
    generator = torch.Generator().manual_seed(0)
    base = nn.Linear(n_in, n_out, bias=False).requires_grad_(False)
    base.weight.copy_(torch.randn(n_out, n_in, generator=generator) / n_in**0.5)
    base.to(target.device, target.dtype)
    if not (r := SIDES[side]):
        return base
    A, B = torch.randn(r, n_in, generator=generator) / n_in**0.5, torch.randn(n_out, r, generator=generator)
    return LoRALinear(base, A, B, scaling=2.0)


def inputs(size: tuple[int, int, int], target: Any) -> list[Tensor]:
    generator = torch.Generator().manual_seed(1)
    return [
        torch.randn(size[:2], generator=generator).to(target.device, target.dtype).requires_grad_() for _ in range(3)
    ]


def check(module: nn.Module, x: Tensor) -> None:
    """Check that the layer computes x (W0 + ΔW)ᵀ."""
    if isinstance(module, LoRALinear):
        weight = module.update().merged(module.base_layer.weight.float())
        expected = x.float() @ weight.T
        error = (module(x).float() - expected).norm() / expected.norm()
        assert error < (1e-4 if x.dtype is torch.float32 else 2e-2)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_forward(
    measure: Callable[..., None], target: Any, smoke: bool, quick: bool, size: tuple[int, int, int], side: str
) -> None:
    size = sized(size, smoke, quick)
    module, given = layer(side, size, target), inputs(size, target)
    check(module, given[0])
    with torch.no_grad():
        measure(f"linear forward {size}", module, given)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_forward_and_backward(
    measure: Callable[..., None], target: Any, smoke: bool, quick: bool, size: tuple[int, int, int], side: str
) -> None:
    """Gradients of the input, and of A and B if they exist."""
    size = sized(size, smoke, quick)
    module, given = layer(side, size, target), inputs(size, target)
    check(module, given[0])
    learned = [p for p in module.parameters() if p.requires_grad]
    above = torch.randn(size[0], size[2], device=target.device, dtype=target.dtype)
    measure(
        f"linear forward and backward {size}", lambda x: torch.autograd.grad(module(x), [x, *learned], above), given
    )


@pytest.mark.parametrize("r", [8, 64])
def test_merge_one_weight(measure: Callable[..., None], target: Any, smoke: bool, r: int) -> None:
    """W0 + scaling · B A of one weight, rounded once."""
    n_in, n_out = (32, 48) if smoke else (576, 1536)
    weights = [torch.randn(n_out, n_in).to(target.device, target.dtype) for _ in range(3)]
    update = Update(torch.randn(r, n_in, device=target.device), torch.randn(n_out, r, device=target.device), 2.0)
    measure(f"merge ({n_out}, {n_in})", update.merged, weights)

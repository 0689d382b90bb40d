"""Kernels against the plain formulas, forward and backward together; sizes of SmolLM2-135M and eight records.

    pytest benchmarks/test_kernels.py --benchmark-group-by=group

Each pair checks first that both sides give the same numbers, and refuses to be measured otherwise.
"""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from minilora.device import has_native_bfloat16, keep_freed_memory
from minilora.kernels import plain_formulas
from minilora.lora import LoRALinear
from minilora.model.attention import Scoring, attend
from minilora.model.mlp import gated
from minilora.model.norms import RMSNorm
from minilora.model.rope import rotate

LENGTHS = (290, 310, 250, 350, 300, 280, 320, 300)
N = sum(LENGTHS)
DTYPES = [torch.float32, torch.bfloat16] if has_native_bfloat16(torch.device("cpu")) else [torch.float32]

Step = Callable[[], Tensor]


def random(*shape: int, dtype: torch.dtype, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(dtype).requires_grad_()


def norm(dtype: torch.dtype) -> tuple[Step, list[Tensor]]:
    layer = RMSNorm(576, 1e-5).requires_grad_(False)
    layer.weight.data = random(576, dtype=dtype, seed=1).detach()
    x = random(N, 576, dtype=dtype)
    return lambda: layer(x), [x]


def rope(dtype: torch.dtype) -> tuple[Step, list[Tensor]]:
    x = random(N, 9, 64, dtype=dtype)
    angles = torch.arange(N)[:, None, None] * torch.rand(1, 1, 32).repeat(1, 1, 2)
    cos, sin = angles.cos().to(dtype), angles.sin().to(dtype)
    return lambda: rotate(x, cos, sin), [x]


def swiglu(dtype: torch.dtype) -> tuple[Step, list[Tensor]]:
    gate, up = random(N, 1536, dtype=dtype), random(N, 1536, dtype=dtype, seed=1)
    return lambda: gated(F.silu, gate, up), [gate, up]


def attention(dtype: torch.dtype) -> tuple[Step, list[Tensor]]:
    q, k, v = (random(N, heads, 64, dtype=dtype, seed=heads + i) for i, heads in enumerate((9, 3, 3)))
    return lambda: attend(q, k, v, LENGTHS, Scoring(scale=0.125)), [q, k, v]


def lora_linear(dtype: torch.dtype) -> tuple[Step, list[Tensor]]:
    base = torch.nn.Linear(576, 576, bias=False, dtype=dtype)
    generator = torch.Generator().manual_seed(0)
    factors = torch.randn(8, 576, generator=generator), torch.randn(576, 8, generator=generator)
    layer = LoRALinear(base, *factors, scaling=2.0)
    x = random(N, 576, dtype=dtype)
    return lambda: layer(x), [x, layer.lora_A, layer.lora_B]


FORMULAS = {"norm": norm, "rope": rope, "swiglu": swiglu, "attention": attention, "lora_linear": lora_linear}


@pytest.mark.parametrize("side", ["kernel", "plain"])
@pytest.mark.parametrize("dtype", DTYPES, ids=lambda dtype: str(dtype).removeprefix("torch."))
@pytest.mark.parametrize("name", FORMULAS)
def test_forward_and_backward(benchmark: Callable[..., Tensor], name: str, dtype: torch.dtype, side: str) -> None:
    benchmark.group = f"{name} {dtype}"  # type: ignore[attr-defined]
    keep_freed_memory()
    step, inputs = FORMULAS[name](dtype)
    weights = torch.randn(step().shape).to(dtype)

    def both_ways() -> tuple[Tensor, ...]:
        return torch.autograd.grad(step(), inputs, weights)

    with plain_formulas():
        expected = both_ways()
    for ours, theirs in zip(both_ways(), expected, strict=True):
        error = (ours.float() - theirs.float()).norm() / theirs.float().norm()
        assert error < (1e-4 if dtype is torch.float32 else 2e-2), "the two sides differ: no measurement"
    with plain_formulas() if side == "plain" else nullcontext():
        benchmark(both_ways)

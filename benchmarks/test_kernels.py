"""Kernels compared with plain PyTorch, forward and backward together, for SmolLM2-135M and eight records.

    pytest benchmarks/test_kernels.py

Each benchmark first checks that both sides give the same values. The hand-written kernels (minilora/kernels) exist on
the CPU only; on other devices both sides would be plain PyTorch, so only cross-entropy is compared there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from minilora.bench.workload import random_examples
from minilora.data.batches import collate
from minilora.kernels import plain_formulas
from minilora.lora import LoRALinear
from minilora.loss import answer_loss
from minilora.model.attention import AttentionParams, varlen_attention
from minilora.model.mlp import gated
from minilora.model.norms import RMSNorm
from minilora.model.rope import rotate

LENGTHS = (290, 310, 250, 350, 300, 280, 320, 300)
VOCABULARY = 49152


@dataclass(frozen=True)
class Operation:
    """An operation with two implementations."""

    fast: Callable[..., Tensor]
    plain: Callable[..., Tensor]
    inputs: Sequence[tuple[Tensor, ...]]
    """Arguments of successive calls; all of them get gradients."""
    learned: tuple[Tensor, ...] = ()
    """Further tensors that get a gradient."""


def random(*shape: int, target: Any, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator).to(target.device, target.dtype).requires_grad_()


def inputs(target: Any, *shapes: tuple[int, ...]) -> list[tuple[Tensor, ...]]:
    """Return three tuples of tensors of these shapes."""
    return [
        tuple(random(*shape, target=target, seed=10 * turn + i) for i, shape in enumerate(shapes)) for turn in range(3)
    ]


def by_kernel(compute: Callable[..., Tensor], given: Sequence[tuple[Tensor, ...]], *learned: Tensor) -> Operation:
    """Return an operation that chooses its kernel itself; its plain side disables the kernels."""

    def plain(*x: Tensor) -> Tensor:
        with plain_formulas():
            return compute(*x)

    return Operation(compute, plain, given, learned)


def norm(lengths: Sequence[int], target: Any) -> Operation:
    layer = RMSNorm(576, 1e-5).requires_grad_(False)
    layer.weight.data = random(576, target=target, seed=1).detach()
    return by_kernel(layer, inputs(target, (sum(lengths), 576)))


def rope(lengths: Sequence[int], target: Any) -> Operation:
    angles = torch.arange(sum(lengths))[:, None, None] * torch.rand(1, 1, 32).repeat(1, 1, 2)
    cos, sin = (table.to(target.device, target.dtype) for table in (angles.cos(), angles.sin()))
    return by_kernel(lambda x: rotate(x, cos, sin), inputs(target, (sum(lengths), 9, 64)))


def swiglu(lengths: Sequence[int], target: Any) -> Operation:
    return by_kernel(lambda gate_up: gated("silu", gate_up), inputs(target, (sum(lengths), 2 * 1536)))


def attention(lengths: Sequence[int], target: Any) -> Operation:
    shapes = [(sum(lengths), heads, 64) for heads in (9, 3, 3)]
    return by_kernel(
        lambda q, k, v: varlen_attention(q, k, v, lengths, AttentionParams(scale=0.125)), inputs(target, *shapes)
    )


def lora_linear(lengths: Sequence[int], target: Any) -> Operation:
    base = nn.Linear(576, 576, bias=False, device=target.device, dtype=target.dtype)
    generator = torch.Generator().manual_seed(0)
    factors = torch.randn(8, 576, generator=generator), torch.randn(576, 8, generator=generator)
    layer = LoRALinear(base, *(factor.to(target.device) for factor in factors), scaling=2.0)
    return by_kernel(layer, inputs(target, (sum(lengths), 576)), layer.lora_A, layer.lora_B)


class Head(nn.Module):
    """The part of a model that `answer_loss` needs when the hidden states are given."""

    def __init__(self, target: Any, size: int) -> None:
        super().__init__()
        self.norm = nn.Identity()
        self.lm_head = nn.Linear(size, VOCABULARY, bias=False, device=target.device, dtype=target.dtype)
        self.requires_grad_(False)
        self.given: Tensor | None = None

    def hidden(self, input_ids: Tensor, lengths: Sequence[int], **ignored: Any) -> Tensor | None:
        return self.given

    def head(self, x: Tensor) -> Tensor:
        logits: Tensor = self.lm_head(x)
        return logits


def cross_entropy(lengths: Sequence[int], target: Any) -> Operation:
    """Chunked logits of the learned tokens only, compared with the logits of the whole batch at once."""
    model = Head(target, 576)
    (example,) = random_examples(1, sum(lengths), VOCABULARY, seed=0)
    batch = collate([example]).to(target.device)

    def fast(x: Tensor) -> Tensor:
        model.given = x
        return answer_loss(model, batch)  # type: ignore[arg-type]

    def plain(x: Tensor) -> Tensor:
        return F.cross_entropy(model.head(x).float(), batch.labels, reduction="sum")

    return Operation(fast, plain, inputs(target, (sum(lengths), 576)))


OPERATIONS: Mapping[str, Callable[[Sequence[int], Any], Operation]] = {
    "norm": norm,
    "rope": rope,
    "swiglu": swiglu,
    "attention": attention,
    "lora_linear": lora_linear,
    "cross_entropy": cross_entropy,
}


@pytest.mark.parametrize("side", ["fast", "plain"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_forward_and_backward(
    measure: Callable[..., None], target: Any, smoke: bool, quick: bool, name: str, side: str
) -> None:
    if target.device.type != "cpu" and name != "cross_entropy":
        pytest.skip("PyTorch's own operations run here on both sides")
    lengths = (5, 7) if smoke else LENGTHS[:2] if quick else LENGTHS
    found = OPERATIONS[name](lengths, target)
    above = torch.randn_like(found.fast(*found.inputs[0]))

    def both_ways(compute: Callable[..., Tensor], given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return torch.autograd.grad(compute(*given), [*given, *found.learned], above)

    expected = both_ways(found.plain, found.inputs[0])
    for ours, theirs in zip(both_ways(found.fast, found.inputs[0]), expected, strict=True):
        error = (ours.float() - theirs.float()).norm() / theirs.float().norm()
        assert error < (1e-4 if target.dtype is torch.float32 else 2e-2), "the two sides differ: no measurement"
    compute = found.fast if side == "fast" else found.plain
    measure(f"{name} of {sum(lengths)} tokens", lambda given: both_ways(compute, given), found.inputs)

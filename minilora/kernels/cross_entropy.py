"""Cross-entropy whose gradient overwrites the logits.

With p = softmax(z):  loss = log Σ exp(z) - z[label],   d loss / dz = p - onehot(label)
"""

import math
from typing import Any

import torch
from torch import Tensor

from ..compiled import array_of, compiled, exp, float32, ordered, rounded, unordered, widened


def cross_entropy_(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the cross-entropy summed over rows, nats, float32 (). `logits` are overwritten.

    Args:
        logits: (N, V) contiguous; the operation that made them must not need them for its own backward pass.
        labels: (N,) long, in [0, V).
    """
    loss: Tensor = _CrossEntropy.apply(logits, labels)  # type: ignore[no-untyped-call]
    return loss


class _CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, logits: Tensor, labels: Tensor) -> Tensor:
        losses = torch.empty(len(labels))
        _loop(array_of(logits), labels.numpy(), losses.numpy(), ctx.needs_input_grad[0])
        ctx.save_for_backward(logits)
        return losses.sum()

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:
        (gradient,) = ctx.saved_tensors
        factor = grad.item()
        return gradient if factor == 1 else gradient * factor, None


@compiled(fastmath={"contract", "reassoc"})
def _loop(logits, labels, losses, with_gradient):  # type: ignore[no-untyped-def]
    for i in range(logits.shape[0]):
        top = ordered(widened(logits[i, 0]))
        for j in range(logits.shape[1]):
            key = ordered(widened(logits[i, j]))
            top = key if key > top else top
        largest, total = unordered(top), float32(0)
        for j in range(logits.shape[1]):
            total += exp(widened(logits[i, j]) - largest)
        at_label = widened(logits[i, labels[i]]) - largest
        losses[i] = float32(math.log(total)) - at_label
        if with_gradient:
            share = float32(1) / total
            for j in range(logits.shape[1]):
                logits[i, j] = rounded(exp(widened(logits[i, j]) - largest) * share, logits)
            logits[i, labels[i]] = rounded(exp(at_label) * share - float32(1), logits)

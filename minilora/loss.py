"""Cross-entropy over answer tokens, computed in chunks, so that the logits of a whole batch never exist in memory.

Logits are the largest tensor of a small model: 2,430 tokens with a vocabulary of 49,152 take 478 MB in float32. They
are computed at answer positions only, one chunk at a time. The gradient with respect to the hidden states is computed
right after the chunk's loss, and saved instead of its logits.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from .data.batches import IGNORE, Batch
from .kernels import usable
from .kernels.cross_entropy import cross_entropy_
from .kernels.rng import replay_rng
from .model import Decoder
from .sampled_softmax import SampledHead

Head = Callable[[Tensor], Tensor]
"""Outputs of `Decoder.hidden` (N, C) -> logits (N, classes)."""
CHUNK = 256
"""Positions per chunk. Their logits take 25 MB in bfloat16 for a vocabulary of 49,152, twice that in float32."""


def answer_loss(
    model: Decoder,
    batch: Batch,
    on_embedding: Callable[[Tensor], Tensor] | None = None,
    prompt_weight: float = 0.0,
    sampled: SampledHead | None = None,
) -> Tensor:
    """Return the cross-entropy of a batch in nats, summed over its answer tokens, float32 ().

    With a `prompt_weight` that of the other tokens is added with this weight. Without one, prompt positions have no
    loss and no gradient, and their logits are not computed. A `sampled` head estimates the loss. For `on_embedding`,
    see `hidden`.
    """
    hidden = model.hidden(batch.input_ids, batch.lengths, on_embedding=on_embedding)  # (N, C)
    loss = _summed_loss(model, hidden, batch.labels, sampled)
    if prompt_weight:
        loss = loss + prompt_weight * _summed_loss(model, hidden, prompt_labels(batch), sampled)
    return loss


def prompt_labels(batch: Batch) -> Tensor:
    """Return the labels of the tokens that are not learned, (N,) long; `IGNORE` elsewhere and at the ends."""
    following = batch.input_ids.roll(-1)
    ends = torch.tensor(batch.lengths, device=following.device).cumsum(0) - 1
    following[ends] = IGNORE
    return torch.where(batch.labels == IGNORE, following, IGNORE)


def _summed_loss(model: Decoder, hidden: Tensor, all_labels: Tensor, sampled: SampledHead | None) -> Tensor:
    answers = all_labels != IGNORE
    rows, labels = hidden[answers], all_labels[answers]
    head: Head = model.head
    if sampled:
        head, labels = sampled, sampled.index[labels]
    trainable_head = any(p.requires_grad for m in (model.norm, model.lm_head) for p in m.parameters())
    if not torch.is_grad_enabled() or trainable_head:
        return _checkpointed_loss(head, rows, labels)
    loss: Tensor = _FrozenHeadLoss.apply(rows, labels, head)  # type: ignore[no-untyped-call]
    return loss


def _cross_entropy(head: Head, rows: Tensor, labels: Tensor) -> Tensor:
    logits = head(rows)
    if usable(logits):
        return cross_entropy_(logits, labels)
    return F.cross_entropy(logits.float(), labels, reduction="sum")


def _checkpointed_loss(head: Head, rows: Tensor, labels: Tensor) -> Tensor:
    """Return the loss for any head, chunk by chunk; backward recomputes the logits of each chunk."""
    total = torch.zeros((), device=rows.device)
    for chunk, targets in zip(rows.split(CHUNK), labels.split(CHUNK), strict=True):
        total = total + checkpoint(_cross_entropy, head, chunk, targets, use_reentrant=False, context_fn=replay_rng)
    return total


class _FrozenHeadLoss(torch.autograd.Function):
    """The same loss for a frozen norm and head: the forward pass computes and saves d loss / d rows."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, labels: Tensor, head: Head) -> Tensor:
        total = torch.zeros((), device=rows.device)
        gradient = torch.empty_like(rows)
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK].detach().requires_grad_()
            with torch.enable_grad():
                loss = _cross_entropy(head, chunk, labels[start : start + CHUNK])
            gradient[start : start + CHUNK] = torch.autograd.grad(loss, chunk)[0]
            total += loss.detach()
        ctx.save_for_backward(gradient)
        return total

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor, None, None]:
        (gradient,) = ctx.saved_tensors
        return gradient * grad_output.to(gradient.dtype), None, None

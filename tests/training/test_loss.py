"""The loss: equal to the plain formula, without prompt tokens, independent of the split of a step."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch.nn import functional as F

from minilora import loss as loss_module
from minilora.config import LoraConfig, TrainConfig
from minilora.data.batches import IGNORE, Batch, collate
from minilora.data.example import Example
from minilora.lora import adapter_parameters, inject
from minilora.loss import answer_loss
from minilora.model import Decoder
from minilora.training.loop import Plan

Make = Callable[[], Decoder]
LORA = LoraConfig(r=3, lora_dropout=0.0, target_modules=("q_proj", "v_proj", "down_proj"))


def injected(make: Make, config: LoraConfig = LORA) -> Decoder:
    model = make()
    inject(model, config)
    generator = torch.Generator().manual_seed(1)
    for parameter in adapter_parameters(model):  # B = 0 would leave A without a gradient
        torch.nn.init.normal_(parameter, std=0.2, generator=generator)
    return model


def gradients(model: Decoder, loss: torch.Tensor) -> list[torch.Tensor]:
    return list(torch.autograd.grad(loss, list(adapter_parameters(model))))


def plain_loss(model: Decoder, batch: Batch) -> torch.Tensor:
    """The definition: all logits of each sequence by itself, cross-entropy summed over the labels that count."""
    sequences = zip(batch.input_ids.split(list(batch.lengths)), batch.labels.split(list(batch.lengths)), strict=True)
    return sum(
        (
            F.cross_entropy(model(ids[None])[0], labels, ignore_index=IGNORE, reduction="sum")
            for ids, labels in sequences
        ),
        start=torch.zeros(()),
    )


@pytest.mark.parametrize("chunk", [1, 7, 10_000])
def test_loss_and_gradients_equal_the_plain_formula(
    tiny_model: Make, examples: list[Example], chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flat batches, answer positions only and chunked logits change neither loss nor gradients."""
    monkeypatch.setattr(loss_module, "CHUNK", chunk)
    model, batch = injected(tiny_model), collate(examples)
    ours, plain = answer_loss(model, batch), plain_loss(model, batch)
    torch.testing.assert_close(ours, plain, rtol=1e-5, atol=1e-5)
    for a, b in zip(gradients(model, ours), gradients(model, plain), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_a_trained_head_gets_the_plain_gradient(tiny_model: Make, examples: list[Example]) -> None:
    """When the head itself carries an adapter, its A and B get the gradients of the plain formula."""
    model, batch = injected(tiny_model, replace(LORA, target_modules=("q_proj", "lm_head"))), collate(examples)
    ours = gradients(model, answer_loss(model, batch))
    for a, b in zip(ours, gradients(model, plain_loss(model, batch)), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_the_loss_of_a_batch_is_the_sum_of_its_records(tiny_model: Make, examples: list[Example]) -> None:
    """Records laid end to end lose nothing and gain nothing: their losses add up."""
    model, batch = injected(tiny_model), collate(examples)
    alone = torch.stack([answer_loss(model, collate([example])) for example in examples])
    torch.testing.assert_close(answer_loss(model, batch), alone.sum(), rtol=1e-5, atol=1e-5)
    assert batch.answer_tokens == int((batch.labels != IGNORE).sum())


def test_an_earlier_sequence_does_not_change_a_later_one(tiny_model: Make, examples: list[Example]) -> None:
    """Sequences in one flat batch cannot see each other."""
    model = injected(tiny_model)
    alone = model.hidden(torch.from_numpy(examples[1].ids).long(), (len(examples[1].ids),))
    batch = collate(examples[:2])
    raise_on_all_ranks = model.hidden(batch.input_ids, batch.lengths)[batch.lengths[0] :]
    torch.testing.assert_close(raise_on_all_ranks, alone, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("batch_size", "grad_accum"), [(1, 8), (3, 3), (8, 1), (4, 2)])
def test_cutting_a_step_into_micro_batches_does_not_change_its_gradient(
    tiny_model: Make, examples: list[Example], batch_size: int, grad_accum: int
) -> None:
    """The gradient of a step is that of the mean over all its answer tokens, however it is cut."""
    model = injected(tiny_model)
    config = TrainConfig(batch_size=batch_size, grad_accum=grad_accum)
    batches = [collate(batch) for batch in Plan(tuple(examples[: batch_size * grad_accum]), config).batches(0)]
    total = sum(batch.answer_tokens for batch in batches)
    cut = [gradients(model, answer_loss(model, batch) / total) for batch in batches]
    whole = gradients(model, answer_loss(model, collate(examples[: batch_size * grad_accum])) / total)
    for parts, expected in zip(zip(*cut, strict=True), whole, strict=True):
        torch.testing.assert_close(torch.stack(parts).sum(0), expected, rtol=1e-4, atol=1e-6)

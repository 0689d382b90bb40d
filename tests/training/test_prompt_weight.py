"""--prompt-weight: the loss is the weighted mean over all predicted tokens; 0 changes nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch.nn import functional as F

from minilora.config import LoraConfig, TrainConfig
from minilora.data.batches import collate
from minilora.data.example import Example
from minilora.errors import ConfigError
from minilora.lora import inject
from minilora.loss import answer_loss
from minilora.model import Decoder
from minilora.training.loop import train
from minilora.training.settings import RunSettings, run_fingerprint


def weighted(model: Decoder, example: Example, prompt_weight: float) -> tuple[torch.Tensor, float]:
    """(sum of weighted losses, sum of weights), from all logits at once."""
    ids = torch.from_numpy(example.ids.astype("int64"))
    losses = F.cross_entropy(model(ids[None])[0, :-1].float(), ids[1:], reduction="none")
    weights = torch.where(torch.from_numpy(example.loss_mask[1:]), 1.0, prompt_weight)
    return (losses * weights).sum(), weights.sum().item()


@pytest.mark.parametrize("prompt_weight", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("frozen", [True, False])
def test_the_loss_is_the_weighted_sum_and_so_is_its_gradient(
    tiny_model: Callable[[], Decoder], examples: list[Example], prompt_weight: float, frozen: bool
) -> None:
    model = tiny_model()
    inject(model, LoraConfig(r=2, target_modules=("q_proj", "v_proj")), seed=0)
    if not frozen:
        model.norm.requires_grad_(True)
    trained = [p for p in model.parameters() if p.requires_grad]
    ours = answer_loss(model, collate(examples), prompt_weight=prompt_weight)
    theirs = torch.stack([weighted(model, example, prompt_weight)[0] for example in examples]).sum()
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-4)
    for one, other in zip(torch.autograd.grad(ours, trained), torch.autograd.grad(theirs, trained), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def test_a_step_reports_the_weighted_mean(tiny_model: Callable[[], Decoder], examples: list[Example]) -> None:
    for prompt_weight in (0.0, 0.25):
        model = tiny_model()
        inject(model, LoraConfig(r=2, lora_dropout=0.0, target_modules=("q_proj", "v_proj")), seed=0)
        sums = [weighted(model, example, prompt_weight) for example in examples]
        expected = sum(loss.item() for loss, _ in sums) / sum(weight for _, weight in sums)
        config = TrainConfig(epochs=1, batch_size=len(examples), prompt_weight=prompt_weight)
        (report,) = train(model, examples, config)
        assert report.loss == pytest.approx(expected, rel=1e-5)


def test_the_weight_is_a_setting_of_the_run_unless_it_is_0(settings: RunSettings) -> None:
    from minilora.data.dataset import Dataset, EncodeReport

    data = Dataset((), EncodeReport(0, 0, 0, 0, 0, 0, 0))
    assert "train.prompt_weight" not in run_fingerprint(settings, "b", data, None, {})
    other = replace(settings, train=replace(settings.train, prompt_weight=0.5))
    assert run_fingerprint(other, "b", data, None, {})["train.prompt_weight"] == 0.5
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ConfigError, match="prompt_weight"):
            TrainConfig(prompt_weight=wrong)

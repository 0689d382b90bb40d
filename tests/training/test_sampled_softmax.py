"""--sampled-softmax: exact with all tokens, right on average with some, and validation knows nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.data.batches import collate
from minilora.data.example import Example
from minilora.errors import ConfigError
from minilora.export import export_gguf
from minilora.lora import adapter_parameters, inject
from minilora.loss import answer_loss
from minilora.model import Decoder
from minilora.sampled_softmax import SampledSoftmax
from minilora.training.events import Validated
from minilora.training.run import run
from minilora.training.settings import RunSettings

Make = Callable[[], Decoder]


@pytest.fixture
def few_tokens(examples: list[Example]) -> list[Example]:
    """The random examples, with 20 different tokens of 97."""
    return [replace(example, ids=example.ids % 20 * 3) for example in examples]


def injected(make: Make, **settings: object) -> Decoder:
    model = make()
    lora = {"r": 3, "lora_dropout": 0.0, "target_modules": ("q_proj", "down_proj"), **settings}
    inject(model, LoraConfig(**lora))  # type: ignore[arg-type]
    for parameter in adapter_parameters(model):
        torch.nn.init.normal_(parameter, std=0.2, generator=torch.Generator().manual_seed(1))
    return model


@pytest.mark.parametrize("prompt_weight", [0.0, 0.5])
@pytest.mark.parametrize("norm", [False, True])
def test_with_all_other_tokens_it_is_the_softmax(
    tiny_model: Make, few_tokens: list[Example], prompt_weight: float, norm: bool
) -> None:
    """Loss and gradients; with a trained final norm too."""
    model, batch = injected(tiny_model, modules_to_save=("re:norm",) if norm else ()), collate(few_tokens)
    head = SampledSoftmax(model, few_tokens, 10_000, seed=0).head(0)
    assert len(head.weight) == 97
    parameters = [p for p in model.parameters() if p.requires_grad]
    losses = [answer_loss(model, batch, prompt_weight=prompt_weight, sampled=sampled) for sampled in (head, None)]
    torch.testing.assert_close(*losses, rtol=1e-5, atol=1e-4)
    gradients = (torch.autograd.grad(loss, parameters) for loss in losses)
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("capped", [False, True])
def test_the_sum_of_exponentials_is_right_on_average(tiny_model: Make, few_tokens: list[Example], capped: bool) -> None:
    """Z, the sum of exp(logit) over the vocabulary: the mean of the estimates of many steps is the exact value."""
    model = tiny_model()
    if capped:
        model.config = replace(model.config, final_softcap=2.0, logit_scale=0.5)
    softmax = SampledSoftmax(model, few_tokens, 25, seed=0)
    with torch.no_grad():
        x = model.hidden(torch.from_numpy(few_tokens[0].ids).long(), (len(few_tokens[0].ids),))[-1:]
        estimates = torch.stack([softmax.head(step)(x).exp().sum() for step in range(600)])
        exact = model.head(x).exp().sum()
    error = estimates.std() / len(estimates) ** 0.5
    assert 0 < error < 0.1 * exact
    assert abs(estimates.mean() - exact) < 4 * error


def test_a_head_has_every_token_of_the_data_and_a_new_sample_each_step(
    tiny_model: Make, few_tokens: list[Example]
) -> None:
    model = injected(tiny_model)
    softmax, again = (SampledSoftmax(model, few_tokens, 25, seed=7) for _ in range(2))
    heads = [softmax.head(step) for step in (0, 1)]
    known = sorted({int(i) for example in few_tokens for i in example.ids})
    for head in heads:
        assert torch.equal(head.weight[: len(known)], model.lm_head.weight[known])
        assert torch.equal(head.index[known], torch.arange(len(known)))
        assert head.log_weights.exp().sum().item() == pytest.approx(97)
    assert not torch.equal(heads[0].weight, heads[1].weight)
    assert torch.equal(heads[1].weight, again.head(1).weight)


def test_rows_of_a_packed_head_are_those_of_the_unpacked(
    tiny_llama: Path, tmp_path: Path, few_tokens: list[Example]
) -> None:
    path = tmp_path / "base.gguf"
    export_gguf(str(tiny_llama), path, file_type="q8_0")
    device, dtype = torch.device("cpu"), torch.float32
    models = [load_base(str(path), device, dtype, pack=pack).model for pack in ("stored", None)]
    packed, plain = (SampledSoftmax(model, few_tokens, 50, seed=0).head(3) for model in models)
    assert torch.equal(packed.weight, plain.weight)
    assert len(plain.weight) > 50


def test_an_adapted_head_is_refused_before_anything_is_written(settings: RunSettings) -> None:
    adapted = LoraConfig(target_modules=("q_proj", "lm_head"))
    for lora in (adapted, LoraConfig(modules_to_save=("lm_head",))):
        with pytest.raises(ConfigError, match="frozen LM head"):
            list(run(replace(settings, lora=lora, train=replace(settings.train, sampled_softmax=20))))
    assert not list(settings.out.glob("*.json*"))


def test_a_run_resumes_to_the_same_bytes_and_validates_exactly(settings: RunSettings, tmp_path: Path) -> None:
    """The first validation is that of a run without it; a run stopped and resumed ends as one that was not."""
    exact = next(event for event in run(replace(settings, out=tmp_path / "exact")) if isinstance(event, Validated))
    settings = replace(settings, train=replace(settings.train, sampled_softmax=40))
    whole = list(run(replace(settings, out=tmp_path / "whole")))
    losses = [event.loss for event in whole if isinstance(event, Validated)]
    assert losses[0] == exact.loss
    assert losses[-1] < losses[0] - 0.5
    steps = iter(range(100))
    list(run(settings, should_stop=lambda: next(steps) == 4))
    list(run(replace(settings, resume=True)))
    weights = [(out / "adapter_model.safetensors").read_bytes() for out in (settings.out, tmp_path / "whole")]
    assert weights[0] == weights[1]

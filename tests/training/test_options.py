"""Effect of the loop's options on its results: NEFTune, gradient checkpointing, threads, LoRA+."""

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import pytest
import torch

from minilora.config import LoraConfig, TrainConfig
from minilora.data import batches
from minilora.data.batches import collate
from minilora.data.example import Example
from minilora.evaluate import evaluate
from minilora.lora import adapter_parameters, inject
from minilora.loss import answer_loss
from minilora.model import Decoder
from minilora.training.gradient_checkpointing import checkpoint_blocks
from minilora.training.loop import StepReport, train
from minilora.training.neftune import add_noise
from minilora.training.optimizer import make_optimizer, set_lr

Make = Callable[[], Decoder]


def trained(
    make: Make, examples: list[Example], lora: Mapping[str, object] = MappingProxyType({}), **settings: object
) -> tuple[list[StepReport], list[torch.Tensor]]:
    """Reports and parameters after two epochs with dropout."""
    model = make()
    inject(model, LoraConfig(r=3, lora_dropout=0.3, **{"target_modules": ("q_proj", "down_proj"), **lora}))  # type: ignore[arg-type]
    config = TrainConfig(epochs=2, batch_size=3, lr=1e-2, **settings)  # type: ignore[arg-type]
    reports = list(train(model, examples, config))
    return reports, [parameter.detach() for parameter in adapter_parameters(model)]


@pytest.fixture
def small_micro_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Batches of three records are split into several micro-batches; PyTorch's number of threads is restored."""
    monkeypatch.setattr(batches, "MICRO_BATCH_TOKENS", 10)
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


VARIANTS: dict[str, dict[str, object]] = {
    "plain": {},
    "head": {"target_modules": ("q_proj", "lm_head")},
    "embedding": {"target_modules": ("q_proj", "embed")},
    "dora": {"use_dora": True},
    "trained whole": {"modules_to_save": ("lm_head", "0.mlp")},
    "pissa": {"init_lora_weights": "pissa"},
}


@pytest.mark.usefixtures("small_micro_batches")
@pytest.mark.parametrize("recompute", [False, True])
@pytest.mark.parametrize("variant", VARIANTS)
def test_threads_change_no_bit(tiny_model: Make, examples: list[Example], variant: str, recompute: bool) -> None:
    """A micro-batch gives the same result on every thread: same losses and weights, with dropout and noise.

    With four threads for fewer micro-batches, single operations use several threads; rounding may differ, but is
    reproducible.
    """
    runs = []
    for threads in (1, 2, 4, 4):
        torch.set_num_threads(threads)
        settings = {"neftune_alpha": 5.0, "grad_checkpointing": recompute, "lora": VARIANTS[variant]}
        runs.append(trained(tiny_model, examples, **settings))  # type: ignore[arg-type]
    for one, other in ((0, 1), (2, 3)):
        assert runs[one][0] == runs[other][0]
        assert all(map(torch.equal, runs[one][1], runs[other][1]))


@pytest.mark.usefixtures("small_micro_batches")
def test_micro_batches_change_no_validation(tiny_model: Make, examples: list[Example]) -> None:
    """The loss on a data set is that of the whole batch, up to the order of additions."""
    model = tiny_model()
    torch.set_num_threads(4)
    whole = answer_loss(model, collate(examples)).item()
    report = evaluate(model, examples)
    assert report.loss * report.answer_tokens == pytest.approx(whole, rel=1e-5)


@pytest.mark.parametrize("noise", [0.0, 5.0])
def test_gradient_checkpointing_changes_no_bit(tiny_model: Make, examples: list[Example], noise: float) -> None:
    """Losses, norms of gradients and weights of a training with dropout and noise are those without it."""
    plain, again = (trained(tiny_model, examples, grad_checkpointing=on, neftune_alpha=noise) for on in (False, True))
    assert plain[0] == again[0]
    assert all(torch.equal(a, b) for a, b in zip(plain[1], again[1], strict=True))


def test_gradient_checkpointing_saves_less(tiny_model: Make, examples: list[Example]) -> None:
    """What autograd keeps of a forward pass shrinks, and the model is as before afterwards."""
    model = tiny_model()
    inject(model, LoraConfig(target_modules=("q_proj",)))
    batch = collate(examples)

    def activation_bytes() -> int:
        sizes: dict[int, int] = {}

        def pack(x: torch.Tensor) -> torch.Tensor:
            sizes[x.untyped_storage().data_ptr()] = x.untyped_storage().nbytes()
            return x

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
            answer_loss(model, batch)
        return sum(sizes.values())

    whole = activation_bytes()
    with checkpoint_blocks(model):
        assert activation_bytes() < whole / 2
    assert activation_bytes() == whole


@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_fused_steps_are_plain_ones(tiny_model: Make, examples: list[Example], variant: str, optimizer: str) -> None:
    """PyTorch's fused optimizers, which ignore strides, give the parameters of the plain ones, which do not."""
    lora = LoraConfig(r=3, **{"target_modules": ("q_proj",), **VARIANTS[variant]})  # type: ignore[arg-type]
    config = TrainConfig(epochs=2, batch_size=6, lr=1e-2, optimizer=optimizer)
    results = []
    for fused in (True, False):
        model = tiny_model()
        inject(model, lora)
        stepping = make_optimizer(model, config)
        for group in stepping.param_groups:
            group["fused"] = fused
        list(train(model, examples, config, optimizer=stepping))
        results.append([parameter.detach() for parameter in adapter_parameters(model)])
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-4)


def test_noise_has_the_size_of_the_paper() -> None:
    """Each record's noise is uniform within alpha / sqrt(T · C), drawn anew from the same seed."""
    lengths, width, alpha = (4, 100), 50, 5.0
    torch.manual_seed(3)
    noise = add_noise(torch.zeros(104, width), lengths, alpha)
    for rows, length in zip(noise.split(lengths), lengths, strict=True):
        bound = alpha / math.sqrt(length * width)
        assert 0.9 * bound < float(rows.abs().max()) <= bound
        assert float(rows.mean()) == pytest.approx(0, abs=bound / 5)
    torch.manual_seed(3)
    assert torch.equal(add_noise(torch.zeros(104, width), lengths, alpha), noise)


def test_noise_is_for_training_only(tiny_model: Make, examples: list[Example]) -> None:
    """With noise the adapter differs."""
    (quiet, _), (noisy, _) = (trained(tiny_model, examples, neftune_alpha=alpha) for alpha in (0.0, 10.0))
    assert quiet[0].loss != noisy[0].loss


def test_lora_plus_lets_b_learn_faster(tiny_model: Make) -> None:
    """After a step of AdamW from equal gradients, B has moved `ratio` times as far as A."""
    model = tiny_model()
    inject(model, LoraConfig(target_modules=("q_proj", "v_proj")))
    optimizer = make_optimizer(model, TrainConfig(lora_plus_ratio=16))
    before = {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}
    for parameter in adapter_parameters(model):
        parameter.grad = torch.ones_like(parameter)
    set_lr(optimizer, 1e-3)
    optimizer.step()
    for name, parameter in model.named_parameters():
        if name in before:
            moved = float((before[name] - parameter.detach()).mean())
            assert moved == pytest.approx(1.6e-2 if name.endswith("lora_B") else 1e-3, rel=1e-4)


def test_the_order_of_batches_is_all_that_dropout_depends_on(tiny_model: Make, examples: list[Example]) -> None:
    """A run begun at step 3 with the state of step 3 draws the masks of an uninterrupted one."""
    whole, _ = trained(tiny_model, examples)
    model = tiny_model()
    inject(model, LoraConfig(r=3, lora_dropout=0.3, target_modules=("q_proj", "down_proj")))
    config = TrainConfig(epochs=2, batch_size=3, lr=1e-2)
    optimizer = make_optimizer(model, config)
    first = [report for _, report in zip(range(3), train(model, examples, config, optimizer=optimizer), strict=False)]
    torch.manual_seed(12345)
    rest = list(train(model, examples, config, optimizer=optimizer, start_step=3))
    assert [*first, *rest] == whole

"""CUDA and MPS without the hardware: what mock devices can test.

Proved here: a clock is read only when the device has done its work, memory is asked of the device and not of the
process, and the plain formulas of a step leave no tensor on the CPU. Not proved, because only the hardware can: that
every operation exists there, that the figures are right, and how fast it is.
"""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from minilora import device
from minilora.bench import Spread, Workload, parts
from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.kernels import usable
from minilora.lora import adapter_parameters, inject
from minilora.model import Decoder, KVCache


class StandIn:
    """In place of torch.cuda or torch.mps: work is queued, and its seconds pass when somebody waits for it."""

    def __init__(self) -> None:
        self.now_s, self.queued_s = 0.0, 0.0

    def queue(self, seconds: float) -> None:
        self.queued_s += seconds

    def synchronize(self, place: torch.device | None = None) -> None:
        self.now_s, self.queued_s = self.now_s + self.queued_s, 0.0

    def perf_counter(self) -> float:
        return self.now_s

    def driver_allocated_memory(self) -> int:
        return 42

    def max_memory_allocated(self, place: torch.device) -> int:
        return 42


@pytest.fixture(params=["cuda", "mps"])
def place(request: pytest.FixtureRequest) -> torch.device:
    return torch.device(request.param)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, place: torch.device) -> StandIn:
    """The backend replaced by a stand-in, the clock by the stand-in's, and weights loaded onto the CPU."""
    found = StandIn()
    monkeypatch.setattr(torch, place.type, found)
    monkeypatch.setattr(parts, "time", found)
    monkeypatch.setattr(parts, "load_base", lambda base, device, dtype: load_base(base, "cpu", dtype))
    return found


@pytest.fixture
def small(tiny_llama: Path) -> Workload:
    return Workload(base=str(tiny_llama), length=12, batch_size=2, steps=3, r=2, prompt_tokens=8, new_tokens=5)


def test_a_step_ends_when_the_device_has_done_it(
    monkeypatch: pytest.MonkeyPatch, stand_in: StandIn, place: torch.device, small: Workload
) -> None:
    """Steps that return at once and are 2 s of queued work take 2 s each; memory is the device's."""

    def train(*args: object) -> Iterator[SimpleNamespace]:
        for _ in range(small.steps + 1):
            stand_in.queue(2.0)
            yield SimpleNamespace(tokens=100, answer_tokens=50, loss=1.0)

    monkeypatch.setattr(parts, "train", train)
    found = parts.measure_training(small, place, "float32")
    assert found.tokens_per_s == Spread(50, 50, 50)
    assert found.peak_memory_bytes == 42


def test_a_prompt_is_read_when_its_token_is_there(
    monkeypatch: pytest.MonkeyPatch, stand_in: StandIn, place: torch.device, small: Workload
) -> None:
    """4 s of queued work for a prompt of 8 tokens, 0.5 s for each of the tokens after the first."""

    def generate(*args: object, **kwargs: object) -> Iterator[int]:
        for i in range(small.new_tokens):
            stand_in.queue(0.5 if i else 4.0)
            yield 0

    monkeypatch.setattr(parts, "generate", generate)
    found = parts.measure_generation(small, place, "float32")
    assert found.prefill_tokens_per_s == Spread(2, 2, 2)
    assert found.decode_tokens_per_s == Spread(2, 2, 2)
    assert found.peak_memory_bytes == 42


def test_a_device_that_is_there_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyTorch finds MPS, `--devices` and `auto` do too, and bfloat16 is not taken for fast on it."""
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device.available_devices() == ("mps", "cpu")
    assert device.pick_device("auto") == device.pick_device("mps") == torch.device("mps")
    assert not device.has_native_bfloat16(torch.device("mps"))


META = torch.device("meta")
"""Tensors without numbers that no operation mixes with the CPU's: as strict as any device, and here."""


@pytest.fixture
def elsewhere(tiny_llama: Path) -> Decoder:
    model = load_base(tiny_llama).model
    inject(model, LoraConfig(r=2, lora_dropout=0.1, target_modules=("all-linear",)), seed=0)
    return model.to(META).train()


def test_a_training_step_leaves_nothing_on_the_cpu(elsewhere: Decoder) -> None:
    """Forward and backward by the plain formulas, for equal and for unequal lengths."""
    assert not usable(torch.empty(1, device=META))
    tokens = torch.zeros(12, dtype=torch.long, device=META)
    for lengths in ((6, 6), (5, 7)):
        hidden = elsewhere.hidden(tokens, lengths)
        elsewhere.head(hidden).float().sum().backward()
        assert {p.grad.device for p in adapter_parameters(elsewhere) if p.grad is not None} == {META}
        elsewhere.zero_grad()


def test_generating_leaves_nothing_on_the_cpu(elsewhere: Decoder) -> None:
    """A prompt, then one token more, by way of the cache."""
    cache = KVCache(elsewhere.config, 8, META, torch.float32)
    with torch.no_grad():
        for count in (5, 1):
            tokens = torch.zeros(count, dtype=torch.long, device=META)
            assert elsewhere.head(elsewhere.hidden(tokens, (count,), cache)).device == META

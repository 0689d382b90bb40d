"""What every benchmark here shares: the devices of this machine, a clock that waits for them, smaller sizes on demand.

    pytest benchmarks                                   everything; scripts/bench saves it as JSON
    pytest benchmarks --smoke --benchmark-disable       each thing once, small: does it still run?
    pytest benchmarks --benchmark-compare               beside the last saved run of this machine

A group holds what should be compared: the same work, done in several ways. Each benchmark first checks that the ways
agree.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, TypeVar

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from minilora.device import available_devices, device_name, has_native_bfloat16, keep_freed_memory, synchronize

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """A device and a dtype that it is good at."""

    device: torch.device
    dtype: torch.dtype

    def __str__(self) -> str:
        return f"{self.device} {str(self.dtype).removeprefix('torch.')}"


PLACES = [
    Place(torch.device(kind), dtype)
    for kind in available_devices()
    for dtype in ((torch.float32, torch.bfloat16) if has_native_bfloat16(torch.device(kind)) else (torch.float32,))
]

Measure = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--smoke", action="store_true", help="sizes next to nothing: does it still run?")
    parser.addoption("--base", default="smollm2-135m-instruct", help="base model: directory, .gguf file or name")


def pytest_configure(config: pytest.Config) -> None:
    """Another machine or a clock that is too coarse is worth a warning, and does not end the run."""
    config.addinivalue_line("filterwarnings", "default::pytest_benchmark.logger.PytestBenchmarkWarning")


@pytest.fixture
def smoke(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--smoke"))


@pytest.fixture
def base_name(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--base"))


@pytest.fixture(params=PLACES, ids=str)
def place(request: pytest.FixtureRequest) -> Place:
    keep_freed_memory()
    found: Place = request.param
    return found


@pytest.fixture
def measure(benchmark: BenchmarkFixture, place: Place) -> Measure:
    """`measure(group, work, inputs)` times work(input) with the inputs in turn, until the device has done it."""

    def run(group: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        turn = cycle(inputs)

        def once() -> None:
            work(next(turn))
            synchronize(place.device)

        once()
        label(benchmark, f"{group}, {place}", place)
        benchmark(once)

    return run


@pytest.fixture
def measure_steps(benchmark: BenchmarkFixture, place: Place) -> Measure:
    """`measure_steps(group, steps, rounds)` times each step of an iterator, the first one left out."""

    def run(group: str, steps: Iterator[object], rounds: int) -> None:
        def once() -> None:
            next(steps)
            synchronize(place.device)

        once()
        label(benchmark, f"{group}, {place}", place)
        benchmark.pedantic(once, rounds=rounds)

    return run


def label(benchmark: BenchmarkFixture, group: str, place: Place) -> None:
    benchmark.group = group
    benchmark.extra_info |= {
        "device": str(place.device),
        "device_name": device_name(place.device),
        "dtype": str(place.dtype).removeprefix("torch."),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }

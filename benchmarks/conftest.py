"""Shared fixtures of the benchmarks: the available devices, timers that synchronise them, smaller sizes on demand.

    pytest benchmarks                                   everything; scripts/bench saves it as JSON
    pytest benchmarks --quick                           the same groups with less work in each
    pytest benchmarks --smoke --benchmark-disable       every benchmark once, almost no work: does it still run?
    pytest benchmarks --benchmark-compare               compared with the last saved run of this machine

A group contains the benchmarks to compare: the same work, done in several ways. Each benchmark first checks that all
ways give the same result.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from minilora.device import available_devices, configure_cpu, device_name, has_native_bfloat16, synchronize

sys.path.insert(0, str(Path(__file__).parent))  # for random_models

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """A device and a dtype that is fast on it."""

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


def in_turn(work: Callable[[Any], object], inputs: Sequence[Any]) -> Callable[[], object]:
    """Return a function that calls `work` with the next input each time, so that no input is still in a cache."""
    turn = cycle(inputs)
    return lambda: work(next(turn))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="less work in each benchmark")
    parser.addoption("--smoke", action="store_true", help="sizes next to nothing: does it still run?")
    parser.addoption("--base", default="smollm2-135m-instruct", help="base model: directory, .gguf file or name")


def pytest_configure(config: pytest.Config) -> None:
    """Only warn about results of another machine or a coarse clock; do not stop the run."""
    config.addinivalue_line("filterwarnings", "default::pytest_benchmark.logger.PytestBenchmarkWarning")


def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    """Remove the host name, because results are published."""
    machine_info.pop("node", None)
    machine_info["processor"] = device_name(torch.device("cpu"))
    machine_info["threads"] = torch.get_num_threads()
    machine_info["torch"] = torch.__version__


def pytest_benchmark_update_json(output_json: dict[str, Any]) -> None:
    """Keep only what the tables and `--benchmark-compare` read, not the single times."""
    for one in output_json["benchmarks"]:
        one["stats"].pop("data", None)


@pytest.fixture(scope="session")
def smoke(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--smoke"))


@pytest.fixture(scope="session")
def quick(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--quick"))


@pytest.fixture
def few(smoke: bool, quick: bool) -> int:
    """Number of rounds of a benchmark that takes seconds."""
    return 1 if smoke else 2 if quick else 5


@pytest.fixture(scope="session")
def base_name(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--base"))


@pytest.fixture(params=PLACES, ids=str, scope="session")
def place(request: pytest.FixtureRequest) -> Place:
    configure_cpu()
    found: Place = request.param
    return found


@pytest.fixture
def measure(benchmark: BenchmarkFixture, place: Place) -> Measure:
    """`measure(group, work, inputs)` times work(input) for alternating inputs and synchronises the device."""

    def run(group: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        next_work = in_turn(work, inputs)

        def once() -> None:
            next_work()
            synchronize(place.device)

        once()
        label(benchmark, f"{group}, {place}", place)
        benchmark(once)

    return run


@pytest.fixture
def measure_steps(benchmark: BenchmarkFixture, place: Place) -> Measure:
    """`measure_steps(group, steps, rounds)` times each step of an iterator, without the first."""

    def run(group: str, steps: Iterator[object], rounds: int) -> None:
        def once() -> None:
            next(steps)
            synchronize(place.device)

        once()
        label(benchmark, f"{group}, {place}", place)
        benchmark.pedantic(once, rounds=rounds)

    return run


@pytest.fixture
def measure_prepared(benchmark: BenchmarkFixture, place: Place, few: int) -> Measure:
    """`measure_prepared(group, work, setup)` times work() after each setup(), which is not timed."""

    def run(group: str, work: Callable[[], object], setup: Callable[[], None]) -> None:
        def once() -> None:
            work()
            synchronize(place.device)

        label(benchmark, f"{group}, {place}", place)
        benchmark.pedantic(once, setup=setup, rounds=few, warmup_rounds=1)

    return run


@pytest.fixture
def measure_on_cpu(benchmark: BenchmarkFixture) -> Measure:
    """`measure_on_cpu(group, work, inputs)` times work(input) on the CPU, for alternating inputs."""

    def run(group: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        benchmark.group = group
        benchmark(in_turn(work, inputs))

    return run


@pytest.fixture
def measure_on_cpu_rounds(benchmark: BenchmarkFixture, few: int) -> Measure:
    """Like `measure_on_cpu`, for work that takes seconds: `few` rounds after one warmup round."""

    def run(group: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        benchmark.group = group
        benchmark.pedantic(in_turn(work, inputs), rounds=few, warmup_rounds=1)

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

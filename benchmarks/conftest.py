"""Shared fixtures of the benchmarks: the available devices, timers that synchronise them, smaller sizes on demand.

    pytest benchmarks                                   everything; scripts/bench saves it as JSON
    pytest benchmarks --quick                           the same groups with less work in each
    pytest benchmarks --smoke --benchmark-disable       every benchmark once with minimal work, to check that it runs
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
class Target:
    """A device and a dtype that is fast on it."""

    device: torch.device
    dtype: torch.dtype

    def __str__(self) -> str:
        return f"{self.device} {str(self.dtype).removeprefix('torch.')}"


TARGETS = [
    Target(torch.device(kind), dtype)
    for kind in available_devices()
    for dtype in ((torch.float32, torch.bfloat16) if has_native_bfloat16(torch.device(kind)) else (torch.float32,))
]

Measure = Callable[..., None]


def cycle_inputs(work: Callable[[Any], object], inputs: Sequence[Any]) -> Callable[[], object]:
    """Return a function that calls `work` with the next input each time, so that no input is still in a cache."""
    turn = cycle(inputs)
    return lambda: work(next(turn))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="less work in each benchmark")
    parser.addoption("--smoke", action="store_true", help="minimal sizes, to check that the benchmarks run")
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
def num_rounds(smoke: bool, quick: bool) -> int:
    """Number of rounds of a benchmark that takes seconds."""
    return 1 if smoke else 2 if quick else 5


@pytest.fixture(scope="session")
def base_name(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--base"))


@pytest.fixture(params=TARGETS, ids=str, scope="session")
def target(request: pytest.FixtureRequest) -> Target:
    configure_cpu()
    found: Target = request.param
    return found


@pytest.fixture
def measure(benchmark: BenchmarkFixture, target: Target) -> Measure:
    """`measure(group, work, inputs)` times work(input) for alternating inputs and synchronises the device."""

    def run(group: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        next_work = cycle_inputs(work, inputs)

        def run_once() -> None:
            next_work()
            synchronize(target.device)

        run_once()
        label(benchmark, f"{group}, {target}", target)
        benchmark(run_once)

    return run


@pytest.fixture
def measure_steps(benchmark: BenchmarkFixture, target: Target) -> Measure:
    """`measure_steps(group, steps, rounds)` times each step of an iterator, without the first."""

    def run(group: str, steps: Iterator[object], rounds: int) -> None:
        def run_once() -> None:
            next(steps)
            synchronize(target.device)

        run_once()
        label(benchmark, f"{group}, {target}", target)
        benchmark.pedantic(run_once, rounds=rounds)

    return run


@pytest.fixture
def measure_prepared(benchmark: BenchmarkFixture, target: Target, num_rounds: int) -> Measure:
    """`measure_prepared(group, work, setup)` times work() after each setup(), which is not timed."""

    def run(group: str, work: Callable[[], object], setup: Callable[[], None]) -> None:
        def run_once() -> None:
            work()
            synchronize(target.device)

        label(benchmark, f"{group}, {target}", target)
        benchmark.pedantic(run_once, setup=setup, rounds=num_rounds, warmup_rounds=1)

    return run


@pytest.fixture
def measure_on_cpu(benchmark: BenchmarkFixture) -> Measure:
    """`measure_on_cpu(group, work, inputs)` times work(input) on the CPU, for alternating inputs."""

    def run(group: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        benchmark.group = group
        benchmark(cycle_inputs(work, inputs))

    return run


@pytest.fixture
def measure_on_cpu_rounds(benchmark: BenchmarkFixture, num_rounds: int) -> Measure:
    """Like `measure_on_cpu`, for work that takes seconds: `num_rounds` rounds after one warmup round."""

    def run(group: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        benchmark.group = group
        benchmark.pedantic(cycle_inputs(work, inputs), rounds=num_rounds, warmup_rounds=1)

    return run


def label(benchmark: BenchmarkFixture, group: str, target: Target) -> None:
    benchmark.group = group
    benchmark.extra_info |= {
        "device": str(target.device),
        "device_name": device_name(target.device),
        "dtype": str(target.dtype).removeprefix("torch."),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }

"""The thread pool: results in order, errors raised, PyTorch's number of threads restored."""

import time
from collections.abc import Iterator
from threading import get_ident

import pytest
import torch

from minilora.thread_pool import ThreadPool

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def four_threads() -> Iterator[None]:
    """PyTorch uses four threads in each test, whatever the machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


def test_results_come_in_the_order_of_the_items() -> None:
    """Whoever is ready first."""

    def wait(ms: int) -> int:
        time.sleep(ms / 1000)
        return ms

    with ThreadPool(CPU) as pool:
        assert list(pool.map(wait, [40, 0, 20, 0, 10])) == [40, 0, 20, 0, 10]


@pytest.mark.parametrize(("items", "each"), [(1, 4), (2, 2), (3, 1), (4, 1), (9, 1)])
def test_threads_are_shared_out(items: int, each: int) -> None:
    """With few items, the remaining threads parallelise operations; the caller's number of threads does not change."""
    with ThreadPool(CPU) as pool:
        assert list(pool.map(lambda _: torch.get_num_threads(), range(items))) == [each] * items
    assert torch.get_num_threads() == 4


@pytest.mark.parametrize(("device", "threads"), [("cuda", 4), ("mps", 4), ("cpu", 1)])
def test_a_gpu_and_a_single_thread_need_no_others(device: str, threads: int) -> None:
    """The work is then done by whoever asks for it, one item after the other."""
    torch.set_num_threads(threads)
    with ThreadPool(torch.device(device)) as pool:
        assert set(pool.map(lambda _: get_ident(), range(3))) == {get_ident()}


def test_the_first_error_ends_the_work() -> None:
    """It reaches the caller unchanged, and work that has not started is skipped."""
    begun = []

    def work(item: int) -> None:
        begun.append(item)
        if item == 0:
            raise ValueError("item 0")
        time.sleep(0.01)

    with pytest.raises(ValueError, match="item 0"), ThreadPool(CPU) as pool:
        list(pool.map(work, range(1000)))
    assert len(begun) < 1000

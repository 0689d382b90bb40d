"""Threads that compute pieces of a batch side by side, on a CPU.

PyTorch by itself divides each operation among its threads, which wait for one another at its end; a small model has
tens of thousands of operations in a step. Here each thread computes a whole piece, forward and backward. What is
needed for the backward pass then exists for the pieces under way only.

    intra-op (PyTorch)   op 1 ▓▓│op 2 ▓▓│op 3 ▓ │...      all threads on one batch
    crew                 piece 1 ▓▓▓▓▓▓▓▓▓▓▓▓│piece 3 ▓▓   a thread each
                         piece 2 ▓▓▓▓▓▓▓▓▓▓│piece 4 ▓▓▓▓

On CUDA and MPS the work is the device's, and the crew is the calling thread alone.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import TypeVar

import torch

T = TypeVar("T")
R = TypeVar("R")


class ThreadPool:
    """A context that holds as many threads as PyTorch uses (`torch.set_num_threads`, OMP_NUM_THREADS)."""

    def __init__(self, device: torch.device) -> None:
        self.threads = torch.get_num_threads() if device.type == "cpu" else 1
        self._pool = ThreadPoolExecutor(self.threads, "piece") if self.threads > 1 else None

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Yield work(item) for each of `items`, in their order; the first error ends it."""
        if self._pool is None or len(items) < 2:
            return map(work, items)  # a second team of OpenMP's threads beside the caller's would slow both down
        threads_each = max(1, self.threads // len(items))
        return self._pool.map(partial(_with_threads, threads_each, work), items)

    def __enter__(self) -> "ThreadPool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _with_threads(threads: int, work: Callable[[T], R], item: T) -> R:
    """Do the work while PyTorch divides this thread's operations among so many."""
    torch.set_num_threads(threads)  # OpenMP's number belongs to the thread that sets it
    return work(item)

"""A thread pool that computes the micro-batches of a batch in parallel, on a CPU.

PyTorch splits each operation among its intra-op threads and synchronizes them after it; a small model has tens of
thousands of operations in a step. Here each thread runs the forward and backward pass of a whole micro-batch. The
activations saved for backward then exist for the micro-batches in progress only.

    intra-op (PyTorch)   op 1 ▓▓│op 2 ▓▓│op 3 ▓ │...        all threads on one batch
    thread pool          batch 1 ▓▓▓▓▓▓▓▓▓▓▓▓│batch 3 ▓▓     one thread per micro-batch
                         batch 2 ▓▓▓▓▓▓▓▓▓▓│batch 4 ▓▓▓▓

On CUDA and MPS the device does the work, and the pool is the calling thread alone.
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
    """A context manager with as many threads as PyTorch uses (`torch.set_num_threads`, OMP_NUM_THREADS)."""

    def __init__(self, device: torch.device) -> None:
        self.threads = torch.get_num_threads() if device.type == "cpu" else 1
        self._pool = ThreadPoolExecutor(self.threads, "micro-batch") if self.threads > 1 else None

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Yield work(item) for each of `items`, in order. The first exception is raised and ends the iteration."""
        if self._pool is None or len(items) < 2:
            return map(work, items)  # two OpenMP teams would slow each other down
        threads_each = max(1, self.threads // len(items))
        return self._pool.map(partial(_with_threads, threads_each, work), items)

    def __enter__(self) -> "ThreadPool":
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _with_threads(threads: int, work: Callable[[T], R], item: T) -> R:
    """Run `work` with this number of intra-op threads."""
    torch.set_num_threads(threads)  # OpenMP keeps this setting per thread
    return work(item)

"""Process tensors in parallel: each worker process reads, merges, quantizes and writes one tensor at a time.

Forked workers inherit the plan and everything loaded. They share only a counter, the index of the next tensor, and the
output file, in which each tensor has its own offset. Where fork is unsafe (macOS) or missing (Windows), or if there is
little work, the parent processes the tensors one after the other.
"""

import multiprocessing
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from ..device import configure_malloc
from ..errors import MiniLoraError, OutputError

MIN_PARALLEL_BYTES = 8 << 20
"""Below this size, starting processes takes longer than the work."""

CAN_FORK = sys.platform == "linux"

Work = Callable[[int], None]


def map_in_processes(work: Work, sizes: Sequence[int], *, processes: int, on_item_done: Callable[[], None]) -> None:
    """Call `work` once with each index of `sizes`, the largest first, in parallel processes.

    Args:
        work: writes its result to a file; changes in memory are lost.
        sizes: bytes that each call writes.
        processes: maximum number of processes.
        on_item_done: called in this process after each item.

    Raises:
        MiniLoraError, OSError: the first error raised by `work`; all workers are stopped.
        OutputError: a worker was killed.
    """
    if processes == 1 or not CAN_FORK or sum(sizes) < MIN_PARALLEL_BYTES:
        for index in range(len(sizes)):
            work(index)
            on_item_done()
        return
    order = sorted(range(len(sizes)), key=lambda index: -sizes[index])
    with _worker_processes(work, order, processes) as running:
        for failure in _results(running):
            if failure:
                raise failure
            on_item_done()


@contextmanager
def _worker_processes(work: Work, order: Sequence[int], processes: int) -> Iterator[dict[Connection, BaseProcess]]:
    """Yield the running processes by their result pipes; terminate and join all of them on exit."""
    fork: Any = multiprocessing.get_context("fork")
    next_index = fork.Value("q", 0)
    running: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(min(processes, len(order))):
            receiver, sender = fork.Pipe(duplex=False)
            running[receiver] = fork.Process(target=_worker_loop, args=(work, order, next_index, sender), daemon=True)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # about other threads, which the work does not use
                running[receiver].start()
            sender.close()  # so the receiver gets EOF when the worker exits
        yield running
    finally:
        for process in running.values():
            process.terminate()
            process.join()


def _results(running: dict[Connection, BaseProcess]) -> Iterator[Exception | None]:
    """Yield the results of the workers as they arrive: an error, or None for each finished tensor."""
    open_pipes = list(running)
    while open_pipes:
        for pipe in wait(open_pipes):
            assert isinstance(pipe, Connection)
            try:
                yield pipe.recv()
            except EOFError:
                open_pipes.remove(pipe)
                running[pipe].join()
                if running[pipe].exitcode:
                    yield OutputError(
                        f"a worker process of the export died (exit code {running[pipe].exitcode}), possibly out of "
                        "memory. Close other programs, or use --threads 1."
                    )


def _worker_loop(work: Work, order: Sequence[int], next_index: Any, sender: Connection) -> None:
    """Process one index after the other until none is left; send a result for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C and terminates this process
    configure_malloc()
    with suppress(BrokenPipeError):  # the parent has exited
        while True:
            with next_index:
                index, next_index.value = next_index.value, next_index.value + 1
            if index >= len(order):
                return
            try:
                work(order[index])
            except (MiniLoraError, OSError) as err:
                sender.send(err)
                return
            sender.send(None)

"""Tensors shared out among processes: each is read, merged, quantised and written by one of them.

Processes made by fork begin with all that is loaded and planned, and meet only in a counter, the number of the
next tensor, and in the output file, where each tensor has its place. Where fork is not safe (macOS) or does not exist
(Windows), or where the work is small, it is done here, one tensor after the other.
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
"""Less is done sooner than processes are made."""

CAN_FORK = sys.platform == "linux"

Work = Callable[[int], None]


def map_in_processes(work: Work, sizes: Sequence[int], *, processes: int, on_item_done: Callable[[], None]) -> None:
    """Call `work` with each index of `sizes` once, the largest first, in so many processes at a time.

    Args:
        work: leaves its result in a file; what it changes in memory is lost.
        sizes: of what each leaves there, in bytes.
        one_done: called in this process after each item.

    Raises:
        MiniLoraError, OSError: the first that `work` raises; the others are stopped.
        OutputError: when a process was killed.
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
    """Yield the running processes by the pipe that each reports through; none is left behind."""
    fork: Any = multiprocessing.get_context("fork")
    next_index = fork.Value("q", 0)
    running: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(min(processes, len(order))):
            receiver, sender = fork.Pipe(duplex=False)
            running[receiver] = fork.Process(target=_worker_loop, args=(work, order, next_index, sender), daemon=True)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which the work does not need
                running[receiver].start()
            sender.close()  # so that the pipe ends with the process that writes to it
        yield running
    finally:
        for process in running.values():
            process.terminate()
            process.join()


def _results(running: dict[Connection, BaseProcess]) -> Iterator[Exception | None]:
    """Yield the reports of the processes as they arrive: an error, or None for each finished tensor."""
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
                        f"a process that was quantising ended early (exit code {running[pipe].exitcode}), for want of "
                        "memory perhaps. Close other programs, or use --threads 1."
                    )


def _worker_loop(work: Work, order: Sequence[int], next_index: Any, sender: Connection) -> None:
    """Take one index after the other until none is left; report each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends this process
    configure_malloc()
    with suppress(BrokenPipeError):  # the parent is gone
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

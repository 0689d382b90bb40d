"""A cache of unpacked weights, shared by threads. Packed weights are unpacked into its buffers for each GEMM.

A weight is unpacked in chunks of rows. Threads that need the same weight share its chunks; a thread that comes later
finds it unpacked. So micro-batches that run through the layers in parallel unpack each layer once. Unused buffers keep
their content until they are reused, up to `MAX_CACHE_BYTES` in total.

    thread 1   unpack q k v ▓▓ │ GEMM ░░░░░░ │ unpack o ▓▓▓▓ │ GEMM ...
    thread 2   unpack q k v ▓▓ │ GEMM ░░░░░░░░░░░░ │ (o is unpacked) GEMM ...
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol

import torch
from torch import Tensor

MAX_CACHE_BYTES = 128 << 20
"""Maximum total size of the buffers, unless more are in use at the same time."""
CHUNK_WEIGHTS = 1 << 18
"""Elements that a thread unpacks at a time."""


class PackedWeight(Protocol):
    """A frozen matrix in a compressed format, which unpacks to `dtype`."""

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""

    @property
    def dtype(self) -> torch.dtype:
        """Dtype of the unpacked matrix."""

    @property
    def mapped_bytes(self) -> int:
        """Size of its part of a buffer-mapped file; 0 if it is in buffer."""

    def slice_rows(self, rows: slice) -> "PackedWeight":
        """Return some of the rows as a packed weight."""

    def unpack(self, out: Tensor, start: int) -> None:
        """Unpack rows `start` to `start + n` into `out` (n, columns). Must be thread-safe.

        Raises:
            MiniLoraError: if the file was changed or removed.
        """

    def gather(self, rows: Tensor) -> Tensor:
        """Return the rows with the indices `rows` (...), as (..., columns)."""


class UnpackedWeightCache:
    """Buffers with the most recently unpacked weights of one model."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[tuple[int, ...], _Entry] = {}
        """Keys are the ids of the parts. The most recently used entry is last."""
        self._pool: ThreadPoolExecutor | None = None

    @contextmanager
    def unpack(self, parts: Sequence[PackedWeight | Tensor]) -> Iterator[Tensor]:
        """Yield the concatenated parts, (sum of rows, columns); valid inside the block."""
        key = tuple(map(id, parts))
        with self._lock:
            entry = self._entries.pop(key, None) or _Entry(parts, self._allocate(_num_bytes(parts)))
            self._entries[key] = entry
            entry.users += 1
        try:
            self._unpack(entry)
            yield entry.weight
        finally:
            with self._lock:
                entry.users -= 1
                if entry.error:
                    self._entries.pop(key, None)

    def _unpack(self, entry: "_Entry") -> None:
        num_helpers = min(torch.get_num_threads(), len(entry.tasks)) - 1
        if num_helpers > 0:
            for _ in range(num_helpers):
                self._helper_pool(num_helpers).submit(entry.run_tasks)
        entry.run_tasks()
        entry.ready.wait()
        if entry.error:
            raise entry.error

    def _helper_pool(self, count: int) -> ThreadPoolExecutor:
        with self._lock:
            self._pool = self._pool or ThreadPoolExecutor(count, "unpack")
            return self._pool

    def _allocate(self, size: int) -> Tensor:
        """Return a buffer of at least `size` bytes: a new one within MAX_CACHE_BYTES, else an unused one if it fits."""
        idle = [key for key, entry in self._entries.items() if not entry.users]
        total = sum(len(entry.buffer) for entry in self._entries.values())
        if total + size <= MAX_CACHE_BYTES:
            return torch.empty(size, dtype=torch.uint8)
        large_enough = [key for key in idle if len(self._entries[key].buffer) >= size]
        if large_enough:
            return self._entries.pop(min(large_enough, key=lambda key: len(self._entries[key].buffer))).buffer
        for key in idle:
            total -= len(self._entries.pop(key).buffer)
            if total + size <= MAX_CACHE_BYTES:
                break
        return torch.empty(size, dtype=torch.uint8)


class _Entry:
    """A buffer with concatenated weights: being unpacked, in use, or idle."""

    def __init__(self, parts: Sequence[PackedWeight | Tensor], buffer: Tensor) -> None:
        self.parts = parts
        """Referenced, so that their ids are not reused."""
        self.buffer = buffer
        columns, rows = parts[0].shape[1], sum(part.shape[0] for part in parts)
        self.weight = buffer[: _num_bytes(parts)].view(parts[0].dtype).view(rows, columns)
        self.users = 0
        self.tasks = deque(_chunk_tasks(parts, self.weight))
        self.ready = threading.Event()
        self.error: BaseException | None = None
        self._remaining = len(self.tasks)
        self._lock = threading.Lock()

    def run_tasks(self) -> None:
        """Unpack chunks until none is left to start."""
        while True:
            try:
                unpack = self.tasks.popleft()
            except IndexError:
                return
            try:
                unpack()
            except BaseException as error:  # raised in every thread that waits for this weight
                self.error = error
            with self._lock:
                self._remaining -= 1
                if not self._remaining:
                    self.ready.set()


def _num_bytes(parts: Sequence[PackedWeight | Tensor]) -> int:
    return sum(part.shape[0] * part.shape[1] * part.dtype.itemsize for part in parts)


def _chunk_tasks(parts: Sequence[PackedWeight | Tensor], out: Tensor) -> Iterator[Callable[[], None]]:
    """Yield functions that each unpack a chunk of rows into `out`."""
    for part, rows in zip(parts, out.split([part.shape[0] for part in parts]), strict=True):
        step = max(1, CHUNK_WEIGHTS // part.shape[1])
        for start in range(0, len(rows), step):
            yield _chunk_task(part, rows[start : start + step], start)


def _chunk_task(part: PackedWeight | Tensor, out: Tensor, start: int) -> Callable[[], None]:
    def unpack() -> None:
        if isinstance(part, Tensor):
            out.copy_(part[start : start + len(out)])
        else:
            part.unpack(out, start)

    return unpack

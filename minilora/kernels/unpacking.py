"""Memory for weights that are kept packed and unpacked for each product, shared by the threads that need them.

A weight is unpacked into a buffer, in bands of rows. A thread that wants a weight which another thread is unpacking
takes some of its bands; one that comes later finds it whole. So micro-batches that go through the layers side by side
unpack each layer once. Buffers that nobody uses stay as they are, up to `KEPT_BYTES` in all, and are used again.

    thread 1   unpack q k v ▓▓ │ product ░░░░░░ │ unpack o ▓▓▓▓ │ product ...
    thread 2   unpack q k v ▓▓ │ product ░░░░░░░░░░░░ │ (o is there) product ...
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol

import torch
from torch import Tensor

KEPT_BYTES = 128 << 20
"""Of buffers, those in use included, while there are some that nobody uses."""
BAND_WEIGHTS = 1 << 18
"""Weights that a thread unpacks at a time, at least."""


class PackedWeight(Protocol):
    """A frozen matrix in another form than numbers of `dtype`."""

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""

    @property
    def dtype(self) -> torch.dtype:
        """Of the unpacked numbers."""

    @property
    def mapped_bytes(self) -> int:
        """How much of a file is read for it; 0 where it lies in memory."""

    def band(self, rows: slice) -> "PackedWeight":
        """Return some of the rows as a weight of its own."""

    def unpack(self, out: Tensor, start: int) -> None:
        """Fill `out` (n, columns) with the rows from `start` on. Threads call this at the same time.

        Raises:
            MiniLoraError: when the bytes are no longer there, or are others.
        """

    def gather(self, rows: Tensor) -> Tensor:
        """Return rows by their numbers (...), as (..., columns)."""


class UnpackedWeights:
    """The weights of one model that are unpacked at present."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[tuple[int, ...], _Entry] = {}
        """By the identities of the parts, the one that was used last at the end."""
        self._pool: ThreadPoolExecutor | None = None

    @contextmanager
    def unpacked(self, parts: Sequence[PackedWeight | Tensor]) -> Iterator[Tensor]:
        """Yield the parts one under another, (sum of rows, columns); inside the block they stay."""
        key = tuple(map(id, parts))
        with self._lock:
            entry = self._entries.pop(key, None) or _Entry(parts, self._memory(_size_of(parts)))
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
        helpers = min(torch.get_num_threads(), len(entry.bands)) - 1
        if helpers > 0:
            for _ in range(helpers):
                self._helpers(helpers).submit(entry.work)
        entry.work()
        entry.ready.wait()
        if entry.error:
            raise entry.error

    def _helpers(self, count: int) -> ThreadPoolExecutor:
        with self._lock:
            self._pool = self._pool or ThreadPoolExecutor(count, "unpack")
            return self._pool

    def _memory(self, size: int) -> Tensor:
        """Return a buffer of at least `size` bytes: a new one while few are kept, else one that nobody uses."""
        idle = [key for key, entry in self._entries.items() if not entry.users]
        kept = sum(len(entry.memory) for entry in self._entries.values())
        if kept + size <= KEPT_BYTES:
            return torch.empty(size, dtype=torch.uint8)
        fitting = [key for key in idle if len(self._entries[key].memory) >= size]
        if fitting:
            return self._entries.pop(min(fitting, key=lambda key: len(self._entries[key].memory))).memory
        for key in idle:
            kept -= len(self._entries.pop(key).memory)
            if kept + size <= KEPT_BYTES:
                break
        return torch.empty(size, dtype=torch.uint8)


class _Entry:
    """Weights in a buffer: being unpacked, in use, or idle."""

    def __init__(self, parts: Sequence[PackedWeight | Tensor], memory: Tensor) -> None:
        self.parts = parts
        """Kept, so that their identities stay theirs."""
        self.memory = memory
        columns, rows = parts[0].shape[1], sum(part.shape[0] for part in parts)
        self.weight = memory[: _size_of(parts)].view(parts[0].dtype).view(rows, columns)
        self.users = 0
        self.bands = deque(_bands(parts, self.weight))
        self.ready = threading.Event()
        self.error: BaseException | None = None
        self._left = len(self.bands)
        self._lock = threading.Lock()

    def work(self) -> None:
        """Unpack bands until none is left to begin."""
        while True:
            try:
                unpack = self.bands.popleft()
            except IndexError:
                return
            try:
                unpack()
            except BaseException as error:  # told to every thread that waits for this weight
                self.error = error
            with self._lock:
                self._left -= 1
                if not self._left:
                    self.ready.set()


def _size_of(parts: Sequence[PackedWeight | Tensor]) -> int:
    return sum(part.shape[0] * part.shape[1] * part.dtype.itemsize for part in parts)


def _bands(parts: Sequence[PackedWeight | Tensor], out: Tensor) -> Iterator[Callable[[], None]]:
    """Yield functions that fill `out`, a band of rows each."""
    for part, rows in zip(parts, out.split([part.shape[0] for part in parts]), strict=True):
        step = max(1, BAND_WEIGHTS // part.shape[1])
        for start in range(0, len(rows), step):
            yield _band(part, rows[start : start + step], start)


def _band(part: PackedWeight | Tensor, out: Tensor, start: int) -> Callable[[], None]:
    def unpack() -> None:
        if isinstance(part, Tensor):
            out.copy_(part[start : start + len(out)])
        else:
            part.unpack(out, start)

    return unpack

"""ExampleStore: examples on disk, with an index in memory of 20 bytes per example of any length.

Examples are appended one by one and read in any order. They are stored in an unnamed temporary file (in `$TMPDIR`),
which disappears with the process. The operating system caches as much of it as memory allows.
"""

import os
import tempfile
import weakref
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from .example import Example


class Examples(Sequence[Example], ABC):
    """A sequence of examples that are read when asked for, whose lengths are known without reading them."""

    @property
    @abstractmethod
    def lengths(self) -> NDArray[np.int64]:
        """Number of tokens of each example."""

    @abstractmethod
    def example(self, index: int) -> Example:
        """Return the example `index`, 0 <= index < len(self)."""

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Example]: ...
    def __getitem__(self, index: int | slice) -> Example | Sequence[Example]:
        found = range(len(self))[index]
        return self.example(found) if isinstance(found, int) else tuple(map(self.example, found))


class ExampleStore(Examples):
    """A sequence of examples that can be appended to; reading is thread-safe."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="minilora-")  # noqa: SIM115  (open as long as the store)
        weakref.finalize(self, self._file.close)
        self._offsets, self._sizes = array("q", [0]), array("i")
        self._written = True

    def append(self, example: Example) -> None:
        """Append an example.

        Raises:
            DataError: the disk is full.
        """
        bits = np.packbits(example.loss_mask)
        content = example.ids.astype("<i4").tobytes() + bits.tobytes() + example.record_id.encode()
        try:
            self._file.write(content)
            self._written = False
        except OSError as err:
            raise DataError(
                f"cannot store the tokens in {tempfile.gettempdir()}: {err.strerror}. Set TMPDIR to a disk with space."
            ) from err
        self._sizes.append(len(example.ids))
        self._offsets.append(self._offsets[-1] + len(content))

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.array(self._sizes, np.int64)

    def __len__(self) -> int:
        return len(self._sizes)

    def example(self, index: int) -> Example:
        start, tokens = self._offsets[index], self._sizes[index]
        content = self._read(start, self._offsets[index + 1] - start)
        ids, after = np.frombuffer(content, "<i4", tokens).astype(np.int32), 4 * tokens
        packed = -(-tokens // 8)
        mask = np.unpackbits(np.frombuffer(content, np.uint8, packed, after), count=tokens).astype(np.bool_)
        return Example(ids, mask, content[after + packed :].decode())

    def _read(self, start: int, size: int) -> bytes:
        if not self._written:
            try:
                self._file.flush()
            except OSError as err:
                raise DataError(f"cannot store the tokens: {err.strerror}. Set TMPDIR to a disk with space.") from err
            self._written = True
        return os.pread(self._file.fileno(), size, start)


class ConcatExamples(Examples):
    """Concatenated sequences of examples; sets `Example.replay` for those of a replay."""

    def __init__(self, parts: Sequence[Sequence[Example]], replay: Sequence[bool] = ()) -> None:
        self.parts, self.replay = parts, tuple(replay) or (False,) * len(parts)
        self._ends = list(accumulate(map(len, parts)))

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.concatenate([lengths_of(part) for part in self.parts])

    def __len__(self) -> int:
        return self._ends[-1]

    def example(self, index: int) -> Example:
        part = bisect_right(self._ends, index)
        example = self.parts[part][index - (self._ends[part - 1] if part else 0)]
        return replace(example, replay=True) if self.replay[part] else example


class ExampleSubset(Examples):
    """A subset of a sequence of examples, in its order."""

    def __init__(self, whole: Sequence[Example], indices: Sequence[int]) -> None:
        self.whole, self.indices = whole, np.array(indices, np.int64)

    @property
    def lengths(self) -> NDArray[np.int64]:
        return lengths_of(self.whole)[self.indices]

    def __len__(self) -> int:
        return len(self.indices)

    def example(self, index: int) -> Example:
        return self.whole[int(self.indices[index])]


def lengths_of(examples: Iterable[Example]) -> NDArray[np.int64]:
    """Return the number of tokens of each example, without reading examples from disk."""
    if isinstance(examples, Examples):
        return examples.lengths
    return np.array([len(example.ids) for example in examples], np.int64)

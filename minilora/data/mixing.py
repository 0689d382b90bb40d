"""Several data sets in one epoch, by shares: a pure function of their sizes, the seed and the epoch.

    a.jsonl   b.jsonl        every record of each once an epoch
    a.jsonl   b.jsonl:0.2    every record of a, and of b as many as make a fifth of the epoch
    a.jsonl:3 b.jsonl:1      three of four records are of a; the epoch ends when the first of the two has been read once

A data set with a share is read on from epoch to epoch: an epoch takes up where the one before ended, and all its
records come once before any comes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError
from .batches import epoch_order


@dataclass(frozen=True)
class Source:
    """A data set to train on."""

    path: Path
    share: float | None = None
    """Of an epoch's records; None for every record once."""
    replay: bool = False
    """Whether its loss is reported by itself."""


@dataclass(frozen=True)
class Mixture:
    """Data sets laid end to end, of which an epoch takes so many records each."""

    counts: tuple[int, ...]
    """Records of each data set."""
    shares: tuple[float | None, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Records of each data set in one epoch.

        Raises:
            ConfigError: when shares are not above 0, or leave nothing for a data set without one.
        """
        given = sum(share for share in self.shares if share is not None)
        if any(share is not None and not 0 < share < float("inf") for share in self.shares):
            raise ConfigError(f"the shares are {self.shares}; expected numbers above 0.")
        if None in self.shares:
            if given >= 1:
                raise ConfigError(
                    f"the shares add up to {given:g}, which leaves nothing for the data set without a share; expected "
                    "less than 1, or a share for each."
                )
            whole = sum(count for count, share in zip(self.counts, self.shares, strict=True) if share is None)
            total = whole / (1 - given)
            parts = [
                count if share is None else share * total for count, share in zip(self.counts, self.shares, strict=True)
            ]
        else:
            shares = [share / given for share in self.shares if share is not None]
            total = min(count / share for count, share in zip(self.counts, shares, strict=True))
            parts = [share * total for share in shares]
        return tuple(max(1, round(part)) for part in parts)

    def epoch(self, seed: int, epoch: int) -> NDArray[np.int64]:
        """Return the indices of the records of an epoch (from 0), shuffled."""
        taken: list[NDArray[np.int64]] = []
        start = 0
        for number, (count, size, share) in enumerate(zip(self.counts, self.sizes, self.shares, strict=True)):
            drawn = np.arange(count) if share is None else _drawn(count, epoch * size, size, (seed, number))
            taken.append(drawn + start)
            start += count
        records = np.concatenate(taken)
        return records[epoch_order(len(records), seed, epoch)]


def _drawn(count: int, start: int, size: int, seed: tuple[int, int]) -> NDArray[np.int64]:
    """Return `size` places from `start` on of an endless sequence: permutations of `count`, one after another."""
    places = np.arange(start, start + size)
    rounds = places // count
    orders = {k: epoch_order(count, _mixed(seed), int(k)) for k in np.unique(rounds)}
    return np.array([orders[k][place % count] for k, place in zip(rounds, places, strict=True)], np.int64)


def _mixed(seed: tuple[int, int]) -> int:
    """Return one seed for a data set's own order, other than that of the epochs."""
    return int(np.random.SeedSequence((*seed, 0x6D6978)).generate_state(1, np.uint64)[0])


def mixture_of(sources: Sequence[Source], counts: Sequence[int]) -> Mixture | None:
    """Return how the data sets are mixed; None where each record comes once an epoch."""
    shares = tuple(source.share for source in sources)
    return None if all(share is None for share in shares) else Mixture(tuple(counts), shares)

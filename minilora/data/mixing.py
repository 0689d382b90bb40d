"""Mixture: which records of several data sets form an epoch, by shares. A pure function of sizes, seed and epoch.

    a.jsonl   b.jsonl        every record of both, once per epoch
    a.jsonl   b.jsonl:0.2    every record of a; records of b are a fifth of the epoch
    a.jsonl:3 b.jsonl:1      three of four records are from a; the epoch ends when one of the two has been read once

A data set with a share continues in the next epoch where it stopped, so every record is used once before any is used
again.
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
    """Share of an epoch's records; None: every record once."""
    replay: bool = False
    """Whether its loss is reported separately."""


@dataclass(frozen=True)
class Mixture:
    """Concatenated data sets, with the share of each in an epoch."""

    counts: tuple[int, ...]
    """Records of each data set."""
    shares: tuple[float | None, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Records of each data set in one epoch.

        Raises:
            ConfigError: if a share is not positive, or the shares leave nothing for a data set without one.
        """
        given = sum(share for share in self.shares if share is not None)
        if any(share is not None and not 0 < share < float("inf") for share in self.shares):
            raise ConfigError(f"the shares are {self.shares}; expected positive numbers.")
        if None in self.shares:
            if given >= 1:
                raise ConfigError(
                    f"the shares add up to {given:g}, which leaves nothing for the data set without a share; expected "
                    "a sum below 1, or a share for every data set."
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
            chosen = np.arange(count) if share is None else _draw(count, epoch * size, size, (seed, number))
            taken.append(chosen + start)
            start += count
        records = np.concatenate(taken)
        return records[epoch_order(len(records), seed, epoch)]


def _draw(count: int, start: int, size: int, seed: tuple[int, int]) -> NDArray[np.int64]:
    """Return `size` indices, starting at `start`, of an endless sequence of permutations of `count` indices."""
    places = np.arange(start, start + size)
    rounds = places // count
    orders = {k: epoch_order(count, _data_set_seed(seed), int(k)) for k in np.unique(rounds)}
    return np.array([orders[k][place % count] for k, place in zip(rounds, places, strict=True)], np.int64)


def _data_set_seed(seed: tuple[int, int]) -> int:
    """Return the seed of a data set's order, which differs from the seed of the epochs."""
    return int(np.random.SeedSequence((*seed, 0x6D6978)).generate_state(1, np.uint64)[0])


def mixture_of(sources: Sequence[Source], counts: Sequence[int]) -> Mixture | None:
    """Return the mixture of the data sets; None if every record is used once per epoch.

    Raises:
        ConfigError: no record of a data set is left to mix.
    """
    shares = tuple(source.share for source in sources)
    if all(share is None for share in shares):
        return None
    for source, count in zip(sources, counts, strict=True):
        if not count:
            raise ConfigError(
                f"--val-split holds out all records of {source.path}, which leaves none to mix; choose another share, "
                "or give a validation file (--val)."
            )
    return Mixture(tuple(counts), shares)

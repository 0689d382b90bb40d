"""NextToken: a decoder's program and the cache of a text, run by threads that wait for one another."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

from ..compiled import array_of, available
from ..kernels import DTYPES
from ..model import Decoder, KVCache
from .operations import run
from .program import Program, build

FOREVER = 1 << 60
"""More arrivals than any program waits for."""


class NextToken:
    """Computes the logits that follow a token, and puts the token into the cache."""

    def __init__(self, model: Decoder, cache: KVCache, program: Program, threads: int) -> None:
        self.model, self.cache, self.program, self.threads = model, cache, program, threads
        self._arrivals = np.zeros(1, np.int64)
        self._pool = ThreadPoolExecutor(threads - 1, "decode") if threads > 1 else None
        widest = program.widest
        self._own = (
            np.zeros((threads, widest), np.float32),
            np.zeros((threads, widest), np.int8),
            np.zeros((threads, widest // 32 + 1), np.float32),
            np.zeros((threads, widest // 16 + 2), np.int32),
        )

    def __call__(self, token: int) -> Tensor:
        """Return logits (V,) float32, on the CPU, which the next call overwrites.

        Raises:
            ConfigError: as the decoder.
            GGUFError: when the file that holds the weights was changed.
        """
        for check in self.program.checks:
            check()
        place = self.cache.length
        assert place < self.cache.capacity, "the cache is full"
        self.program.memory[self.program.x] = self._embedded(token, place)
        self._run_threads(place)
        self.cache.length += 1
        return self.model.scaled(torch.from_numpy(self.program.memory[self.program.logits]))

    def _run_threads(self, place: int) -> None:
        self._arrivals[0] = 0
        try:
            others = [self._pool.submit(self._run, place, n) for n in range(1, self.threads)] if self._pool else []
            self._run(place, 0)
        except BaseException:  # Ctrl-C, say: who waits for this thread shall not wait forever
            self._arrivals[0] = FOREVER
            raise
        for other in others:
            other.result()

    def _embedded(self, token: int, place: int) -> np.ndarray:
        x = self.model.embedded(torch.tensor([token]), torch.tensor([place]), place + 1)
        return x[0].float().numpy()

    def _run(self, place: int, thread: int) -> None:
        program, keys, values = self.program, array_of(self.cache.keys), array_of(self.cache.values)
        tables = (program.table, program.factors, program.memory, program.orders)
        run(*tables, *self._own, keys, values, place, thread, self.threads, self._arrivals)


def next_token(model: Decoder, cache: KVCache) -> NextToken | None:
    """Return what computes the tokens after those in the cache; None where the model's modules must do so."""
    if model.device.type != "cpu" or cache.keys.dtype not in DTYPES or not available():
        return None
    program = build(model, cache.capacity)
    return NextToken(model, cache, program, torch.get_num_threads()) if program else None

"""NextToken: runs the program of a decoder on a KV cache, in several threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

from ..compiled import array_of, available
from ..kernels import DTYPES
from ..model import Decoder, KVCache
from .operations import run
from .program import Program, build

RELEASE_ALL = 1 << 60
"""More arrivals than any barrier waits for; releases all threads."""


class NextToken:
    """Computes the logits after a token, and appends the token to the cache."""

    def __init__(self, model: Decoder, cache: KVCache, program: Program, threads: int) -> None:
        self.model, self.cache, self.program, self.threads = model, cache, program, threads
        self._arrivals = np.zeros(1, np.int64)
        self._pool = ThreadPoolExecutor(threads - 1, "decode") if threads > 1 else None
        max_input_size = program.max_input_size
        self._buffers = (
            np.zeros((threads, max_input_size), np.float32),
            np.zeros((threads, max_input_size), np.int8),
            np.zeros((threads, max_input_size // 32 + 1), np.float32),
            np.zeros((threads, max_input_size // 16 + 2), np.int32),
        )

    def __call__(self, token: int) -> Tensor:
        """Return logits (V,), float32, on the CPU; the next call overwrites them.

        Raises:
            ConfigError: as the decoder.
            GGUFError: if the file with the weights was changed.
        """
        for check in self.program.checks:
            check()
        position = self.cache.length
        assert position < self.cache.capacity, "the cache is full"
        self.program.memory[self.program.x] = self._embed(token, position)
        self._run_threads(position)
        self.cache.length += 1
        return self.model.scaled(torch.from_numpy(self.program.memory[self.program.logits]))

    def _run_threads(self, position: int) -> None:
        self._arrivals[0] = 0
        try:
            futures = [self._pool.submit(self._run, position, n) for n in range(1, self.threads)] if self._pool else []
            self._run(position, 0)
        except BaseException:  # such as Ctrl-C: release the threads that wait for this one
            self._arrivals[0] = RELEASE_ALL
            raise
        for future in futures:
            future.result()

    def _embed(self, token: int, position: int) -> np.ndarray:
        x = self.model.embedded(torch.tensor([token]), torch.tensor([position]), position + 1)
        return x[0].float().numpy()

    def _run(self, position: int, thread: int) -> None:
        program, keys, values = self.program, array_of(self.cache.keys), array_of(self.cache.values)
        tables = (program.table, program.factors, program.memory, program.orders)
        run(*tables, *self._buffers, keys, values, position, thread, self.threads, self._arrivals)


def next_token(model: Decoder, cache: KVCache) -> NextToken | None:
    """Return a compiled decoding step for the cache; None if the model is not supported and must be called instead."""
    if model.device.type != "cpu" or cache.keys.dtype not in DTYPES or not available():
        return None
    program = build(model, cache.capacity)
    return NextToken(model, cache, program, torch.get_num_threads()) if program else None

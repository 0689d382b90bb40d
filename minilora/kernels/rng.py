"""The random number generator of dropout and noise: on a CPU, one `torch.Generator` per thread.

Each micro-batch has its own seed, so its masks do not depend on which thread computes it, or when.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import torch

_of_thread = threading.local()


@contextmanager
def seed_thread_rng(seed: int, device: torch.device) -> Iterator[None]:
    """Within this context, seed the generator that this thread uses on `device`."""
    if device.type != "cpu":
        torch.manual_seed(seed)  # the device has one generator, and one thread uses it
        yield
        return
    before, _of_thread.generator = generator(device), torch.Generator().manual_seed(seed)
    try:
        yield
    finally:
        _of_thread.generator = before


def generator(device: torch.device) -> torch.Generator | None:
    """Return this thread's generator for `device`; None means PyTorch's global one, as outside `seed_thread_rng`."""
    return getattr(_of_thread, "generator", None) if device.type == "cpu" else None


def replay_rng() -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
    """Return the contexts of a forward pass and of its recomputation by `torch.utils.checkpoint`: equal dropout masks.

    Both start with the same state of the thread's generator. PyTorch restores its own global RNG by itself.
    """
    own = generator(torch.device("cpu"))
    return nullcontext(), nullcontext() if own is None else _rng_state(own, own.get_state())


@contextmanager
def _rng_state(own: torch.Generator, state: torch.Tensor) -> Iterator[None]:
    own.set_state(state)
    yield

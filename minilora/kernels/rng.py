"""Where dropout and noise come from: on a CPU from a generator of the thread's own, so that threads share none.

A piece of a step is drawn from a seed that says which piece it is, whatever thread computes it and when.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_of_thread = threading.local()


@contextmanager
def seed_thread_rng(seed: int, device: torch.device) -> Iterator[None]:
    """Let what this thread draws on `device`, inside the block, begin at `seed`."""
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
    """Return what is drawn from on `device`; None for PyTorch's own generator, as outside `seed_thread_rng`."""
    return getattr(_of_thread, "generator", None) if device.type == "cpu" else None

"""Data parallelism: several processes train one adapter and sum the gradients of A and B.

    micro-batches     0 1 2 3 4           rank 0 of 2 computes 0 2 4, rank 1 computes 1 3
    gradients         one flat buffer, all-reduced (summed); then each rank takes the same optimizer step

The loss is divided by the answer tokens of the whole step before the sum, so N processes compute the same as one
process, up to the order of additions. torchrun starts the processes and sets RANK, WORLD_SIZE and LOCAL_RANK in the
environment of each. The backend is gloo on CPUs and NCCL on CUDA.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import torch
import torch.distributed as dist

from ..errors import ConfigError, TrainingError

T = TypeVar("T")

GLOO_RELEASE_S = 0.2
"""Delay before the process exits. Gloo's threads release the tensors of a finished all-reduce later, and need the GIL
for that. If the interpreter exits first, the process is aborted (github.com/pytorch/pytorch/issues/190489): all files
are saved, but the exit status is an error."""


@dataclass(frozen=True)
class ProcessGroup:
    """The processes that train together, seen from one of them."""

    device: torch.device
    """Device of this process."""
    rank: int = 0
    size: int = 1

    @property
    def is_main_process(self) -> bool:
        """Whether this is rank 0, the only process that writes files and prints."""
        return self.rank == 0

    def shard(self, items: Sequence[T]) -> Sequence[T]:
        """Return the items of this rank."""
        return items if self.size == 1 else items[self.rank :: self.size]

    def all_reduce_sum(self, *values: float) -> tuple[float, ...]:
        """Return each value summed over the ranks."""
        if self.size == 1:
            return values
        buffer = torch.tensor(values, device=self.device, dtype=torch.float64)
        self._all_reduce(buffer)
        return tuple(buffer.tolist())

    def all_reduce_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Sum the gradients over the ranks; a rank without a gradient adds zero."""
        if self.size == 1:
            return
        parameters = list(parameters)
        gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in parameters]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        self._all_reduce(flat)
        for parameter, part in zip(parameters, flat.split([p.numel() for p in parameters]), strict=True):
            parameter.grad = part.view_as(parameter)

    @contextmanager
    def raise_on_all_ranks(self) -> Iterator[None]:
        """If the block raises on any rank, end all of them: rank 0 raises the error, the others exit silently."""
        if self.size == 1:
            yield
            return
        error: Exception | None = None
        try:
            yield
        except Exception as err:  # any error, so that rank 0 also reports a bug on another rank
            error = err
        errors: list[Exception | None] = [None] * self.size
        with self._peer_failures():
            dist.all_gather_object(errors, error)
        for first in filter(None, errors):
            if self.is_main_process:
                raise first
            raise SystemExit(1)

    def _all_reduce(self, buffer: torch.Tensor) -> None:
        with self._peer_failures():
            dist.all_reduce(buffer)

    @contextmanager
    def _peer_failures(self) -> Iterator[None]:
        """Turn a communication failure into a TrainingError on rank 0 and a silent exit on the others."""
        try:
            yield
        except RuntimeError as err:  # the only type that gloo and NCCL raise
            if not self.is_main_process:
                raise SystemExit(1) from err
            raise TrainingError(
                "another process of this run has ended unexpectedly (out of memory?). Continue from the last "
                "checkpoint with --resume."
            ) from err


SINGLE_PROCESS = ProcessGroup(torch.device("cpu"))


@contextmanager
def process_group(device: torch.device) -> Iterator[ProcessGroup]:
    """Join the process group that torchrun has started, if any, and leave it at the end.

    Raises:
        ConfigError: PyTorch has no backend for `device`.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield ProcessGroup(device)
        return
    if device.type not in ("cpu", "cuda"):
        raise ConfigError(f"{size} processes cannot train together on {device}; use --device cpu, or one process.")
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield ProcessGroup(device, dist.get_rank(), size)
    finally:
        dist.destroy_process_group()
        time.sleep(GLOO_RELEASE_S)

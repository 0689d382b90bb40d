"""Several processes that train one adapter together: data parallelism over the gradients of A and B.

    batches of a step     0 1 2 3 4           rank 0 of 2 computes 0 2 4, rank 1 computes 1 3
    gradients             one flat buffer, summed over the ranks; then each rank takes the same optimiser step

The loss is divided by the answer tokens of the whole step before it is summed, so N processes compute what one process
computes, up to the order of additions. torchrun starts the processes and tells each its place in the environment
(RANK, WORLD_SIZE, LOCAL_RANK); they meet over gloo on CPUs and over NCCL on CUDA.
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
"""Gloo's threads let go of a sum's tensors after it is done, and need Python's lock for that. A program that ends
before they have it is aborted (github.com/pytorch/pytorch/issues/190489): all is saved, but it exits with an error."""


@dataclass(frozen=True)
class ProcessGroup:
    """This process's place among those that train together."""

    device: torch.device
    """Where this process computes."""
    rank: int = 0
    size: int = 1

    @property
    def is_main_process(self) -> bool:
        """Whether this process writes and shows what all of them do."""
        return self.rank == 0

    def shard(self, items: Sequence[T]) -> Sequence[T]:
        """Return this rank's share of `items`."""
        return items[self.rank :: self.size]

    def all_reduce_sum(self, *numbers: float) -> tuple[float, ...]:
        """Return each number summed over the ranks."""
        if self.size == 1:
            return numbers
        buffer = torch.tensor(numbers, device=self.device, dtype=torch.float64)
        self._all_reduce(buffer)
        return tuple(buffer.tolist())

    def all_reduce_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Sum the gradients over the ranks; who computed none adds zero."""
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
        """Let a block fail on all ranks if it fails on any: the first tells the error, the others leave silently."""
        if self.size == 1:
            yield
            return
        error: Exception | None = None
        try:
            yield
        except Exception as err:  # a bug, too, is told by the first
            error = err
        errors: list[Exception | None] = [None] * self.size
        with self._peer_failures():
            dist.all_gather_object(errors, error)
        for found in filter(None, errors):
            if self.is_main_process:
                raise found
            raise SystemExit(1)

    def _all_reduce(self, buffer: torch.Tensor) -> None:
        with self._peer_failures():
            dist.all_reduce(buffer)

    @contextmanager
    def _peer_failures(self) -> Iterator[None]:
        """End this process if another one has gone; the first says so."""
        try:
            yield
        except RuntimeError as err:  # gloo and NCCL know only this one
            if not self.is_main_process:
                raise SystemExit(1) from err
            raise TrainingError(
                "another process of this training has ended unexpectedly (killed for memory?). Go on from the last "
                "checkpoint with --resume."
            ) from err


SINGLE_PROCESS = ProcessGroup(torch.device("cpu"))


@contextmanager
def process_group(device: torch.device) -> Iterator[ProcessGroup]:
    """Meet the other processes that torchrun has started, if it has, and part from them at the end.

    Raises:
        ConfigError: on a device for which PyTorch has no such communication.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield ProcessGroup(device)
        return
    if device.type not in ("cpu", "cuda"):
        raise ConfigError(f"{size} processes cannot share a training on {device}; use --device cpu, or one process.")
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield ProcessGroup(device, dist.get_rank(), size)
    finally:
        dist.destroy_process_group()
        time.sleep(GLOO_RELEASE_S)

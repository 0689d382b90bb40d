"""A thread's own generator: draws depend on the seed, not on what other threads do."""

from concurrent.futures import ThreadPoolExecutor

import torch

from minilora.kernels.dropout import dropped_positions
from minilora.kernels.rng import generator, seed_thread_rng
from minilora.lora.layer import dropout

CPU = torch.device("cpu")


def masks(seed: int) -> list[torch.Tensor]:
    with seed_thread_rng(seed, CPU):
        return [dropped_positions(5000, 0.1) for _ in range(50)]


def test_threads_draw_what_they_would_draw_alone() -> None:
    """Eight at a time, from seeds of their own; PyTorch's own generator is not touched."""
    before = torch.get_rng_state()
    alone = [masks(seed) for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(masks, range(8)))
    for ours, expected in zip(together, alone, strict=True):
        assert all(map(torch.equal, ours, expected))
    assert not torch.equal(alone[0][0], alone[1][0])
    assert torch.equal(torch.get_rng_state(), before)


def test_a_generator_is_put_back() -> None:
    """Blocks inside one another draw each from their own; outside there is none."""
    assert generator(CPU) is None
    with seed_thread_rng(1, CPU):
        outer = generator(CPU)
        with seed_thread_rng(2, CPU):
            assert generator(CPU) is not outer
        assert generator(CPU) is outer
    assert generator(CPU) is None


def test_the_plain_formula_drops_what_the_kernel_drops() -> None:
    """From equal seeds, with the rest scaled by 1 / (1 - p)."""
    x, p = torch.ones(40, 30), 0.25
    with seed_thread_rng(3, CPU):
        plain = dropout(x, p)
    with seed_thread_rng(3, CPU):
        positions = dropped_positions(x.numel(), p)
    assert torch.equal(plain.flatten().eq(0).nonzero().flatten(), positions)
    assert set(plain.unique().tolist()) == {0.0, torch.tensor(1 / (1 - p)).item()}

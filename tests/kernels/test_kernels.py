"""Attention gives the plain formula's values and gradients; dropout drops with its probability; the switch."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from minilora.kernels import attention, plain_formulas, usable
from minilora.kernels.attention import causal_attention
from minilora.kernels.dropout import dropped_positions
from minilora.model.attention import AttentionParams, varlen_attention


def random(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(dtype).requires_grad_()


def check(
    kernel: Callable[[], Tensor], plain: Callable[[], Tensor], inputs: list[Tensor], tolerance: float = 1e-5
) -> None:
    """Compare values, and gradients of a random linear functional of them."""
    ours = kernel()
    with plain_formulas():
        theirs = plain()
    torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)
    weights = random(*ours.shape, seed=99, dtype=ours.dtype).detach()
    for a, b in zip(
        torch.autograd.grad((ours * weights).float().sum(), inputs),
        torch.autograd.grad((theirs * weights).float().sum(), inputs),
        strict=True,
    ):
        torch.testing.assert_close(a, b, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("window", [None, 1, 4, 100])
@pytest.mark.parametrize("block", [3, 8, 256])
@pytest.mark.parametrize("lengths", [(11,), (5, 1, 9), (8, 8, 8)])
def test_attention(lengths: tuple[int, ...], block: int, window: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Causal attention with shared key/value heads inside segments, whatever the block of queries and the window."""
    monkeypatch.setattr(attention, "BLOCK", block)
    q, k, v = random(sum(lengths), 6, 8), random(sum(lengths), 2, 8, seed=1), random(sum(lengths), 2, 8, seed=2)
    params = AttentionParams(scale=0.3, window=window)
    check(
        lambda: causal_attention(q, k, v, lengths, 0.3, window),
        lambda: varlen_attention(q, k, v, lengths, params),
        [q, k, v],
    )


@pytest.mark.parametrize("p", [0.001, 0.05, 0.5, 0.9, 0.999])
def test_every_entry_is_dropped_with_probability_p_whatever_came_before(p: float) -> None:
    """Shares of the whole, of its first and last part, and of entries after a dropped one, within 6 deviations."""
    torch.manual_seed(0)
    size = 1_000_001
    positions = dropped_positions(size, p)
    assert (positions.diff() > 0).all()
    assert 0 <= int(positions[0]) <= int(positions[-1]) < size
    dropped = torch.zeros(size).index_fill_(0, positions, 1)
    after_dropped = dropped[1:][dropped[:-1] == 1]
    for part in (dropped, dropped[:100_000], dropped[-100_000:], after_dropped):
        deviation = (p * (1 - p) / len(part)) ** 0.5
        assert float(part.mean()) == pytest.approx(p, abs=6 * deviation)


@pytest.mark.parametrize("size", [1, 2, 7])
def test_dropout_of_a_few_entries(size: int) -> None:
    """Sizes at which all, some or none are dropped: the mean over many draws is p."""
    torch.manual_seed(0)
    counts = torch.tensor([len(dropped_positions(size, 0.3)) for _ in range(4000)], dtype=torch.float64)
    assert float(counts.mean()) == pytest.approx(0.3 * size, abs=6 * (0.21 * size / 4000) ** 0.5)


def test_kernels_can_be_switched_off() -> None:
    """Inside `plain_formulas` nothing is usable, and afterwards it is again, whatever happened."""
    x = torch.zeros(1)
    assert usable(x)
    with plain_formulas():
        assert not usable(x)
    assert usable(x)
    with pytest.raises(ZeroDivisionError), plain_formulas():
        print(1 / 0)
    assert usable(x)
    assert not usable(x.to("meta"))

"""Attention's kernel is causal attention: against PyTorch's in float32, in both dtypes, for segments of any lengths."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.checkpoint import checkpoint

from minilora.kernels import plain_formulas
from minilora.kernels.attention import causal_attention
from minilora.model.attention import AttentionParams, varlen_attention

DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
LENGTHS = [(1,), (17, 1, 33), (1, 130, 1, 1), (291,)]


def heads(
    tokens: int, group: int, dtype: torch.dtype = torch.float32, size: int = 10, factor: float = 1.0
) -> list[Tensor]:
    """Random q (N, 2 · group, size), k and v (N, 2, size), and a gradient of the output."""
    made = torch.Generator().manual_seed(0)
    shapes = [(tokens, n, size) for n in (2 * group, 2, 2, 2 * group)]
    return [(factor * torch.randn(shape, generator=made)).to(dtype) for shape in shapes]


def results(attention: Callable[..., Tensor], q: Tensor, k: Tensor, v: Tensor, grad: Tensor) -> list[Tensor]:
    """Return the output, and the gradients of q, k and v."""
    inputs = [x.detach().clone().requires_grad_() for x in (q, k, v)]
    out = attention(*inputs)
    return [out.detach(), *torch.autograd.grad(out, inputs, grad)]


def ours(lengths: tuple[int, ...], scale: float = 0.3, window: int | None = None) -> Callable[..., Tensor]:
    return lambda q, k, v: causal_attention(q, k, v, lengths, scale, window)


def plain(lengths: tuple[int, ...], scale: float = 0.3, window: int | None = None) -> Callable[..., Tensor]:
    def compute(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        with plain_formulas():
            return varlen_attention(q, k, v, lengths, AttentionParams(scale, window))

    return compute


@DTYPES
@pytest.mark.parametrize("group", [1, 3])
@pytest.mark.parametrize("window", [None, 1, 20, 1000])
@pytest.mark.parametrize("lengths", LENGTHS)
def test_values_and_gradients(lengths: tuple[int, ...], window: int | None, group: int, dtype: torch.dtype) -> None:
    """Those of the plain formula in float32, to rounding."""
    inputs = heads(sum(lengths), group, dtype)
    expected = results(plain(lengths, window=window), *(x.float() for x in inputs))
    tolerance = 1e-5 if dtype == torch.float32 else 1e-2
    for found, right in zip(results(ours(lengths, window=window), *inputs), expected, strict=True):
        assert found.dtype == dtype
        torch.testing.assert_close(
            found.float(), right, rtol=tolerance, atol=tolerance * max(1.0, float(right.abs().max()))
        )


@DTYPES
def test_heads_of_usual_size(dtype: torch.dtype) -> None:
    """Segments long enough for every library of GEMMs (kernels/gemm.py)."""
    lengths = (250, 131)
    inputs = heads(sum(lengths), 3, dtype, size=64)
    expected = results(plain(lengths), *(x.float() for x in inputs))
    tolerance = 2e-5 if dtype == torch.float32 else 2e-2
    for found, right in zip(results(ours(lengths), *inputs), expected, strict=True):
        torch.testing.assert_close(
            found.float(), right, rtol=tolerance, atol=tolerance * max(1.0, float(right.abs().max()))
        )


def test_no_segments() -> None:
    """An empty batch gives an empty one."""
    assert [x.shape for x in results(ours(()), *heads(0, 3))] == [(0, 6, 10), (0, 6, 10), (0, 2, 10), (0, 2, 10)]


def spelt_out(lengths: tuple[int, ...], scale: float) -> Callable[..., Tensor]:
    """Attention as operations that each round: scores, their softmax, the matmul with the values."""

    def compute(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        parts = []
        for q_part, k_part, v_part in zip(*(x.split(lengths) for x in (q * scale, k, v)), strict=True):
            keys, values = (x.repeat_interleave(q.shape[1] // k.shape[1], dim=1) for x in (k_part, v_part))
            scores = torch.einsum("thd,lhd->htl", q_part, keys)
            hidden = torch.ones_like(scores[0], dtype=torch.bool).triu(1)
            parts.append(torch.einsum("htl,lhd->thd", scores.masked_fill(hidden, -torch.inf).softmax(-1), values))
        return torch.cat(parts)

    return compute


@pytest.mark.parametrize("scale", [0.125, 0.3])
@pytest.mark.parametrize("lengths", [(230, 280, 61), (1024,)])
def test_rounding_is_no_coarser_than_that_of_operations_one_by_one(lengths: tuple[int, ...], scale: float) -> None:
    """In bfloat16 the mean error against float32, of the output and of each gradient."""
    inputs = heads(sum(lengths), 3, torch.bfloat16, size=64)
    exact = results(plain(lengths, scale), *(x.float() for x in inputs))
    found, theirs = (results(f(lengths, scale), *inputs) for f in (ours, spelt_out))
    for a, b, right in zip(found, theirs, exact, strict=True):
        assert (a - right).abs().mean() <= 1.02 * (b - right).abs().mean()


@DTYPES
@pytest.mark.parametrize("factor", [1e-30, 1e-3, 1e3, 1e8])
def test_huge_and_tiny_numbers(factor: float, dtype: torch.dtype) -> None:
    """With tiny ones each key weighs the same; with huge ones only the best does. Nothing overflows."""
    lengths = (40,)
    q, k, v, grad = heads(40, 3, dtype)
    q, k = (factor * q.float()).to(dtype), (factor * k.float()).to(dtype)
    (found, *gradients), (right, *_) = (
        results(ours(lengths), q, k, v, grad),
        results(plain(lengths), q.float(), k.float(), v.float(), grad.float()),
    )
    near = (found - right).abs().amax(
        -1
    ) < 0.05  # scores of 1e6 and more are rounded by more than the next best is away
    assert near.float().mean() > (0.999 if factor < 1 else 0.97)
    assert all(bool(x.isfinite().all()) for x in (found, *gradients))


@DTYPES
@pytest.mark.parametrize("which", [0, 1, 2])
def test_nan_in_gives_nan_out(which: int, dtype: torch.dtype) -> None:
    """Who sees a NaN has it in output and gradient; another segment does not."""
    lengths = (20, 150, 30)
    inputs = heads(sum(lengths), 3, dtype)
    clean = results(ours(lengths), *inputs)
    inputs[which][90, 0] = float("nan")
    spoilt = results(ours(lengths), *inputs)
    sees = slice(90, 91) if which == 0 else slice(90, 170)
    first_group = slice(0, 1) if which == 0 else slice(0, 3)
    assert bool(spoilt[0][sees, first_group].isnan().all())
    if which < 2:
        assert bool(spoilt[1][sees, first_group].isnan().all())
    for a, b in zip(spoilt, clean, strict=True):
        assert torch.equal(a[:20], b[:20])
        assert torch.equal(a[170:], b[170:])


@DTYPES
def test_neither_threads_nor_neighbours_change_a_bit(dtype: torch.dtype) -> None:
    """A segment's results are the same with one thread and two, alone and among others."""
    inputs = heads(400, 3, dtype, size=64)
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        one = results(ours((150, 250)), *inputs)
        torch.set_num_threads(2)
        two = results(ours((150, 250)), *inputs)
    finally:
        torch.set_num_threads(threads)
    alone = results(ours((250,)), *(x[150:] for x in inputs))
    for a, b, c in zip(one, two, alone, strict=True):
        assert torch.equal(a, b)
        assert torch.equal(a[150:], c)


def test_what_is_kept_grows_linearly_with_the_segment() -> None:
    """Twice as many tokens, twice as many bytes for the backward pass."""
    kept: dict[int, int] = {}

    def count(x: Tensor) -> Tensor:
        kept[tokens] += x.numel() * x.element_size()
        return x

    for tokens in (512, 1024):
        kept[tokens] = 0
        inputs = [x.requires_grad_() for x in heads(tokens, 3, torch.bfloat16)[:3]]
        with saved_tensors_hooks(count, lambda x: x):
            causal_attention(*inputs, (tokens,), 0.3)
    assert 0 < kept[1024] == 2 * kept[512]


@DTYPES
def test_under_gradient_checkpointing(dtype: torch.dtype) -> None:
    """Computed a second time in the backward pass, it gives the same bits."""
    inputs = heads(70, 3, dtype)

    def recomputed(*given: Tensor) -> Tensor:
        out: Tensor = checkpoint(ours((30, 40)), *given, use_reentrant=False)
        return out

    for a, b in zip(results(recomputed, *inputs), results(ours((30, 40)), *inputs), strict=True):
        assert torch.equal(a, b)


def test_inputs_that_are_not_contiguous() -> None:
    """Views of one tensor, and an output gradient that is expanded, are read as what they are."""
    q, k, v, _ = heads(30, 2)
    together = torch.cat((q, k, v), dim=1)
    grad = torch.ones(1, 1, 10).expand(30, 4, 10)
    views = together.split([4, 2, 2], dim=1)
    for a, b in zip(results(ours((30,)), *views, grad), results(ours((30,)), q, k, v, grad), strict=True):
        assert torch.equal(a, b)

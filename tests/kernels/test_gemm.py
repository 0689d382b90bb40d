"""GEMMs with frozen weights: whichever library computes them, the numbers are those of the formula."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from minilora.kernels import gemm
from minilora.kernels.linear import linear

DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
SIZES = [(200, 300), (301, 199), (17, 3)]
ONEDNN = pytest.mark.skipif(not gemm.onednn_is_faster(), reason="MKL computes float32 on this processor")


def random(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def check(found: Tensor, exact: Tensor) -> None:
    tolerance = 1e-5 if found.dtype == torch.float32 else 1e-2
    atol = tolerance * float(exact.abs().max()) if exact.numel() else 0.0
    torch.testing.assert_close(found.double(), exact, rtol=tolerance, atol=atol)


@DTYPES
@pytest.mark.parametrize("rows", [0, 1, 2, 13, 300])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("bias", [False, True])
def test_values(rows: int, size: tuple[int, int], bias: bool, dtype: torch.dtype) -> None:
    """x Wᵀ + b and x W, both against float64; rows and weights may be strided."""
    x, y, weight = random(rows, size[1], dtype=dtype), random(rows, size[0], dtype=dtype), random(*size, dtype=dtype)
    b = random(size[0], seed=1, dtype=dtype) if bias else None
    expected = F.linear(x.double(), weight.double(), None if b is None else b.double())
    check(gemm.matmul_t(x, weight, b), expected)
    check(gemm.matmul(y, weight), y.double() @ weight.double())
    check(
        gemm.matmul_t(random(rows, 2 * size[1])[:, ::2].to(dtype), weight),
        random(rows, 2 * size[1])[:, ::2].to(dtype).double() @ weight.double().t(),
    )
    check(gemm.matmul_t(x, weight.t().contiguous().t(), b), expected)


@DTYPES
def test_neither_rows_nor_threads_change_a_bit(dtype: torch.dtype) -> None:
    """A row has the same bits among any others, and with any number of threads."""
    x, weight = random(700, 576, dtype=dtype), random(960, 576, seed=1, dtype=dtype)
    y = random(700, 960, seed=2, dtype=dtype)
    forward, backward = gemm.matmul_t(x, weight), gemm.matmul(y, weight)
    threads = torch.get_num_threads()
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            for rows in (slice(0, 2), slice(5, 38), slice(100, 355), slice(0, 700)):
                assert torch.equal(gemm.matmul_t(x[rows], weight), forward[rows])
                assert torch.equal(gemm.matmul(y[rows], weight), backward[rows])
    finally:
        torch.set_num_threads(threads)


@DTYPES
@pytest.mark.parametrize("special", [float("nan"), float("inf"), 3e38, 1e-40])
def test_any_numbers(special: float, dtype: torch.dtype) -> None:
    """NaN and infinity stay in their own row; huge and tiny numbers are as in the formula."""
    x, weight = random(40, 200, dtype=dtype), random(300, 200, seed=1, dtype=dtype) / 1000
    clean = gemm.matmul_t(x, weight)
    x[7] = 0
    x[7, 3] = special
    found = gemm.matmul_t(x, weight)
    torch.testing.assert_close(
        found[7], (x[7, 3].double() * weight[:, 3].double()).to(dtype), rtol=1e-2, atol=1e-38, equal_nan=True
    )
    assert torch.equal(found[:7], clean[:7])
    assert torch.equal(found[8:], clean[8:])


@ONEDNN
def test_small_weights_are_left_to_pytorch() -> None:
    """Below `MIN_ONEDNN_ELEMENTS` entries the bits are PyTorch's own."""
    x, weight = random(20, 100), random(100, 100, seed=1)
    assert weight.numel() < gemm.MIN_ONEDNN_ELEMENTS
    assert torch.equal(gemm.matmul_t(x, weight), F.linear(x, weight))


@DTYPES
def test_a_layer_is_its_module(dtype: torch.dtype) -> None:
    """`linear` gives the module's output and gradient, with and without kernels' conditions being met."""
    layer = nn.Linear(200, 300, dtype=dtype).requires_grad_(False)
    x = random(30, 200, dtype=dtype).requires_grad_()
    above = random(30, 300, seed=2, dtype=dtype)
    (d_x,) = torch.autograd.grad(linear(x, layer), x, above)
    check(linear(x, layer).detach(), F.linear(x.detach().double(), layer.weight.double(), layer.bias.double()))
    check(d_x, above.double() @ layer.weight.double())
    batched = x.detach().view(3, 10, 200)
    assert torch.equal(linear(batched, layer), layer(batched))
    assert torch.equal(linear(batched, layer, layer), torch.cat([layer(batched)] * 2, dim=-1))


@DTYPES
@pytest.mark.parametrize("size", [(5, 7, 3), (200, 300, 64)])
def test_batched(size: tuple[int, int, int], dtype: torch.dtype) -> None:
    """a b of three pairs, each operand as it is or transposed."""
    m, k, n = size
    a, b, out = random(3, m, k, dtype=dtype), random(3, k, n, seed=1, dtype=dtype), torch.empty(3, m, n, dtype=dtype)
    for left in (a, a.mT.contiguous().mT):
        for right in (b, b.mT.contiguous().mT):
            out.fill_(torch.nan)
            gemm.bmm(left, right, out)
            check(out, a.double() @ b.double())

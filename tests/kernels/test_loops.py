"""Each compiled loop gives the values and gradients of its formula: both dtypes, odd sizes, no rows, any numbers."""

from collections.abc import Callable, Sequence

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from minilora.kernels import plain_formulas
from minilora.kernels.cross_entropy import cross_entropy_
from minilora.kernels.dropout import dropped_positions
from minilora.kernels.linear import project, stacked
from minilora.kernels.norm import residual_norm
from minilora.kernels.rope import heads_of
from minilora.lora import LoRALinear
from minilora.model.mlp import gated
from minilora.model.norms import OffsetRMSNorm, RMSNorm
from minilora.model.rope import rotate

DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
ROWS = pytest.mark.parametrize("rows", [0, 1, 13])
TOLERANCE = {torch.float32: 1e-5, torch.bfloat16: 2e-2}
SPECIAL = (float("nan"), float("inf"), -float("inf"), 3e38, -3e38, 1e-40, -1e-40, 0.0, -0.0, 88.0, -88.0, 1e4, -1e4)

Compute = Callable[..., Tensor | tuple[Tensor, ...]]


def random(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(dtype).requires_grad_()


def results(compute: Compute, inputs: Sequence[Tensor]) -> list[Tensor]:
    """Return the values, and the gradients of a fixed linear functional of them."""
    values = compute(*inputs)
    values = (values,) if isinstance(values, Tensor) else values
    weights = [random(*value.shape, seed=90 + k, dtype=value.dtype).detach() for k, value in enumerate(values)]
    kept = [value.detach().clone() for value in values]
    return [*kept, *torch.autograd.grad(values, inputs, weights)]


def check(kernel: Compute, plain: Compute, inputs: Sequence[Tensor]) -> None:
    """The kernel's values and gradients are those of the formula in float64, as near as the formula's own in dtype."""
    ours = results(kernel, inputs)
    with plain_formulas():
        theirs = results(plain, inputs)
    tolerance = TOLERANCE[inputs[0].dtype]
    for a, b in zip(ours, theirs, strict=True):
        assert a.dtype == b.dtype
        scale = float(b.abs().max()) if b.numel() else 1.0
        torch.testing.assert_close(a, b, rtol=tolerance, atol=tolerance * scale)


def check_special(kernel: Compute, plain: Compute, inputs: Sequence[Tensor]) -> None:
    """Where the formula says NaN or infinity, so does the kernel, and else the same number."""
    ours, (theirs, *_) = kernel(*inputs), (plain(*inputs),)
    assert isinstance(ours, Tensor)
    assert isinstance(theirs, Tensor)
    torch.testing.assert_close(ours, theirs, rtol=2e-2, atol=1e-6, equal_nan=True)


def norm_layer(kind: type[RMSNorm], dtype: torch.dtype, size: int = 37) -> RMSNorm:
    layer = kind(size, 1e-5).requires_grad_(False)
    layer.weight.data = random(size, seed=1, dtype=dtype).detach()
    return layer


@DTYPES
@ROWS
@pytest.mark.parametrize("kind", [RMSNorm, OffsetRMSNorm])
def test_rms_norm(kind: type[RMSNorm], rows: int, dtype: torch.dtype) -> None:
    """RMSNorm with a frozen weight, Gemma's with 1 + w too."""
    layer = norm_layer(kind, dtype)
    check(layer, layer, [random(rows, 37, dtype=dtype)])


@DTYPES
@ROWS
@pytest.mark.parametrize("kind", [RMSNorm, OffsetRMSNorm])
def test_sum_and_norm(kind: type[RMSNorm], rows: int, dtype: torch.dtype) -> None:
    """x + branch and its norm, with gradients coming back through both, through one, and without a branch."""
    layer = norm_layer(kind, dtype)
    x, branch = random(rows, 37, dtype=dtype), random(rows, 37, seed=2, dtype=dtype)
    check(layer.add_and_norm, layer.add_and_norm, [x, branch])
    check(lambda x: layer.add_and_norm(x, None), lambda x: layer.add_and_norm(x, None), [x])
    for which in (0, 1):

        def one_output(*tensors: torch.Tensor, which: int = which) -> torch.Tensor:
            return layer.add_and_norm(*tensors)[which]

        check(one_output, one_output, [x, branch])


@DTYPES
def test_norm_of_any_numbers(dtype: torch.dtype) -> None:
    """NaN and infinity spoil their own row alone; huge and tiny rows are as in the formula."""
    layer = norm_layer(RMSNorm, dtype)
    x = torch.ones(len(SPECIAL) + 2, 37)
    x[: len(SPECIAL), 5] = torch.tensor(SPECIAL)
    x[-2], x[-1] = 1e-30, 1e18
    s, y = residual_norm(x.to(dtype), torch.zeros_like(x, dtype=dtype), layer.weight, 1e-5)
    torch.testing.assert_close(s, x.to(dtype), equal_nan=True, rtol=0, atol=0)
    with plain_formulas():
        torch.testing.assert_close(y, layer(x.to(dtype)), equal_nan=True, rtol=2e-2, atol=0)


@DTYPES
@ROWS
@pytest.mark.parametrize("activation", ["silu", "gelu_tanh"])
def test_gated(activation: str, rows: int, dtype: torch.dtype) -> None:
    """silu(g) · u, and the same with GELU."""
    check(lambda x: gated(activation, x), lambda x: gated(activation, x), [random(rows, 2 * 19, dtype=dtype)])


@DTYPES
@pytest.mark.parametrize("activation", ["silu", "gelu_tanh"])
def test_gated_any_numbers(activation: str, dtype: torch.dtype) -> None:
    """NaN gives NaN; what is huge is cut to 0 or passes through."""
    special = torch.tensor(SPECIAL)
    gate, up = torch.meshgrid(special, special, indexing="ij")
    gate_up = torch.cat((gate, up), dim=1).to(dtype)
    ours = gated(activation, gate_up)
    with plain_formulas():
        plain = gated(activation, gate_up.float())  # in float32, since in bfloat16 the activation is rounded first
    torch.testing.assert_close(ours, plain.to(dtype), rtol=2e-2, atol=1e-35, equal_nan=True)


def tables(rows: int, size: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    angles = random(rows, size // 2, seed=1).detach()
    angles = torch.cat((angles, angles), dim=1)[:, None]
    return angles.cos().to(dtype), angles.sin().to(dtype)


@DTYPES
@ROWS
@pytest.mark.parametrize("rotary", [8, 6])
def test_rotate(rotary: int, rows: int, dtype: torch.dtype) -> None:
    """RoPE's rotation of all of a head, or of its first elements, and its gradient."""
    cos, sin = tables(rows, rotary, dtype)
    check(lambda x: rotate(x, cos, sin), lambda x: rotate(x, cos, sin), [random(rows, 3, 8, dtype=dtype)])


@DTYPES
@ROWS
def test_heads_of(rows: int, dtype: torch.dtype) -> None:
    """q, k and v side by side become three, q and k rotated; the gradients go back to their columns."""
    cos, sin = tables(rows, 6, dtype)

    def plain(qkv: Tensor) -> tuple[Tensor, ...]:
        q, k, v = (part.unflatten(-1, (-1, 6)) for part in qkv.split([18, 6, 6], dim=1))
        return rotate(q, cos, sin), rotate(k, cos, sin), v

    check(lambda qkv: heads_of(qkv, cos, sin, 3, 1), plain, [random(rows, 30, dtype=dtype)])


@DTYPES
@ROWS
@pytest.mark.parametrize("size", [1, 77])
def test_cross_entropy(size: int, rows: int, dtype: torch.dtype) -> None:
    """The loss in float32, and its gradient in the memory of the logits."""
    logits, labels = random(rows, size, dtype=dtype), torch.arange(rows) % size
    check(
        lambda x: cross_entropy_(x.clone(), labels),
        lambda x: F.cross_entropy(x.float(), labels, reduction="sum"),
        [logits],
    )


@DTYPES
def test_cross_entropy_of_any_numbers(dtype: torch.dtype) -> None:
    """NaN, infinity and huge logits, at the label and beside it, give the formula's loss and gradient."""
    for special in SPECIAL:
        for label in (0, 1):
            row = torch.tensor([[1.0, special, -2.0, 0.5]], dtype=dtype)
            both = []
            for loss in (cross_entropy_, lambda x, at: F.cross_entropy(x.float(), at, reduction="sum")):
                x = row.clone().requires_grad_()
                value = loss(x.clone(), torch.tensor([label]))
                both.append((value.detach(), torch.autograd.grad(value, x)[0]))
            torch.testing.assert_close(both[0], both[1], rtol=1e-2, atol=1e-6, equal_nan=True)


def layers(dtype: torch.dtype, bias: bool, adapted: Sequence[bool], p: float = 0.0) -> list[nn.Module]:
    """Linear layers from 11 to 6, 3 and 3, the `adapted` ones with a low-rank update that says something."""
    found: list[nn.Module] = []
    for k, (out, is_adapted) in enumerate(zip((6, 3, 3), adapted, strict=True)):
        layer = nn.Linear(11, out, bias=bias, dtype=dtype).requires_grad_(False)
        layer.weight.copy_(random(out, 11, seed=k).detach())
        A, B = random(2, 11, seed=10 + k).detach(), random(out, 2, seed=20 + k).detach()
        found.append(LoRALinear(layer, A, B, scaling=0.7, lora_dropout=p) if is_adapted else layer)
    return found


@DTYPES
@ROWS
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("adapted", [(False, False, False), (True, False, True), (True, True, True)])
def test_layers_side_by_side(adapted: tuple[bool, ...], bias: bool, rows: int, dtype: torch.dtype) -> None:
    """One GEMM is the modules' outputs side by side, with the gradients of x and of every factor."""
    modules = layers(dtype, bias, adapted)
    factors = [p for module in modules for p in module.parameters() if p.requires_grad]

    def together(x: Tensor, *_: Tensor) -> Tensor:
        y = project(x, modules)
        assert y is not None
        return y

    check(together, lambda x, *_: torch.cat([m(x) for m in modules], dim=-1), [random(rows, 11, dtype=dtype), *factors])


def test_dropout_of_layers_side_by_side() -> None:
    """With what the same seed drops of the x that they share, forward and backward are those of x with zeros there."""
    modules = layers(torch.float32, True, (True, False, True), p=0.3)
    x = random(40, 11)
    torch.manual_seed(7)
    mask = torch.ones(440).index_fill(0, dropped_positions(440, 0.3), 0).view(40, 11)
    assert not mask.all()
    q, k, v = modules
    assert isinstance(q, LoRALinear)
    assert isinstance(v, LoRALinear)

    def kernel(x: Tensor, *_: Tensor) -> Tensor:
        torch.manual_seed(7)
        y = project(x, modules)
        assert y is not None
        return y

    def plain(x: Tensor, *_: Tensor) -> Tensor:
        adapted = [m.base_layer(x) + F.linear(F.linear(x * mask / 0.7, m.lora_A), m.lora_B) * 0.7 for m in (q, v)]
        return torch.cat((adapted[0], k(x), adapted[1]), dim=-1)

    check(kernel, plain, [x, q.lora_A, q.lora_B, v.lora_A, v.lora_B])


def test_stacked_weights_stay_the_modules_own() -> None:
    """The modules' weights become views with the same numbers; a change of one is seen, a replaced one is stacked."""
    modules = [nn.Linear(4, n, bias=False).requires_grad_(False) for n in (3, 2)]
    before = [module.weight.clone() for module in modules]
    joined = stacked(modules)
    assert torch.equal(joined, torch.cat(before))
    assert stacked(modules).data_ptr() == joined.data_ptr()
    assert all(torch.equal(module.weight, was) for module, was in zip(modules, before, strict=True))
    modules[1].weight.fill_(7)
    assert torch.equal(stacked(modules)[3:], modules[1].weight)
    modules[0].weight = nn.Parameter(torch.ones(3, 4), requires_grad=False)
    assert torch.equal(stacked(modules)[:3], torch.ones(3, 4))


def test_modules_that_are_more_than_linear_are_left_alone() -> None:
    """A hook, a weight to be trained, and another class of module each send x through the modules themselves."""
    x = random(2, 11)
    modules = layers(torch.float32, True, (False, False, False))
    assert project(x, modules) is not None
    handle = modules[1].register_forward_hook(lambda *_: None)
    assert project(x, modules) is None
    handle.remove()
    modules[2].requires_grad_(True)
    assert project(x, modules) is None
    with torch.no_grad():
        assert project(x, modules) is not None
    assert project(x, [modules[0], nn.Identity()]) is None

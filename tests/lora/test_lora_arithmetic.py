"""Adapter arithmetic: peft's add_weighted_adapter as the oracle; laws of resizing, extracting and comparing."""

import warnings

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from lora.oracles import logits, peft_adapter, peft_model, tiny_llama, token_ids
from torch import nn

from minilora.config import LoraConfig
from minilora.errors import AdapterError, ConfigError
from minilora.lora import (
    Adapter,
    Update,
    combine,
    diff,
    extract,
    inject,
    load_adapter,
    merge_into,
    read_adapter,
    resize_to_energy,
    resize_to_rank,
    write_adapter,
)
from minilora.lora.combine import METHODS
from minilora.lora.spectrum import (
    effective_rank,
    energy_share,
    stable_rank,
    svd_of_product,
    svd_of_update,
    truncated_svd,
)


def adapter(seed, r=3, shape=(10, 8), scaling=0.5, names=("a.q_proj", "b.q_proj")):
    """A random adapter for weights (out, in) = shape."""
    g = torch.Generator().manual_seed(seed)
    updates = {
        name: Update(torch.randn(r, shape[1], generator=g), torch.randn(shape[0], r, generator=g), scaling)
        for name in names
    }
    return Adapter(LoraConfig(r=r, lora_alpha=scaling * r, target_modules=("q_proj",)), updates)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two adapters of peft's on one base, with different scalings, in one peft model and as directories."""
    folder = tmp_path_factory.mktemp("two")
    targets = {"target_modules": ["q_proj", "embed_tokens"]}
    peft_adapter(tiny_llama(), folder / "a", r=4, lora_alpha=6, **targets)
    peft_adapter(tiny_llama(), folder / "b", r=4, lora_alpha=3, use_rslora=True, **targets)
    return folder


@pytest.mark.parametrize("weights", [(0.7, 0.6), (1.0, -0.5)])
@pytest.mark.parametrize("method", METHODS)
def test_combining_equals_peft_s(method, weights, two, tmp_path, monkeypatch):
    """Every method gives the weights of peft's add_weighted_adapter, with the same random draws for dare."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = peft_model(tiny_llama(), two / "a")
        oracle.load_adapter(two / "b", "other")
        prepare = oracle.base_model.inject_adapter
        monkeypatch.setattr(oracle.base_model, "inject_adapter", lambda *a: (prepare(*a), torch.manual_seed(5)))
        oracle.add_weighted_adapter(
            ["default", "other"], list(weights), "sum", combination_type=method, density=0.5, svd_rank=6
        )
        oracle.set_adapter("sum")
    ours = combine([read_adapter(two / "a"), read_adapter(two / "b")], weights, method, density=0.5, rank=6, seed=5)
    for name, update in ours.updates.items():
        if "embed" in name and "dare" in method and "svd" in method:
            continue  # peft draws for the transposed ΔW
        layer = oracle.base_model.model.get_submodule(name)
        torch.testing.assert_close(update.delta(), layer.get_delta_weight("sum"), atol=1e-5, rtol=1e-4)
    write_adapter(tmp_path, ours)
    load_adapter(tiny_llama(), tmp_path)


def test_cat_is_the_exact_sum():
    """cat gives Σ w ΔW whatever the ranks and scalings; modules of one adapter alone are kept."""
    a, b = adapter(1, r=2, names=("a.q_proj",)), adapter(2, r=3, scaling=-1.5)
    total = combine([a, b], [2.0, -1.0], "cat")
    expected = 2 * a.updates["a.q_proj"].delta() - b.updates["a.q_proj"].delta()
    torch.testing.assert_close(total.updates["a.q_proj"].delta(), expected)
    torch.testing.assert_close(total.updates["b.q_proj"].delta(), -b.updates["b.q_proj"].delta())
    assert [total.config.rank_of(name) for name in ("a.q_proj", "b.q_proj")] == [5, 3]


def test_several_adapters_merge_with_one_rounding():
    """Merging a combination rounds once: in bfloat16 it is the rounded float32 sum."""
    a, b = adapter(1), adapter(2)
    weight = torch.randn(10, 8).bfloat16()
    merged = combine([a, b], [0.5, 0.25], "cat").merged("a.q_proj.weight", weight)
    deltas = [adapter.updates["a.q_proj"].delta().double() for adapter in (a, b)]
    exact = weight.double() + 0.5 * deltas[0] + 0.25 * deltas[1]
    assert (merged.double() - exact).abs().max() <= exact.abs().max() * 2**-8


def test_combinations_that_make_no_sense_are_refused():
    """Wrong weights, methods, ranks, shapes and densities each say what is wrong."""
    a = adapter(1)
    for arguments, said in [
        (([], []), "one weight for each"),
        (([a], [1, 2]), "one weight for each"),
        (([a], [float("nan")]), "finite"),
        (([a], [1], "sum"), "expected one of cat"),
    ]:
        with pytest.raises(ConfigError, match=said):
            combine(*arguments)
    with pytest.raises(ConfigError, match="density"):
        combine([a], [1], "ties", density=0)
    with pytest.raises(AdapterError, match=r"ranks are \[3, 2\]"):
        combine([a, adapter(2, r=2)], [1, 1], "linear")
    with pytest.raises(AdapterError, match="made for weights"):
        combine([a, adapter(2, shape=(8, 8))], [1, 1])


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(1, 8), st.integers(1, 8), st.integers(0, 10**6))
def test_truncation_is_the_best_there_is(r, rows, columns, seed):
    """Resizing to k keeps the k greatest singular values (Eckart-Young), and its reported error is the true one."""
    a = adapter(seed, r=r, shape=(rows, columns), names=("a.q_proj",))
    delta = a.updates["a.q_proj"].delta()
    S = torch.linalg.svdvals(delta)
    for k in range(1, r):
        resized, (loss,) = resize_to_rank(a, k)
        update = resized.updates["a.q_proj"]
        assert update.r == min(k, rows, columns)
        best = S[k:].norm()
        torch.testing.assert_close((delta - update.delta()).norm(), best, atol=1e-4, rtol=1e-4)
        assert loss.error * float(delta.norm()) == pytest.approx(float(best), abs=2e-3)


def test_resizing_to_the_same_rank_changes_nothing():
    """A rank-16 adapter resized to 16, or beyond, is unchanged, bit for bit."""
    a = adapter(3, r=16, shape=(40, 30))
    for r in (16, 20):
        resized, losses = resize_to_rank(a, r)
        assert resized == a
        assert all(loss.energy == 1 for loss in losses)


def test_resizing_by_energy_keeps_the_share():
    """The rank chosen keeps the share, and one less would not; each module gets a rank of its own."""
    a = adapter(4, r=8, shape=(30, 20))
    resized, losses = resize_to_energy(a, 0.8)
    for loss in losses:
        S = svd_of_update(a.updates[loss.name]).S
        assert energy_share(S, loss.r) >= 0.8 > energy_share(S, loss.r - 1)
        assert resized.updates[loss.name].r == loss.r < 8
        assert resized.config.rank_of(loss.name) == loss.r
    with pytest.raises(ConfigError):
        resize_to_energy(a, 0)


def test_extracting_gives_back_what_was_merged(tmp_path):
    """An adapter of rank r, merged and extracted again at rank r, is the same ΔW; peft loads the result."""
    peft_adapter(tiny_llama(), tmp_path / "a", r=3, target_modules=["q_proj", "down_proj"])
    base, tuned = tiny_llama(), tiny_llama()
    load_adapter(tuned, tmp_path / "a")
    merge_into(tuned)
    matrices = [name for name, module in base.named_modules() if isinstance(module, nn.Linear)]
    pairs = ((n, base.get_submodule(n).weight.data, tuned.get_submodule(n).weight.data) for n in matrices)
    extracted, losses = extract(pairs, 3)
    original = read_adapter(tmp_path / "a")
    assert set(extracted.updates) == set(original.updates)
    for name, update in original.updates.items():
        torch.testing.assert_close(extracted.updates[name].delta(), update.delta(), atol=1e-5, rtol=0)
    assert all(loss.energy == pytest.approx(1, abs=1e-6) for loss in losses)
    write_adapter(tmp_path / "b", extracted)
    theirs = peft_model(tiny_llama(), tmp_path / "b")
    torch.testing.assert_close(logits(theirs, token_ids()), logits(tuned, token_ids()), atol=1e-4, rtol=0)
    with pytest.raises(AdapterError, match="nothing to extract"):
        extract([("a", torch.ones(3, 3), torch.ones(3, 3))], 1)


def test_differences_are_those_of_the_full_matrices():
    """Norms, distance and cosine from the small factors equal those of the full ΔW."""
    a, b = adapter(1), adapter(2, r=5, scaling=2.0, names=("b.q_proj", "c.q_proj"))
    found = {difference.name: difference for difference in diff(a, b)}
    assert list(found) == ["a.q_proj", "b.q_proj", "c.q_proj"]
    one, two = a.updates["b.q_proj"].delta(), b.updates["b.q_proj"].delta()
    assert found["b.q_proj"].norm == pytest.approx(float(one.norm()), rel=1e-5)
    assert found["b.q_proj"].distance == pytest.approx(float((one - two).norm()), rel=1e-5)
    cosine = float(nn.functional.cosine_similarity(one.flatten(), two.flatten(), dim=0))
    assert found["b.q_proj"].cosine == pytest.approx(cosine, abs=1e-5)
    assert (found["a.q_proj"].other_norm, found["c.q_proj"].norm, found["a.q_proj"].cosine) == (0, 0, 0)
    nothing = combine([a, a], [1.0, -1.0], "cat")
    assert all(d.norm < 1e-6 and abs(d.cosine) <= 1 for d in diff(nothing, a))
    same = diff(a, a)
    assert all(d.distance < 1e-6 and d.cosine == pytest.approx(1) for d in same)


def test_what_is_no_sum_of_low_rank_matrices_is_refused(tmp_path):
    """DoRA, and modules trained whole, cannot be added, cut or compared."""
    for extra in ({"use_dora": True}, {"modules_to_save": ["norm"]}):
        peft_adapter(tiny_llama(), tmp_path, r=2, target_modules=["q_proj"], **extra)
        odd = read_adapter(tmp_path)
        for operation in (
            lambda odd=odd: combine([odd], [1.0]),
            lambda odd=odd: resize_to_rank(odd, 1),
            lambda odd=odd: diff(odd, odd),
        ):
            with pytest.raises(AdapterError, match=r"Merge (this adapter|it) into its base"):
                operation()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(1, 9), st.integers(1, 9), st.integers(0, 10**6))
def test_the_spectrum_is_that_of_the_full_matrix(r, rows, columns, seed):
    """Singular values and vectors from the thin factors are those of s · B A; the ranks lie between 1 and r."""
    g = torch.Generator().manual_seed(seed)
    lora_A, lora_B = torch.randn(r, columns, generator=g), torch.randn(rows, r, generator=g)
    svd = svd_of_product(lora_A, lora_B, 0.5)
    full = 0.5 * lora_B.double() @ lora_A.double()
    torch.testing.assert_close(svd.S, torch.linalg.svdvals(full)[: len(svd.S)], atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(svd.U * svd.S @ svd.Vh, full, atol=1e-6, rtol=1e-6)
    assert 1 - 1e-9 <= stable_rank(svd.S) <= effective_rank(svd.S) + 1e-9 or len(svd.S) > 1
    assert effective_rank(svd.S) <= len(svd.S) + 1e-9
    assert energy_share(svd.S, len(svd.S)) == pytest.approx(1)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(0, 10**6))
def test_leading_directions_are_those_of_the_svd(rows, columns, k, seed):
    """The k greatest singular values equal torch's, and the vectors give the best approximation of rank k."""
    matrix = torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))
    svd, S = truncated_svd(matrix, k), torch.linalg.svdvals(matrix.double())
    torch.testing.assert_close(svd.S, S[:k], atol=1e-6, rtol=1e-6)
    error = (matrix.double() - svd.U * svd.S @ svd.Vh).norm()
    torch.testing.assert_close(error, S[k:].norm(), atol=1e-6, rtol=1e-6)


def test_ranks_of_known_spectra():
    """Equal values: both ranks count them. One value: both are 1. Zero matrix: both are 0, all of no energy is kept."""
    even, single, zero = torch.ones(4), torch.tensor([3.0, 0.0]), torch.zeros(3)
    assert (stable_rank(even), effective_rank(even)) == (4, pytest.approx(4))
    assert (stable_rank(single), effective_rank(single)) == (1, pytest.approx(1))
    assert (stable_rank(zero), effective_rank(zero), energy_share(zero, 1)) == (0, 0, 1)


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 5), st.floats(0.1, 64), st.booleans(), st.integers(0, 10**6))
def test_updates_have_rank_r_and_grow_with_alpha(r, alpha, rslora, seed):
    """Through the whole path of settings, ΔW has rank ≤ r, and doubling lora_alpha doubles it exactly."""
    deltas = []
    for factor in (1, 2):
        model = nn.Sequential(nn.Linear(9, 7))
        config = LoraConfig(r=r, lora_alpha=factor * alpha, use_rslora=rslora, target_modules=("0",))
        inject(model, config, seed=seed)
        model[0].lora_B.data = torch.randn(7, r, generator=torch.Generator().manual_seed(seed))
        deltas.append(model[0].update().delta())
    assert torch.equal(deltas[1], 2 * deltas[0])
    assert torch.linalg.matrix_rank(deltas[0]) <= r

"""The measures that describe an adapter, compared with those of full matrices."""

import pytest
import torch
from lora.oracles import peft_adapter, tiny_llama

from minilora.errors import AdapterError
from minilora.lora import EmbeddingUpdate, Update, read_adapter, study, study_update


def test_numbers_are_those_of_the_full_matrices(tmp_path):
    """Norms, singular values, energy and relative size, for every kind of module, equal those of ΔW = W' - W0."""
    for extra in ({}, {"use_dora": True}):
        targets = ["q_proj", "down_proj"] if extra else ["q_proj", "embed_tokens"]
        peft_adapter(tiny_llama(), tmp_path, r=3, target_modules=targets, **extra)
        adapter, weights = read_adapter(tmp_path), tiny_llama().state_dict()
        for found in study(adapter, weights.__getitem__):
            weight = weights[f"{found.name}.weight"]
            delta = adapter.updates[found.name].applied(weight) - weight
            S = torch.linalg.svdvals(delta.double())
            assert found.norm == pytest.approx(float(delta.norm()), rel=1e-4)
            torch.testing.assert_close(torch.tensor(found.singular_values[:3]), S[:3].float(), atol=1e-4, rtol=1e-4)
            assert found.energy(1) == pytest.approx(float(S[0] ** 2 / S.square().sum()), abs=1e-4)
            assert found.base.relative == pytest.approx(float(delta.norm() / weight.norm()), rel=1e-4)
            assert (found.r, found.weight_shape) == (3, tuple(weight.shape))


def test_overlap_knows_aligned_from_orthogonal():
    """An update built from the base's own top directions overlaps fully; one from its last, not at all."""
    weight = torch.randn(12, 9, generator=torch.Generator().manual_seed(0))
    U, _, Vh = torch.linalg.svd(weight, full_matrices=False)
    aligned = study_update("a", Update(Vh[:2], U[:, :2], 1.0), weight, top=2).base
    opposite = study_update("a", Update(Vh[-2:], U[:, -2:], 1.0), weight, top=2).base
    turned = study_update("a", EmbeddingUpdate(U[:, :2].T, Vh[:2].T, 1.0), weight, top=2).base
    for comparison in (aligned, turned):
        assert comparison.output_overlap == pytest.approx(1, abs=1e-5)
        assert comparison.input_overlap == pytest.approx(1, abs=1e-5)
    assert opposite.output_overlap == pytest.approx(0, abs=1e-5)
    assert aligned.by_chance == (2 / 12, 2 / 9)


def test_an_untrained_update_is_all_zero():
    """B = 0: no norm, no ranks, no directions to compare; nothing fails."""
    found = study_update("a", Update(torch.randn(3, 9), torch.zeros(12, 3), 2.0), torch.randn(12, 9))
    assert (found.norm, found.stable_rank, found.effective_rank, found.base.top) == (0, 0, 0, 0)
    assert found.energy(1) == 1


def test_dora_needs_the_base_weight(tmp_path):
    """DoRA's change depends on W0, and a weight of another shape is refused."""
    peft_adapter(tiny_llama(), tmp_path, r=2, target_modules=["q_proj"], use_dora=True)
    with pytest.raises(AdapterError, match="give the base model"):
        study(read_adapter(tmp_path))
    with pytest.raises(AdapterError, match="made for"):
        study(read_adapter(tmp_path), lambda name: torch.zeros(3, 3))

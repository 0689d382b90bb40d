"""Laws that hold for every adapter: properties over random settings, ranks, scalings and weights."""

import tempfile
from pathlib import Path

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from lora.oracles import randomise, tiny_feeds

from minilora.config import LoraConfig
from minilora.gguf.adapter import LoraPair, read_adapter_gguf, write_adapter_gguf
from minilora.lora import (
    Adapter,
    Update,
    eject,
    from_mlx,
    inject,
    merge_into,
    read_adapter,
    resize_to_rank,
    to_mlx,
    write_adapter,
)
from minilora.lora.peft_config import config_for_updates

X = torch.randn(3, 12, generator=torch.Generator().manual_seed(2))


@st.composite
def configs(draw):
    """Settings for `tiny_feeds`."""
    start = draw(st.sampled_from(["kaiming", "gaussian", "orthogonal", "pissa", "olora"]))
    dora = start in ("kaiming", "gaussian", "orthogonal") and draw(st.booleans())
    ranks = st.sampled_from([2, 4, 6])
    return LoraConfig(
        r=draw(ranks),
        lora_alpha=draw(st.floats(0.25, 32)),
        lora_dropout=draw(st.sampled_from([0.0, 0.3])),
        target_modules=draw(st.sampled_from([("up",), ("down",), ("up", "down"), ("all-linear",)])),
        layers=draw(st.sampled_from([None, "0", "1-"])),
        rank_pattern=draw(st.one_of(st.just({}), st.fixed_dictionaries({r".*": ranks}))),
        use_rslora=draw(st.booleans()),
        use_dora=dora,
        bias=draw(st.sampled_from(["none", "lora_only", "all"])),
        init_lora_weights=start,
    )


@settings(max_examples=60, deadline=None)
@given(configs(), st.integers(0, 2**31))
def test_injected_merged_and_ejected(config, seed):
    """At step 0 the model says what its base says; merged, what it said injected; ejected, the base to the bit."""
    model, plain = tiny_feeds(), tiny_feeds()
    before, weights = plain(X), plain.state_dict()
    inject(model, config, seed=seed)
    if config.init_lora_weights in ("kaiming", "gaussian") and not config.use_dora:
        assert torch.equal(model(X), before)
    torch.testing.assert_close(model(X), before, atol=1e-5, rtol=1e-5)
    randomise(model, seed=seed)
    injected = model(X).detach()
    eject(model)
    assert all(torch.equal(value, weights[name]) for name, value in model.state_dict().items())
    inject(model, config, seed=seed)
    randomise(model, seed=seed)
    merge_into(model)
    torch.testing.assert_close(model(X), injected, atol=2e-5, rtol=1e-5)


@st.composite
def adapters(draw):
    """Adapters of two modules with ranks and scalings of their own."""
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31)))
    updates = {}
    for name in ("model.layers.0.a.q_proj", "model.layers.1.a.q_proj"):
        r, rows, columns = draw(st.tuples(*[st.integers(1, 6)] * 3))
        scaling = draw(st.floats(-8, 8, allow_subnormal=False).filter(lambda s: abs(s) > 1e-3))
        lora_A, lora_B = torch.randn(r, columns, generator=generator), torch.randn(rows, r, generator=generator)
        updates[name] = Update(lora_A, lora_B, scaling)
    config = LoraConfig(r=1, lora_alpha=1, lora_dropout=0.0, target_modules=("q_proj",))
    return Adapter(config_for_updates(config, updates), updates)


def same(found, expected):
    assert found.keys() == expected.keys()
    for name, update in expected.items():
        torch.testing.assert_close(found[name].delta(), update.delta(), atol=1e-5, rtol=1e-5)


@settings(max_examples=40, deadline=None)
@given(adapters())
def test_every_format_gives_back_what_it_was_given(adapter):
    """convert⁻¹ ∘ convert is the identity on ΔW: through PEFT's files, MLX's tensors and a GGUF."""
    same(from_mlx(*to_mlx(adapter, num_blocks=2)).updates, adapter.updates)
    with tempfile.TemporaryDirectory() as folder:
        write_adapter(Path(folder), adapter)
        again = read_adapter(Path(folder))
        assert all(torch.equal(again.updates[name].lora_A, u.lora_A) for name, u in adapter.updates.items())
        same(again.updates, adapter.updates)
        pairs = {name: LoraPair(u.lora_A.numpy(), u.lora_B.numpy(), u.scaling) for name, u in adapter.updates.items()}
        write_adapter_gguf(Path(folder) / "a.gguf", "llama", pairs, file_type="f32", extra_kv={})
        _, read = read_adapter_gguf(Path(folder) / "a.gguf")
    found = {n: Update(torch.tensor(p.lora_a), torch.tensor(np.asarray(p.lora_b)), p.scaling) for n, p in read.items()}
    same(found, adapter.updates)


@settings(max_examples=30, deadline=None)
@given(adapters(), st.integers(0, 3))
def test_resizing_to_a_rank_that_is_there_changes_nothing(adapter, more):
    """Resized to its greatest rank, or beyond, an adapter is the same, bit for bit."""
    greatest = max(update.r for update in adapter.updates.values())
    resized, losses = resize_to_rank(adapter, greatest + more)
    for name, update in adapter.updates.items():
        fits = update.r <= min(update.weight_shape)
        same({name: resized.updates[name]}, {name: update})
        assert resized.updates[name] == update or not fits
    assert all(loss.energy == 1 for loss in losses)


def test_a_text_where_patterns_are_expected_is_one_pattern() -> None:
    """As in PEFT: a word, a list and a tuple mean the same."""
    for targets in ("q_proj", ["q_proj"], ("q_proj",)):
        assert LoraConfig(target_modules=targets).target_modules == ("q_proj",)  # type: ignore[arg-type]
    assert LoraConfig(target_modules="all-linear") == LoraConfig(target_modules=("all-linear",))  # type: ignore[arg-type]

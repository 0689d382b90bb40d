"""The layer and the injection: laws on any module, and peft as the oracle of forward and gradients."""

import contextlib
import copy

import pytest
import torch
from lora.oracles import assert_same, logits, peft_model, randomise, tiny_feeds, tiny_llama, token_ids
from torch import nn

from minilora.config import LoraConfig
from minilora.errors import AdapterError, ConfigError
from minilora.kernels import plain_formulas
from minilora.lora import (
    LoRALinear,
    adapter_parameters,
    check_gradients,
    count_parameters,
    delta_weight,
    eject,
    find_matches,
    find_targets,
    inject,
    lora_layers,
    save_adapter,
)

QV = LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=("q_proj", "v_proj"))


def test_step_zero_equals_the_base():
    """An injected model that has not been trained gives the base's outputs, bit for bit, even in bfloat16."""
    for dtype in (torch.float32, torch.bfloat16):
        model = tiny_llama().to(dtype)
        before = logits(model, token_ids())
        inject(model, QV)
        assert torch.equal(logits(model, token_ids()), before)


def test_eject_undoes_inject():
    """eject ∘ inject leaves the very same modules with the very same weights."""
    model = tiny_llama()
    modules, weights = dict(model.named_modules()), copy.deepcopy(model.state_dict())
    inject(model, LoraConfig(target_modules=("all-linear",)))
    randomise(model)
    eject(model)
    assert all(module is modules[name] for name, module in model.named_modules())
    assert all(torch.equal(value, weights[name]) for name, value in model.state_dict().items())


def test_dropout_is_peft_s(tmp_path):
    """While training, equal seeds drop the same inputs of A as peft does."""
    base, model = tiny_llama(), tiny_llama()
    config = LoraConfig(r=4, lora_dropout=0.3, target_modules=("q_proj",))
    inject(model, config)
    randomise(model)
    save_adapter(tmp_path, model, config)
    oracle = peft_model(base, tmp_path, trainable=True).train()
    torch.manual_seed(5)
    ours = logits(model.train(), token_ids())
    torch.manual_seed(5)
    torch.testing.assert_close(ours, logits(oracle, token_ids()), atol=1e-6, rtol=0)
    assert not torch.equal(ours, logits(model.eval(), token_ids()))


@pytest.mark.parametrize(
    "extra", [{}, {"bias": "lora_only"}, {"use_dora": True}, {"init_lora_weights": "pissa"}, {"use_rslora": True}]
)
def test_kernels_change_no_variant(extra):
    """On flat batches (N, in), which the CPU kernel takes over, outputs and gradients are the plain formula's."""
    results = []
    for context in (contextlib.nullcontext, plain_formulas):
        model, x = tiny_feeds(), torch.randn(7, 12, generator=torch.Generator().manual_seed(2)).requires_grad_()
        inject(model, LoraConfig(r=3, lora_alpha=5, lora_dropout=0.0, target_modules=("up", "down"), **extra))
        randomise(model)
        with context():
            out = model(x)
            out.square().sum().backward()
        results.append([out.detach(), x.grad, *(p.grad for p in adapter_parameters(model))])
    for found, expected in zip(*results, strict=True):
        assert_same(found, expected)


def test_start_values_depend_on_the_seed_alone():
    """A is uniform in ± 1/sqrt(in), equal for equal seeds whatever the dtype of the base, and float32; B is zero."""
    starts = []
    for seed, dtype in ((0, torch.float32), (0, torch.bfloat16), (1, torch.float32)):
        model = tiny_llama().to(dtype)
        inject(model, QV, seed=seed)
        starts.append(lora_layers(model)["model.layers.1.self_attn.v_proj"])
    assert torch.equal(starts[0].lora_A, starts[1].lora_A)
    assert not torch.equal(starts[0].lora_A, starts[2].lora_A)
    assert 0.9 / 32**0.5 < starts[0].lora_A.abs().max() <= 1 / 32**0.5
    assert not starts[1].lora_B.any()
    assert starts[1].lora_B.dtype == starts[1].lora_A.dtype == torch.float32


def test_doubling_alpha_doubles_the_update():
    """ΔW is linear in lora_alpha, and its rank is at most r."""
    lora_A, lora_B = torch.randn(3, 10), torch.randn(8, 3)
    delta = delta_weight(lora_A, lora_B, 0.5)
    assert torch.equal(delta_weight(lora_A, lora_B, 1.0), 2 * delta)
    assert torch.linalg.matrix_rank(delta) == 3


def test_only_the_factors_train():
    """After inject, A and B are all that asks for a gradient, and the counts say so."""
    model = tiny_llama()
    total = count_parameters(model).total
    names = inject(model, QV)
    assert {id(p) for p in adapter_parameters(model)} == {
        id(p) for layer in lora_layers(model).values() for p in (layer.lora_A, layer.lora_B)
    }
    count = count_parameters(model)
    assert len(names) == 4
    assert count.trainable == 2 * (4 * (32 + 32) + 4 * (32 + 16))
    assert count.total == total + count.trainable


def test_a_gradient_that_never_arrives_is_reported():
    """check_gradients names the tensors that backward did not reach, or reached with NaN."""
    model = tiny_feeds()
    inject(model, LoraConfig(target_modules=("up", "down"), lora_dropout=0.0))
    x = torch.randn(3, 12)
    model[0](x).sum().backward()
    with pytest.raises(AdapterError, match=r"of 8 trained tensors 4 received no gradient.*1\.up\.lora_A"):
        check_gradients(model)
    model(x).sum().backward()
    check_gradients(model)
    lora_layers(model)["0.up"].lora_B.grad[0, 0] = float("nan")
    with pytest.raises(AdapterError, match=r"1 a non-finite one: 0\.up\.lora_B"):
        check_gradients(model)


def test_injecting_twice_is_refused():
    """A second adapter on an injected model is an error, not a LoRA of a LoRA."""
    model = tiny_llama()
    inject(model, QV)
    with pytest.raises(AdapterError, match="already carries"):
        inject(model, QV)


def test_every_pattern_must_match():
    """One pattern without a match is an error, even beside others that match; it lists what exists."""
    config = LoraConfig(target_modules=("q_proj", "w_proj", "re:nothing"))
    with pytest.raises(ConfigError, match=r"'w_proj' matches.*'re:nothing' matches.*q_proj ×2.*lm_head\."):
        find_targets(tiny_llama(), config)
    with pytest.raises(ConfigError, match="are none"):
        find_targets(nn.Sequential(nn.ReLU()), LoraConfig())


def test_all_linear_leaves_the_head_alone():
    """all-linear is every linear layer but lm_head, in model order."""
    names = find_targets(tiny_llama(), LoraConfig(target_modules=("all-linear",)))
    assert len(names) == 14
    assert "lm_head" not in names
    assert names[0] == "model.layers.0.self_attn.q_proj"


def test_auto_asks_the_model_first():
    """auto is the model's lora_targets, else q_proj and v_proj, else every linear layer but the head."""
    auto = LoraConfig()
    llama, feeds = tiny_llama(), tiny_feeds()
    assert set(find_matches(llama, auto)) == {"q_proj", "v_proj"}
    assert find_targets(feeds, auto) == ("0.up", "0.down", "1.up", "1.down")
    llama.lora_targets = ("o_proj",)
    assert set(find_matches(llama, auto)) == {"o_proj"}


@pytest.mark.parametrize("field", ["exclude_modules", "modules_to_save"])
def test_auto_is_what_the_other_settings_leave(field):
    """Modules that are excluded or trained whole are not among those of auto; if none is left, the error says why."""
    assert set(find_matches(tiny_llama(), LoraConfig(**{field: ("v_proj",)}))) == {"q_proj"}
    assert len(find_targets(tiny_llama(), LoraConfig(**{field: ("v_proj",)}))) == 2
    with pytest.raises(ConfigError, match=f"'q_proj' matches only layers that {field} leave out; .*'v_proj' matches"):
        find_targets(tiny_llama(), LoraConfig(**{field: ("q_proj", "v_proj")}))
    with pytest.raises(ConfigError, match=f"'all-linear' matches only layers that {field} leave out"):
        find_targets(tiny_feeds(), LoraConfig(**{field: ("up", "down")}))


def test_patterns_speak_hugging_face_s_names():
    """With hf_names on the model, patterns match those names and the answer is in the model's own."""
    model = tiny_feeds()
    model.hf_names = {f"{i}.{ours}": f"model.layers.{i}.mlp.{ours}_proj" for i in (0, 1) for ours in ("up", "down")}
    assert find_targets(model, LoraConfig(target_modules=("up_proj",))) == ("0.up", "1.up")
    assert find_targets(model, LoraConfig(target_modules=("model.layers.1.mlp.up_proj",))) == ("1.up",)
    assert find_targets(model, LoraConfig(target_modules=(r"re:.*\.0\..*",))) == ("0.up", "0.down")


def test_the_layer_follows_the_dtype_of_x():
    """A bfloat16 input gives a bfloat16 output although the factors are float32."""
    layer = LoRALinear(nn.Linear(6, 5).bfloat16(), torch.randn(2, 6), torch.randn(5, 2), scaling=0.5)
    assert layer(torch.randn(3, 6, dtype=torch.bfloat16)).dtype == torch.bfloat16

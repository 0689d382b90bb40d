"""Every option of LoraConfig against peft's: forward, gradients, merge and files, both ways round.

One row of `OPTIONS` is an option: our settings, the same settings in PEFT's words, and the tiny Llama they go on.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from lora.oracles import logits, loss, peft_adapter, peft_model, randomise, tiny_llama, token_ids

from minilora.config import LoraConfig
from minilora.errors import ConfigError
from minilora.lora import (
    adapter_parameters,
    find_targets,
    inject,
    load_adapter,
    lora_layers,
    merge_into,
    read_adapter,
    save_adapter,
)


@dataclass(frozen=True)
class Option:
    ours: dict[str, Any]
    peft: dict[str, Any]
    llama: dict[str, Any] = field(default_factory=dict)


QV = ("q_proj", "v_proj")
OPTIONS = {
    "plain": Option({"target_modules": QV}, {"target_modules": list(QV)}),
    "all-linear": Option({"target_modules": ("all-linear",)}, {"target_modules": "all-linear"}),
    "regex": Option({"target_modules": (r"re:.*\.1\..*(up|k)_proj",)}, {"target_modules": r".*\.1\..*(up|k)_proj"}),
    "exclude": Option(
        {"target_modules": ("all-linear",), "exclude_modules": ("down_proj", "model.layers.0.self_attn.q_proj")},
        {"target_modules": "all-linear", "exclude_modules": ["down_proj", "model.layers.0.self_attn.q_proj"]},
    ),
    "layers": Option({"target_modules": QV, "layers": "1-"}, {"target_modules": list(QV), "layers_to_transform": [1]}),
    "rslora": Option({"target_modules": QV, "use_rslora": True}, {"target_modules": list(QV), "use_rslora": True}),
    "dora": Option({"target_modules": QV, "use_dora": True}, {"target_modules": list(QV), "use_dora": True}),
    "dora with bias": Option(
        {"target_modules": QV, "use_dora": True, "use_rslora": True},
        {"target_modules": list(QV), "use_dora": True, "use_rslora": True},
        {"attention_bias": True},
    ),
    "patterns": Option(
        {"target_modules": QV, "rank_pattern": {"v_proj": 2, "layers.1.*q_proj": 6}, "alpha_pattern": {"q_proj": 3}},
        {
            "target_modules": list(QV),
            "rank_pattern": {"v_proj": 2, "layers.1.*q_proj": 6},
            "alpha_pattern": {"q_proj": 3},
        },
    ),
}


@pytest.fixture(params=OPTIONS.values(), ids=OPTIONS.keys())
def option(request):
    return request.param


def ours(option):
    """A tiny Llama with our adapter, its parameters random, and its settings."""
    config = LoraConfig(**{"r": 4, "lora_alpha": 12, "lora_dropout": 0.0} | option.ours)
    model = tiny_llama(**option.llama)
    inject(model, config)
    randomise(model)
    return model, config


def theirs(option, directory):
    return peft_adapter(tiny_llama(**option.llama), directory, **{"r": 4, "lora_alpha": 12} | option.peft)


def own_name(name):
    """peft's parameter name → ours, in a model of transformers."""
    return name.removeprefix("base_model.model.").replace(".default.weight", "").replace(".default", "")


def test_step_zero_is_the_base(option):
    """Before training, every variant says what the base says."""
    config = LoraConfig(**{"r": 4, "lora_dropout": 0.0} | option.ours)
    model = tiny_llama(**option.llama)
    before = logits(model, token_ids())
    inject(model, config)
    torch.testing.assert_close(logits(model, token_ids()), before, atol=1e-6, rtol=0)


def test_peft_loads_ours(tmp_path, option):
    """peft gives our logits, and our gradients of everything that is trained, from our files."""
    model, config = ours(option)
    save_adapter(tmp_path, model, config)
    oracle = peft_model(tiny_llama(**option.llama), tmp_path, trainable=True)
    torch.testing.assert_close(logits(model, token_ids()), logits(oracle, token_ids()), atol=1e-5, rtol=0)
    loss(model, token_ids()).backward()
    loss(oracle, token_ids()).backward()
    expected = {own_name(name): p.grad for name, p in oracle.named_parameters() if p.requires_grad}
    found = {name: p.grad for name, p in model.named_parameters() if p.requires_grad}
    assert found.keys() == expected.keys()
    for name, gradient in found.items():
        torch.testing.assert_close(gradient, expected[name], atol=1e-5, rtol=1e-5)


def test_we_load_peft_s(tmp_path, option):
    """We give peft's logits from peft's files, and train the same number of parameters."""
    oracle, model = theirs(option, tmp_path), tiny_llama(**option.llama)
    load_adapter(model, tmp_path)
    torch.testing.assert_close(logits(model, token_ids()), logits(oracle, token_ids()), atol=1e-5, rtol=0)
    assert sum(p.numel() for p in adapter_parameters(model)) == oracle.get_nb_trainable_parameters()[0]


def test_merge_equals_peft_s(tmp_path, option):
    """The merged weights are those of peft's merge_and_unload, in the model and tensor by tensor without it."""
    oracle, model = theirs(option, tmp_path).merge_and_unload(), tiny_llama(**option.llama)
    base = tiny_llama(**option.llama).state_dict()
    load_adapter(model, tmp_path)
    merge_into(model)
    adapter = read_adapter(tmp_path)
    found = model.state_dict()
    assert found.keys() == oracle.state_dict().keys()
    for name, weight in oracle.state_dict().items():
        torch.testing.assert_close(found[name], weight, atol=1e-6, rtol=1e-5)
        assert torch.equal(adapter.merged(name, base[name]), found[name])


def test_files_come_back_as_they_were(tmp_path, option):
    """save ∘ load is the identity on both files."""
    model, config = ours(option)
    save_adapter(tmp_path / "a", model, config)
    again = tiny_llama(**option.llama)
    save_adapter(tmp_path / "b", again, load_adapter(again, tmp_path / "a"))
    for file in ("adapter_model.safetensors", "adapter_config.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.parametrize("start", ["gaussian", "orthogonal"])
def test_other_starts_leave_the_base_alone(start, tmp_path):
    """gaussian and orthogonal starts change no output, and peft accepts their names."""
    model, config = tiny_llama(), LoraConfig(r=4, target_modules=QV, init_lora_weights=start)
    before = logits(model, token_ids())
    inject(model, config)
    torch.testing.assert_close(logits(model, token_ids()), before, atol=1e-6, rtol=0)
    save_adapter(tmp_path, model, config)
    torch.testing.assert_close(logits(peft_model(tiny_llama(), tmp_path), token_ids()), before, atol=1e-6, rtol=0)


@pytest.mark.parametrize("start", ["gaussian", "orthogonal"])
def test_other_starts_have_peft_s_spread(start):
    """The standard deviations of A and B are those of peft, which draws from another generator."""
    from peft import LoraConfig as PeftConfig
    from peft import get_peft_model

    model = tiny_llama(hidden_size=256)
    inject(model, LoraConfig(r=8, target_modules=("q_proj",), init_lora_weights=start))
    torch.manual_seed(0)
    settings = PeftConfig(r=8, target_modules=["q_proj"], init_lora_weights=start)
    oracle = get_peft_model(tiny_llama(hidden_size=256), settings)
    expected = {own_name(name): p.std().item() for name, p in oracle.named_parameters()}
    for name, layer in lora_layers(model).items():
        assert layer.lora_A.std().item() == pytest.approx(expected[f"{name}.lora_A"], rel=0.1)
        assert layer.lora_B.std().item() == pytest.approx(expected[f"{name}.lora_B"], rel=0.1)


def test_the_orthogonal_start_needs_an_even_rank():
    """Half of the rank belongs to A and half to B, so an odd one is refused."""
    with pytest.raises(ConfigError, match="even rank"):
        inject(tiny_llama(), LoraConfig(r=3, init_lora_weights="orthogonal"))


def test_layers_choose_blocks_by_number():
    """`0-1,3-` confines the targets; a part without a module, and nonsense, are errors."""
    model = tiny_llama(num_hidden_layers=5)
    names = find_targets(model, LoraConfig(target_modules=QV, layers="0-1,3-"))
    assert {name.split(".")[2] for name in names} == {"0", "1", "3", "4"}
    with pytest.raises(ConfigError, match="layers: '7-' holds no targeted module"):
        find_targets(model, LoraConfig(target_modules=QV, layers="0,7-"))
    for nonsense in ("", "a", "3-1", "-2", "1,,2"):
        with pytest.raises(ConfigError, match="layers"):
            LoraConfig(layers=nonsense)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"exclude_modules": ("x_proj",)}, "exclude_modules: 'x_proj' matches nothing"),
        ({"rank_pattern": {"k_proj": 2}}, "rank_pattern: 'k_proj' matches no targeted"),
        ({"alpha_pattern": {"k_proj": 2}}, "alpha_pattern: 'k_proj' matches no targeted"),
    ],
)
def test_idle_patterns_are_errors(settings, said):
    """A pattern that changes nothing is refused, wherever it stands."""
    with pytest.raises(ConfigError, match=said):
        find_targets(tiny_llama(), LoraConfig(target_modules=QV, **settings))


@pytest.mark.parametrize(
    "settings",
    [
        {"r": 0},
        {"r": 2.5},
        {"rank_pattern": {"q_proj": 0}},
        {"lora_alpha": float("nan")},
        {"lora_dropout": 1.0},
        {"target_modules": ()},
        {"target_modules": ("auto", "q_proj")},
        {"target_modules": ("re:(",)},
        {"rank_pattern": {"(": 2}},
        {"init_lora_weights": "zeros"},
    ],
)
def test_nonsense_is_refused_when_it_is_made(settings):
    """LoraConfig refuses settings that cannot work."""
    with pytest.raises(ConfigError):
        LoraConfig(**settings)

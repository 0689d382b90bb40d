"""Every option of LoraConfig against peft's: forward, gradients, merge and files, both ways round.

One row of `OPTIONS` is an option: our settings, the same settings in PEFT's words, and the tiny Llama they go on.
"""

import warnings
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from lora.oracles import assert_same, logits, loss, peft_adapter, peft_model, randomise, tiny_llama, token_ids
from safetensors.torch import load_file, save_file

from minilora.config import LoraConfig
from minilora.errors import AdapterError, ConfigError
from minilora.lora import (
    adapter_parameters,
    check_gradients,
    eject,
    find_targets,
    inject,
    load_adapter,
    lora_layers,
    merge_into,
    parameter_groups,
    read_adapter,
    save_adapter,
)
from minilora.lora.pissa import pissa


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
    "embedding": Option(
        {"target_modules": ("embed_tokens", "lm_head", "q_proj")},
        {"target_modules": ["embed_tokens", "lm_head", "q_proj"]},
    ),
    "modules_to_save": Option(
        {"target_modules": ("all-linear",), "modules_to_save": ("model.norm", "lm_head", "embed_tokens")},
        {"target_modules": "all-linear", "modules_to_save": ["model.norm", "lm_head", "embed_tokens"]},
    ),
    "bias lora_only": Option(
        {"target_modules": QV, "bias": "lora_only"},
        {"target_modules": list(QV), "bias": "lora_only"},
        {"attention_bias": True},
    ),
    "bias all": Option(
        {"target_modules": QV, "bias": "all"},
        {"target_modules": list(QV), "bias": "all"},
        {"attention_bias": True, "mlp_bias": True},
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
    plain = name.removeprefix("base_model.model.").replace(".modules_to_save.default", ".trained_copy")
    return plain.replace(".default.weight", "").replace(".default", "").replace("lora_embedding", "lora")


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
    assert_same(logits(model, token_ids()), logits(oracle, token_ids()))
    loss(model, token_ids()).backward()
    loss(oracle, token_ids()).backward()
    expected = {own_name(name): p.grad for name, p in oracle.named_parameters() if p.requires_grad}
    found = {name: p.grad for name, p in model.named_parameters() if p.requires_grad}
    assert found.keys() == expected.keys()
    for name, gradient in found.items():
        assert_same(gradient, expected[name])


def test_we_load_peft_s(tmp_path, option):
    """We give peft's logits from peft's files, and train the same number of parameters."""
    oracle, model = theirs(option, tmp_path), tiny_llama(**option.llama)
    load_adapter(model, tmp_path)
    assert_same(logits(model, token_ids()), logits(oracle, token_ids()))
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


@pytest.mark.parametrize("start", ["pissa", "olora"])
@pytest.mark.parametrize("rslora", [False, True])
def test_starts_from_the_base_weight_equal_peft_s(start, rslora, tmp_path):
    """PiSSA and OLoRA: A, B, logits and gradients after a change are peft's, which changes the base weight instead."""
    from peft import LoraConfig as PeftConfig
    from peft import get_peft_model

    settings = {"r": 4, "lora_alpha": 6, "lora_dropout": 0.0, "use_rslora": rslora, "init_lora_weights": start}
    model = tiny_llama()
    inject(model, LoraConfig(target_modules=QV, **settings))
    oracle = get_peft_model(tiny_llama(), PeftConfig(target_modules=list(QV), **settings)).eval()
    factors = {own_name(name): p for name, p in oracle.named_parameters() if p.requires_grad}
    for name, layer in lora_layers(model).items():
        theirs = [factors[f"{name}.{half}"] for half in ("lora_A", "lora_B")]
        signs = (layer.lora_A * theirs[0]).sum(1).sign()  # a pair of singular vectors is free to change its sign
        theirs[0].data *= signs[:, None]
        theirs[1].data *= signs
        for ours, oracles in zip((layer.lora_A, layer.lora_B), theirs, strict=True):
            torch.testing.assert_close(ours, oracles, atol=5e-5, rtol=0)  # close values turn in a float32 SVD
            change = torch.randn(ours.shape) * 0.1
            ours.data += change
            oracles.data += change
    assert_same(logits(model, token_ids()), logits(oracle, token_ids()))
    loss(model, token_ids()).backward()
    loss(oracle, token_ids()).backward()
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            assert_same(parameter.grad, factors[name].grad, within=1e-4)


@pytest.mark.parametrize("start", ["pissa", "olora"])
@pytest.mark.parametrize("rslora", [False, True])
def test_starts_from_the_base_weight_are_saved_for_the_original_base(start, rslora, tmp_path):
    """The saved adapter, of rank 2r, fits the original base in peft and here; resuming from it changes nothing."""
    config = LoraConfig(
        r=4, target_modules=QV, use_rslora=rslora, rank_pattern={"v_proj": 2}, init_lora_weights=start, lora_dropout=0.0
    )
    model = tiny_llama()
    inject(model, config)
    randomise(model)
    expected = logits(model, token_ids()).detach()
    save_adapter(tmp_path, model, config)
    assert_same(logits(peft_model(tiny_llama(), tmp_path), token_ids()), expected)
    plain, resumed = tiny_llama(), tiny_llama()
    assert load_adapter(plain, tmp_path).rank_of("x.q_proj") == 8
    assert_same(logits(plain, token_ids()), expected)
    inject(resumed, config, seed=9)
    load_adapter(resumed, tmp_path)
    assert torch.equal(logits(resumed, token_ids()), expected)
    merge_into(model)
    assert_same(logits(model, token_ids()), expected)


def test_we_load_peft_s_converted_pissa(tmp_path):
    """An adapter that peft started from PiSSA and converted on saving gives peft's logits on the original base."""
    from peft import LoraConfig as PeftConfig
    from peft import get_peft_model

    oracle = get_peft_model(tiny_llama(), PeftConfig(r=4, target_modules=list(QV), init_lora_weights="pissa")).eval()
    oracle.save_pretrained(tmp_path / "start")
    torch.manual_seed(0)
    for parameter in oracle.parameters():
        if parameter.requires_grad:
            parameter.data += torch.randn(parameter.shape) * 0.1
    expected = logits(oracle, token_ids())
    oracle.save_pretrained(tmp_path / "end", path_initial_model_for_weight_conversion=str(tmp_path / "start"))
    model = tiny_llama()
    load_adapter(model, tmp_path / "end")
    assert_same(logits(model, token_ids()), expected)


def test_pissa_takes_the_strongest_directions():
    """s · B A of PiSSA is the best rank-r approximation of the weight; r beyond the weight's is refused."""
    weight = torch.randn(9, 6)
    lora_A, lora_B = pissa(weight, 2, 0.5)
    U, S, Vh = torch.linalg.svd(weight)
    torch.testing.assert_close(0.5 * lora_B @ lora_A, U[:, :2] * S[:2] @ Vh[:2])
    with pytest.raises(ConfigError, match="fewer directions"):
        inject(tiny_llama(), LoraConfig(r=17, target_modules=("v_proj",), init_lora_weights="pissa"))


def test_layers_choose_blocks_by_number():
    """`0-1,3-` confines the targets; a part without a module, and nonsense, are errors."""
    model = tiny_llama(num_hidden_layers=5)
    names = find_targets(model, LoraConfig(target_modules=QV, layers="0-1,3-"))
    assert {name.split(".")[2] for name in names} == {"0", "1", "3", "4"}
    with pytest.raises(ConfigError, match="layers: '7-' contains no targeted module"):
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
        ({"exclude_modules": ("v_proj",)}, "'v_proj' matches only layers that exclude_modules leave out"),
        ({"modules_to_save": ("v_proj",)}, "'v_proj' matches only layers that modules_to_save leave out"),
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
        {"init_lora_weights": "pissa", "use_dora": True},
        {"init_lora_weights": "pissa", "lora_alpha": 0},
        {"init_lora_weights": "pissa", "alpha_pattern": {"q_proj": -1.0}},
        {"bias": "some"},
    ],
)
def test_nonsense_is_refused_when_it_is_made(settings):
    """LoraConfig refuses settings that cannot work."""
    with pytest.raises(ConfigError):
        LoraConfig(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"target_modules": QV, "bias": "all"},
        {"target_modules": QV, "bias": "lora_only", "use_dora": True},
        {"target_modules": ("embed_tokens", "q_proj"), "modules_to_save": ("lm_head", "norm")},
    ],
)
def test_eject_restores_what_was_trained_whole(settings):
    """After eject, biases, copied modules and embeddings are the base's again, bit for bit."""
    model = tiny_llama(attention_bias=True)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    inject(model, LoraConfig(**settings))
    randomise(model)
    eject(model)
    after = model.state_dict()
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], value) for name, value in before.items())
    assert not any(p.requires_grad for p in model.parameters())


def test_a_merge_unties_the_embedding_and_the_head():
    """With tied embeddings, an update of the embedding leaves the head as it was, before and after the merge."""
    model = tiny_llama(tie_word_embeddings=True)
    head = model.lm_head.weight.clone()
    inject(model, LoraConfig(target_modules=("embed_tokens",), r=2))
    randomise(model)
    before = logits(model, token_ids())
    merge_into(model)
    assert_same(logits(model, token_ids()), before)
    assert torch.equal(model.lm_head.weight, head)
    assert not torch.equal(model.model.embed_tokens.weight, head)


def test_tied_embeddings_are_peft_s_before_a_merge(tmp_path):
    """With tied embeddings, both ways round, logits and gradients are those of peft's wrapped model."""
    tied = Option(
        {"target_modules": ("embed_tokens", "q_proj")},
        {"target_modules": ["embed_tokens", "q_proj"]},
        {"tie_word_embeddings": True},
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*tie_word_embeddings.*")
        test_peft_loads_ours(tmp_path / "ours", tied)
        test_we_load_peft_s(tmp_path / "theirs", tied)


def test_another_base_s_embedding_is_refused(tmp_path):
    """peft saves the base's embedding beside its update; loading onto a base with another one is an error."""
    peft_adapter(tiny_llama(), tmp_path, r=2, target_modules=["embed_tokens"])
    other = tiny_llama()
    other.model.embed_tokens.weight.data.mul_(-1)
    with pytest.raises(AdapterError, match="different base weight"):
        load_adapter(other, tmp_path)
    with pytest.raises(AdapterError, match=r"embed_tokens\.weight: .*different base weight"):
        read_adapter(tmp_path).merged("model.embed_tokens.weight", other.model.embed_tokens.weight)


def test_parts_trained_whole_must_fit(tmp_path):
    """A trained norm of another size, or absent, is listed; the model is left as it was."""
    model, config = tiny_llama(), LoraConfig(r=2, target_modules=QV, modules_to_save=("model.norm",))
    inject(model, config)
    save_adapter(tmp_path, model, config)
    path = tmp_path / "adapter_model.safetensors"
    tensors = load_file(path)
    tensors["base_model.model.model.norm.weight"] = torch.ones(3)
    tensors["base_model.model.model.layers.0.self_attn.q_proj.base_layer.bias"] = torch.ones(32)
    save_file(tensors, path)
    other = tiny_llama()
    with pytest.raises(AdapterError) as caught:
        load_adapter(other, tmp_path)
    assert "model.norm.weight: (3,) in the file; this model has (32,)" in str(caught.value)
    assert "q_proj.bias: this model has no such tensor" in str(caught.value)
    assert not lora_layers(other)


def test_modules_trained_whole_stay_in_the_base_s_dtype():
    """In a bfloat16 model the copy is trained in float32, computed and merged in bfloat16."""
    model = tiny_llama().bfloat16()
    inject(model, LoraConfig(target_modules=QV, modules_to_save=("lm_head",)))
    assert model.lm_head.trained_copy.weight.dtype == torch.float32
    assert logits(model, token_ids()).dtype == torch.bfloat16
    merge_into(model)
    assert model.lm_head.weight.dtype == torch.bfloat16


def test_biases_are_trained_in_float32_and_computed_in_the_base_s_dtype(tmp_path):
    """In a bfloat16 model: saved and loaded exactly, rounded by a merge as the file's are, and restored by eject."""
    model, again = (tiny_llama(attention_bias=True).bfloat16() for _ in range(2))
    base = {name: value.clone() for name, value in model.state_dict().items()}
    start = logits(model, token_ids())
    config = LoraConfig(r=2, target_modules=QV, bias="all")
    inject(model, config)
    assert {parameter.dtype for parameter in adapter_parameters(model)} == {torch.float32}
    assert torch.equal(logits(model, token_ids()), start)
    randomise(model)
    loss(model, token_ids()).backward()
    check_gradients(model)
    save_adapter(tmp_path, model, config)
    load_adapter(again, tmp_path)
    assert all(map(torch.equal, adapter_parameters(again), adapter_parameters(model)))
    assert torch.equal(logits(again, token_ids()), logits(model, token_ids()))
    merge_into(model)
    adapter, merged = read_adapter(tmp_path), model.state_dict()
    assert all(torch.equal(merged[name], adapter.merged(name, value)) for name, value in base.items())
    eject(again)
    assert all(torch.equal(value, base[name]) for name, value in again.state_dict().items())
    assert {type(each.model.layers[0].self_attn.k_proj) for each in (model, again)} == {torch.nn.Linear}


def test_a_container_with_a_part_that_files_have_no_name_for_is_refused():
    """It would be trained and saved under a name that nothing can load."""
    model = tiny_llama()
    model.hf_names = {"model.layers.0.mlp.up_proj": "h.0.mlp.up_proj"}
    with pytest.raises(ConfigError, match=r"'mlp' contains model\.layers\.0\.mlp\.gate_proj, which has no name"):
        inject(model, LoraConfig(target_modules=QV, modules_to_save=("mlp",)))


def test_trained_tensors_are_contiguous():
    """PyTorch's fused optimizers ignore strides, so what is trained has none of its own, whatever it is made from."""
    model = tiny_llama()
    head = model.lm_head.weight
    head.data = head.data.T.contiguous().T
    inject(model, LoraConfig(r=4, target_modules=QV, modules_to_save=("lm_head",), init_lora_weights="pissa"))
    assert all(parameter.is_contiguous() for parameter in adapter_parameters(model))


def test_dora_is_for_linear_layers():
    """DoRA on an embedding is refused with what to do instead."""
    with pytest.raises(ConfigError, match="leave the embedding"):
        inject(tiny_llama(), LoraConfig(target_modules=("embed_tokens", "q_proj"), use_dora=True))


def test_learning_rates_are_peft_s(tmp_path):
    """LoRA+ gives every tensor the learning rate that peft's create_loraplus_optimizer gives it."""
    from peft.optimizers import create_loraplus_optimizer

    config = LoraConfig(r=2, target_modules=QV, use_dora=True, bias="lora_only")
    model = tiny_llama(attention_bias=True)
    inject(model, config)
    save_adapter(tmp_path, model, config)
    oracle = peft_model(tiny_llama(attention_bias=True), tmp_path, trainable=True)
    theirs = create_loraplus_optimizer(oracle, torch.optim.AdamW, lr=1e-3, loraplus_lr_ratio=16)
    names = {id(p): own_name(name) for name, p in oracle.named_parameters()}
    expected = {names[id(p)]: group["lr"] for group in theirs.param_groups for p in group["params"]}
    own = {id(p): name for name, p in model.named_parameters()}
    groups = parameter_groups(model, 1e-3, ratio=16)
    assert {own[id(p)]: group["lr"] for group in groups for p in group["params"]} == expected

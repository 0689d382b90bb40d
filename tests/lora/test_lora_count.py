"""Number of trained parameters, by the setting that selected them."""

import pytest
from lora.oracles import tiny_llama

from minilora.config import LoraConfig
from minilora.lora import ModuleSelection, count_parameters, inject, module_selections

QV = ("q_proj", "v_proj")


def chosen(**settings):
    """The table of a tiny Llama with biases, and how many numbers it trains."""
    config = LoraConfig(**{"r": 4, "lora_alpha": 8} | settings)
    model = tiny_llama(attention_bias=True)
    inject(model, config)
    return module_selections(model, config), count_parameters(model).trainable


def test_each_pattern_has_its_modules_by_rank_and_scaling():
    """Modules of one pattern that differ in rank or scaling stand in lines of their own."""
    found, trainable = chosen(target_modules=("q_proj", "re:.*v_proj"), rank_pattern={"layers.1.*q_proj": 2})
    assert found == (
        ModuleSelection("q_proj", "q_proj", 1, 4 * (32 + 32), 4, 2.0),
        ModuleSelection("q_proj", "q_proj", 1, 2 * (32 + 32), 2, 4.0),
        ModuleSelection("re:.*v_proj", "v_proj", 2, 2 * 4 * (32 + 16), 4, 2.0),
    )
    assert trainable == sum(choice.num_parameters for choice in found)


@pytest.mark.parametrize(
    "settings",
    [
        {"target_modules": ("all-linear",)},
        {"target_modules": QV, "use_dora": True, "bias": "lora_only"},
        {"target_modules": QV, "bias": "all", "modules_to_save": ("lm_head", "norm")},
        {"target_modules": ("embed_tokens", "q_proj"), "init_lora_weights": "pissa"},
    ],
)
def test_the_lines_add_up(settings):
    """Where no two patterns match one module, the lines count everything that is trained, once."""
    found, trainable = chosen(**settings)
    assert trainable == sum(choice.num_parameters for choice in found)
    assert {choice.r for choice in found if choice.setting in settings["target_modules"]} == {4}


def test_a_module_of_two_patterns_is_counted_once_in_all():
    """Both patterns show the module; the number of parameters does not."""
    found, trainable = chosen(target_modules=("q_proj", "model.layers.0.self_attn.q_proj"))
    assert [choice.modules for choice in found] == [2, 1]
    assert trainable == found[0].num_parameters

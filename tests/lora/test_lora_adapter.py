"""Adapter files and merging, against peft in both directions, and what happens to files that do not fit."""

import contextlib
import copy
import json
import shutil

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from lora.oracles import peft_model, randomise, tiny_feeds, tiny_llama
from safetensors.torch import load_file, save_file

from minilora.config import LoraConfig
from minilora.errors import AdapterError
from minilora.lora import (
    Adapter,
    DoRAUpdate,
    Update,
    inject,
    load_adapter,
    lora_layers,
    merge_into,
    merge_precision,
    read_adapter,
    round_clamped,
    save_adapter,
    write_adapter,
)

CONFIG = LoraConfig(r=4, lora_alpha=12, lora_dropout=0.0, target_modules=("auto",))


def trained(directory, config=CONFIG):
    """A tiny Llama with random factors, saved to `directory`."""
    model = tiny_llama()
    inject(model, config)
    randomise(model)
    save_adapter(directory, model, config, base_model="tiny")
    return model


def edit_config(directory, **changes):
    path = directory / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_minimal_config_is_enough(tmp_path):
    """A file with PEFT's two necessary keys loads with PEFT's defaults (r = 8, lora_alpha = 8)."""
    trained(tmp_path, LoraConfig(r=8, lora_alpha=8, target_modules=("q_proj",)))
    (tmp_path / "adapter_config.json").write_text('{"peft_type": "LORA", "target_modules": ["q_proj"]}')
    assert read_adapter(tmp_path).config.scaling == 1
    (tmp_path / "adapter_config.json").write_text('{"peft_type": "LORA"}')
    assert len(read_adapter(tmp_path).config.target_modules) == 2


def test_a_merge_is_rounded_once():
    """In bfloat16 the merged weight is the float32 sum, rounded to nearest."""
    weight = torch.randn(9, 7).bfloat16()
    lora_A, lora_B = torch.randn(2, 7), torch.randn(9, 2)
    exact = weight.double() + 0.5 * lora_B.double() @ lora_A.double()
    merged = Update(lora_A, lora_B, 0.5).merged(weight)
    assert merged.dtype == torch.bfloat16
    assert (merged.double() - exact).abs().max() <= exact.abs().max() * 2**-8  # half a unit in the last place


def test_an_overflowing_merge_is_refused_and_changes_nothing(tmp_path):
    """A sum beyond float16 is an error that names the module; no layer has been merged."""
    model = tiny_llama().half()
    inject(model, CONFIG)
    lora_layers(model)["model.layers.1.self_attn.v_proj"].lora_B.data.fill_(1e6)
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(AdapterError, match=r"layers\.1\.self_attn\.v_proj: .* not finite in float16"):
        merge_into(model)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_saving_and_loading_changes_no_byte(tmp_path):
    """save ∘ load is the identity on both files, with a model and without."""
    trained(tmp_path / "a")
    model = tiny_llama()
    save_adapter(tmp_path / "b", model, load_adapter(model, tmp_path / "a"), base_model="tiny")
    write_adapter(tmp_path / "c", read_adapter(tmp_path / "a"))
    for file in ("adapter_model.safetensors", "adapter_config.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "c" / file).read_bytes()


def test_loading_into_an_injected_model_keeps_its_parameters(tmp_path):
    """A model injected with the same settings keeps its Parameter objects, so an optimiser made before stays valid."""
    trained(tmp_path)
    model = tiny_llama()
    inject(model, CONFIG)
    parameters = [id(p) for p in model.parameters()]
    load_adapter(model, tmp_path)
    assert [id(p) for p in model.parameters()] == parameters
    other = tiny_llama()
    inject(other, LoraConfig(r=2))
    with pytest.raises(AdapterError, match="another LoRA adapter"):
        load_adapter(other, tmp_path)


def test_files_carry_hugging_face_s_names(tmp_path):
    """Own module names become Hugging Face's in the file, and come back on loading."""
    names = {"0.up": "model.layers.0.mlp.up_proj", "1.up": "model.layers.1.mlp.up_proj"}
    model, config = tiny_feeds(), LoraConfig(r=2, target_modules=("up_proj",))
    model.hf_names = names
    inject(model, config)
    randomise(model)
    save_adapter(tmp_path, model, config)
    assert "base_model.model.model.layers.1.mlp.up_proj.lora_B.weight" in load_file(
        tmp_path / "adapter_model.safetensors"
    )
    other, x = tiny_feeds(), torch.randn(2, 12)
    other.hf_names = names
    load_adapter(other, tmp_path)
    assert torch.equal(other(x), model(x).detach())


@pytest.mark.parametrize(
    "targets",
    [
        ("all-linear",),
        ("re:.*q_proj", "v_proj"),
        ("re:.*0.*q_proj", "model.layers.1.mlp.up_proj"),
        (r"re:.*\.mlp\..*",),
        ("re:.*1.self_attn.*",),
    ],
)
def test_resolved_targets_mean_the_same_modules_to_peft(tmp_path, targets):
    """What PEFT cannot express, or refuses, is saved as names that select the same modules there."""
    config = LoraConfig(r=2, target_modules=targets)
    model = trained(tmp_path, config)
    theirs = peft_model(tiny_llama(), tmp_path)
    assert sorted(theirs.targeted_module_names) == sorted(lora_layers(model))


def test_everything_wrong_is_listed_at_once(tmp_path):
    """Unknown tensors, a missing B, a wrong rank and NaN come in one error."""
    trained(tmp_path)
    path = tmp_path / "adapter_model.safetensors"
    tensors = load_file(path)
    stem = "base_model.model.model.layers.{}.self_attn.{}.lora_{}.weight"
    del tensors[stem.format(0, "q_proj", "B")]
    tensors[stem.format(0, "v_proj", "A")][0, 0] = float("nan")
    tensors[stem.format(1, "q_proj", "A")] = torch.zeros(5, 32)
    tensors["surprise"] = torch.zeros(1)
    save_file(tensors, path)
    with pytest.raises(AdapterError) as caught:
        read_adapter(tmp_path)
    for part in (
        "surprise: not a PEFT name",
        "0.self_attn.q_proj: has lora_A.weight; expected",
        "NaN",
        "A (5, 32) and B (32, 4)",
    ):
        assert part in str(caught.value)


def test_an_adapter_for_another_model_is_refused(tmp_path):
    """Absent modules and other shapes are listed with what was found; the model stays as it was."""
    trained(tmp_path)
    other = tiny_llama(num_hidden_layers=1, hidden_size=16, num_attention_heads=2, num_key_value_heads=1)
    with pytest.raises(AdapterError) as caught:
        load_adapter(other, tmp_path)
    assert "model.layers.1.self_attn.q_proj: this model has no such layer" in str(caught.value)
    assert "the adapter is for a weight (32, 32); this model has (16, 16)" in str(caught.value)
    assert not lora_layers(other)


def test_a_truncated_adapter_is_refused(tmp_path):
    """Modules that the settings target but the file lacks are an error, not zeros."""
    trained(tmp_path)
    path = tmp_path / "adapter_model.safetensors"
    save_file({key: value for key, value in load_file(path).items() if "layers.0" in key}, path)
    with pytest.raises(AdapterError, match=r"layers\.1\.self_attn\.q_proj: targeted by the settings"):
        load_adapter(tiny_llama(), tmp_path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"layer_replication": [[0, 1]]}, "layer_replication"),
        ({"some_future_setting": 3}, "some_future_setting"),
        ({"init_lora_weights": "pissa"}, "path_initial_model_for_weight_conversion"),
        ({"r": "4"}, "r is '4'; expected an integer"),
        ({"r": True}, "r is True; expected"),
        ({"target_modules": [1]}, "a list of strings"),
        ({"peft_type": "IA3"}, "IA3"),
        ({"r": 0}, "rank is an integer"),
        ({"r": 10**400}, "rank is an integer"),
        ({"lora_alpha": 10**400}, "below 1e"),
        ({"rank_pattern": {"(": 2}}, "not a regular expression"),
        ({"layers_to_transform": [-1]}, "layers"),
    ],
)
def test_settings_that_we_do_not_carry_out_are_refused_by_name(tmp_path, changes, said):
    """A setting that changes the result, a mistyped one, and one from the future are named in the error."""
    trained(tmp_path)
    edit_config(tmp_path, **changes)
    with pytest.raises(AdapterError, match=said):
        read_adapter(tmp_path)


def test_damaged_files_are_one_clear_error(tmp_path):
    """Missing, cut and pickled files each say what is wrong."""
    trained(tmp_path)
    path = tmp_path / "adapter_model.safetensors"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AdapterError, match="not a complete safetensors"):
        read_adapter(tmp_path)
    path.unlink()
    with pytest.raises(AdapterError, match="cannot read"):
        read_adapter(tmp_path)
    (tmp_path / "adapter_model.bin").write_bytes(b"")
    with pytest.raises(AdapterError, match="pickle"):
        read_adapter(tmp_path)
    shutil.rmtree(tmp_path)
    with pytest.raises(AdapterError, match="adapter_config"):
        read_adapter(tmp_path)


def test_there_must_be_an_adapter():
    """Saving or merging a plain model is an error."""
    with pytest.raises(AdapterError, match="nothing to save"):
        save_adapter("nowhere", tiny_feeds(), CONFIG)
    with pytest.raises(AdapterError, match="no LoRA"):
        merge_into(tiny_feeds())


def test_overflow_may_be_clamped_on_request():
    """round_clamped brings a merged weight back to float16's range; NaN is refused either way."""
    update = Update(torch.ones(1, 3), torch.tensor([[1e6], [-1e6], [1.0]]), 1.0)
    merged = update.merged(torch.zeros(3, 3).half(), round_clamped)
    assert merged[:, 0].tolist() == [65504, -65504, 1]
    with pytest.raises(AdapterError, match="not finite"):
        Update(torch.full((1, 3), float("nan")), torch.ones(3, 1), 1.0).merged(torch.zeros(3, 3), round_clamped)


def test_precision_counts_what_rounding_swallows():
    """Changes below half a unit in the last place of bfloat16 vanish, greater ones survive; overflow is counted."""
    weight = torch.ones(2, 4)
    tiny, large = 2**-12, 2**-5
    update = Update(torch.ones(1, 4), torch.tensor([[tiny], [large]]), 1.0)
    found = merge_precision(weight, update.applied(weight), torch.bfloat16)
    assert found.unmoved == 0.5
    assert found.largest_error == tiny
    assert found.change == pytest.approx(2 * (tiny**2 + large**2) ** 0.5)
    assert found.kept == pytest.approx(1 - 2 * tiny / found.change)
    assert found.overflowed == 0
    exact = merge_precision(weight, update.applied(weight), torch.float32)
    assert (exact.kept, exact.unmoved) == (1.0, 0.0)
    beyond = Update(torch.ones(1, 4), torch.ones(2, 1) * 99, 1.0).applied(weight * 65504)
    assert merge_precision(weight * 65504, beyond, torch.half).overflowed == 8


def test_unmerge_undoes_a_merge(tmp_path):
    """W + ΔW - ΔW is W within two roundings; fully trained tensors and DoRA cannot be undone."""
    trained(tmp_path)
    adapter = read_adapter(tmp_path)
    for name, weight in tiny_llama().state_dict().items():
        again = adapter.unmerged(name, adapter.merged(name, weight))
        torch.testing.assert_close(again, weight, atol=1e-6, rtol=0)
    for extra in ({"use_dora": True}, {"modules_to_save": ("model.norm",)}):
        trained(tmp_path, LoraConfig(r=2, target_modules=("q_proj",), **extra))
        adapter = read_adapter(tmp_path)
        name = "model.layers.0.self_attn.q_proj.weight" if "use_dora" in extra else "model.norm.weight"
        with pytest.raises(AdapterError, match=r"cannot be unmerged|fully trained"):
            adapter.unmerged(name, torch.ones(32, 32))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_never_becomes_a_traceback(tmp_path_factory, data):
    """Whatever bytes are changed or cut in either file, reading ends in an adapter or in one AdapterError."""
    folder = tmp_path_factory.mktemp("damaged")
    write_adapter(folder, small_adapter())
    path = folder / data.draw(st.sampled_from(["adapter_model.safetensors", "adapter_config.json"]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
    with contextlib.suppress(AdapterError):
        read_adapter(folder)


def small_adapter():
    """An adapter of two modules with DoRA, which has every kind of part but an embedding's."""
    updates = {
        name: DoRAUpdate(torch.ones(2, 3), torch.ones(4, 2), 1.0, torch.ones(4)) for name in ("a.q_proj", "b.q_proj")
    }
    return Adapter(LoraConfig(r=2, lora_alpha=2, target_modules=("q_proj",), use_dora=True), updates)
